"""Several follow-ups at once: looked at, moved or handed over, all or none, and taken back with one press."""

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine

from followup.models import Occurrence
from tests.cast import acting

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")
MOVE, HAND = "/opfoelgninger/flyt", "/opfoelgninger/giv-videre"


@pytest.fixture
def three(cast, db, client):
    """(municipality, three open follow-ups of 5.B), as its advisor."""
    with time_machine.travel(NOON, tick=False):
        x = cast.fjord
        with acting(x, "resource_advisor"):
            made = [
                x.make(
                    Occurrence, pathway=x.w, cadence="follow_up", number=80 + n, subject=uuid4(), computed_on=due, due_on=due,
                    window_opens_on=due, responsible=x.staff["resource_advisor"],
                )
                for n, due in enumerate((date(2026, 5, 20), date(2026, 5, 27), date(2026, 6, 3)))
            ]  # fmt: skip
        client.force_login(x.users["resource_advisor"])
        yield x, made


def ticked(rows):
    return {"valgt": [str(row.uuid) for row in rows]}


def days(x, rows):
    with acting(x, "resource_advisor"):
        return list(
            Occurrence.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("due_on", flat=True)
        )


def undo(client, page):
    key = page.split('action="/fortryd/')[1].split('"')[0]
    return client.post(f"/fortryd/{key}", follow=True).content.decode()


def test_the_list_offers_ticks(three, client):
    page = client.get("/opfoelgninger/").content.decode()
    assert page.count('name="valgt"') == 4
    assert f'formaction="{MOVE}"' in page and f'formaction="{HAND}"' in page


def test_it_is_shown_first_with_what_is_worth_a_look(three, client):
    x, rows = three
    page = client.post(MOVE, ticked(rows) | {"due_on": "2026-05-30", "reason": "Ferie."}).content.decode()
    assert page.count("Det er weekend.") == 3
    assert "har 2 andre opfølgninger den dag." in page
    assert "Flyt 3 opfølgninger" in page
    assert days(x, rows) == [date(2026, 5, 20), date(2026, 5, 27), date(2026, 6, 3)]


def test_to_one_day_and_back(three, client):
    x, rows = three
    sent = ticked(rows) | {"due_on": "2026-06-09", "reason": "Ferie.", "confirm": "1"}
    page = client.post(MOVE, sent, follow=True).content.decode()
    assert "3 opfølgninger er flyttet til tirsdag 9. juni." in page
    assert days(x, rows) == [date(2026, 6, 9)] * 3
    assert "Fortrudt: 3 opfølgninger er, som de var." in undo(client, page)
    assert days(x, rows) == [date(2026, 5, 20), date(2026, 5, 27), date(2026, 6, 3)]


def test_by_weeks_into_the_past_is_refused_before_it_is_offered(three, client):
    x, rows = three
    with acting(x, "resource_advisor"):
        Occurrence.objects.filter(pk=rows[0].pk).update(due_on=date(2026, 5, 5))
    page = client.post(MOVE, ticked(rows) | {"weeks": "1", "reason": "Ferie."})
    text = page.content.decode()
    assert page.status_code == 422
    assert "ville komme til at ligge tirsdag 12. maj, og den dag er gået." in text
    assert "Flyt 3 opfølgninger" not in text and 'value="Ferie."' in text
    assert days(x, rows) == [date(2026, 5, 5), date(2026, 5, 27), date(2026, 6, 3)]


def test_by_weeks_each_keeps_its_weekday(three, client):
    x, rows = three
    client.post(MOVE, ticked(rows) | {"weeks": "2", "reason": "Ferie.", "confirm": "1"})
    assert days(x, rows) == [date(2026, 6, 3), date(2026, 6, 10), date(2026, 6, 17)]


def test_all_or_none(three, client):
    """One of them is settled meanwhile, or would land in the past: nothing is moved."""
    x, rows = three
    answer = client.post(MOVE, ticked(rows) | {"due_on": "2026-05-01", "reason": "Ferie.", "confirm": "1"})
    assert answer.status_code == 422
    assert 'value="Ferie."' in answer.content.decode()
    assert days(x, rows) == [date(2026, 5, 20), date(2026, 5, 27), date(2026, 6, 3)]


@pytest.mark.parametrize("wrong", [{}, {"due_on": "2026-06-09", "weeks": "1"}, {"due_on": "i morgen"}])
def test_one_day_or_weeks_and_a_reason(three, client, wrong):
    _x, rows = three
    assert client.post(MOVE, ticked(rows) | wrong | {"confirm": "1"}).status_code == 422


def test_handed_over_and_back(three, client):
    x, rows = three
    to = x.staff["group_leader"]
    page = client.post(
        HAND, ticked(rows) | {"to": to.pk, "reason": "Kursus.", "confirm": "1"}, follow=True
    ).content.decode()
    assert f"3 opfølgninger er givet videre til {to.name}." in page
    with acting(x, "resource_advisor"):
        owners = Occurrence.objects.filter(pk__in=[row.pk for row in rows])
        assert set(owners.values_list("responsible", flat=True)) == {to.pk}
    assert "Fortrudt: 3" in undo(client, page)
    with acting(x, "resource_advisor"):
        assert set(owners.values_list("responsible", flat=True)) == {x.staff["resource_advisor"].pk}


def test_to_nobody_who_does_not_work_there(three, client):
    x, rows = three
    sent = ticked(rows) | {"to": x.staff["other_leader"].pk, "reason": "Kursus.", "confirm": "1"}
    assert client.post(HAND, sent).status_code == 422


def test_nothing_ticked_leads_back(three, client):
    for address in (MOVE, HAND):
        assert client.get(address)["Location"] == "/opfoelgninger/"
        assert client.get(address, {"valgt": ["x", str(uuid4())]})["Location"] == "/opfoelgninger/"


def test_readers_and_others_move_nothing(three, client):
    x, rows = three
    for who in ("principal", "teacher", "other_advisor"):
        client.force_login(x.users[who])
        client.post(MOVE, ticked(rows) | {"due_on": "2026-06-09", "reason": "Ferie.", "confirm": "1"})
    assert days(x, rows) == [date(2026, 5, 20), date(2026, 5, 27), date(2026, 6, 3)]
