"""A notification of concern is sent in the municipality's own channel; here stands only that it was, and when (L08)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import ConcernNotification
from cases.permissions import can_record_concern, can_undo_concern, concern_sector


@transaction.atomic
def record_concern(*, child, sent_on, by):
    """Keep that this person sent a notification on that day. The same day again gives what stands there.

    Nobody is told: the sender, the leader of her side and the child's caseworker see it on the child's page.
    """
    if not can_record_concern(by, child):
        raise PermissionDenied
    if sent_on > timezone.localdate():
        raise ValidationError({"sent_on": _("The day lies in the future. Write it here when it has been sent.")})
    row, _made = ConcernNotification.objects.get_or_create(
        municipality_id=by.municipality_id,
        child=child,
        by_id=by.staff_id,
        sent_on=sent_on,
        defaults={"sector": concern_sector(by, child)},
    )
    return row


@transaction.atomic
def undo_concern(*, notification, by):
    """Take back what was recorded by mistake; the log keeps that it stood here."""
    if not can_undo_concern(by, notification):
        raise PermissionDenied
    ConcernNotification.objects.visible_to(by).filter(pk=notification.pk).delete()
