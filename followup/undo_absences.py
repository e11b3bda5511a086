"""What is taken back of absences; each checks anew that the person may."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from followup.actions.absences import write_absence
from followup.models import Absence
from followup.queries.absences import may_write_for


def written(*, by, absence):
    found = Absence.objects.visible_to(by).select_related("staff").filter(pk=absence).first()
    if found:
        if not may_write_for(by, found.staff, timezone.localdate()):
            raise PermissionDenied
        found.delete()
    return _("Undone: nobody is away.")


def ended(*, by, absence, staff, stand_in, first, last):
    """Away again as it was: the row is lengthened, or made anew if it had not begun."""
    found = Absence.objects.visible_to(by).select_related("staff").filter(pk=absence).first()
    if found and not may_write_for(by, found.staff, timezone.localdate()):
        raise PermissionDenied
    if found:
        found.last = date.fromisoformat(last)
        found.save(update_fields=["last"])
    else:
        people = StaffMember.objects.visible_to(by)
        write_absence(
            staff=people.get(pk=staff), stand_in=people.get(pk=stand_in), by=by,
            first=date.fromisoformat(first), last=date.fromisoformat(last),
        )  # fmt: skip
    return _("Undone: the absence stands as before.")
