"""How long a link to the family's page lives, when nobody chooses a day: past the next meeting at which one says how it goes."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cases.actions.links import last_day

AFTER_MEETING = timedelta(days=14)
WITHOUT_MEETING = timedelta(days=120)
AT_LEAST = timedelta(days=60)  # a meeting tomorrow is no reason to hand over another slip in two weeks
STATUS = ("follow_up", "maintenance")  # the versions' cadences of such meetings


def usual_end(pathway_child, person):
    """The day that stands in the box: two weeks after the next status meeting that the person knows of, else in four months."""
    today = timezone.localdate()
    rows = pathway_child.pathway.occurrences.visible_to(person).filter(
        cadence__in=STATUS, state="open", due_on__gte=today
    )
    rows = rows.filter(Q(pathway_child=None) | Q(pathway_child=pathway_child))
    coming = rows.order_by("due_on").values_list("due_on", flat=True).first()
    wanted = max(coming + AFTER_MEETING, today + AT_LEAST) if coming else today + WITHOUT_MEETING
    return min(wanted, last_day("family"))
