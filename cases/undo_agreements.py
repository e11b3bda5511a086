"""What is taken back of the cooperation agreement; each checks anew that the person may."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from cases.actions import agreements as actions
from cases.models import CooperationAgreement

State = CooperationAgreement.State


def _agreement(pk, by):
    return CooperationAgreement.objects.visible_to(by).get(pk=pk)


def sent(*, by, agreement):
    actions.take_back(agreement=_agreement(agreement, by), by=by)
    return _("Undone: the agreement is being written again.")


def signed(*, by, agreement):
    actions.withdraw_signature(agreement=_agreement(agreement, by), by=by)
    return _("Undone: your signature is taken back.")


def version_begun(*, by, agreement, made, given_up):
    """The new version goes while nobody has written in it; one that was given up for it is out for signature again."""
    copy = actions.locked_agreement(_agreement(made, by), by)
    before = actions.locked_agreement(_agreement(agreement, by), by)
    if copy.state != State.DRAFT or copy.row_version > 1:
        raise ValidationError(_("It can no longer be taken back: something has been written in it since."))
    copy.delete()
    if given_up:
        before.state = State.OUT
        before.save()
        actions.tell_of_agreement(before, by)
    return _("Undone: version %(number)s is not begun.") % {"number": copy.number}


def signer_named(*, by, agreement, role, staff):
    staff_member = StaffMember.objects.visible_to(by).get(pk=staff)
    actions.name_signer(agreement=_agreement(agreement, by), role=role, staff_member=staff_member, by=by)
    return _("Undone: %(name)s signs.") % {"name": staff_member.name}


def reviewed(*, by, agreement, before):
    found = actions.locked_agreement(_agreement(agreement, by), by)
    if found.reviewed_by_id != by.staff_id or found.state != State.SIGNED:
        raise PermissionDenied
    review_on, reviewed_on, reviewed_by = before
    found.review_on, found.reviewed_by_id = date.fromisoformat(review_on), reviewed_by
    found.reviewed_on = reviewed_on and date.fromisoformat(reviewed_on)
    found.save()
    actions.tell_of_agreement(found, by)
    return _("Undone: the agreement is to be looked at as before.")
