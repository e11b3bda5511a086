"""What is taken back of attached files: that one was attached, and that one was removed."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.attachments import locked
from cases.models import Attachment, InformationExchange
from cases.permissions import can_remove_attachment
from core import files


def _found(attachment, by):
    row = Attachment.objects.visible_to(by).filter(pk=attachment).first()
    if row is None:
        raise ValidationError(_("It is gone already."))
    row = locked(row, by)
    if not can_remove_attachment(by, row):
        raise PermissionDenied
    return row


@transaction.atomic
def attached(*, by, attachment):
    """As if it had never been; what has been shared by name stays."""
    row = _found(attachment, by)
    if InformationExchange.objects.filter(noun="attachment", object_id=row.pk).exists():
        raise ValidationError(_("The file has been shared. It stays."))
    name, municipality_id = row.stored, row.municipality_id
    row.delete()
    transaction.on_commit(lambda: files.drop(name, municipality_id))
    return _("Undone: the file is not kept.")


@transaction.atomic
def removed(*, by, attachment):
    row = _found(attachment, by)
    if not row.stored:
        raise ValidationError(_("The file itself has been deleted. Attach it again."))
    row.removed_at = row.removed_by = None
    row.save(update_fields=["removed_at", "removed_by"])
    return _("Undone: the file is there again.")
