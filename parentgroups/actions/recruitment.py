"""Talking with families about joining (A39, E04): each contact is kept, and its outcome moves the family on."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parentgroups.actions.families import (
    contact_parent,
    decline_group,
    join_group,
    put_on_waiting_list,
    remember,
)
from parentgroups.actions.ground import must
from parentgroups.models import GroupEnrolment, RecruitmentContact
from parentgroups.permissions import can_lead_group

State, Outcome = GroupEnrolment.State, RecruitmentContact.Outcome
UNDECIDED = (State.INVITED, State.CONTACTED, State.WAITING, State.DECLINED)


@transaction.atomic
def note_contact(
    *, enrolment, outcome, by, how=RecruitmentContact.How.PHONE, line="", on=None, reason="", words=""
) -> RecruitmentContact:
    """Keep one contact about joining, and what followed from it, in one go.

    yes: the parent joins today. waiting: she waits for a place. no: needs a `reason`, a key of the version. reached and
    thinking: an invited family counts as contacted. not_reached: nothing but the attempt. ValidationError: a family that is
    in the group or has left it, a day ahead, no without a reason.
    """
    must(can_lead_group(by, enrolment.group))
    rows = GroupEnrolment.objects.visible_to(by).select_related("group__pathway__programme_version", "parent", "child")
    enrolment = rows.select_for_update(of=("self",)).get(pk=enrolment.pk)
    today = timezone.localdate()
    if enrolment.state not in UNDECIDED:
        raise ValidationError(
            _("%(name)s has been through this already. Note a call instead.") % {"name": enrolment.parent.name}
        )
    if on and on > today:
        raise ValidationError({"on": _("The contact cannot lie in the future.")})
    if outcome == Outcome.NO and not reason:
        raise ValidationError({"reason": _("Choose one of the reasons.")})
    contact = RecruitmentContact.objects.create(
        municipality_id=by.municipality_id, enrolment=enrolment, on=on or today, how=how, outcome=outcome, line=line, by_id=by.staff_id
    )  # fmt: skip
    _follow(enrolment, outcome, by, reason, words, contact)
    return contact


def _follow(enrolment, outcome, by, reason, words, contact):
    stood, moved = enrolment.before.get("stamp"), enrolment
    if outcome == Outcome.YES:
        moved = join_group(enrolment=enrolment, by=by, companion=enrolment.companion)
    elif outcome == Outcome.WAITING:
        moved = put_on_waiting_list(enrolment=enrolment, by=by)
    elif outcome == Outcome.NO:
        moved = decline_group(enrolment=enrolment, reason=reason, words=words, by=by)
    elif outcome in (Outcome.REACHED, Outcome.THINKING) and enrolment.may_become(State.CONTACTED):
        moved = contact_parent(enrolment=enrolment, by=by)
    if moved.before.get("stamp") == stood:  # the family stays where it was: undo takes back the contact alone
        remember(moved, by)
    moved.before["contacts"] = [str(contact.uuid)]
    moved.save(update_fields=["before"])
    contact.enrolment = moved
