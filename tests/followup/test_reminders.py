"""Who hears what, when and how often: the day, the week, the leader."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleAssignment
from followup import schedule
from followup.models import Absence, Occurrence, OutboxMail, PostHours, Reminder, SchoolBreak, Task
from followup.post import remind
from followup.post.escalation import will_see
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
MINE = "resource_advisor@fjord.example"


@pytest.fixture(autouse=True)
def _only_reminders(settings):
    settings.DAILY_JOBS = ["followup.post.remind"]
    settings.SITE_URL = "https://samspil.example"


@pytest.fixture
def x(cast):
    """Fjord with one open follow-up, of 5.B, due on Thursday 28 May."""
    with acting(cast.fjord, "system"):
        Reminder.objects.all().delete()
        OutboxMail.objects.all().delete()
        Task.objects.all().delete()
        Occurrence.objects.exclude(pk=cast.fjord.occurrence.pk).update(state="cancelled")
    due(cast.fjord, "2026-05-28")
    return cast.fjord


def due(x, day, **more):
    with acting(x, "system"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(due_on=date.fromisoformat(day), **more)


def live_through(first, last, hours=("00:05", "09:00")):
    """The clock at these times of each day; gives {day: subjects sent}."""
    day, end, found = date.fromisoformat(first), date.fromisoformat(last), {}
    while day <= end:
        before = len(mail.outbox)
        for hour in hours:
            with time_machine.travel(f"{day} {hour}", tick=False):
                schedule.tick(day, once_a_day=True, only="Fjord")
        if sent := [(each.to[0].split("@")[0], each.subject) for each in mail.outbox[before:]]:
            found[day.isoformat()] = sent
        day += timedelta(days=1)
    return found


def notices(x, kind=None):
    with acting(x, "system") as person:
        rows = Reminder.objects.visible_to(person).filter(**{"kind": kind} if kind else {})
        return [
            (r.recipient.user.email.split("@")[0], r.kind, r.due_on.isoformat())
            for r in rows.select_related("recipient__user")
        ]


DAY = "Samspil: én ting forfalder torsdag 28. maj"


def test_a_follow_up_is_told_of_in_the_weeks_before_on_its_day_and_to_the_leader_once(x):
    assert live_through("2026-05-14", "2026-07-20") == {
        "2026-05-18": [("resource_advisor", "Samspil: din uge")],
        "2026-05-26": [("resource_advisor", "Samspil: din uge")],  # Monday is a holiday
        "2026-05-28": [("resource_advisor", DAY)],
        "2026-06-01": [("resource_advisor", "Samspil: din uge")],
        "2026-06-08": [("resource_advisor", "Samspil: din uge")],
        "2026-06-15": [("resource_advisor", "Samspil: din uge")],
        "2026-06-22": [("resource_advisor", "Samspil: din uge")],
    }
    # the leader's notice falls in the school's summer holiday: it stands in Samspil, its mail waits
    assert [each for each in notices(x) if each[1] != "digest"] == [
        ("resource_advisor", "day", "2026-05-28"),
        ("principal", "escalation", "2026-05-28"),
    ]
    with acting(x, "system"):
        waiting = OutboxMail.objects.get(kind="escalation")
        assert (waiting.state, waiting.not_before.isoformat()) == ("queued", "2026-08-11T05:00:00+00:00")


@time_machine.travel("2026-07-01 09:00")
def test_the_leaders_mail_says_kind_and_days_and_nothing_else(x):
    due(x, "2026-05-26")
    with acting(x, "administrator"):
        SchoolBreak.objects.all().delete()
    schedule.tick(date(2026, 7, 1), only="Fjord")
    letter = next(each for each in mail.outbox if each.to == ["principal@fjord.example"])
    assert letter.subject == "Samspil: 1 opfølgning er for sen"
    assert letter.body == (
        "1 opfølgning i din enhed er senere, end dens vindue tillader. Du får besked én gang. Den ansvarlige ved, at du får "
        "den.\n\n- Fælles opfølgning, 36 dage for sent\n"
        f"  https://samspil.example/opfoelgning/{x.occurrence.uuid}/hold\n\n"
        "Åbn Samspil: https://samspil.example\n\nMailen indeholder ingen oplysninger om personer. Du kan ikke svare på den.\n"
    )


def test_the_person_sees_beforehand_when_the_leader_is_told_and_what(x):
    with time_machine.travel("2026-05-20 09:00"), acting(x, "resource_advisor"):
        occurrence = Occurrence.objects.select_related("pathway__programme_version").get(pk=x.occurrence.pk)
        leader = x.staff["principal"].name
        assert will_see(occurrence) == (
            f"Er den stadig åben søndag 28. juni, får {leader} besked én gang: hvilken slags opfølgning, hvilken klasse og hvor "
            "mange dage for sent. Intet om indholdet."
        )
    live_through("2026-06-28", "2026-06-29")
    with time_machine.travel("2026-07-02 09:00"), acting(x, "resource_advisor"):
        assert will_see(occurrence) == (
            f"{leader} fik søndag 28. juni besked om, at den er for sen: hvilken slags opfølgning, hvilken klasse og hvor mange "
            "dage. Intet om indholdet."
        )
        assert notices(x, "escalation") == [("principal", "escalation", "2026-05-28")]


def test_the_leader_hears_nothing_where_the_municipality_wants_it_so(x):
    with acting(x, "administrator") as person:
        PostHours.objects.visible_to(person).update(tells_leader=False)
        assert will_see(x.occurrence) == ""
    live_through("2026-07-01", "2026-07-03")
    assert notices(x, "escalation") == []


def test_the_weeks_mail_lists_late_now_and_next_and_praises_what_was_held_in_time(x):
    with acting(x, "system"):
        more = {
            "pathway": x.w,
            "cadence": "follow_up",
            "window_opens_on": date(2026, 5, 1),
            "responsible": x.staff["resource_advisor"],
        }
        for number, day, fields in (
            (
                2,
                date(2026, 5, 19),
                {"state": "held", "held_on": date(2026, 5, 19), "settled_by": x.staff["resource_advisor"]},
            ),
            (3, date(2026, 6, 4), {"subject": uuid4()}),
            (4, date(2026, 5, 20), {"subject": uuid4()}),
        ):
            x.make(Occurrence, number=number, due_on=day, computed_on=day, **more | fields)
    live_through("2026-05-26", "2026-05-26")
    body = next(each for each in mail.outbox if each.to == [MINE]).body
    assert [line for line in body.splitlines() if not line.startswith("  http")][:-4] == [
        "Du holdt 1 opfølgning til tiden i sidste uge. Godt gået.",
        "",
        "Overskredet",
        "- onsdag 20. maj: Fælles opfølgning",
        "",
        "Denne uge",
        "- torsdag 28. maj: Fælles opfølgning",
        "",
        "Næste uge",
        "- torsdag 4. juni: Fælles opfølgning",
    ]


def test_nothing_but_praise_is_a_mail_too_and_nothing_at_all_is_none(x):
    held = {"state": "held", "held_on": date(2026, 5, 28), "settled_by": x.staff["resource_advisor"]}
    due(x, "2026-05-28", **held)
    found = live_through("2026-06-01", "2026-06-15")
    assert found == {"2026-06-01": [("resource_advisor", "Samspil: alt blev holdt til tiden")]}


def test_one_mail_a_day_for_all_that_is_due_and_a_notice_for_each(x):
    with acting(x, "system"):
        x.make(
            Task,
            pathway=x.w,
            kind="call",
            text="QxFjordHemmelig",
            owner=x.staff["resource_advisor"],
            due_on=date(2026, 5, 28),
        )
    assert live_through("2026-05-27", "2026-05-29") == {"2026-05-27": [("resource_advisor", "Samspil: din uge")], "2026-05-28": [("resource_advisor", "Samspil: 2 ting forfalder")]}  # fmt: skip
    assert "Qx" not in mail.outbox[-1].body and "en opgave" in mail.outbox[-1].body
    assert notices(x, "day") == [("resource_advisor", "day", "2026-05-28")] * 2


def test_what_falls_due_on_a_day_off_is_told_of_on_the_last_open_day_before(x):
    due(x, "2026-05-31", is_agreed=True)  # a Sunday that was agreed on
    found = live_through("2026-05-27", "2026-05-31")
    assert found["2026-05-29"] == [("resource_advisor", "Samspil: én ting forfalder søndag 31. maj")]


def test_a_clock_that_stood_still_for_three_days_tells_it_late_but_tells_it(x):
    assert live_through("2026-05-31", "2026-06-01")["2026-06-01"] == [("resource_advisor", "Samspil: din uge")]
    assert notices(x, "day") == [("resource_advisor", "day", "2026-05-28")]


def test_what_is_held_on_the_morning_of_its_day_is_not_told_of_by_mail(x):
    with time_machine.travel("2026-05-28 00:05", tick=False):
        schedule.tick(date(2026, 5, 28), once_a_day=True, only="Fjord")
    due(x, "2026-05-28", state="held", held_on=date(2026, 5, 28))
    before = len(mail.outbox)
    with time_machine.travel("2026-05-28 09:00", tick=False):
        schedule.tick(date(2026, 5, 28), once_a_day=True, only="Fjord")
    assert [each.subject for each in mail.outbox[before:]] == []


# ---- who answers ----


def told_on_the_day(x):
    live_through("2026-05-28", "2026-05-28")
    return [who for who, kind, _day in notices(x, "day")]


def test_the_substitute_of_somebody_who_is_away_is_told_instead(x):
    with acting(x, "principal"):
        away = {
            "staff": x.staff["resource_advisor"],
            "stand_in": x.staff["other_advisor"],
            "made_by": x.staff["principal"],
            "unit": x.school,
        }
        x.make(Absence, first=date(2026, 5, 27), last=date(2026, 5, 29), **away)
    assert told_on_the_day(x) == ["other_advisor"]


def test_the_other_lead_is_told_when_the_first_cannot_log_in(x):
    user = x.users["resource_advisor"]
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert told_on_the_day(x) == ["group_leader"]


def test_the_leader_of_the_unit_is_told_when_both_have_gone_and_an_administrator_when_nobody_leads(x):
    ended = RoleAssignment.objects.filter(staff_member__in=[x.staff["resource_advisor"], x.staff["group_leader"]])
    with acting(x, "administrator"):
        ended.update(ends_on=date(2026, 5, 27))
    assert told_on_the_day(x) == ["principal"]
    due(x, "2026-06-03")
    with acting(x, "administrator"):
        RoleAssignment.objects.filter(role__in=["principal", "provider_manager"]).update(ends_on=date(2026, 5, 27))
    live_through("2026-06-03", "2026-06-03")
    assert notices(x, "day")[-1] == ("administrator", "day", "2026-06-03")


# ---- the summer, and the cost ----


def test_school_staff_are_left_alone_in_the_school_holidays_and_social_staff_are_not(x):
    with acting(x, "system"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(
            due_on=date(2026, 7, 8), responsible=x.staff["group_leader"]
        )
    found = live_through("2026-07-06", "2026-07-09")
    assert {to for sent in found.values() for to, _subject in sent} == {"group_leader"}
    with acting(x, "system"):
        Reminder.objects.all().delete()
        Occurrence.objects.filter(pk=x.occurrence.pk).update(
            due_on=date(2026, 7, 15), responsible=x.staff["resource_advisor"]
        )
    assert live_through("2026-07-13", "2026-08-10") == {}
    assert live_through("2026-08-11", "2026-08-11")["2026-08-11"][0][0] == "resource_advisor"


@pytest.mark.parametrize("number", [10, 1000])
def test_the_daily_job_asks_as_often_for_ten_as_for_a_thousand(x, number):
    with acting(x, "system") as person:
        day = date(2026, 5, 28)
        rows = [
            Occurrence(
                municipality_id=person.municipality_id, pathway=x.w, cadence="follow_up", number=each + 10, subject=uuid4(),
                computed_on=day, due_on=day, window_opens_on=day, responsible=x.staff["resource_advisor"],
            )
            for each in range(number)
        ]  # fmt: skip
        Occurrence.objects.bulk_create(rows)
        with (
            time_machine.travel("2026-05-28 09:00"),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            found = remind(day)
    assert found["reminded"] == number + 1
    assert len(asked) == 7
