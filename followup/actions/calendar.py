"""The school calendar: whoever keeps it, keeps everybody's dates."""

from django.db import transaction

from followup.calendar import default_breaks
from followup.models import SchoolBreak


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
