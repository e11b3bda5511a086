"""The days of a group's sessions: one weekday, every week or every second, past the days on which all is closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.templatetags.ui import day_month

WEEK = timedelta(weeks=1)
HORIZON_WEEKS = 60  # a year with its holidays: longer than any series


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of the series; `skipped` are the closed days before it, each with its name."""

    on: date
    skipped: tuple[tuple[date, str], ...] = ()

    @property
    def because(self) -> str:
        """ "14. maj: Kristi himmelfartsdag", one part for each holiday that was in the way."""
        first_of = {}
        for day, name in self.skipped:
            first_of.setdefault(name, day)
        return "; ".join(f"{day_month(day)}: {name}" for name, day in first_of.items())[:200]


def plan_days(first_on: date, count: int, weeks_between: int, closed: dict[date, str]) -> list[PlannedDay]:
    """`count` days from `first_on`; a closed one gives way to the same weekday of the next open week.

    The next is counted from the day it became, so that a home practice always has its full time.
    """
    days, day = [], first_on
    for _number in range(count):
        skipped = []
        while day in closed:
            skipped.append((day, closed[day]))
            day += WEEK
        days.append(PlannedDay(day, tuple(skipped)))
        day += weeks_between * WEEK
    return days


def later_by_a_week(days: list[date], closed: dict[date, str]) -> list[PlannedDay]:
    """The same days a week later, past closed ones; two never fall on one day."""
    found, taken = [], set()
    for day in days:
        day, skipped = day + WEEK, []
        while day in closed or day in taken:
            if day in closed:
                skipped.append((day, closed[day]))
            day += WEEK
        taken.add(day)
        found.append(PlannedDay(day, tuple(skipped)))
    return found


def last_possible(first_on: date, count: int, weeks_between: int) -> date:
    return first_on + WEEK * (count * weeks_between + HORIZON_WEEKS)


def end_time(starts_at, minutes: int):
    """The time `minutes` later, or None when that is past midnight."""
    began = datetime.combine(date(2000, 1, 1), starts_at)
    ends = began + timedelta(minutes=minutes)
    return ends.time() if ends.date() == began.date() else None
