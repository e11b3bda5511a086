"""The school calendar: whoever keeps it, keeps everybody's dates."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from followup.calendar import default_breaks
from followup.calendar_import import compared
from followup.following import follow_soon
from followup.models import SchoolBreak
from followup.permissions import can_edit_school_calendar


@transaction.atomic
def add_default_breaks(*, municipality_id, school_year):
    """The usual holidays of the school year that begins in August of `school_year`, where nothing stands yet; gives the new ones.

    Called by the administrator, and when a municipality is made.
    """
    made = []
    for name, first, last in default_breaks(school_year):
        if not SchoolBreak.objects.filter(municipality_id=municipality_id).touching(first, last).exists():
            made.append(
                SchoolBreak.objects.create(municipality_id=municipality_id, name=name, starts_on=first, ends_on=last)
            )
    return made


@transaction.atomic
def import_breaks(*, found, by):
    """Add and change the school calendar as a file says (stretches of followup.calendar_import); gives (added, before).

    added: the new rows. before: {pk, name, starts_on, ends_on} of those that were changed. What stands here already is
    left alone, so a second time changes nothing.
    """
    if not can_edit_school_calendar(by):
        raise PermissionDenied
    rows = list(SchoolBreak.objects.visible_to(by).select_for_update())
    added, before = [], []
    for line in compared(found, rows):
        each = line.found
        if line.kind == "new":
            values = {"name": each.name, "starts_on": each.starts_on, "ends_on": each.ends_on}
            added.append(SchoolBreak.objects.create(municipality_id=by.municipality_id, **values))
        elif line.kind == "changed":
            row = line.row
            before.append({"pk": row.pk, "name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on})
            row.name, row.starts_on, row.ends_on = each.name, each.starts_on, each.ends_on
            row.save()
    if added or before:
        follow_soon(by)
    return added, before
