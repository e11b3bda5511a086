"""A school calendar from an .ics file: which of its days are holidays of ours, and what stands here already."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from followup.calendar import DAY, public_holiday, school_year_of

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
LARGEST = 1024 * 1024
MOST = 200  # a school calendar has ten holidays a year; a person's own has a thousand meetings
TIMES = 400  # of one recurring event
YEARS = 3
A_SCHOOL_DAY = timedelta(hours=20)  # what is shorter is a meeting, not a day off
LONGEST = 70  # days: a longer one is a school year or a term
FREE = re.compile(r"ferie|fri|luk|jul|påske|pinse|grundlov|himmelfart|nytår|holiday|closed|break", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of days in the file, both included."""

    name: str
    starts_on: date
    ends_on: date

    @property
    def value(self):
        """What the tick box sends."""
        return f"{self.starts_on}~{self.ends_on}~{self.name}"

    @property
    def looks_free(self):
        """Ticked beforehand: named as a holiday, and not as long as a term."""
        return bool(FREE.search(self.name)) and (self.ends_on - self.starts_on).days < LONGEST


@dataclass(frozen=True, slots=True)
class Line:
    """new | changed (row: what stands here, and would be changed) | known (it stands here) | public (nobody is at school anyway)."""

    kind: str
    found: Found
    row: object = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a file gave. with_times: meetings that were left out. old: holidays of school years gone by."""

    found: tuple
    with_times: int = 0
    old: int = 0


def read_calendar(content, today):
    """The stretches of days without times in an .ics file, from this school year on; one after another with the same
    name are one. ValidationError in words that say what to do."""
    if len(content) > LARGEST:
        raise ValidationError(
            _("The file is larger than 1 MB. A school calendar is much smaller: save the holidays alone.")
        )
    first, last = date(school_year_of(today), 8, 1), date(school_year_of(today) + YEARS, 7, 31)
    stretches, with_times = [], 0
    for event in _events(content):
        length = _length(event)
        if length is None:
            with_times += 1
            continue
        stretches += [Found(_name(event), day, day + length) for day in _days(event, first, last)]
    kept = _joined(each for each in stretches if each.ends_on >= first and each.starts_on <= last)
    if len(kept) > MOST:
        raise ValidationError(
            _("The file holds more than 200 days off. It looks like somebody's own calendar: save the holidays alone.")
        )
    old = sum(each.ends_on < first for each in stretches)
    return Read(tuple(kept), with_times, old)


def compared(found, rows):
    """Each stretch of the file beside what stands here; a row of ours is answered by one stretch at most."""
    free, lines = list(rows), []
    for each in found:
        row = next((row for row in free if _same_days(row, each)), None)
        if row is not None:
            free.remove(row)
            kind = "known" if row.name.casefold() == each.name.casefold() else "changed"
        elif row := next((row for row in free if _meets(row, each)), None):
            free.remove(row)
            kind = "changed"
        else:
            kind = "public" if _is_public(each) else "new"
        lines.append(Line(kind, each, row))
    return lines


def chosen(value):
    """The stretch of a tick box; ValidationError for what no tick box sends."""
    try:
        first, last, name = value.split("~", 2)
        found = Found(name.strip()[:60], date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        found = None
    if found is None or not found.name or found.ends_on < found.starts_on:
        raise ValidationError(_("Fetch the file again."))
    return found


# ---- one event ----


def _events(content):
    from icalendar import Calendar  # slow to import, and few requests bring a file

    try:
        calendar = Calendar.from_ical(_text(content))
        events = [each for each in calendar.walk("VEVENT") if isinstance(_starts(each), date)]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValidationError(_("This is not a calendar file. Save it as .ics from your calendar.")) from error
    if not events:
        raise ValidationError(_("There are no days in the file. Save the holidays as .ics from your calendar."))
    return [
        each for each in events if str(each.get("STATUS", "")).upper() != "CANCELLED" and "RECURRENCE-ID" not in each
    ]


def _text(content):
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("This is not a calendar file. Save it as .ics from your calendar."))


def _starts(event):
    found = event.get("DTSTART")
    return found.dt if hasattr(found, "dt") else None


def _name(event):
    words = " ".join(str(event.get("SUMMARY", "")).split())
    return (words or _("Closed day"))[:60]


def _day(moment):
    """The Danish day of a date or a moment; a moment without a time zone is Danish time."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(COPENHAGEN) if moment.tzinfo else moment).date()


def _length(event):
    """How many days after its first one it ends, or None when it has times and is shorter than a day off.

    The end of a whole day is the morning after it (RFC 5545, DTEND).
    """
    first, last = _starts(event), event.get("DTEND")
    if last is not None:
        last = last.dt
    elif "DURATION" in event:
        last = first + event["DURATION"].dt
    if isinstance(first, datetime):
        if not isinstance(last, datetime) or (last.replace(tzinfo=None) - first.replace(tzinfo=None)) < A_SCHOOL_DAY:
            return None
        last -= timedelta(seconds=1)
        return _day(last) - _day(first)
    if not isinstance(last, date) or isinstance(last, datetime):
        return timedelta(0)
    return max(last - first - DAY, timedelta(0))


def _days(event, first, last):
    """The first days of all its times; a rule without an end is followed for as long as the calendar is looked at."""
    from dateutil.rrule import rrulestr

    start = _day(_starts(event))
    rule = event.get("RRULE")
    if rule is None:
        return [start, *_more(event, start)]
    rules = rule if isinstance(rule, list) else [rule]
    taken_out = {_day(each.dt) for each in _listed(event, "EXDATE")}
    days = set()
    for each in rules:
        said = re.sub(r"(UNTIL=\d{8})T\d{6}Z?", r"\1", each.to_ical().decode())
        begin = datetime.combine(start, datetime.min.time())
        try:
            rule_days = rrulestr(said, dtstart=begin).xafter(
                datetime.combine(first - 90 * DAY, datetime.min.time()), TIMES, inc=True
            )
            days |= {day.date() for day in _until(rule_days, last)}
        except (ValueError, TypeError):
            days.add(start)  # a rule nobody can read: its first time stands
    return sorted(days - taken_out)


def _until(days, last):
    for day in days:
        if day.date() > last:
            return
        yield day


def _more(event, start):
    return [day for each in _listed(event, "RDATE") if (day := _day(each.dt)) != start]


def _listed(event, name):
    found = event.get(name)
    groups = found if isinstance(found, list) else [found] if found is not None else []
    return [each for group in groups for each in group.dts if isinstance(each.dt, date)]


# ---- several ----


def _joined(stretches):
    """One day after the other with the same name, weekends between them too, are one holiday."""
    made = []
    for each in sorted(set(stretches), key=lambda one: (one.name.casefold(), one.starts_on)):
        before = made[-1] if made else None
        if before and before.name.casefold() == each.name.casefold() and _follows(before, each):
            made[-1] = replace(before, ends_on=max(before.ends_on, each.ends_on))
        else:
            made.append(each)
    return sorted(made, key=lambda one: (one.starts_on, one.ends_on))


def _follows(before, each):
    between = (before.ends_on + DAY * n for n in range(1, (each.starts_on - before.ends_on).days))
    return all(day.weekday() >= 5 for day in between)


def _same_days(row, found):
    return (row.starts_on, row.ends_on) == (found.starts_on, found.ends_on)


def _meets(row, found):
    """The same holiday with other days: they overlap, or bear one name in one school year."""
    if row.starts_on <= found.ends_on and row.ends_on >= found.starts_on:
        return True
    same_year = school_year_of(row.starts_on) == school_year_of(found.starts_on)
    return same_year and row.name.casefold() == found.name.casefold()


def _is_public(found):
    days = (found.starts_on + DAY * n for n in range((found.ends_on - found.starts_on).days + 1))
    return all(public_holiday(day) or day.weekday() >= 5 for day in days)
