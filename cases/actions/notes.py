"""A note stays on the side that wrote it until somebody shares it by name."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CaseNote
from cases.permissions import can_create_note, note_sector


@transaction.atomic
def create_note(*, child, body, by, pathway=None):
    """Write a note on the child, in the sector in which the author works with it."""
    if not can_create_note(by, child):
        raise PermissionDenied
    if not body.strip():
        raise ValidationError({"body": _("Write the note.")})
    return CaseNote.objects.create(
        municipality_id=by.municipality_id,
        child=child,
        pathway=pathway,
        sector=note_sector(by, child),
        author_id=by.staff_id,
        body=body.strip(),
    )
