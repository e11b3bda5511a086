"""Undo of what sends nothing out: by whoever did it and on the same day, while nothing has been built upon it."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway
from core.tasks import nudge
from followup.actions.follow import meeting_goes
from followup.actions.minutes import take_back_minutes
from followup.actions.occurrences import in_order, keep_change, locked_occurrence
from followup.actions.pathways import enter_state, locked_pathway, record_transition
from followup.actions.planning import cancel_stopped, plan_missing
from followup.actions.reopening import TOGETHER, children_again, open_again
from followup.cadences import cadence_of, due_again, on_calendar, window_of
from followup.calendar import school_calendar
from followup.chains import has_stopped
from followup.models import Occurrence, OccurrenceChange
from followup.permissions import can_close_pathway, can_start_pathway, can_undo

State, Kind = Occurrence.State, OccurrenceChange.Kind


@transaction.atomic
def undo_settled(*, occurrence, by):
    """Open again what was held or not held by mistake; the next one, planned from it, goes. Gives the minutes as typed, or None.

    Open again already: nothing happens.
    """
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state == State.OPEN:
        return None
    if occurrence.answered_at or not can_undo(by, occurrence.settled_by_id, occurrence.settled_at):
        raise PermissionDenied
    if has_stopped(occurrence.pathway, cadence_of(occurrence)):
        raise ValidationError(_("The pathway is closed."))
    _take_back_next(occurrence, by)
    typed = take_back_minutes(occurrence, by) if occurrence.state == State.HELD else None
    keep_change(occurrence, Kind.REOPENED, by, _("Undone"), state_before=occurrence.state)
    occurrence.state, occurrence.held_on, occurrence.not_held_reason, occurrence.not_held_words = (
        State.OPEN,
        None,
        "",
        "",
    )
    occurrence.settled_by = occurrence.settled_at = None
    occurrence.save()
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return typed


def _take_back_next(occurrence, by):
    """The open one that was planned from it, for the same whom it is about."""
    same = Q(subject=occurrence.subject) if occurrence.subject else Q(subject=None)
    following = Occurrence.objects.filter(
        same, pathway=occurrence.pathway, cadence=occurrence.cadence, number__gt=occurrence.number
    )
    if following.exclude(state__in=(State.OPEN, State.CANCELLED)).exists():
        raise ValidationError(_("The next follow-up is settled already."))
    coming = list(following.filter(state=State.OPEN).select_related("pathway"))
    for row in coming:
        meeting_goes(row, _("Undone"), by)
    drop(coming)


def drop(rows):
    """What was planned from something that is undone goes. One that somebody has been told of is kept, as cancelled."""
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except (IntegrityError, ProtectedError):
            Occurrence.objects.filter(pk=row.pk).update(
                state=State.CANCELLED, cancelled_because=Occurrence.Because.UNDONE, settled_at=timezone.now()
            )


@transaction.atomic
def undo_move(*, occurrence, moved_to, by):
    """Back to the day before the last move, if it still stands on `moved_to`; else nothing happens. Gives the occurrence."""
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state != State.OPEN or occurrence.due_on != moved_to or not occurrence.moved_because:
        return occurrence
    back = date.fromisoformat(occurrence.moved_because[-1]["on"])
    keep_change(occurrence, Kind.MOVED, by, _("Undone"), due_before=moved_to, due_after=back)
    earlier, cadence = occurrence.moved_because[:-1], cadence_of(occurrence)
    computed = _computed(occurrence, cadence)
    occurrence.is_agreed = bool(earlier) or computed is None or computed.due_on != back
    occurrence.due_on, occurrence.window_opens_on = back, window_of(cadence, back)
    occurrence.moved_because = earlier if occurrence.is_agreed else computed.moved_because
    occurrence.save()
    return occurrence


def _computed(occurrence, cadence):
    """The due day by the rules; None for one that has only agreed dates."""
    if not on_calendar(cadence):
        return None
    calendar = school_calendar(occurrence.municipality_id, occurrence.computed_on, occurrence.computed_on)
    return due_again(cadence, occurrence.computed_on, None if cadence.before else occurrence.counted_from, calendar)


@transaction.atomic
def undo_move_many(*, occurrences, moved_to, by):
    """All that were moved together go back, each to its own day; those that stand elsewhere by now stay."""
    return [undo_move(occurrence=each, moved_to=moved_to, by=by) for each in in_order(occurrences)]


@transaction.atomic
def undo_hand_over(*, occurrences, to, by):
    """Back to whoever answered for each before, by whoever handed them over, the same day; those handed on since stay."""
    locked = [locked_occurrence(each, by) for each in in_order(occurrences)]
    for occurrence in locked:
        last = occurrence.changes.filter(kind=Kind.HANDED_OVER).last()
        if occurrence.responsible_id != to or last is None or last.staff_after_id != to:
            continue
        if not can_undo(by, last.by_id, last.at):
            raise PermissionDenied
        back = {"staff_before_id": to, "staff_after_id": last.staff_before_id}
        keep_change(occurrence, Kind.HANDED_OVER, by, _("Undone"), **back)
        occurrence.responsible_id = last.staff_before_id
        occurrence.save(update_fields=["responsible"])
    return locked


@transaction.atomic
def undo_start(*, pathway, by):
    """Running → accepted again, while nothing has been held: what the cadences planned goes. Not running: nothing happens."""
    pathway = locked_pathway(pathway, by, can_start_pathway)
    if pathway.state == Pathway.State.ACCEPTED:
        return pathway
    started = pathway.transitions.filter(kind="state", after=Pathway.State.ACTIVE).last()
    if pathway.state != Pathway.State.ACTIVE or started is None or not can_undo(by, started.by_id, started.at):
        raise PermissionDenied
    if pathway.occurrences.filter(state__in=(State.HELD, State.NOT_HELD), answered_at=None).exists():
        raise ValidationError(_("A follow-up is settled already."))
    drop(pathway.occurrences.exclude(state=State.CANCELLED))
    _leave_phases(pathway, started.at, by)
    pathway.starts_on = pathway.planned_end_on = None
    enter_state(pathway, Pathway.State.ACCEPTED, by, _("Undone"))
    pathway.save()
    return pathway


@transaction.atomic
def undo_close(*, pathway, by):
    """Take a closing decision back: the pathway, its children and what was due stand as they did. Open: nothing happens."""
    pathway = locked_pathway(pathway, by, can_close_pathway)
    closed = pathway.transitions.filter(reason=pathway.ending_reason).exclude(reason="").last()
    if not pathway.ending:
        return pathway
    if closed is None or not can_undo(by, closed.by_id, closed.at):
        raise PermissionDenied
    if not pathway.is_open:
        _reopen(pathway, by)
    _leave_phases(pathway, closed.at, by)
    pathway.ending = pathway.ending_reason = ""
    pathway.save()
    cancel_stopped(pathway=pathway, by=by)
    open_again(pathway=pathway, since=closed.at - TOGETHER, by=by, reason=_("Undone"))
    plan_missing(pathway=pathway)
    return pathway


def _reopen(pathway, by):
    left = pathway.transitions.filter(kind="state", after=Pathway.State.CLOSED).last()
    children_again(pathway)
    pathway.ended_on = None
    enter_state(pathway, left.before, by, _("Undone"))


def _leave_phases(pathway, at, by):
    """Back to the phase before those entered together at that moment."""
    entered = pathway.transitions.filter(kind="phase", at__range=(at - TOGETHER, at + TOGETHER)).exclude(
        reason=_("Undone")
    )
    first = entered.first()
    if first and first.before != pathway.phase:
        record_transition(pathway, "phase", pathway.phase, first.before, by, _("Undone"))
        pathway.phase = first.before
