"""What lies between two sessions of a series follows the sessions and what was done, as both stand now.

Opened when a session is held, due before the next one, settled when it is done; one that the next session overtook, or whose
session or person is no longer there, is cancelled and says so. Asked again, nothing changes.
"""

from django.utils import timezone

from core.context import current
from followup.cadences import cadences_of
from followup.chains import gap_of, step_of
from followup.models import Occurrence, OccurrenceChange
from followup.subjects import CHILD, WHOLE
from programmes.periods import Unit

State, Because = Occurrence.State, Occurrence.Because
FIELDS = (
    "state",
    "cancelled_because",
    "held_on",
    "settled_by",
    "settled_at",
    "computed_on",
    "due_on",
    "window_opens_on",
    "moved_because",
)


def follow_sessions(batch):
    """Bring these occurrences of all pathways of the batch to where they belong; gives the new ones, not saved yet."""
    made, changed, reopened = [], [], []
    for pathway in batch.pathways:
        for cadence in cadences_of(pathway):
            if cadence.unit == Unit.PER_SESSION:
                for subject in batch.subjects.of(pathway, cadence):
                    _follow(batch, pathway, cadence, subject, made, changed, reopened)
            elif cadence.on not in (*WHOLE, CHILD):
                changed += _of_those_who_left(batch, pathway, cadence)
    if changed:
        Occurrence.objects.bulk_update(changed, FIELDS)
    if reopened:
        OccurrenceChange.objects.bulk_create(reopened)
    return made


def _of_those_who_left(batch, pathway, cadence):
    for subject in batch.subjects.of(pathway, cadence):
        for row in batch.of(pathway, cadence, subject):
            if subject.gone and row.state == State.OPEN:
                _cancel(row, subject.gone)
                yield row


def _follow(batch, pathway, cadence, subject, made, changed, reopened):
    rows = batch.of(pathway, cadence, subject)
    coming = next((row for row in rows if row.state == State.OPEN), None)
    is_asked = not gap_of(pathway, cadence) and not subject.gone and subject.counted_from and subject.due_by
    if coming and (why := _why_over(pathway, cadence, subject, coming, is_asked)):
        _cancel(coming, why)
        changed.append(coming)
    elif coming:
        if subject.done_on or _has_moved(batch, pathway, cadence, subject, coming):
            _settle(coming, subject.done_on)
            changed.append(coming)
        return
    if not is_asked:
        return
    mine = next((row for row in rows if row.state == State.HELD and row.counted_from == subject.counted_from), None)
    if mine and not subject.done_on:  # what was done was taken back
        reopened.append(_open_again(mine, pathway))
        changed.append(mine)
        return
    step = step_of(pathway, cadence, subject, rows, None, batch.calendar, batch.today)
    if step.due:
        row = batch.new(pathway, cadence, subject, step.due, step.counted_from)
        _settle(row, subject.done_on)
        made.append(row)


def _why_over(pathway, cadence, subject, coming, is_asked):
    if is_asked:
        return Because.SESSION_CAME if coming.counted_from != subject.counted_from else ""
    if not pathway.is_open:
        return Because.PATHWAY_ENDED
    return subject.gone or Because.SERIES_ENDED


def _cancel(row, why):
    row.state, row.cancelled_because, row.settled_at = State.CANCELLED, why, timezone.now()
    row.settled_by_id = current().staff_id or None


def _settle(row, done_on):
    if done_on:
        row.state, row.held_on, row.settled_at = State.HELD, done_on, timezone.now()
        row.settled_by_id = current().staff_id or None


def _open_again(row, pathway):
    row.state, row.held_on, row.settled_by_id, row.settled_at = State.OPEN, None, None, None
    return OccurrenceChange(
        municipality_id=row.municipality_id,
        occurrence=row,
        pathway=pathway,
        kind=OccurrenceChange.Kind.REOPENED,
        state_before=State.HELD,
        by_id=current().staff_id or None,
    )


def _has_moved(batch, pathway, cadence, subject, row):
    """The next session lies on another day now; an agreed day stays."""
    step = step_of(pathway, cadence, subject, (), None, batch.calendar, batch.today)
    if row.is_agreed or (row.computed_on, row.due_on) == (step.due.computed_on, step.due.due_on):
        return False
    row.computed_on, row.due_on, row.window_opens_on = step.due.computed_on, step.due.due_on, step.due.window_opens_on
    row.moved_because = step.due.moved_because
    return True
