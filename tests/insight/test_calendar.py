"""The calendar's pages, what I dag groups, and the calendar on the phone."""

import re
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from accounts.models import RoleAssignment
from core.log import without_persons
from followup.models import Absence, CalendarFeed, Meeting, Occurrence, Task
from insight.queries.agenda import entries
from parentgroups.models import GroupSession
from tests.cast import TODAY, acting

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def occurrence(x, due, number=70, **more):
    known = {
        "pathway": x.w,
        "cadence": "follow_up",
        "number": number,
        "computed_on": due,
        "due_on": due,
        "window_opens_on": due,
    }
    return x.make(Occurrence, **known | {"state": "open", "cadence": "maintenance"} | more)


def meeting(x, when, **more):
    known = {
        "pathway": x.w,
        "kind": "follow_up",
        "state": "planned",
        "starts_at": when,
        "recorded_by": x.staff["resource_advisor"],
    }
    return x.make(Meeting, **known | {"ends_at": when + timedelta(hours=1), "lead": x.staff["resource_advisor"]} | more)


def day_of(text, on):
    """The day's list below the month, or in the week."""
    return re.search(rf'<section class="panel[^"]*" aria-labelledby="h-{on}">.*?</section>', text, re.S)[0]


# ---- month and week ----


def test_the_month_shows_the_follow_up_on_its_day_by_kind_and_class(visit, cast):
    text = visit.as_(cast.fjord, "resource_advisor").text("/kalender/", dag="2026-05-26")
    cell = re.search(r'<td class="[^"]*chosen">.*?</td>', text, re.S)[0]
    assert "Fælles opfølgning, 5.B" in cell
    assert "Maj 2026" in text
    assert "2. pinsedag" in text
    assert day_of(text, "dag").count("<h3>") == 1


def test_the_week_lists_its_days_and_leads_to_the_ones_beside(visit, cast):
    text = visit.as_(cast.fjord, "resource_advisor").text("/kalender/", dag="2026-05-26", vis="uge")
    assert "Uge 22, mandag 25. maj til søndag 31. maj 2026" in text
    assert "Fælles opfølgning, 5.B" in day_of(text, "2026-05-26")
    assert "dag=2026-05-19&amp;vis=uge" in text
    assert "dag=2026-06-02&amp;vis=uge" in text


def test_whatever_stands_in_the_address_it_is_a_page(visit, cast):
    visit.as_(cast.fjord, "resource_advisor")
    for query in (
        {"dag": "x"},
        {"dag": "0001-01-01"},
        {"dag": "9999-12-31"},
        {"hvem": "'"},
        {"skole": "x", "del": "y"},
    ):
        assert visit.get("/kalender/", **query).status_code == 200


def test_a_planned_meeting_stands_at_its_hour_instead_of_the_follow_up(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        meeting(x, datetime(2026, 5, 28, 14, 30, tzinfo=COPENHAGEN), occurrence=x.occurrence, place="Lærerværelset")
    visit.as_(x, "resource_advisor")
    assert "Fælles opfølgning" not in day_of(visit.text("/kalender/", dag="2026-05-26", vis="uge"), "2026-05-26")
    found = day_of(visit.text("/kalender/", dag="2026-05-28", vis="uge"), "2026-05-28")
    assert "14.30" in found and "Lærerværelset" in found and "Fælles opfølgning, 5.B" in found
    home = visit.text("/")
    assert "Torsdag 28. maj kl. 14.30" in home and "Lærerværelset" in home
    assert "Skal holdes senest tirsdag 26. maj." not in home


def test_filters_narrow_to_hers_to_a_school_and_to_a_side(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        occurrence(x, date(2026, 5, 27), responsible=x.staff["group_leader"], side="social", cadence="maintenance")
    visit.as_(x, "resource_advisor")
    shown = lambda **query: "Opfølgning på vedligeholdelse" in visit.text("/kalender/", dag="2026-05-27", **query)  # noqa: E731
    assert shown()
    assert not shown(hvem="mine")
    assert shown(hvem=str(x.staff["group_leader"].pk))
    assert not shown(hvem=str(x.staff["resource_advisor"].pk))
    assert shown(skole=str(x.school.uuid))
    assert not shown(skole=str(x.other_school.uuid))
    assert shown(**{"del": "social"})
    assert not shown(**{"del": "skole"})


def test_group_sessions_stand_with_their_leader_only(visit, cast):
    x = cast.fjord
    with acting(x, "group_leader"):
        x.make(
            GroupSession, group=x.group, number=9, on_day=date(2026, 5, 27), starts_at=time(16, 30), ends_at=time(18, 30),
            core_element=x.group_session.core_element, theme="Ro",
        )  # fmt: skip
    assert "Mødegang 9" in visit.as_(x, "group_leader").text("/kalender/", dag="2026-05-27")
    assert "Mødegang 9" not in visit.as_(x, "resource_advisor").text("/kalender/", dag="2026-05-27")


def test_the_other_school_sees_nothing_of_it(visit, cast):
    text = visit.as_(cast.fjord, "other_advisor").text("/kalender/", dag="2026-05-26")
    assert "5.B" not in text


def fill(x, numbers):
    with acting(x, "resource_advisor"):
        for n in numbers:
            meeting(x, datetime(2026, 5, 22, 8, tzinfo=COPENHAGEN) + timedelta(hours=n))
            x.make(
                Task, pathway=x.w, pathway_child=x.p1, text=f"Opgave {n}", owner=x.staff["resource_advisor"], due_on=TODAY,
            )  # fmt: skip
            occurrence(x, TODAY, number=100 + n, cadence="follow_up", pathway_child=x.p1, subject=uuid4())


@pytest.mark.parametrize("address", ["/kalender/", "/"])
def test_it_costs_the_same_with_one_and_with_thirty(visit, cast, address):
    x = cast.fjord
    fill(x, [0])
    visit.as_(x, "resource_advisor").get(address)
    visit.get(address)
    few = visit.queries
    fill(x, range(1, 30))
    visit.get(address)
    assert visit.queries == few


# ---- I dag ----


def test_i_dag_has_overdue_now_and_coming_with_tasks_among_them(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        for n, due in enumerate((date(2026, 5, 20), date(2026, 5, 22), date(2026, 6, 15), date(2026, 8, 1))):
            x.make(Task, pathway=x.w, text=f"Opgave nr. {n}", owner=x.staff["resource_advisor"], due_on=due)
        x.make(Task, pathway=x.w, text="Uden dag", owner=x.staff["resource_advisor"])
    text = visit.as_(x, "resource_advisor").text("/")

    def panel(key):
        return re.search(rf'<section class="panel[^"]*" aria-labelledby="h-{key}">.*?</section>', text, re.S)[0]

    assert "Opgave nr. 0" in panel("overdue") and "Overskredet 1 dag" in panel("overdue")
    assert "Opgave nr. 1" in panel("due") and "Forfalder om 1 dag" in panel("due")
    assert "Opgave nr. 2" in panel("next") and "Uden dag" in panel("next")
    assert "Opgave nr. 3" not in text


def test_todays_meeting_stands_with_its_hour(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        meeting(x, datetime(2026, 5, 21, 13, 0, tzinfo=COPENHAGEN), place="lokale 12")
    text = visit.as_(x, "resource_advisor").text("/")
    assert "Dagens aftaler" in text and "Lokale 12" in text
    assert '<time datetime="13.00">13.00' in text


def test_only_mine_leaves_out_what_falls_to_others(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(responsible=x.staff["group_leader"])
    visit.as_(x, "resource_advisor")
    assert "Skal holdes senest" in visit.text("/")
    assert "Skal holdes senest" not in visit.text("/", hvem="mine")


def test_a_child_is_named_only_to_those_who_reach_it(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(pathway_child=x.p2)
    assert f"Om {x.c2.short_name}" in visit.as_(x, "principal").text("/")
    home = visit.as_(x, "group_leader").text("/")
    assert x.c2.short_name not in home
    assert "Om et barn i forløbet." in home or "Skal holdes senest" not in home


def test_whoever_stands_in_finds_it_as_hers(visit, cast):
    x = cast.fjord
    with acting(x, "administrator"):
        x.make(
            Absence, staff=x.staff["resource_advisor"], stand_in=x.staff["learning_advisor"], unit=x.school,
            first=date(2026, 5, 18), last=date(2026, 5, 29), made_by=x.staff["administrator"],
        )  # fmt: skip
    text = visit.as_(x, "learning_advisor").text("/", hvem="mine")
    assert f"For {x.staff['resource_advisor'].name}, der er væk." in text


# ---- the phone ----


def feed(client, token):
    return client.get(f"/feed/{token}.ics")


@pytest.fixture
def phone(cast, db, noon):
    """A phone: it has no session."""
    return Client()


def address(client):
    return re.search(r'value="[^"]*/feed/([^"]+)\.ics"', client.post("/kalender/telefon").content.decode())[1]


def test_the_address_is_shown_once_and_kept_as_a_hash(visit, cast, phone):
    x = cast.fjord
    visit.as_(x, "group_leader")
    token = address(visit.client)
    assert len(token) == 43  # 32 bytes, 256 bits
    assert token not in visit.text("/kalender/telefon")
    with acting(x, "group_leader"):
        row = CalendarFeed.objects.get()
        assert row.token_hash == sha256(token.encode()).hexdigest()
    assert feed(phone, token).status_code == 200
    assert "Sidst læst i dag" in visit.text("/kalender/telefon")


def test_it_reads_her_own_days_by_kind_and_class(cast, phone):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        held = meeting(x, datetime(2026, 6, 10, 9, tzinfo=COPENHAGEN), place="Hjemme hos Adam")
        occurrence(x, date(2026, 5, 27), responsible=x.staff["group_leader"])
    answer = feed(phone, x.feed_token)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    found = {str(event["UID"]).split("@")[0]: event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert str(found[str(x.occurrence.uuid)]["SUMMARY"]) == "Fælles opfølgning, 5.B"
    assert str(found[str(held.uuid)]["SUMMARY"]) == "Fælles opfølgning, 5.B"
    assert b"Adam" not in answer.content and b"LOCATION" not in answer.content
    with acting(x, "resource_advisor") as person:
        mine = [each for each in entries(person, date(2026, 4, 20), date(2026, 11, 20), TODAY) if each.is_mine]
    assert set(found) == {each.key for each in mine if each.kind != "task"}
    assert "Vedligeholdelse" not in answer.content.decode()


def test_wrong_and_taken_back_answer_alike(visit, cast, phone):
    x = cast.fjord
    wrong = feed(phone, "x" * 43)
    visit.as_(x, "resource_advisor").client.post("/kalender/telefon/stop")
    stopped = feed(phone, x.feed_token)
    assert (wrong.status_code, wrong.content, wrong.headers.items()) == (404, b"", stopped.headers.items())
    assert (stopped.status_code, stopped.content) == (404, b"")


def test_a_new_address_stops_the_old_one(visit, cast, phone):
    x = cast.fjord
    visit.as_(x, "resource_advisor")
    token = address(visit.client)
    assert (feed(phone, x.feed_token).status_code, feed(phone, token).status_code) == (404, 200)


def test_when_her_role_has_ended_the_calendar_is_empty(cast, phone):
    x = cast.fjord
    with acting(x, "administrator"):
        RoleAssignment.objects.filter(staff_member=x.staff["resource_advisor"]).update(ends_on=date(2026, 5, 20))
    answer = feed(phone, x.feed_token)
    assert (answer.status_code, b"BEGIN:VEVENT" in answer.content) == (200, False)
    assert b"BEGIN:VCALENDAR" in answer.content


def test_guessing_and_greed_are_slowed_down(cast, phone, monkeypatch):
    monkeypatch.setattr("insight.views.feed.MISSES_A_MINUTE", 2)
    monkeypatch.setattr("insight.views.feed.READS_AN_HOUR", 2)
    assert [feed(phone, f"{n}" * 43).status_code for n in range(4)] == [404, 404, 429, 429]
    assert [feed(phone, cast.fjord.feed_token).status_code for _n in range(3)] == [200, 200, 429]


def test_only_reading_and_nobody_elses(cast, phone, visit):
    assert phone.post(f"/feed/{cast.fjord.feed_token}.ics").status_code == 405
    with acting(cast.fjord, "group_leader"):
        assert not CalendarFeed.objects.exists()
    with acting(cast.bakke, "resource_advisor"):
        assert CalendarFeed.objects.get().token_hash == sha256(cast.bakke.feed_token.encode()).hexdigest()


def test_the_secret_stands_in_no_log():
    assert without_persons("Not Found: /feed/abc-_123.ics") == "Not Found: /feed/…"
    assert without_persons('"GET /feed/abc-_123.ics HTTP/1.1" 404') == '"GET /feed/… HTTP/1.1" 404'


def test_hours_are_right_on_both_sides_of_the_change_of_the_clock(cast, db):
    x = cast.fjord
    with time_machine.travel(datetime.fromisoformat("2026-10-20T12:00+02:00"), tick=False):
        with acting(x, "resource_advisor"):
            for day in (24, 26):
                meeting(x, datetime(2026, 10, day, 9, tzinfo=COPENHAGEN))
        found = Calendar.from_ical(feed(Client(), x.feed_token).content).walk("VEVENT")
    clocks = {
        event["DTSTART"].dt.astimezone(COPENHAGEN).strftime("%d %H:%M")
        for event in found
        if event["TRANSP"] == "OPAQUE"
    }
    assert {"24 09:00", "26 09:00"} <= clocks
