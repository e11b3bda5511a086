"""The calendar's pages: a month of weeks, or one week day by day, narrowed to whom, which school and which side is asked for."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import OrganisationUnit
from core.templatetags.ui import capital, day, day_year
from followup.calendar import WEEKEND, school_calendar
from insight.links import link
from insight.periods import monday
from insight.queries.agenda import entries

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FIRST, LAST = date(2015, 1, 1), date(2099, 12, 31)
ALL, MINE = "", "mine"
SIDES = {"skole": "school", "social": "social"}


@dataclass(frozen=True, slots=True)
class Asked:
    """on: the day that is shown. look: month or week. who: "" for all, "mine", or a staff id as text."""

    on: date
    look: str = "month"
    who: str = ALL
    unit: object = None
    side: str = ""

    def url(self, **changes):
        asked = replace(self, **changes)
        found = {
            "dag": asked.on.isoformat(),
            "vis": "uge" if asked.look == "week" else "",
            "hvem": asked.who,
            "skole": str(asked.unit.uuid) if asked.unit else "",
            "del": next((key for key, side in SIDES.items() if side == asked.side), ""),
        }
        return f"{link('calendar')}?{urlencode({key: value for key, value in found.items() if value})}"

    def keeps(self, entry):
        """Whether the entry is asked for; what both sides do together belongs to each."""
        if self.who == MINE and not entry.is_mine or self.who not in (ALL, MINE) and str(entry.who_id) != self.who:
            return False
        if self.unit and entry.units and self.unit.pk not in entry.units:
            return False
        return not self.side or entry.side in ("", self.side)


@dataclass(slots=True)
class Day:
    on: date
    entries: list = field(default_factory=list)
    closed: str = ""  # name of the holiday; a plain weekend has none
    is_weekend: bool = False
    is_here: bool = True  # in the month shown
    is_today: bool = False
    is_chosen: bool = False
    url: str = ""

    @property
    def title(self):
        return capital(day(self.on))

    @property
    def first(self):
        """What fits in the cell of a month."""
        return self.entries[:3]

    @property
    def more(self):
        return len(self.entries) - len(self.first)


@dataclass(slots=True)
class Page:
    title: str
    weeks: list  # [(week number, [Day])]
    chosen: Day
    before: str
    after: str
    people: list  # [(staff id as text, name)]
    units: list
    has_sides: bool
    count: int


def asked_of(get, today, units):
    """What the address asks for; what is not known falls back to the month of today."""
    return Asked(
        on=_day(get.get("dag"), today),
        look="week" if get.get("vis") == "uge" else "month",
        who=get.get("hvem", "") if get.get("hvem") == MINE or get.get("hvem", "").isdecimal() else ALL,
        unit=next((each for each in units if str(each.uuid) == get.get("skole")), None),
        side=SIDES.get(get.get("del"), ""),
    )


def schools(person):
    """Those that she can choose between: her units' schools, when there is more than one."""
    rows = OrganisationUnit.objects.visible_to(person).schools().order_by("name")
    return list(rows) if len(rows) > 1 else []


def page_of(person, asked, units, today):
    """The month or the week that holds the day. Filters offer only what stands in it."""
    first, last = span(asked)
    every = entries(person, first, last, today)
    kept = [each for each in every if asked.keeps(each)]
    here = {unit for each in every for unit in each.units}
    days = _days(person, asked, first, last, kept, today)
    step = -WEEK, WEEK
    before, after = (asked.on + each for each in step) if asked.look == "week" else _months_beside(asked.on)
    return Page(
        title=_title(asked, first, last),
        weeks=[(week[0].on.isocalendar().week, week) for week in (days[n : n + 7] for n in range(0, len(days), 7))],
        chosen=next(each for each in days if each.on == asked.on),
        before=asked.url(on=before),
        after=asked.url(on=after),
        people=sorted({(str(each.who_id), each.who) for each in every if each.who_id and each.who_id != person.staff_id}, key=lambda pair: pair[1]),
        units=[each for each in units if each.pk in here or each == asked.unit],
        has_sides=len({each.side for each in every if each.side}) > 1 or bool(asked.side),
        count=len(kept),
    )  # fmt: skip


def span(asked):
    """First and last day on the page: whole weeks."""
    if asked.look == "week":
        return monday(asked.on), monday(asked.on) + WEEK - DAY
    first = asked.on.replace(day=1)
    return monday(first), monday(_end_of(first)) + WEEK - DAY


def _days(person, asked, first, last, kept, today):
    calendar = school_calendar(person.municipality_id, first, last)
    days = []
    for n in range((last - first).days + 1):
        on = first + DAY * n
        why = calendar.why_closed(on)
        days.append(
            Day(
                on=on,
                entries=[each for each in kept if each.on == on],
                closed="" if why == WEEKEND else why,
                is_weekend=on.weekday() >= 5,
                is_here=asked.look == "week" or on.month == asked.on.month,
                is_today=on == today,
                is_chosen=on == asked.on,
                url=asked.url(on=on) + "#h-dag",
            )
        )
    return days


def _title(asked, first, last):
    if asked.look == "month":
        return capital(date_format(asked.on, "F Y"))
    return _("Week %(number)s, %(first)s to %(last)s") % {
        "number": first.isocalendar().week,
        "first": day(first),
        "last": day_year(last),
    }


def _months_beside(on):
    first = on.replace(day=1)
    return _kept_in(first - DAY).replace(day=1), _kept_in(_end_of(first) + DAY)


def _end_of(first):
    return (first + timedelta(days=31)).replace(day=1) - DAY


def _kept_in(on):
    return min(max(on, FIRST), LAST)


def _day(text, today):
    try:
        return _kept_in(date.fromisoformat(text or ""))
    except ValueError:
        return today
