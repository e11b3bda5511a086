"""Hold, leave out and move what a cadence asks for."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Goal, Pathway, PathwayChild
from core.tasks import nudge
from followup.actions.pathways import locked_pathway
from followup.actions.planning import plan_next
from followup.cadences import cadence_of, cadences_now, window_of
from followup.models import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant, Occurrence
from followup.permissions import can_hold_meeting


@transaction.atomic
def hold_meeting(
    *, occurrence, held_on, by, participants=(), children=(), progress=(), summary="", decisions=(), needs_network_meeting=None, next_on=None
):  # fmt: skip
    """Minutes of a follow-up, late ones too; the next one is planned from the day it was held, or on the agreed day.

    participants: {"staff": id} or {"words": text}. children: {"pathway_child", "part", "not_heard_reason", "placement"}.
    progress: {"goal", "reach", "words"}. decisions: {"text", "owner", "due_on"}. Held already: gives that meeting (A25, A53-A56).
    """
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state == Occurrence.State.HELD and hasattr(occurrence, "meeting"):
        return occurrence.meeting
    _must_be_open(occurrence)
    _check_days(occurrence.pathway, held_on, next_on)
    meeting = Meeting.objects.create(
        municipality_id=by.municipality_id,
        pathway=occurrence.pathway,
        occurrence=occurrence,
        kind=cadence_of(occurrence).meeting_kind or occurrence.cadence,
        state=Meeting.State.HELD,
        held_on=held_on,
        summary=summary,
        needs_network_meeting=needs_network_meeting,
        next_on=next_on,
        recorded_by_id=by.staff_id,
    )
    _add_rows(meeting, by, participants, children, progress, decisions)
    _settle(occurrence, Occurrence.State.HELD, by, held_on=held_on)
    if runs(occurrence):
        plan_next(pathway=occurrence.pathway, cadence=cadence_of(occurrence), agreed_on=next_on)
    return meeting


def _add_rows(meeting, by, participants, children, progress, decisions):
    row = {"municipality_id": by.municipality_id, "meeting": meeting}
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(
            **row,
            pathway_id=meeting.pathway_id,
            staff_member_id=each.get("staff"),
            words=each.get("words", ""),
            attended=True,
        )
        for each in participants
    )
    ChildFollowUp.objects.bulk_create(ChildFollowUp(**row, **each) for each in _children_reached(meeting, by, children))
    GoalProgress.objects.bulk_create(GoalProgress(**row, **each) for each in _goals_seen(meeting, by, progress))
    Decision.objects.bulk_create(
        Decision(**row, text=each["text"], owner_id=each.get("owner"), due_on=each.get("due_on")) for each in decisions
    )


def _children_reached(meeting, by, children):
    """The rows with their child; somebody who does not reach a child says nothing about it."""
    seen = PathwayChild.objects.seen_with_child(by).filter(pathway=meeting.pathway)
    child_of = dict(seen.values_list("pk", "child_id"))
    for each in children:
        if each["pathway_child"].pk not in child_of:
            raise PermissionDenied
        if each["part"] == ChildFollowUp.Part.NOT and not each.get("not_heard_reason", "").strip():
            raise ValidationError({f"reason_{each['pathway_child'].pk}": _("Write why the child was not heard.")})
        yield {**each, "child_id": child_of[each["pathway_child"].pk]}


def _goals_seen(meeting, by, progress):
    reached = []
    for each in progress:
        if not Goal.objects.visible_to(by).filter(pk=each["goal"].pk).exists():
            raise PermissionDenied
        if each["reach"] == GoalProgress.Reach.REACHED:
            reached.append(each["goal"].pk)
        yield each
    # a goal of the other side keeps its own date: the row policy leaves it untouched
    Goal.objects.filter(pk__in=reached, reached_on=None).update(reached_on=meeting.held_on)


@transaction.atomic
def mark_not_held(*, occurrence, reason, words="", by):
    """Not held, because: a reason of the version, and words. The next one is counted from the day it should have been."""
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state == Occurrence.State.NOT_HELD:
        return occurrence
    _must_be_open(occurrence)
    if reason not in {each.key for each in occurrence.pathway.content.not_held_reasons}:
        raise ValidationError({"reason": _("Choose a reason.")})
    _settle(occurrence, Occurrence.State.NOT_HELD, by, not_held_reason=reason, not_held_words=words)
    if runs(occurrence):
        plan_next(pathway=occurrence.pathway, cadence=cadence_of(occurrence))
    return occurrence


@transaction.atomic
def move_occurrence(*, occurrence, due_on, reason, by):
    """An agreed day wins over the computed one from now on; each day it was moved from is kept with its reason."""
    occurrence = locked_occurrence(occurrence, by)
    _must_be_open(occurrence)
    if occurrence.due_on == due_on:
        return occurrence
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Choose today or a later day.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the day is moved.")})
    before = {"on": occurrence.due_on.isoformat(), "why": reason}
    occurrence.moved_because = [*occurrence.moved_because, before] if occurrence.is_agreed else [before]
    occurrence.due_on, occurrence.is_agreed = due_on, True
    occurrence.window_opens_on = window_of(cadence_of(occurrence), due_on)
    occurrence.save()
    return occurrence


def locked_occurrence(occurrence, by):
    pathway = locked_pathway(occurrence.pathway, by, can_hold_meeting)
    occurrence = Occurrence.objects.visible_to(by).select_for_update().get(pk=occurrence.pk)
    occurrence.pathway = pathway
    return occurrence


def _must_be_open(occurrence):
    if occurrence.state != Occurrence.State.OPEN:
        raise ValidationError(_("This follow-up is already settled."))


def _check_days(pathway, held_on, next_on):
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": _("The day lies in the future. Move the follow-up instead.")})
    if pathway.starts_on and held_on < pathway.starts_on:
        raise ValidationError({"held_on": _("The day lies before the start of the pathway.")})
    if next_on and next_on <= held_on:
        raise ValidationError({"next_on": _("The next one must be after this one.")})


def _settle(occurrence, state, by, **fields):
    occurrence.state, occurrence.settled_by_id, occurrence.settled_at = state, by.staff_id, timezone.now()
    for name, value in fields.items():
        setattr(occurrence, name, value)
    occurrence.save()
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)


def runs(occurrence):
    """The cadence goes on: its pathway runs, in one of its phases."""
    pathway = occurrence.pathway
    return pathway.state == Pathway.State.ACTIVE and occurrence.cadence in {c.key for c in cadences_now(pathway)}
