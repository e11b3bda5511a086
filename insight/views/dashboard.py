from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import OrganisationUnit
from audit.actions import log_access
from insight.permissions import can_open_lists, can_see_dashboard
from insight.queries.figures import overview, terms
from insight.queries.lists import LISTS, Asked

PER_PAGE = 50


@require_GET
def dashboard(request):
    if not can_see_dashboard(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    context = _filters(request, today)
    context["made"] = overview(request.person, context["term"], today, context["unit"].pk if context["unit"] else None)
    context["opens"] = can_open_lists(request.person)
    return render(request, "insight/dashboard.html", context)


@require_GET
def dashboard_list(request, indicator):
    """The list behind a number; who may not see the persons is not told that there is one."""
    if indicator not in LISTS or not can_open_lists(request.person):
        raise Http404
    today, listing = timezone.localdate(), LISTS[indicator]
    context = _filters(request, today)
    asked = Asked(today, context["term"], context["unit"].pk if context["unit"] else None, request.GET.get("hvad", ""))
    page = Paginator(listing.rows(request.person, asked), PER_PAGE).get_page(request.GET.get("page"))
    if listing.names_children:
        log_access([row.child_id for row in page.object_list], "list")
    context |= {
        "listing": listing,
        "page": page,
        "what": asked.what,
        "rows": [replace(listing.row(row, today), headings=listing.headings) for row in page.object_list],
    }
    return render(request, "insight/dashboard_list.html", context)


def _filters(request, today):
    """Term and school as asked for; what is not known falls back to now and to all."""
    found = terms(request.person, today)
    schools = list(OrganisationUnit.objects.visible_to(request.person).schools().order_by("name"))
    return {
        "today": today,
        "terms": found,
        "term": next((term for term in found if term.key == request.GET.get("periode")), found[0]),
        "schools": schools,
        "unit": next((unit for unit in schools if str(unit.uuid) == request.GET.get("skole")), None),
    }
