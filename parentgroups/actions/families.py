"""The way of a family through the group."""

from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CustodyRelation, PathwayChild
from core.tasks import nudge
from followup.actions.planning import follow_series
from parentgroups.actions.ground import TRACK, advance, locked_group, must
from parentgroups.models import GroupEnrolment, RecruitmentContact
from parentgroups.permissions import can_answer_referral, can_lead_group
from parentgroups.queries import offer_answers

State = GroupEnrolment.State
KEPT = (
    "state", "companion", "joined_on", "waiting_since", "stopped_on", "reason", "reason_words", "referred_to", "referred_on",
    "referral_answered_on", "referral_answer",
)  # fmt: skip
DAYS = ("joined_on", "waiting_since", "stopped_on", "referred_on", "referral_answered_on")
NO_REFERRAL = {"referred_to": "", "referred_on": None, "referral_answered_on": None, "referral_answer": ""}


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
        "waiting_since": None,
        "stopped_on": None,
        "companion": companion,
        "reason": "",
        "reason_words": "",
    }
    return _move(enrolment, State.JOINED, by, again=True, **changes | NO_REFERRAL)


def put_on_waiting_list(*, enrolment, by, since=None) -> GroupEnrolment:
    """The parent waits for a place from that day on; whoever waits already keeps her place in the line.

    A parent who joined a full group may wait instead: she was never registered, or this is refused.
    """
    if enrolment.state == State.JOINED and enrolment.attendance.exists():
        raise ValidationError(_("The parent has been registered at a session. Note instead that the parent stopped."))
    changes = {"waiting_since": since or timezone.localdate(), "joined_on": None, "stopped_on": None}
    return _move(enrolment, State.WAITING, by, reason="", reason_words="", **changes | NO_REFERRAL)


@transaction.atomic
def take_from_waiting_list(*, enrolment, by) -> GroupEnrolment:
    """A place came free: the parent is in the group from today. Done twice it is done once; else it is refused."""
    must(can_lead_group(by, enrolment.group))
    enrolment = GroupEnrolment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.state == State.JOINED:
        return enrolment
    if enrolment.state != State.WAITING:
        raise ValidationError(_("The family is no longer on the waiting list."))
    return join_group(enrolment=enrolment, by=by, companion=enrolment.companion)


def decline_group(*, enrolment, reason, by, words="") -> GroupEnrolment:
    """The parent says no; reason is a key of the version's stop reasons."""
    return _move(enrolment, State.DECLINED, by, reason=reason, reason_words=words)


def stop_in_group(*, enrolment, reason, by, on=None, words="", referred_to="", referred_on=None) -> GroupEnrolment:
    """The parent stops on the way, from that day on; to whom the family is referred, and when, is kept with it (A40)."""
    today = timezone.localdate()
    return _move(
        enrolment,
        State.STOPPED,
        by,
        stopped_on=on or today,
        reason=reason,
        reason_words=words,
        referred_to=referred_to,
        referred_on=(referred_on or on or today) if referred_to else None,
    )


@transaction.atomic
def answer_referral(*, enrolment, answer, by, answered_on=None) -> GroupEnrolment:
    """What they answered to whom the family was referred on: from then on nothing is due. Said again, it is corrected."""
    must(can_answer_referral(by, enrolment.group))
    enrolment = GroupEnrolment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=enrolment.pk)
    answered_on = answered_on or timezone.localdate()
    if not enrolment.referred_to:
        raise ValidationError(_("The family has not been referred on."))
    if answered_on > timezone.localdate():
        raise ValidationError({"answered_on": _("The answer cannot lie in the future.")})
    if enrolment.referred_on and answered_on < enrolment.referred_on:
        raise ValidationError({"answered_on": _("The answer cannot come before the referral.")})
    remember(enrolment, by)
    enrolment.referral_answered_on, enrolment.referral_answer = answered_on, answer
    enrolment.save(update_fields=["referral_answered_on", "referral_answer", "before"])
    return enrolment


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
def undo_move(*, enrolment, stamp, by) -> GroupEnrolment:
    """Take back the family's last move by whoever made it, on the same day; a later move stands in the way.

    The contact that led to the move goes with it; the log keeps both.
    """
    must(can_answer_referral(by, enrolment.group))
    enrolment = GroupEnrolment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=enrolment.pk)
    before = enrolment.before
    if (before.get("stamp"), before.get("by")) != (str(stamp), by.staff_id) or before["on"] != _today():
        raise ValidationError(_("That can no longer be taken back: something has happened since."))
    for name in KEPT:
        value = before[name]
        setattr(enrolment, name, date.fromisoformat(value) if name in DAYS and value else value)
    enrolment.before = {}
    enrolment.save(update_fields=[*KEPT, "before"])
    RecruitmentContact.objects.visible_to(by).filter(enrolment=enrolment, uuid__in=before.get("contacts", [])).delete()
    follow_series(pathway=enrolment.group.pathway)
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return enrolment


def _today():
    return timezone.localdate().isoformat()


def remember(enrolment, by):
    """What stands now, so that the move which follows can be taken back."""
    stood = {name: getattr(enrolment, name) for name in KEPT}
    kept = {name: value.isoformat() if name in DAYS and value else value for name, value in stood.items()}
    enrolment.before = kept | {"stamp": str(uuid4()), "by": by.staff_id, "on": _today()}


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
    remember(enrolment, by)
    enrolment.state = state
    for name, value in changes.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=["state", "before", *changes])
    follow_series(pathway=enrolment.group.pathway)
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
