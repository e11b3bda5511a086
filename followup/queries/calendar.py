"""The school calendar, year by year."""

from dataclasses import dataclass
from datetime import date

from followup.calendar import default_breaks, public_holidays, school_year_of
from followup.models import SchoolBreak


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """August to July. holidays: public holidays on weekdays outside the school holidays."""

    year: int
    breaks: list
    holidays: list
    can_fetch: bool  # the usual holidays, while few stand here

    @property
    def name(self):
        return f"{self.year}/{(self.year + 1) % 100:02}"


def calendar_years(person, today):
    """This school year and the next, and later ones that something stands in."""
    rows = list(SchoolBreak.objects.visible_to(person))
    first = school_year_of(today)
    last = max([first + 1, *(school_year_of(row.starts_on) for row in rows)])
    return [_school_year(year, rows, can_fetch=year <= first + 1) for year in range(first, last + 1)]


def _school_year(year, rows, can_fetch):
    breaks = [row for row in rows if school_year_of(row.starts_on) == year]
    found = public_holidays(date(year, 8, 1), date(year + 1, 7, 31))
    free = [
        each
        for each in found
        if each[0].weekday() < 5 and not any(row.starts_on <= each[0] <= row.ends_on for row in breaks)
    ]
    return SchoolYear(year, breaks, free, can_fetch and len(breaks) < len(default_breaks(year)))
