"""Settle what a cadence asks for, leave it out, move it and hand it over."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.tasks import nudge
from followup.actions.follow import meeting_follows, meeting_goes
from followup.actions.pathways import locked_pathway
from followup.actions.planning import plan_after
from followup.cadences import cadence_of, window_of
from followup.models import Occurrence, OccurrenceChange
from followup.permissions import can_hold_meeting
from followup.queries.invitations import reachers

Kind = OccurrenceChange.Kind


@transaction.atomic
def settle_occurrence(*, occurrence, held_on, by):
    """Held without minutes: a contact, a mapping, a task or the tap on where a child goes to school. Held already: nothing happens.

    The next one is counted from that day, late or early.
    """
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state == Occurrence.State.HELD:
        return occurrence
    must_be_open(occurrence)
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": _("The day lies in the future. Move the follow-up instead.")})
    if occurrence.pathway.starts_on and held_on < occurrence.pathway.starts_on:
        raise ValidationError({"held_on": _("The day lies before the start of the pathway.")})
    settle(occurrence, Occurrence.State.HELD, by, held_on=held_on)
    plan_after(occurrence, cadence_of(occurrence))
    return occurrence


@transaction.atomic
def mark_not_held(*, occurrence, reason, words="", by):
    """Not held, because: a reason of the version, and words. The next one is counted from the day it should have been."""
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state == Occurrence.State.NOT_HELD:
        return occurrence
    must_be_open(occurrence)
    if reason not in {each.key for each in occurrence.pathway.content.not_held_reasons}:
        raise ValidationError({"reason": _("Choose a reason.")})
    settle(occurrence, Occurrence.State.NOT_HELD, by, not_held_reason=reason, not_held_words=words)
    meeting_goes(occurrence, words or _not_held_title(occurrence), by)
    plan_after(occurrence, cadence_of(occurrence))
    return occurrence


def move_occurrence(*, occurrence, due_on, reason, by):
    """An agreed day wins over the computed one from now on; each day it was moved from is kept with its reason."""
    [moved] = move_many(occurrences=[occurrence], due_on=due_on, reason=reason, by=by)
    return moved


@transaction.atomic
def move_many(*, occurrences, due_on, reason, by):
    """Agree on the same day for several, all or none; those that stand on it already stay. Gives them all."""
    locked, together = [locked_occurrence(each, by) for each in in_order(occurrences)], uuid4()
    for occurrence in locked:
        must_be_open(occurrence)
        if occurrence.due_on == due_on:
            continue
        if due_on < timezone.localdate():
            raise ValidationError({"due_on": _("Choose today or a later day.")})
        if not reason.strip():
            raise ValidationError({"reason": _("Write why the day is moved.")})
        _move(occurrence, due_on, reason, by, together)
    return locked


def _move(occurrence, due_on, reason, by, together):
    before = {"on": occurrence.due_on.isoformat(), "why": reason}
    keep_change(occurrence, Kind.MOVED, by, reason, together, due_before=occurrence.due_on, due_after=due_on)
    occurrence.moved_because = [*occurrence.moved_because, before] if occurrence.is_agreed else [before]
    occurrence.due_on, occurrence.is_agreed = due_on, True
    occurrence.window_opens_on = window_of(cadence_of(occurrence), due_on)
    occurrence.save()
    meeting_follows(occurrence, by)


def _not_held_title(occurrence):
    reasons = occurrence.pathway.content.not_held_reasons
    return next(str(each.title) for each in reasons if each.key == occurrence.not_held_reason)


def hand_over(*, occurrence, to, reason, by):
    """Somebody else answers for it from now on (C24): she must reach the pathway, and be one who may hold it."""
    [handed] = hand_over_many(occurrences=[occurrence], to=to, reason=reason, by=by)
    return handed


@transaction.atomic
def hand_over_many(*, occurrences, to, reason, by):
    """Give several to the same person, all or none; those that are hers already stay. Gives them all."""
    locked, together = [locked_occurrence(each, by) for each in in_order(occurrences)], uuid4()
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is handed over.")})
    for occurrence in locked:
        must_be_open(occurrence)
        if occurrence.responsible_id == to.pk:
            continue
        if not may_answer_for(occurrence, to):
            words = _("%(name)s does not work with %(pathway)s and cannot take it over.")
            raise ValidationError({"to": words % {"name": to.name, "pathway": occurrence.pathway.title}})
        staff = {"staff_before_id": occurrence.responsible_id, "staff_after_id": to.pk}
        keep_change(occurrence, Kind.HANDED_OVER, by, reason, together, **staff)
        occurrence.responsible_id = to.pk
        occurrence.save(update_fields=["responsible"])
    return locked


def may_answer_for(occurrence, staff):
    """She reaches the pathway, and the child where it is about one, by the walls that stand when she opens it."""
    child = occurrence.pathway_child.child_id if occurrence.pathway_child_id else None
    return staff.pk in reachers([staff.pk], occurrence.pathway_id, child, timezone.localdate())


def in_order(occurrences):
    """By pathway and number, so that two who take several at once never wait for each other."""
    return sorted(occurrences, key=lambda each: (each.pathway_id, each.pk))


def locked_occurrence(occurrence, by):
    pathway = locked_pathway(occurrence.pathway, by, can_hold_meeting)
    occurrence = Occurrence.objects.visible_to(by).select_for_update().get(pk=occurrence.pk)
    occurrence.pathway = pathway
    return occurrence


def must_be_open(occurrence):
    if occurrence.state != Occurrence.State.OPEN:
        raise ValidationError(_("This follow-up is already settled."))


def settle(occurrence, state, by, **fields):
    occurrence.state, occurrence.settled_by_id, occurrence.settled_at = state, by.staff_id, timezone.now()
    for name, value in fields.items():
        setattr(occurrence, name, value)
    occurrence.save()
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)


def keep_change(occurrence, kind, by, reason="", together=None, **changed):
    """What was done to it, with what stood before: shown on its page, and never deleted."""
    return OccurrenceChange.objects.create(
        municipality_id=occurrence.municipality_id,
        occurrence=occurrence,
        pathway_id=occurrence.pathway_id,
        kind=kind,
        reason=reason[:300],
        by_id=by.staff_id or None,
        together=together or uuid4(),
        **changed,
    )
