"""When a cadence falls due: its calendar step, then off weekends and holidays, with the reasons kept."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import ROLE_SECTOR, SECTOR_SIDE
from followup.calendar import WEEKEND, school_calendar
from programmes.periods import Unit

START, PHASE_START, LAST_HELD = "start", "phase_start", "last_held"


@dataclass(frozen=True, slots=True)
class Due:
    """A due day and how it came about. moved_because: [{"on": iso date, "why": name}] for each day passed over."""

    computed_on: date
    due_on: date
    window_opens_on: date
    moved_because: list


def due_after(cadence, anchor, calendar):
    """The due day one interval of `cadence` after `anchor`, on a school day of `calendar`.

    A day off school moves to the next school day; one in the summer holiday to the last school day before it,
    unless that lies before the anchor.
    """
    return due_again(cadence, cadence.next_after(anchor), anchor, calendar)


def due_after_in(cadence, anchor, municipality_id):
    """`due_after` with the municipality's own calendar: one query."""
    computed = cadence.next_after(anchor)
    return due_after(cadence, anchor, school_calendar(municipality_id, computed, computed))


def due_again(cadence, computed_on, after, calendar):
    """The due day of a computed day under a calendar that may have changed; never moved back to `after` or before it."""
    due, passed = _school_day(computed_on, after, calendar)
    return Due(computed_on, due, window_of(cadence, due), passed)


def _school_day(day, anchor, calendar):
    passed = []
    while why := calendar.why_closed(day):
        passed.append({"on": day.isoformat(), "why": why})
        holiday = calendar.break_on(day)
        if holiday is None or not holiday.is_long:
            day += timedelta(days=1)
            continue
        before = calendar.last_school_day_before(holiday.starts_on)
        if before > anchor:
            return before, passed
        day = holiday.ends_on + timedelta(days=1)
    return day, passed


def window_of(cadence, due_on):
    """The day from which a held one counts for `due_on`."""
    return due_on - timedelta(days=cadence.early_days)


def on_calendar(cadence):
    """Cadences counted in days, weeks or months; those per session hang on the series of sessions instead."""
    return cadence.unit != Unit.PER_SESSION


def cadences_now(pathway):
    """The calendar cadences that run for the pathway in its phase."""
    return [c for c in pathway.content.cadences_in(pathway.track, pathway.phase) if on_calendar(c)]


def cadence_of(occurrence):
    return occurrence.pathway.content.cadence(occurrence.cadence)


def responsible_for(pathway, cadence):
    """Id of the staff member who answers for it: the one of the two leads who stands on the side of the cadence's role."""
    side = SECTOR_SIDE.get(ROLE_SECTOR.get(cadence.responsible, ""), pathway.side)
    chosen = pathway.lead_id if side == pathway.side else pathway.co_lead_id
    return chosen or pathway.lead_id or pathway.co_lead_id


# ---- in words ----


def moved_sentence(occurrence):
    """Why the due day is what it is: "Tre måneder efter start er søndag 24. maj. Det er pinsedag, … Derfor tirsdag." """
    if occurrence.is_agreed:
        return _("You agreed on %(day)s.") % {"day": written(occurrence.due_on)}
    cadence = cadence_of(occurrence)
    counted = _("%(interval)s after %(anchor)s is %(day)s.") % {
        "interval": interval_words(cadence),
        "anchor": _anchor_words(cadence, occurrence.number),
        "day": written(occurrence.computed_on),
    }
    return " ".join([counted, *_passed_words(occurrence)])


@dataclass(frozen=True, slots=True)
class Moved:
    day: date
    why: str


def moves_of(occurrence):
    """The days an agreed occurrence was moved away from, with the reasons given."""
    found = occurrence.moved_because if occurrence.is_agreed else []
    return [Moved(date.fromisoformat(each["on"]), each["why"]) for each in found]


def _passed_words(occurrence):
    passed = [(date.fromisoformat(each["on"]), each["why"]) for each in occurrence.moved_because]
    if not passed:
        return
    parts = [_that_day(passed[0][1])]
    named = {passed[0][1]}
    for day, why in passed[1:]:
        if why not in named:
            parts.append(_("%(weekday)s is %(name)s") % {"weekday": date_format(day, "l"), "name": why})
            named.add(why)
    yield _listed(parts) + "."
    yield _outcome(occurrence)


def _that_day(why):
    if why == WEEKEND:
        return _("It is the weekend")
    return _("It is %(name)s") % {"name": why}


def _listed(parts):
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s, and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _outcome(occurrence):
    if occurrence.due_on < occurrence.computed_on:
        return _("Hence %(day)s, in the last school week before.") % {"day": written(occurrence.due_on)}
    near = (occurrence.due_on - occurrence.computed_on).days < 7
    return _("Hence %(day)s.") % {"day": date_format(occurrence.due_on, "l") if near else written(occurrence.due_on)}


def _anchor_words(cadence, number):
    if number > 1:
        return _("last time")
    return {START: _("the start"), PHASE_START: _("the beginning of the phase")}.get(cadence.first_from, _("last time"))


def interval_words(cadence):
    """ "Tre måneder", at the beginning of a sentence."""
    words = {1: _("One"), 2: _("Two"), 3: _("Three"), 4: _("Four"), 5: _("Five"), 6: _("Six")}
    count = words.get(cadence.count, str(cadence.count))
    shapes = {
        Unit.DAYS: ngettext("%(count)s day", "%(count)s days", cadence.count),
        Unit.WEEKS: ngettext("%(count)s week", "%(count)s weeks", cadence.count),
        Unit.MONTHS: ngettext("%(count)s month", "%(count)s months", cadence.count),
    }
    return shapes[cadence.unit] % {"count": count}


def written(day):
    """søndag 24. maj"""
    return date_format(day, _("l j F"))
