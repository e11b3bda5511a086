"""Which days are school days: weekends, Danish public holidays and the municipality's school calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from core.context import acting_person
from followup.models import SchoolBreak

DAY = timedelta(days=1)
WEEKEND = "weekend"
LONG_BREAK_DAYS = 21  # only the summer holiday is longer: nobody waits for a follow-up until August
REACH = timedelta(days=120)  # how far a date can be moved, a whole summer holiday and more


@dataclass(frozen=True, slots=True)
class Break:
    name: str
    starts_on: date
    ends_on: date

    @property
    def is_long(self):
        return (self.ends_on - self.starts_on).days >= LONG_BREAK_DAYS


@dataclass(frozen=True, slots=True)
class Calendar:
    """The school calendar of one municipality over a stretch of time; asks nothing more of the database."""

    breaks: tuple[Break, ...] = ()

    def break_on(self, day):
        """The holiday of the school calendar on that day, the longest one where two overlap."""
        found = [each for each in self.breaks if each.starts_on <= day <= each.ends_on]
        return max(found, key=lambda each: each.ends_on - each.starts_on, default=None)

    def why_closed(self, day):
        """Name of the public holiday or school holiday, "weekend", or "" on a school day."""
        if name := public_holiday(day):
            return name
        if found := self.break_on(day):
            return found.name[:1].lower() + found.name[1:]
        return WEEKEND if day.weekday() >= 5 else ""

    def is_school_day(self, day):
        return not self.why_closed(day)

    def next_school_day(self, day):
        """The first school day on or after `day`."""
        while not self.is_school_day(day):
            day += DAY
        return day

    def last_school_day_before(self, day):
        """The last school day before `day`, that day not included."""
        day -= DAY
        while not self.is_school_day(day):
            day -= DAY
        return day

    def second_week_after(self, day):
        """The first school day of the second school week after a holiday whose last day is `day`."""
        first = self.next_school_day(day + DAY)
        return self.next_school_day(first + DAY * (7 - first.weekday()))


def school_calendar(municipality_id, first, last):
    """The calendar for dates between the two days and whatever they may be moved to: one query."""
    rows = SchoolBreak.objects.filter(municipality_id=municipality_id).touching(first - REACH, last + REACH)
    return Calendar(tuple(Break(*row) for row in rows.values_list("name", "starts_on", "ends_on")))


def page_calendar(municipality_id, first, last):
    """`school_calendar` for what a page shows: asked once while a person acts, however many panels need it.

    Never for what is written: whoever changes the calendar in the same request would read the old one.
    """
    person = acting_person()
    if person is None or person.municipality_id != municipality_id:
        return school_calendar(municipality_id, first, last)
    return person.once("school_calendar", lambda: whole_calendar(municipality_id))


def whole_calendar(municipality_id):
    """The calendar of all the years that the municipality has written down: one query."""
    rows = SchoolBreak.objects.filter(municipality_id=municipality_id)
    return Calendar(tuple(Break(*row) for row in rows.values_list("name", "starts_on", "ends_on")))


def is_school_day(municipality_id, day):
    return school_calendar(municipality_id, day, day).is_school_day(day)


def why_closed(municipality_id, day):
    """Why there is no school that day, as it stands inside a sentence, or ""."""
    return school_calendar(municipality_id, day, day).why_closed(day)


def next_school_day(municipality_id, day):
    """The first school day on or after `day`."""
    return school_calendar(municipality_id, day, day).next_school_day(day)


def last_school_day_before(municipality_id, day):
    return school_calendar(municipality_id, day, day).last_school_day_before(day)


def closed_days(municipality_id, first, last):
    """[(day, name)] of public holidays and school holidays between the two days, both included; not plain weekends."""
    return closed_in(school_calendar(municipality_id, first, last), first, last)


def closed_in(calendar, first, last):
    days = (first + DAY * n for n in range((last - first).days + 1))
    return [(day, name) for day in days if (name := calendar.why_closed(day)) and name != WEEKEND]


def public_holiday(day):
    """Name of the Danish public holiday as it stands inside a sentence ("2. pinsedag"), or ""."""
    return _holidays_of(day.year).get(day, "")


def public_holidays(first, last):
    """[(day, name)] of Danish public holidays between the two days, in order."""
    years = range(first.year, last.year + 1)
    return sorted(each for year in years for each in _holidays_of(year).items() if first <= each[0] <= last)


@cache
def _holidays_of(year):
    from holidays import country_holidays  # slow to import, and most pages need no calendar

    return {day: _in_a_sentence(name) for day, name in country_holidays("DK", years=[year], language="da").items()}


def _in_a_sentence(name):
    name = name.split("; ")[0].replace("Anden ", "2. ")
    return name if name.startswith("Kristi") else name[:1].lower() + name[1:]


def default_breaks(school_year):
    """[(name, first day, last day)] of the school year that begins in August of `school_year`; the municipality mends them.

    Summer begins on the last Saturday of June everywhere; the other dates are those that most municipalities choose.
    """
    spring = school_year + 1
    easter_monday = next(day for day, name in _holidays_of(spring).items() if name == "2. påskedag")
    return [
        ("Efterårsferie", *_week(school_year, 42)),
        ("Juleferie", _saturday_by(date(school_year, 12, 23)), _sunday_from(date(spring, 1, 2))),
        ("Vinterferie", *_week(spring, 7)),
        ("Påskeferie", easter_monday - 9 * DAY, easter_monday),
        ("Grundlovsdag", date(spring, 6, 5), date(spring, 6, 5)),
        ("Sommerferie", _saturday_by(date(spring, 6, 30)), _sunday_from(date(spring, 8, 7))),
    ]


def _week(year, number):
    """The week without school, from the Saturday before it to its Sunday."""
    monday = date.fromisocalendar(year, number, 1)
    return monday - 2 * DAY, monday + 6 * DAY


def _saturday_by(day):
    return day - DAY * ((day.weekday() - 5) % 7)


def _sunday_from(day):
    return day + DAY * ((6 - day.weekday()) % 7)


def school_year_of(day):
    """The year in which the school year of that day began."""
    return day.year if day.month >= 8 else day.year - 1
