"""Undo of what sends nothing out: by whoever did it and on the same day, while nothing has been built upon it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Goal, Pathway, PathwayChild
from core.tasks import nudge
from followup.actions.occurrences import locked_occurrence
from followup.actions.pathways import enter_state, locked_pathway, record_transition
from followup.actions.planning import cancel_stopped, plan_missing
from followup.cadences import cadence_of, cadences_now, due_again, window_of
from followup.calendar import school_calendar
from followup.models import GoalProgress, Meeting, Occurrence
from followup.permissions import can_close_pathway, can_start_pathway, can_undo

State = Occurrence.State
TOGETHER = timedelta(seconds=10)  # transitions of one act stand this close


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
    if not occurrence.pathway.is_open:
        raise ValidationError(_("The pathway is closed."))
    _take_back_next(occurrence)
    typed = _take_back_minutes(occurrence, by) if occurrence.state == State.HELD else None
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


def _take_back_next(occurrence):
    """The open one that was planned from it. One that a mail has told of is kept as cancelled."""
    following = Occurrence.objects.filter(
        pathway=occurrence.pathway, cadence=occurrence.cadence, number__gt=occurrence.number
    )
    if following.exclude(state__in=(State.OPEN, State.CANCELLED)).exists():
        raise ValidationError(_("The next follow-up is settled already."))
    coming = following.filter(state=State.OPEN)
    coming.filter(mails=None).delete()
    coming.update(state=State.CANCELLED, settled_at=timezone.now())


def _take_back_minutes(occurrence, by):
    meeting = Meeting.objects.visible_to(by).filter(occurrence=occurrence).first()
    if meeting is None:
        return None
    reached = GoalProgress.objects.filter(meeting=meeting, reach=GoalProgress.Reach.REACHED).values("goal")
    typed = _typed(meeting)
    Goal.objects.filter(pk__in=reached, reached_on=meeting.held_on).update(reached_on=None)
    for rows in (meeting.progress, meeting.children, meeting.decisions, meeting.participants):
        rows.all().delete()
    meeting.delete()
    return typed


def _typed(meeting):
    """The minutes as the form has them: {field: value}, so that nothing typed is lost with the undo."""
    people = list(meeting.participants.all())
    needed = {True: "yes", False: "no", None: ""}[meeting.needs_network_meeting]
    typed = {
        "held_on": meeting.held_on,
        "next_on": meeting.next_on,
        "summary": meeting.summary,
        "needs_network_meeting": needed,
        "staff": [each.staff_member_id for each in people if each.staff_member_id],
        "others": ", ".join(each.words for each in people if each.words),
    }
    for each in meeting.children.all():
        key = each.pathway_child_id
        typed |= {f"part_{key}": each.part, f"reason_{key}": each.not_heard_reason, f"placement_{key}": each.placement}
    for each in meeting.progress.all():
        typed |= {f"reach_{each.goal_id}": each.reach, f"words_{each.goal_id}": each.words}
    for number, each in enumerate(meeting.decisions.all(), 1):
        typed |= {f"text_{number}": each.text, f"owner_{number}": each.owner_id, f"due_{number}": each.due_on}
    return typed


@transaction.atomic
def undo_move(*, occurrence, moved_to, by):
    """Back to the day before the last move, if it still stands on `moved_to`; else nothing happens. Gives the occurrence."""
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state != State.OPEN or occurrence.due_on != moved_to or not occurrence.moved_because:
        return occurrence
    back = date.fromisoformat(occurrence.moved_because[-1]["on"])
    earlier, cadence = occurrence.moved_because[:-1], cadence_of(occurrence)
    computed = _computed(occurrence, cadence)
    occurrence.is_agreed = bool(earlier) or computed.due_on != back
    occurrence.due_on, occurrence.window_opens_on = back, window_of(cadence, back)
    occurrence.moved_because = earlier if occurrence.is_agreed else computed.moved_because
    occurrence.save()
    return occurrence


def _computed(occurrence, cadence):
    calendar = school_calendar(occurrence.municipality_id, occurrence.computed_on, occurrence.computed_on)
    return due_again(cadence, occurrence.computed_on, occurrence.pathway.starts_on, calendar)


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
    pathway.occurrences.filter(mails=None).delete()
    pathway.occurrences.filter(state=State.OPEN).update(state=State.CANCELLED, settled_at=timezone.now())
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
    stopped = pathway.occurrences.filter(
        state=State.CANCELLED,
        cadence__in=[cadence.key for cadence in cadences_now(pathway)],
        settled_by_id=by.staff_id,
        settled_at__range=(closed.at - TOGETHER, closed.at + TOGETHER),
    )
    stopped.update(state=State.OPEN, settled_by=None, settled_at=None)
    plan_missing(pathway=pathway)
    return pathway


def _reopen(pathway, by):
    left = pathway.transitions.filter(kind="state", after=Pathway.State.CLOSED).last()
    PathwayChild.objects.filter(
        pathway=pathway, ends_on=pathway.ended_on, ending_reason=pathway.ending_reason[:200]
    ).update(ends_on=None, ending_reason="")
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
