"""What is found in a text that many read: names, numbers, roads and what points at one child."""

import pytest

from cases.audiences import cleaned, found_in
from tests.cast import acting

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


@pytest.fixture
def look(cast):
    """The words refused and the words that warn, of a text for the class of the one municipality."""

    def looked(text, who="resource_advisor", **more):
        with acting(cast.fjord, who) as person:
            refused, warned = found_in(text, cast.fjord.w, person, **more)
            return [hit.words for hit in refused], [(hit.words, hit.kind) for hit in warned]

    return looked


@pytest.mark.parametrize(
    "text",
    [
        "{given} er med i en leg.", "Vi leger med {given}.", "Vi hører på {given}s ord.", "VI LEGER MED {upper}.",
        "Vi leger med {lower}.", "{lower}-gruppen øver sig.", "Vi leger med {broken}.", "Vi leger med {unseen}.",
        "Vi leger\nmed {given}\ni dag.", "Vi leger med {decomposed}.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["resource_advisor", "group_leader"])
def test_a_pupils_name_is_refused_in_every_shape(cast, look, text, who):
    """The group leader sees no class list: the database tells her of nothing but the words she wrote."""
    import unicodedata

    given = cast.fjord.c2.given_name
    shapes = {
        "given": given, "upper": given.upper(), "lower": given.lower(), "broken": f"{given[:2]}-\n{given[2:]}",
        "unseen": f"{given[:2]}\u200b{given[2:3]}\u00ad{given[3:]}", "decomposed": unicodedata.normalize("NFD", given),
    }  # fmt: skip
    refused, _warned = look(text.format(**shapes), who)
    assert [word.casefold() for word in refused] == [shapes["given"].casefold()] or refused == [f"{given}s"], refused


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring på 20 10 20 30.", "20 10 20 30"), ("Ring på +45 20102030", "+45 20102030"), ("Ring 2010 2030", "2010 2030"),
        ("Skriv til a.b@skole.example i dag", "a.b@skole.example"), ("Nummer 121114-4001 her", "121114-4001"),
        ("Nummer 72 11 14 4001", "72 11 14 4001"), ("Nummer 1211\u200b144001", "1211144001"),
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_refused(look, text, kind):
    assert look(text)[0] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Vi rækker hånden op og venter.", "Alle er i gang inden for fem minutter, fire ud af fem dage.",
        "Vi gør det i skoleåret 2025-2026.", "Kl. 10.30-11.45 læser vi.", "Fra 16.03.2026 og frem.", "Vi hjælper hinanden, når noget er svært.",
        "Fem konkrete ros i hver time, sagt højt eller skrevet", "Der er liv i klassen.", "Vi går en tur i skoven med 5.B.",
        "Alle forældre får ugens ros fra klassen hver fredag", "Vi begynder i august med to nye vaner.",
    ],
)  # fmt: skip
def test_everyday_words_pass(look, text):
    assert look(text) == ([], [])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("drengen, der kom fra Syrien i marts", {"origin", "pointing", "arrival"}),
        ("DRENGEN,\nder kom\nfra Syrien i marts", {"origin", "pointing", "arrival"}),
        ("pigen med høreapparatet", {"diagnosis", "pointing"}),
        ("en elev, som kom i marts", {"pointing", "arrival"}),
        ("Vi tager godt imod den nye.", {"pointing"}), ("Han er den eneste, der taler arabisk.", {"origin", "pointing"}),
        ("Tvillingerne skal sidde sammen.", {"kin"}), ("Nogle har ADHD.", {"diagnosis"}), ("Børn med autismen", {"diagnosis"}),
        ("Et plejebarn har brug for ro.", {"family"}), ("Efter skilsmissen er der uro.", {"family"}),
        ("Familien flyttede hertil.", {"arrival"}), ("Muslimske elever", {"religion"}), ("Den somaliske pige", {"origin"}),
        ("Forældregruppen mødes tirsdag.", {"family"}),
    ],
)  # fmt: skip
def test_what_points_at_one_child_warns(look, text, kinds):
    refused, warned = look(text)
    assert refused == []
    assert {kind for _words, kind in warned} >= kinds


@pytest.mark.parametrize("text", ["Elevrådsrepræsentanten siger til.", "Klassens eneste vegetar", "Duksen deler ud."])
def test_a_role_that_one_pupil_has_is_refused(look, text):
    assert len(look(text)[0]) == 1


def test_initials_of_a_pupil_are_refused_and_of_nobody_are_not(cast, look):
    x = cast.fjord
    a, b = x.c2.given_name[0], x.c2.family_name[0]
    for text in (f"{a}.{b}. hjælper", f"{a}. {b}. hjælper", f"{a.lower()}.{b.lower()}. hjælper"):
        assert len(look(text)[0]) == 1, text
    assert look("X.Z. hjælper, dvs. d.v.s. m.m.")[0] == []


def test_staff_may_be_named(cast, look):
    assert look(f"Spørg {cast.fjord.staff['resource_advisor'].name}.") == ([], [])


def test_the_other_municipality_finds_nothing(cast):
    with acting(cast.bakke, "resource_advisor") as person:
        refused, _warned = found_in(f"{cast.fjord.c2.name} er med.", cast.fjord.w, person)
    assert refused == []


def test_in_a_childs_own_version_its_name_may_stand_and_another_pupils_full_name_may_not(cast, look):
    x = cast.fjord
    assert look(f"{x.c1.given_name} er med i en leg.", about=x.p1) == ([], [])
    assert look(f"Leger med {x.c2.name} hver dag.", about=x.p1)[0] == [x.c2.name]
    assert look(f"Leger med {x.c2.given_name} hver dag.", about=x.p1) == ([], [(x.c2.given_name, "other_name")])
    assert look("Nummer 121114-4001 her", about=x.p1)[0] == ["121114-4001"]


def test_cleaned_joins_what_a_hyphen_broke():
    assert cleaned("Vi le-\nger  sammen\u200b") == "Vi le-\nger sammen\nVi leger sammen"
