"""What a pathway's cadences ask for next, and what no longer runs. The caller holds the pathway's row."""

from django.utils import timezone

from followup.batches import Batch
from followup.cadences import Due, cadences_of, due_after, window_of
from followup.chains import anchor_of, gap_of, has_stopped
from followup.models import Occurrence
from followup.sessions import follow_sessions
from followup.sweeps import cancel_what_stopped
from programmes.periods import Unit

MANY = 200  # no cadence is older than this many of its times
State = Occurrence.State


def plan_missing(*, pathway, entered=False):
    """Plan the next occurrence of each cadence and subject that has none open; gives those it made.

    entered: the pathway is entered today; what would have been due before that is kept as "before", no data and no duty.
    Counted from the start or another anchor, then from the day the last one was held (a late one counts for itself) or
    should have been held. What lies between two sessions follows the sessions as they stand.
    """
    batch = Batch([pathway], timezone.localdate())
    if entered:
        _plan_before(batch, pathway)
    return plan_all(batch)


def plan_all(batch):
    """Plan what is missing in all pathways of the batch; gives what it made. Two at once make each only once."""
    made = [batch.new(*found[:3], found[3].due, found[3].counted_from) for found in batch.missing()]
    made += follow_sessions(batch)
    return Occurrence.objects.bulk_create(made, ignore_conflicts=True) if made else []


def follow_series(*, pathway):
    """A session was held, moved or taken back, somebody came or left, or what is asked between two sessions was done."""
    if any(cadence.unit == Unit.PER_SESSION for cadence in cadences_of(pathway)):
        Occurrence.objects.bulk_create(follow_sessions(Batch([pathway], timezone.localdate())), ignore_conflicts=True)


def plan_next(*, pathway, cadence, agreed_on=None, after=None):
    """The next occurrence of one cadence, or None when one is open, its times are used up or it has no day to count from.

    after: the one that was just settled; the next is about the same. An agreed day wins: over the computed one, over
    times that are used up, and over a phase in which no more would come by itself.
    """
    batch = Batch([pathway], timezone.localdate())
    subject = batch.subject_of(after, pathway, cadence) if after else batch.subjects.of(pathway, cadence)[0]
    if cadence.unit == Unit.PER_SESSION:
        return None  # the next session opens it
    if any(row.state == State.OPEN for row in batch.of(pathway, cadence, subject)):
        return None
    step = batch.step(pathway, cadence, subject)
    if agreed_on and not has_stopped(pathway, cadence) and not subject.gone:
        day = step.due.computed_on if step.due else agreed_on
        due = Due(day, agreed_on, window_of(cadence, agreed_on), [])
        return _saved(batch.new(pathway, cadence, subject, due, step.counted_from, is_agreed=True))
    return _saved(batch.new(pathway, cadence, subject, step.due, step.counted_from)) if step.due else None


def plan_after(occurrence, cadence, agreed_on=None):
    """The one that follows a settled occurrence, for the same whom it is about."""
    return plan_next(pathway=occurrence.pathway, cadence=cadence, agreed_on=agreed_on, after=occurrence)


def _saved(occurrence):
    occurrence.save()
    return occurrence


def _plan_before(batch, pathway):
    """What each cadence would have asked for before the pathway was entered here: no data, and nobody's duty."""
    made = []
    for cadence in cadences_of(pathway):
        if not cadence.is_computed or gap_of(pathway, cadence):
            continue
        for subject in batch.subjects.live(pathway, cadence):
            made += _before(batch, pathway, cadence, subject)
    for row in Occurrence.objects.bulk_create(made):
        batch.rows[pathway.pk, row.cadence, row.subject].append(row)


def _before(batch, pathway, cadence, subject):
    anchor = anchor_of(pathway, cadence, subject, batch.grounds[pathway.pk])
    if anchor is None or batch.of(pathway, cadence, subject) or anchor >= batch.today and not cadence.before:
        return
    for number in range(1, (cadence.times or MANY) + 1):
        due = due_after(cadence, anchor, batch.calendar)
        if due.due_on >= batch.today:
            return
        yield batch.new(pathway, cadence, subject, due, anchor, state=State.BEFORE, number=number)
        anchor = due.due_on


def replan(*, pathway, rows):
    """Count the open occurrences of these rows' cadences anew, for what lies before is told otherwise now; agreed days stay."""
    batch = Batch([pathway], timezone.localdate())
    by_key = {cadence.key: cadence for cadence in cadences_of(pathway)}
    for key, subject in dict.fromkeys((row.cadence, row.subject) for row in rows):
        _replan(batch, pathway, by_key[key], batch.rows[pathway.pk, key, subject])


def _replan(batch, pathway, cadence, rows):
    coming = next((row for row in rows if row.state == State.OPEN), None)
    if coming is None or coming.is_agreed:
        return
    subject = batch.subject_of(coming, pathway, cadence)
    batch.rows[pathway.pk, cadence.key, subject.uuid] = [row for row in rows if row.number < coming.number]
    step = batch.step(pathway, cadence, subject)
    coming.counted_from, due = step.counted_from, step.due
    coming.computed_on, coming.due_on, coming.window_opens_on = due.computed_on, due.due_on, due.window_opens_on
    coming.moved_because = due.moved_because
    coming.save()


def cancel_stopped(*, pathway, by):
    """Cancel open occurrences of a pathway that ended, and of cadences that end with a phase that was left; gives how many."""
    return cancel_what_stopped([pathway], timezone.localdate(), by, only=pathway.pk)


def plan_agreed(*, pathway, cadence, due_on, subject=None):
    """A date that was agreed from case to case, where the programme counts none (L05); the open one if there is one already."""
    batch = Batch([pathway], timezone.localdate())
    subject = subject or batch.subjects.live(pathway, cadence)[0]
    found = next((row for row in batch.of(pathway, cadence, subject) if row.state == State.OPEN), None)
    due = Due(due_on, due_on, window_of(cadence, due_on), [])
    return found or _saved(batch.new(pathway, cadence, subject, due, None, is_agreed=True))
