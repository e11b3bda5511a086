"""What a pathway's cadences ask for next, and what no longer runs. The caller holds the pathway's row."""

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from followup.cadences import PHASE_START, START, cadences_now, due_after, due_after_in, responsible_for, window_of
from followup.calendar import school_calendar
from followup.models import Occurrence

SETTLED = ("held", "not_held", "before")
A_YEAR = timedelta(days=366)
MANY = 200  # no cadence is older than this many of its times


def plan_missing(*, pathway, entered=False):
    """Plan the next occurrence of each cadence that runs and has none open; gives those it made.

    entered: the pathway is entered today; what would have been due before that is kept as "before", no data and no duty.
    Counted from the start or the beginning of the phase, then from the day the last one was held (a late one counts
    for itself) or should have been held. The caller holds the pathway's row.
    """
    if entered:
        for cadence in cadences_now(pathway):
            _plan_before(pathway, cadence)
    return [made for cadence in cadences_now(pathway) if (made := plan_next(pathway=pathway, cadence=cadence))]


def plan_next(*, pathway, cadence, agreed_on=None):
    """The next occurrence of one cadence, or None when one is open, its times are used up or it has no day to count from."""
    known = list(pathway.occurrences.filter(cadence=cadence.key).order_by("number"))
    settled = [each for each in known if each.state in SETTLED]
    if any(each.state == "open" for each in known) or cadence.times and len(settled) >= cadence.times:
        return None
    due = _next_due(pathway, cadence, settled)
    if due is None:
        return None
    return Occurrence.objects.create(
        municipality_id=pathway.municipality_id,
        pathway=pathway,
        cadence=cadence.key,
        number=known[-1].number + 1 if known else 1,
        computed_on=due.computed_on,
        due_on=agreed_on or due.due_on,
        window_opens_on=window_of(cadence, agreed_on) if agreed_on else due.window_opens_on,
        moved_because=[] if agreed_on else due.moved_because,
        is_agreed=bool(agreed_on),
        responsible_id=responsible_for(pathway, cadence),
    )


def _plan_before(pathway, cadence):
    """What the cadence would have asked for before the pathway was entered here: no data, and nobody's duty."""
    today, anchor, made = timezone.localdate(), _anchor(pathway, cadence, None), []
    if anchor is None or anchor >= today or pathway.occurrences.filter(cadence=cadence.key).exists():
        return
    calendar = school_calendar(pathway.municipality_id, anchor, today + A_YEAR)
    while (due := due_after(cadence, anchor, calendar)).due_on < today and len(made) < (cadence.times or MANY):
        anchor = due.due_on
        made.append(_before(pathway, cadence, len(made) + 1, due))
    Occurrence.objects.bulk_create(made)


def _before(pathway, cadence, number, due):
    return Occurrence(
        municipality_id=pathway.municipality_id,
        pathway=pathway,
        cadence=cadence.key,
        number=number,
        computed_on=due.computed_on,
        due_on=due.due_on,
        window_opens_on=due.window_opens_on,
        moved_because=due.moved_because,
        state=Occurrence.State.BEFORE,
        responsible_id=responsible_for(pathway, cadence),
    )


def _next_due(pathway, cadence, settled):
    """The day after the last one that is known of; while all lie before Samspil, the first such day from today on."""
    known = [each for each in settled if each.state != Occurrence.State.BEFORE]
    anchor = _anchor(pathway, cadence, (known or settled or [None])[-1])
    if anchor is None:
        return None
    due = due_after_in(cadence, anchor, pathway.municipality_id)
    if not any(each.state == Occurrence.State.BEFORE or each.answered_at for each in settled[-1:]):
        return due
    today = timezone.localdate()
    calendar = school_calendar(pathway.municipality_id, anchor, today + A_YEAR)
    while due.due_on < today:
        due = due_after(cadence, due.due_on, calendar)
    return due


def replan(*, pathway, cadence):
    """Count the open occurrence's day anew, for what lies before it is told otherwise now; an agreed day stays."""
    rows = list(pathway.occurrences.filter(cadence=cadence.key).order_by("number"))
    coming = next((each for each in rows if each.state == "open"), None)
    if coming is None or coming.is_agreed:
        return coming
    due = _next_due(pathway, cadence, [each for each in rows if each.state in SETTLED and each.number < coming.number])
    coming.computed_on, coming.due_on, coming.window_opens_on = due.computed_on, due.due_on, due.window_opens_on
    coming.moved_because = due.moved_because
    coming.save()
    return coming


def _anchor(pathway, cadence, last):
    if last:
        return last.held_on or last.due_on
    if cadence.first_from == START:
        return pathway.starts_on
    if cadence.first_from == PHASE_START:
        entered = pathway.transitions.filter(kind="phase", after__in=cadence.phases).aggregate(at=Max("at"))["at"]
        return timezone.localdate(entered) if entered else pathway.starts_on
    return None


def cancel_stopped(*, pathway, by):
    """Cancel open occurrences of a pathway that ended, and of cadences that end with a phase that was left; gives how many."""
    going_on = {cadence.key for cadence in cadences_now(pathway)}
    stopped = [
        each for each in pathway.occurrences.open() if not pathway.is_open or _ends_with_phase(pathway, each, going_on)
    ]
    return Occurrence.objects.filter(pk__in=[each.pk for each in stopped]).update(
        state=Occurrence.State.CANCELLED, settled_by=by.staff_id or None, settled_at=timezone.now()
    )


def _ends_with_phase(pathway, occurrence, going_on):
    """A cadence stops with its phase, or when maintenance has taken over after the closing decision."""
    if occurrence.cadence in going_on:
        return False
    return pathway.content.cadence(occurrence.cadence).ends == "phase_ended" or bool(pathway.ending)
