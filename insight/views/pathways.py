from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from audit.actions import log_access
from cases.models import Pathway
from core import export
from insight.actions_bundles import MAY as MAY_BUNDLE
from insight.exports import capped, pathways_sheet
from insight.permissions import can_see_pathways
from insight.queries import pathways as listing
from insight.queries.pathway import pathway_page
from insight.queries.pathways import ListFilter

PER_PAGE = 25


@require_GET
def pathway_list(request):
    if not can_see_pathways(request.person):
        raise PermissionDenied
    wanted = ListFilter.of(request.GET)
    page = Paginator(listing.pathways(request.person, wanted), PER_PAGE).get_page(request.GET.get("page"))
    units, phases = listing.choices(request.person)
    lines = [listing.line(row, timezone.localdate()) for row in page.object_list]
    context = {"page": page, "lines": lines, "wanted": wanted, "units": units, "phases": phases}
    context["may_bundle"] = request.person.has(*MAY_BUNDLE)
    return render(request, "insight/pathway_list.html", context)


@require_GET
def pathway_list_export(request, kind):
    """All rows of the list as it is filtered, with its columns."""
    if not can_see_pathways(request.person):
        raise PermissionDenied
    if kind not in export.TYPES:
        raise Http404
    wanted, today = ListFilter.of(request.GET), timezone.localdate()
    rows, more = capped(listing.pathways(request.person, wanted))
    lines = [listing.line(row, today) for row in rows]
    about = listing.said(request.person, wanted)
    return export.answer(pathways_sheet(request.person, lines, about, more, today), kind)


@require_GET
def pathway_detail(request, uuid):
    """The class page; a parent group has its own."""
    rows = Pathway.objects.visible_to(request.person).select_related(
        "unit", "partner_unit", "lead", "co_lead", "programme_version", "school_class"
    )
    pathway = get_object_or_404(rows, uuid=uuid)
    if pathway.track == "parent_group":
        return redirect("group_detail", pathway.uuid)
    page = pathway_page(request.person, pathway, timezone.localdate())
    log_access([child.row.child_id for child in page.children], "list")
    return render(request, "insight/pathway_detail.html", {"page": page, "pathway": pathway})
