"""To attach a file and to take it away again. Its bytes go the day after; that it was here stays written."""

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.files import State, lay_down, scan_again
from cases.models import Attachment
from cases.names import refuse_names
from cases.permissions import can_attach_to_pathway, can_remove_attachment, file_sector
from cases.queries.plans import names_not_to_write

__all__ = ["attach", "check_attachment", "remove_attachment"]


@transaction.atomic
def attach(*, title, cleaned, by, child=None, pathway=None):
    """Attach a cleaned file to a child, on the side on which its writer works, or to the pathway for all around the class.

    Raises ValidationError: no title, a CPR number in the title or in the file's own name, a pupil's name in those of a
    pathway, or something that the scanner found.
    """
    sector = file_sector(by, child, pathway)
    if not sector or not (child or can_attach_to_pathway(by, pathway)):
        raise PermissionDenied
    if not title.strip():
        raise ValidationError({"title": _("Write in a few words what it is.")})
    called = re.sub(r"[_.]", " ", cleaned.name)  # as it came from somebody's computer, and as it is fetched again
    refuse_names({"title": title, "file": called}, () if child else names_not_to_write(pathway, by))
    row = Attachment(
        municipality_id=by.municipality_id, child=child, pathway=pathway, title=title.strip(), sector=sector, author_id=by.staff_id
    )  # fmt: skip
    return lay_down(row, cleaned)


@transaction.atomic
def remove_attachment(*, attachment, by):
    """Nobody opens it from now on. Removed twice it is the same."""
    row = locked(attachment, by)
    if not can_remove_attachment(by, row):
        raise PermissionDenied
    if row.removed_at is None:
        row.removed_at, row.removed_by_id = timezone.now(), by.staff_id
        row.save(update_fields=["removed_at", "removed_by"])
    return row


@transaction.atomic
def check_attachment(*, attachment, by):
    """Ask the scanner again about a file that waits. Gives the row with its state."""
    row = locked(attachment, by)
    if row.state == State.WAITING:
        scan_again(row)
    return row


def locked(attachment, by):
    rows = Attachment.objects.visible_to(by).filter(pk__in=Attachment.objects.writable_by(by).values("pk"))
    row = rows.select_for_update(of=("self",)).filter(pk=attachment.pk).first()
    if row is None:
        raise PermissionDenied
    return row
