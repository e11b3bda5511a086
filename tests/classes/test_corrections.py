"""What was written wrong is put right: a pupil's name, date of birth and protection, and one's own word in a selection."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import translation

from cases.models import Child
from classes import actions
from classes.forms.base import NamelessForm
from classes.models import SelectionVote
from classes.queries import given_names
from core.sort_key import sort_key
from tests.cast import acting
from tests.classes.test_selection import PARTIES, assess, decide, nominate, vote

TODAY = date(2026, 5, 21)
pytestmark = pytest.mark.usefixtures("_the_day")
GOOD = {"given_name": "Adam Noa", "family_name": "Winther", "born_on": "2014-09-03", "protected": "on"}


@pytest.fixture
def _the_day(db):
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("da"):
        yield


# ---- a pupil ----


def made_pupil(x, **given):
    with acting(x, "principal") as person:
        return actions.add_pupil(
            school_class=x.b5, given_name="Adm", family_name="Vinter", starts_on=TODAY, by=person, **given
        )


def correct(x, child, who="principal", **changed):
    given = {"given_name": "Adam", "family_name": "Winther", "born_on": None, "protected": False} | changed
    with acting(x, who) as person:
        return actions.correct_pupil(child=child, by=person, **given)


def test_name_and_birth_date_are_corrected_and_recorded(cast):
    x = cast.fjord
    child = made_pupil(x)
    correct(x, child, born_on=date(2014, 9, 3), protected=True)
    with acting(x, "principal"):
        found = Child.objects.get(pk=child.pk)
        assert (found.name, found.born_on, found.protected) == ("Adam Winther", date(2014, 9, 3), True)
        assert found.name_key == sort_key("Adam Winther")
    with acting(x, "dpo"), connection.cursor() as db:
        db.execute(
            "select op, actor, columns from audit.change where noun = 'cases_child' and row_id = %s order by id desc limit 1",
            [str(child.pk)],
        )
        op, actor, columns = db.fetchone()
    assert (op, actor) == ("U", str(x.users["principal"].pk))
    assert set(columns) == {"given_name", "family_name", "name_key", "born_on", "protected"}


def test_birth_date_follows_the_cpr_number(cast):
    x = cast.fjord
    child = made_pupil(x, cpr="6309144055")
    with pytest.raises(ValidationError) as refused:
        correct(x, child, born_on=date(2014, 9, 4))
    assert "born_on" in refused.value.message_dict
    assert correct(x, child, born_on=date(2014, 9, 3)).name == "Adam Winther"


@pytest.mark.parametrize("who", ["teacher", "group_leader", "caseworker"])
def test_others_correct_no_pupil(cast, who):
    with pytest.raises(PermissionDenied):
        correct(cast.fjord, cast.fjord.c1, who)


def test_page_corrects_twice_the_same_and_keeps_typing_on_errors(cast, client):
    x = cast.fjord
    child = made_pupil(x)
    client.force_login(x.users["principal"])
    address = f"/elev/{child.uuid}/ret"
    assert 'value="Vinter"' in client.get(address).content.decode()
    bad = client.post(address, GOOD | {"born_on": "1890-01-01"})
    assert (bad.status_code, 'value="Adam Noa"' in bad.content.decode()) == (422, True)
    assert "Datoen kan ikke være en elevs fødselsdato" in bad.content.decode()
    for _click in range(2):
        answer = client.post(address, GOOD)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/klasse/{x.b5.uuid}")
    with acting(x, "principal"):
        assert Child.objects.get(pk=child.pk).name == "Adam Noa Winther"
    client.force_login(cast.bakke.users["principal"])
    assert client.get(address).status_code == 404


def test_pasted_names_lose_their_numbers(cast, client):
    x = cast.fjord
    client.force_login(x.users["principal"])
    pasted = "1. Eg, Ask\n2\tBo Dam\nLiv Bang\n"
    client.post("/klasser/ny", {"school": x.school.pk, "name": "3.X", "starts_on": "2026-05-21", "pupils": pasted})
    with acting(x, "principal"):
        names = Child.objects.filter(memberships__school_class__name="3.X").order_by("name_key")
        assert [child.name for child in names] == ["Ask Eg", "Bo Dam", "Liv Bang"]


# ---- names where none may stand ----


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Emmas bord", ["Emmas"]),
        ("emma sidder godt", ["emma"]),
        ("Åses og Søren's plads", ["Åses", "Søren's"]),
        ("Jens’ bog", ["Jens’"]),
        ("Anne-Marie og Marie", ["Anne-Marie", "Marie"]),
        ("Der er liv og bo i klassen", []),
        ("Liv læser", ["Liv"]),
        ("Klassen læser", []),
        ("Mettes far", ["Mettes"]),
    ],
)
def test_names_are_found_in_all_their_forms(text, found):
    names = {"Emma", "Åse", "Søren", "Jens", "Anne", "Marie", "Liv", "Bo", "Mette"}
    said = NamelessForm(names=names)._names_in(text)
    assert [word.rstrip("’") for word in said] == [word.rstrip("’") for word in found]


def test_names_of_pupils_and_parents_are_asked_about(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        child = actions.add_pupil(
            school_class=x.b5, given_name="Anne-Marie Luna", family_name="Eg", starts_on=TODAY, by=person
        )
        from classes.actions.roster import add_guardians
        from classes.importing import Guardian

        add_guardians(child, [Guardian("Torben Bo Eg", "father")], person, TODAY)
        assert {"Anne-Marie", "Luna", "Torben", "Bo"} <= given_names(person, x.b5, TODAY)


# ---- a word in a selection ----


def spoken(x):
    selection = nominate(x)
    assess(x, selection)
    vote(x, selection, *PARTIES)
    return selection


def withdraw(x, selection, who, party=None):
    with acting(x, who) as person:
        actions.withdraw_vote(selection=selection, party=party or who, by=person)


def parties(x, selection):
    with acting(x, "principal"):
        return sorted(SelectionVote.objects.filter(selection=selection).values_list("party", flat=True))


def test_own_word_is_taken_back_until_it_is_decided(cast):
    x = cast.fjord
    selection = spoken(x)
    withdraw(x, selection, "resource_advisor")
    withdraw(x, selection, "resource_advisor")
    assert parties(x, selection) == ["group_leader", "principal"]
    with pytest.raises(ValidationError):
        decide(x, selection)
    vote(x, selection, "resource_advisor", offer=False)
    decide(x, selection)
    with pytest.raises(ValidationError) as refused:
        withdraw(x, selection, "resource_advisor")
    assert refused.value.code == "decided"
    assert len(parties(x, selection)) == 3


def test_nobody_takes_back_anothers_word(cast):
    x = cast.fjord
    selection = spoken(x)
    with pytest.raises(PermissionDenied):
        withdraw(x, selection, "principal", "group_leader")


def test_page_offers_to_take_the_own_word_back(cast, client):
    x = cast.fjord
    selection = spoken(x)
    client.force_login(x.users["group_leader"])
    page = client.get(f"/udvaelgelse/{selection.uuid}").content.decode()
    assert page.count("Tag mit svar tilbage") == 1
    client.post(f"/udvaelgelse/{selection.uuid}/stem/group_leader/fortryd")
    page = client.get(f"/udvaelgelse/{selection.uuid}").content.decode()
    assert "Tag mit svar tilbage" not in page
    assert "Gem dit svar" in page


def test_reports_are_linked_and_not_typed_in(cast, client):
    x = cast.fjord
    selection = nominate(x)
    client.force_login(x.users["principal"])
    texts = {"teaching": "Ro.", "social": "Leg.", "health": "Søvn.", "psychology": "PPR.", "team_readiness": "Klar."}
    sent = texts | {"row_version": selection.row_version}
    bad = client.post(f"/udvaelgelse/{selection.uuid}/ret", sent | {"inputs": "En hel rapport. " * 40})
    assert (bad.status_code, "Skriv kun, hvor det står" in bad.content.decode()) == (422, True)
    good = client.post(
        f"/udvaelgelse/{selection.uuid}/ret", sent | {"inputs": "PPR-vurdering, https://esdh.example/2026-114"}
    )
    assert good.status_code == 302
    page = client.get(f"/udvaelgelse/{selection.uuid}").content.decode()
    assert 'href="https://esdh.example/2026-114"' in page
