"""Whom somebody rang between two sessions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.actions.planning import follow_series
from parentgroups.actions.ground import must
from parentgroups.models import BetweenSessionContact, GroupEnrolment
from parentgroups.permissions import can_lead_group, can_undo_call


@transaction.atomic
def log_call(*, enrolment, reached, by, note="", called_on=None) -> BetweenSessionContact:
    """Keep that a parent was rung between two sessions: reached or not, and one line (A38)."""
    enrolment = GroupEnrolment.objects.visible_to(by).select_related("group__pathway").get(pk=enrolment.pk)
    must(can_lead_group(by, enrolment.group))
    called_on = called_on or timezone.localdate()
    if called_on > timezone.localdate():
        raise ValidationError({"called_on": _("The call cannot lie in the future.")})
    call = BetweenSessionContact.objects.create(
        municipality_id=by.municipality_id,
        enrolment=enrolment,
        called_on=called_on,
        reached=reached,
        note=note,
        by_id=by.staff_id,
    )
    if reached:
        follow_series(pathway=enrolment.group.pathway)
    return call


@transaction.atomic
def undo_call(*, call, by) -> None:
    """Take back a call that was logged by mistake, by whoever logged it and on the same day; the log keeps it."""
    must(can_undo_call(by, call, timezone.localdate()))
    BetweenSessionContact.objects.visible_to(by).filter(pk=call.pk).delete()
    follow_series(pathway=call.enrolment.group.pathway)
