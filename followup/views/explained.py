"""All that comes again in one pathway, and why there is nothing where nothing stands."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from audit.actions import log_access
from cases.models import Pathway
from followup.permissions import can_list_occurrences
from followup.queries.explained import rhythms_of
from followup.views.base import pathway_address


def pathway_follow_ups(request, uuid):
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version")
    pathway = get_object_or_404(rows, uuid=uuid)
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    rhythms, children = rhythms_of(pathway, request.person, timezone.localdate())
    log_access(children, "view")
    context = {"pathway": pathway, "pathway_url": pathway_address(pathway), "rhythms": rhythms}
    return render(request, "followup/pathway_follow_ups.html", context)
