"""When a cadence falls due: its calendar step, then off weekends and holidays, with the reasons kept.

Nothing here asks what day it is: a due day follows from the cadence, the day it is counted from and the school calendar
alone, so that it is the same whoever works it out, when and how often.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import ROLE_SECTOR, SECTOR_SIDE
from core.context import current
from followup.calendar import LONG_BREAK_DAYS, WEEKEND, school_calendar
from followup.local import with_local
from programmes.content import by_key
from programmes.periods import Unit

START, PHASE_START, LAST_HELD = "start", "phase_start", "last_held"
DAY = timedelta(days=1)
SCHOOL_WEEK = 7


@dataclass(frozen=True, slots=True)
class Due:
    """A due day and how it came about.

    moved_because: [{"on": iso date, "why": name}] for each day passed over; "resumes" where a rhythm paused in the holiday.
    """

    computed_on: date
    due_on: date
    window_opens_on: date
    moved_because: list


def due_after(cadence, anchor, calendar):
    """The due day one interval of `cadence` after `anchor` (before it, for one counted back), on a school day of `calendar`."""
    return due_again(cadence, cadence.next_after(anchor), None if cadence.before else anchor, calendar)


def due_after_in(cadence, anchor, municipality_id):
    """`due_after` with the municipality's own calendar: one query."""
    computed = cadence.next_after(anchor)
    return due_after(cadence, anchor, school_calendar(municipality_id, computed, computed))


def due_again(cadence, computed_on, after, calendar):
    """The due day of a computed day under a calendar that may have changed; never moved back to `after` or before it.

    A day off school moves to the next school day; where that is outside the window, to the one before. One in the summer
    holiday moves to the last school day before it, or by the cadence's choice to the second school week after it; a rhythm
    shorter than the holiday pauses and is counted anew from the first school day.
    """
    day, passed, summer = _forward(computed_on, calendar)
    if summer is None:
        day = _inside_window(cadence, computed_on, day, after, calendar)
    elif pauses(cadence, summer):
        return _paused(cadence, computed_on, passed, summer, calendar)
    else:
        day = _beside_summer(cadence, summer, after, calendar)
    return Due(computed_on, day, window_of(cadence, day), passed)


def _forward(day, calendar):
    """(the next school day, the days passed over, None), or (day, days, the summer holiday) where it is in the way."""
    passed = []
    while why := calendar.why_closed(day):
        passed.append({"on": day.isoformat(), "why": why})
        holiday = calendar.break_on(day)
        if holiday and holiday.is_long:
            return day, passed, holiday
        day += DAY
    return day, passed, None


def _inside_window(cadence, computed_on, day, after, calendar):
    """The school day after it, unless only the one before it is within the window."""
    if day == computed_on or (day - computed_on).days <= cadence.near_days:
        return day
    before = calendar.last_school_day_before(computed_on)
    inside = (computed_on - before).days <= cadence.early_days and (after is None or before > after)
    holiday = calendar.break_on(before)
    return before if inside and not (holiday and holiday.is_long) else day


def _beside_summer(cadence, summer, after, calendar):
    before = calendar.last_school_day_before(summer.starts_on)
    if cadence.summer == "before" and (after is None or before > after):
        return before
    return calendar.second_week_after(summer.ends_on)


def pauses(cadence, holiday):
    """A rhythm of which a whole step fits into the holiday pauses in it; what comes once is no rhythm."""
    is_rhythm = cadence.times != 1 and not cadence.before
    return is_rhythm and cadence.next_after(holiday.starts_on) <= holiday.ends_on


def _paused(cadence, computed_on, passed, summer, calendar):
    resumes = calendar.next_school_day(summer.ends_on + DAY)
    found = due_again(cadence, cadence.next_after(resumes), resumes, calendar)
    told = [*passed[:-1], passed[-1] | {"resumes": resumes.isoformat()}]
    return Due(computed_on, found.due_on, found.window_opens_on, told + found.moved_because)


def due_between(held_on, due_by, calendar):
    """Between two sessions: the last school day until `due_by`, after the session that was held; its window opens that day."""
    day, passed = due_by, []
    while why := calendar.why_closed(day):
        passed.append({"on": day.isoformat(), "why": why})
        day -= DAY
    if day <= held_on:
        day = calendar.next_school_day(due_by)
    return Due(due_by, day, min(held_on, day), passed)


def window_of(cadence, due_on):
    """The day from which a held one counts for `due_on`."""
    return due_on - timedelta(days=cadence.early_days)


# ---- which cadences a pathway has ----


def cadences_of(pathway):
    """The cadences of the pathway's track with the values that its municipality has chosen."""
    return tuple(each for each in _all_of(pathway) if each.track == pathway.track)


def _all_of(pathway):
    key = ("cadences", pathway.programme_version_id)
    make = lambda: with_local(pathway.content.cadences, pathway.municipality_id, pathway.programme_version_id)  # noqa: E731
    return current().once(key, make)


def cadence_of(occurrence):
    """The cadence of an occurrence, with the values that its municipality has chosen."""
    return by_key(_all_of(occurrence.pathway), occurrence.cadence)


def on_calendar(cadence):
    """Cadences counted in days, weeks or months; others hang on the series of sessions, or have only agreed dates."""
    return cadence.is_computed


def in_phase(cadence, phase):
    return not cadence.phases or phase in cadence.phases


def responsible_for(pathway, cadence):
    """Id of the staff member who answers for it: the one of the two leads who stands on the side of the cadence's role."""
    side = SECTOR_SIDE.get(ROLE_SECTOR.get(cadence.responsible, ""), pathway.side)
    chosen = pathway.lead_id if side == pathway.side else pathway.co_lead_id
    return chosen or pathway.lead_id or pathway.co_lead_id


# ---- in words ----


def moved_sentence(occurrence):
    """Why the due day is what it is: "Tre måneder efter start er søndag 24. maj. Det er pinsedag, … Derfor tirsdag." """
    return sentence_of(occurrence, cadence_of(occurrence))


def why_words(occurrence):
    """The same where the day itself stands beside it: "Det er tre måneder efter start." """
    cadence = cadence_of(occurrence)
    if occurrence.is_agreed or occurrence.moved_because or not on_calendar(cadence):
        return sentence_of(occurrence, cadence)
    words = (
        _("That is %(interval)s before %(anchor)s.") if cadence.before else _("That is %(interval)s after %(anchor)s.")
    )
    return words % {"interval": interval_words(cadence).lower(), "anchor": anchor_words(cadence, occurrence.number)}


def sentence_of(occurrence, cadence):
    if occurrence.is_agreed:
        return _("You agreed on %(day)s.") % {"day": written(occurrence.due_on)}
    if on_calendar(cadence):
        words = (
            _("%(interval)s before %(anchor)s is %(day)s.")
            if cadence.before
            else _("%(interval)s after %(anchor)s is %(day)s.")
        )
        counted = words % {
            "interval": interval_words(cadence),
            "anchor": anchor_words(cadence, occurrence.number),
            "day": written(occurrence.computed_on),
        }
    else:
        counted = _("The next session is %(day)s.") % {"day": written(occurrence.computed_on + DAY)}
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
    at = next((n for n, each in enumerate(occurrence.moved_because) if "resumes" in each), None)
    told = occurrence.moved_because if at is None else occurrence.moved_because[: at + 1]
    passed = [(date.fromisoformat(each["on"]), each["why"]) for each in told]
    if not passed:
        return
    parts = [_that_day(passed[0][1])]
    named = {passed[0][1]}
    for day, why in passed[1:]:
        if why not in named:
            parts.append(_("%(weekday)s is %(name)s") % {"weekday": date_format(day, "l"), "name": why})
            named.add(why)
    yield _listed(parts) + "."
    if at is not None:
        resumes = date.fromisoformat(occurrence.moved_because[at]["resumes"])
        yield _("The rhythm pauses, and is counted again from %(day)s.") % {"day": written(resumes)}
    yield _outcome(occurrence, paused=at is not None)


def _that_day(why):
    if why == WEEKEND:
        return _("It is the weekend")
    return _("It is %(name)s") % {"name": why}


def _listed(parts):
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s, and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _outcome(occurrence, paused):
    days = (occurrence.due_on - occurrence.computed_on).days
    day = {"day": written(occurrence.due_on)}
    if not paused and days < -SCHOOL_WEEK:
        return _("Hence %(day)s, in the last school week before.") % day
    if not paused and days > LONG_BREAK_DAYS - SCHOOL_WEEK:
        return _("Hence %(day)s, in the second school week after.") % day
    near = 0 < days < SCHOOL_WEEK
    return _("Hence %(day)s.") % ({"day": date_format(occurrence.due_on, "l")} if near else day)


def anchor_words(cadence, number=1):
    if number > 1 and cadence.then_from == LAST_HELD:
        return _("last time")
    return {
        START: _("the start"),
        PHASE_START: _("the beginning of the phase"),
        "planned_end": _("the planned end"),
        "last_teaching_day": _("the last day of teaching"),
        "decision": _("the decision"),
        "closing": _("the end of the pathway"),
    }.get(cadence.first_from, _("last time"))


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
