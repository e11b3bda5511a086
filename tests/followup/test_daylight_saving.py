"""The nights in which the clocks change: each of 400 things is told of once, on the right Danish day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from followup import schedule
from followup.models import DailyRun, Occurrence, OutboxMail, Reminder
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
A_DAY = 100
HALF_AN_HOUR = timedelta(minutes=30)
PEOPLE = ("resource_advisor", "group_leader", "other_advisor", "other_leader")


@pytest.fixture
def x(cast, settings):
    settings.DAILY_JOBS = ["followup.post.remind"]
    with acting(cast.fjord, "system"):
        Reminder.objects.all().delete()
        OutboxMail.objects.all().delete()
        Occurrence.objects.update(state="cancelled", cancelled_because="test")
    return cast.fjord


def plan(x, days):
    """A hundred things due on each of the four days, for four people."""
    with acting(x, "system") as person:
        rows = [
            Occurrence(
                municipality_id=person.municipality_id, pathway=x.w, cadence="follow_up", number=100 + number, subject=uuid4(),
                computed_on=day, due_on=day, window_opens_on=day, is_agreed=True, responsible=x.staff[PEOPLE[number % 4]],
            )
            for day in days
            for number in range(A_DAY)
        ]  # fmt: skip
        Occurrence.objects.bulk_create(rows)


def live_through(first, last):
    """Two clocks, each half hour by the world's clock."""
    moment = first
    while moment <= last:
        for _clock in range(2):
            with time_machine.travel(moment, tick=False):
                schedule.tick(timezone.localdate(), once_a_day=True, only="Fjord")
        moment += HALF_AN_HOUR


@pytest.mark.parametrize(
    ("sunday", "midnights"),
    [
        (date(2026, 3, 29), {"2026-03-29": "2026-03-28T23:00", "2026-03-30": "2026-03-29T22:00"}),
        (date(2026, 10, 25), {"2026-10-25": "2026-10-24T22:00", "2026-10-26": "2026-10-25T23:00"}),
    ],
)
def test_each_of_four_hundred_once_and_on_its_danish_day(x, sunday, midnights):
    days = [sunday + timedelta(days=n) for n in (-2, -1, 0, 1)]
    plan(x, days)
    friday = datetime.combine(days[0], datetime.min.time(), UTC)
    live_through(friday - timedelta(hours=3), friday + timedelta(days=3, hours=9))
    with acting(x, "system") as person:
        told = (
            Reminder.objects.visible_to(person)
            .filter(kind="day")
            .values_list("occurrence", "due_on", "occurrence__due_on")
        )
        assert (len(told), set(Counter(row[0] for row in told).values())) == (4 * A_DAY, {1})
        assert Counter(due for _pk, due, _of in told) == dict.fromkeys(days, A_DAY)
        assert all(due == of for _pk, due, of in told)
        ran = DailyRun.objects.visible_to(person).filter(
            job="followup.post.remind", day__in=[date.fromisoformat(d) for d in midnights]
        )
        assert {run.day.isoformat(): run.done_at.astimezone(UTC).isoformat()[:16] for run in ran} == midnights
        # what falls due while the office is shut is told of on Friday, the rest on Monday at seven, whatever the clock did
        sent = OutboxMail.objects.visible_to(person).filter(state="sent").values_list("sent_at", flat=True)
        assert {timezone.localtime(at).isoformat()[:16] for at in sent} == {f"{days[0]}T07:00", f"{days[3]}T07:00"}
    assert len(mail.outbox) == len({(each.to[0], each.extra_headers["Message-ID"]) for each in mail.outbox})
