"""Calendar steps of cadences and limits."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum


class Unit(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    PER_SESSION = "per_session"
    BY_CASE = "by_case"


CALENDAR_UNITS = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)


def later(day: date, unit: Unit, count: int) -> date:
    """`count` days, weeks or calendar months after `day` (before it, when negative); a month without that day ends on its last."""
    if unit == Unit.MONTHS:
        return months_later(day, count)
    if unit not in CALENDAR_UNITS:
        raise ValueError(f"a cadence {unit} has no calendar interval")
    return day + timedelta(**{unit.value: count})


def months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
