"""What is taken back of the family's page and of the carers; each checks anew that the person may."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.carers import end_carer, reopen_carer
from cases.actions.families import bring_back_step, remove_step
from cases.actions.links import restore_link
from cases.models import AccessLink, Carer, FamilyStep
from cases.undo import _locked, delete_unused


def _step(pk, by):
    step = FamilyStep.objects.visible_to(by).filter(pk=pk).first()
    if step is None:
        raise ValidationError(_("It is gone already."))
    return step


def step_chosen(*, by, step, before):
    """The step it stood in the place of comes back; what the family has answered stays with each."""
    with transaction.atomic():
        remove_step(step=_step(step, by), by=by)
        if before:
            bring_back_step(step=_step(before, by), by=by)
    return _("Undone: the family does not see the step.")


def step_removed(*, by, step):
    bring_back_step(step=_step(step, by), by=by)
    return _("Undone: the family sees the step again.")


@transaction.atomic
def link_revoked(*, by, link, at):
    row = _locked(AccessLink, link, by)
    if row.revoked_at is None or str(row.revoked_at) != at:  # a new one has been made of it, or taken back by another
        raise ValidationError(_("It can no longer be taken back: the link has been changed since."))
    restore_link(link=row, by=by)
    return _("Undone: the same address and code open the page again.")


def carer_added(*, by, carer):
    with transaction.atomic():
        row = _locked(Carer, carer, by)
        end_carer(carer=row, by=by, ends_on=row.starts_on)  # the check that she may
        delete_unused(row)
    return _("Undone: the carer is not on the list.")


def carer_ended(*, by, carer, ends_on):
    reopen_carer(carer=_locked(Carer, carer, by), ends_on=ends_on and date.fromisoformat(ends_on), by=by)
    return _("Undone: the care goes on.")
