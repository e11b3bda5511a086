"""The way of a family through the group."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CustodyRelation, PathwayChild
from core.tasks import nudge
from parentgroups.actions.ground import TRACK, advance, locked_group, must
from parentgroups.models import GroupEnrolment
from parentgroups.permissions import can_lead_group
from parentgroups.queries import offer_answers

State = GroupEnrolment.State


@transaction.atomic
def invite_parent(*, group, custody, invited_on, by) -> GroupEnrolment:
    """Invite a parent through one of the children within the leader's reach; twice gives the same enrolment.

    The child joins the group's pathway, by which its leaders go on reaching it. ValidationError: custody suspended or
    ended (L11), or a family that has not said yes to the offer, where the offer is seen.
    """
    group = locked_group(group, by)
    must(can_lead_group(by, group))
    today = timezone.localdate()
    custody = (
        CustodyRelation.objects.visible_to(by)
        .holding(today)
        .filter(pk=custody.pk)
        .select_related("child", "parent")
        .first()
    )
    if custody is None:
        raise ValidationError(_("That parent cannot be invited."))
    if (
        enrolled := GroupEnrolment.objects.visible_to(by).filter(group=group, parent=custody.parent).first()
    ) is not None:
        return enrolled
    if offer_answers(by)(custody) not in (None, "yes"):
        raise ValidationError(_("%(parent)s has not said yes to the offer.") % {"parent": custody.parent.name})
    _add_child(group.pathway, custody.child, today)
    _begin_inviting(group.pathway, by)
    return GroupEnrolment.objects.create(
        municipality_id=by.municipality_id,
        group=group,
        child=custody.child,
        parent=custody.parent,
        invited_on=invited_on,
    )


def _add_child(pathway, child, today):
    if not PathwayChild.objects.filter(pathway=pathway, child=child, ends_on=None).exists():
        PathwayChild.objects.create(
            municipality_id=pathway.municipality_id,
            pathway=pathway,
            child=child,
            starts_on=today,
            age_at_start=child.age(today),
        )


def _begin_inviting(pathway, by):
    first = pathway.content.first_phase(TRACK)
    if pathway.phase == first.key:
        for phase in pathway.content.moves(first.key)[:1]:
            advance(pathway, phase, by)


def contact_parent(*, enrolment, by) -> GroupEnrolment:
    """The family has been talked with, and has not decided yet (A39)."""
    return _move(enrolment, State.CONTACTED, by)


def join_group(*, enrolment, by, on=None, companion="") -> GroupEnrolment:
    """The parent is in the group from that day (today when not given), perhaps with a companion (A33).

    Said again of a parent who is in it already, the day and the companion are corrected.
    """
    changes = {
        "joined_on": on or timezone.localdate(),
        "stopped_on": None,
        "companion": companion,
        "reason": "",
        "reason_words": "",
        "referred_to": "",
    }
    return _move(enrolment, State.JOINED, by, again=True, **changes)


def decline_group(*, enrolment, reason, by, words="") -> GroupEnrolment:
    """The parent says no; reason is a key of the version's stop reasons."""
    return _move(enrolment, State.DECLINED, by, reason=reason, reason_words=words)


def stop_in_group(*, enrolment, reason, by, on=None, words="", referred_to="") -> GroupEnrolment:
    """The parent stops on the way, from that day on; what the family goes on to is kept with it (A40)."""
    return _move(
        enrolment,
        State.STOPPED,
        by,
        stopped_on=on or timezone.localdate(),
        reason=reason,
        reason_words=words,
        referred_to=referred_to,
    )


def complete_parent(*, enrolment, by) -> GroupEnrolment:
    """The parent has been through the group."""
    return _move(enrolment, State.COMPLETED, by)


@transaction.atomic
def complete_group(*, group, by) -> int:
    """All parents who are in the group have been through it; gives how many."""
    group = locked_group(group, by)
    joined = GroupEnrolment.objects.visible_to(by).filter(group=group, state=State.JOINED)
    return len([_move(enrolment, State.COMPLETED, by) for enrolment in joined])


@transaction.atomic
def _move(enrolment, state, by, again=False, **changes):
    must(can_lead_group(by, enrolment.group))  # first: whoever may not write cannot lock the row either
    enrolments = GroupEnrolment.objects.visible_to(by).select_related(
        "group__pathway__programme_version", "parent", "child"
    )
    enrolment = enrolments.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.state == state and not again:
        return enrolment
    if enrolment.state != state and not enrolment.may_become(state):
        raise ValidationError(
            _("That cannot be done: the family is “%(state)s”.") % {"state": enrolment.get_state_display()}
        )
    _check_dates(enrolment, changes)
    _check_reason(enrolment, changes)
    enrolment.state = state
    for name, value in changes.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=["state", *changes])
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return enrolment


def _check_dates(enrolment, changes):
    stopped_on = changes.get("stopped_on")
    if stopped_on and enrolment.joined_on and stopped_on < enrolment.joined_on:
        raise ValidationError({"on": _("The parent cannot stop before joining.")})


def _check_reason(enrolment, changes):
    reasons = {reason.key for reason in enrolment.group.pathway.content.stop_reasons}
    if changes.get("reason") and changes["reason"] not in reasons:
        raise ValidationError({"reason": _("Choose one of the reasons.")})
