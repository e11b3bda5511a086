"""Sentences as they are written in Danish classes, in a class of 28 where many names are words: what is refused, what warns, what passes."""

from datetime import date

import pytest

from cases.audiences import found_in
from cases.models import Child, ClassMembership, CustodyRelation, Parent
from tests.cast import acting

pytestmark = pytest.mark.django_db

PUPILS = (
    "Ida Holm", "Liv Skov", "Maj Lund", "Sol Bæk", "Ask Dahl", "Hans Krog", "Vi Nguyen", "August Bach", "Alexander Friis",
    "Mohammed Al-Sayed", "Klara Toft", "Rosa Møller", "Sigurd Bjerg", "Freja Strand", "Emil A. Wahl", "Magne Ravn", "Storm Kjær",
    "Aya I. Hassan", "Lærke Vang", "Noah Lang", "Villads Lykke", "Anna-Lise Have", "Jens Ørn", "Zoe Park", "Bo Eng",
)  # fmt: skip
REFUSED = {
    # names, bent and broken
    "Ida rækker hånden op.": ["Ida"], "Det er Idas plads.": ["Idas"], "Det er idas plads.": ["idas"], "Ida's plads er ved døren.": ["Ida"],
    "Ida´s plads": ["Ida"], "Vi hjælper IDA.": ["IDA"], "Ida-gruppen øver sig.": ["Ida"], "Jens' tur er i dag.": ["Jens"],
    "Mor til Mohammed hjælper.": ["Mohammed"], "Vi spørger Anna-Lise.": ["Anna", "Lise"],
    "Vi synger med Liv.": ["Liv"], "Liv begynder.": ["Liv"], "Sol og Maj deler bord.": ["Sol", "Maj"], "Vi venter på Hans.": ["Hans"],
    "Storms mor bager.": ["Storms"], "Spørg Karla og Villads.": ["Villads"],
    # initials
    "A.W. skal have ro.": [], "I.H. skal have ro.": ["I.H."], "Vi hjælper i. h. i timen.": ["i. h."],
    "E.A.W. har ordet.": ["E.A.W."],
    # numbers, in all writings
    "121114-4001": ["121114-4001"], "121114 – 4001": ["121114 – 4001"], "12.11.14-4001": ["12.11.14-4001"],
    "12/11/14 4001": ["12/11/14 4001"], "12112014-4001": ["12112014-4001"], "1211144001": ["1211144001"], "121114-XXXX": ["121114-XXXX"],
    "Ring til tlf.20102030 i dag": ["20102030"], "Ring (+45) 20 10 20 30": ["(+45) 20 10 20 30"], "Ring 20 102030": ["20 102030"],
    "Ring 2 0 1 0 2 0 3 0": ["2 0 1 0 2 0 3 0"], "Ring +46 70 123 45 67": ["+46 70 123 45 67"],
    "Skriv til mor(at)hjem.example": ["mor(at)hjem.example"], "Skriv til mor snabel-a hjem.example": ["mor snabel-a hjem.example"],
    "Find os på @ida_holm12": ["@ida_holm12", "ida"],
    # addresses
    "Vi mødes på Skovvej 12": ["Skovvej 12"], "Vi mødes på skovvej": [], "Vi mødes hos familien på Bakken": ["Bakken"],
    "Festen er på Store Torv 3 B": ["Store Torv 3 B"],
}  # fmt: skip
WARNS = {
    "drengen, der kom fra Syrien i marts": {"origin", "pointing", "arrival"}, "hende med høreapparatet": {"diagnosis", "pointing"},
    "Tvillingerne skal sidde hver for sig.": {"kin"}, "Eleven på 4. række får hjælp.": {"pointing"}, "Vi tager imod den nye pige.": {"pointing"},
    "Vi hjælper ham med ADHD.": {"diagnosis", "pointing"}, "Plejebarnet har en fast voksen.": {"family"},
    "Pigen ved vinduet må gå først.": {"pointing"}, "Barnet, hvis mor er syg, har fri.": {"pointing", "family"},
    "Vores nye klassekammerat øver dansk.": {"pointing"}, "Drengen i kørestol kommer først ind.": {"pointing", "diagnosis"},
    "Pigen fra Ukraine har en makker.": {"pointing", "origin"}, "Han tager medicin hver morgen.": {"diagnosis"},
    "En elev, der går på opholdsstedet, har følgeskab.": {"pointing", "family"}, "Hende den lille skal ikke drilles.": {"pointing"},
    "Den højeste i klassen holder døren.": {"pointing"}, "Hun begyndte hos os i januar.": {"arrival"}, "En dreng er lige startet.": {"arrival"},
    "Når han får sit anfald, går vi ud.": {"diagnosis"}, "Én i klassen har mistet sin far.": {"pointing", "family"},
    "Hun bor hos sin farmor.": {"family"}, "Ham fra specialklassen er med i gymnastik.": {"pointing", "diagnosis"},
    "To brødre skal ikke sidde sammen.": {"pointing"}, "Elev nr. 14 har sin egen plads.": {"pointing"}, "Han er født den 12. november.": {"pointing"},
    "Under ramadanen kan nogle være trætte.": {"religion"}, "Den dreng, vi talte om, har en plan.": {"pointing"},
    "Det er ham, som aldrig siger noget.": {"pointing"}, "Den urolige dreng får en pausebold.": {"pointing"},
    "Han stammer, når han er nervøs.": {"pointing"}, "Familien med de fem børn får besøg.": {"pointing"}, "Hun er den eneste med tørklæde.": {"religion"},
    "Vi ved godt, hvem den nye er. Tag godt imod den nye.": {"pointing"}, "De to søstre leger med alle.": {"pointing"},
    "Der er nøddeallergi i klassen.": {"diagnosis"}, "Hans far er i fængsel.": {"family", "maybe_name"}, "Vi taler om selvmord.": {"family"},
    "Vi spørger Alex om hjælp.": {"short"}, "Alex er med.": {"short"}, "Op ad bakken løber vi.": {"maybe_street"}, "Vi øver os i maj.": {"maybe_name"},
    "Sammen gør vi klassen til et sted med sol.": {"maybe_name"}, "Vi siger godmorgen. Vi siger tak.": {"maybe_name"}, "Kurt og IH laver mad.": {"maybe_initials"},
}  # fmt: skip
PASSES = (
    "Klassen er solidarisk og friskolen fejrer idag idræt.", "Den nye aftale gælder fra mandag.", "Den ene uge øver alle pauser, den anden uge turtagning.",
    "En elev har ordet ad gangen.", "Når en elev er klar, rækker den hånden op.", "Hver elev har en makker.", "Det er hans eller hendes tur.",
    "Projektet startede i marts.", "Aftalerne kom på plads i januar.", "Godt samvær er for alle.", "Et godt psykisk undervisningsmiljø.",
    "Ordet stammer fra latin.", "Alle får 1000-1500 skridt hver dag.", "Planen gælder 2024-2028 og skoleåret 2025/2026.",
    "Den 16.03.2026 kl. 10.30 mødes alle.", "Alle er i gang 10.00-11.30.", "Ros hinanden hver dag.", "Sig det højt og tydeligt.",
    "Klar til time, når klokken ringer.", "I dag hilser alle på hinanden ved døren.", "Den største forandring er roen.", "Alle læser 20 minutter.",
    "Vi skal på Side 4 i bogen.", "Idrætsdagen er for hele skolen.", "Det er livligt og majestætisk i asken.", "Fredag er der stille læsning i 5.B.",
)  # fmt: skip


@pytest.fixture
def look(cast, time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00")
    x = cast.fjord
    with acting(x, "resource_advisor"):
        for at, name in enumerate(PUPILS):
            given, _space, family = name.rpartition(" ")
            child = x.make(
                Child, given_name=given, family_name=family, school=x.school, born_on=date(2014, 9, 3), address="Bakken 4, Fjordby" if at == 3 else "",
            )  # fmt: skip
            x.make(ClassMembership, child=child, school_class=x.b5, starts_on=date(2025, 8, 1))
        parent = x.make(Parent, name=f"{x.staff['resource_advisor'].name.split()[0]} Wahl", known_through=child)
        x.make(CustodyRelation, child=child, parent=parent, relation="mother", starts_on=date(2014, 9, 3))

    def looked(text, **more):
        with acting(x, "resource_advisor") as person:
            return found_in(text, x.w, person, **more)

    return looked


def words(hits):
    return [hit.words for hit in hits]


def test_names_numbers_and_addresses_are_refused(look):
    found = {text: words(look(text)[0]) for text in REFUSED}
    assert {text: said for text, said in found.items() if sorted(said) != sorted(REFUSED[text])} == {}


def test_what_points_at_one_child_warns(look):
    found = {text: look(text) for text in WARNS}
    missed = {text: WARNS[text] - {hit.kind for hit in warned} for text, (_refused, warned) in found.items()}
    assert {text: kinds for text, kinds in missed.items() if kinds} == {}
    assert {text: words(refused) for text, (refused, _warned) in found.items() if refused} == {}


def test_ordinary_sentences_pass(look):
    found = {text: look(text) for text in PASSES}
    wrong = {text: words(refused) + words(warned) for text, (refused, warned) in found.items() if refused or warned}
    assert wrong == {"Vi skal på Side 4 i bogen.": ["Vi"]}  # a pupil is called Vi: looked at once, with a tick


def test_a_colleague_named_as_a_parent_is_looked_at_and_a_pupil_is_refused(cast, look):
    name = cast.fjord.staff["resource_advisor"].name.split()[0]
    refused, warned = look(f"Spørg {name} om det.")
    assert (words(refused), [(hit.words, hit.kind) for hit in warned]) == ([], [(name, "maybe_staff")])


def test_in_a_childs_own_version_everyday_words_are_words(cast, look):
    assert look("Hans tur er også min tur. Vi leger.", about=cast.fjord.p1) == ([], [])
    assert words(look("Jeg leger med Hans.", about=cast.fjord.p1)[1]) == ["Hans"]
