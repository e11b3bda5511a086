from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from audit.actions import log_access
from core import export
from insight.exports import capped, figures_sheet, list_sheet
from insight.links import link
from insight.permissions import can_open_lists, can_see_dashboard, can_see_health
from insight.queries.figures import asked_of, choices
from insight.queries.lists import LISTS
from insight.queries.overview import overview

PER_PAGE = 50


@require_GET
def dashboard(request):
    if not can_see_dashboard(request.person):
        raise PermissionDenied
    context = _filters(request)
    made = overview(request.person, context["asked"])
    opens = can_open_lists(request.person)
    context["health_url"] = link("follow_up_health") if can_see_health(request.person) else ""
    return render(request, "insight/dashboard.html", context | {"made": made, "opens": opens})


@require_GET
def dashboard_export(request, kind):
    """The overview's numbers, hidden where they are hidden on the page."""
    if not can_see_dashboard(request.person):
        raise PermissionDenied
    if kind not in export.TYPES:
        raise Http404
    asked = _filters(request)["asked"]
    return export.answer(figures_sheet(request.person, asked, overview(request.person, asked)), kind)


@require_GET
def dashboard_list(request, indicator):
    """The list behind a number; who may not see the persons is not told that there is one."""
    listing, context = _listing(request, indicator), _filters(request)
    asked = context["asked"]
    page = Paginator(listing.rows(request.person, asked), PER_PAGE).get_page(request.GET.get("page"))
    _log(listing, page.object_list, "list")
    rows = [listing.row(row, asked.today) for row in page.object_list]
    lines = [(row, list(row.shown(listing.headings))) for row in rows]
    context |= {"listing": listing, "page": page, "lines": lines, "part": listing.heading_of(asked.what)}
    return render(request, "insight/dashboard_list.html", context)


@require_GET
def dashboard_list_export(request, indicator, kind):
    """All rows of the list, with its columns and no others."""
    listing, asked = _listing(request, indicator), _filters(request)["asked"]
    if kind not in export.TYPES:
        raise Http404
    rows, more = capped(listing.rows(request.person, asked))
    _log(listing, rows, "export")
    return export.answer(list_sheet(request.person, asked, listing, rows, more), kind)


def _listing(request, indicator):
    if indicator not in LISTS or not can_open_lists(request.person):
        raise Http404
    return LISTS[indicator]


def _log(listing, rows, action):
    if listing.child:
        log_access([getattr(row, listing.child) for row in rows], action)


def _filters(request):
    today = timezone.localdate()
    found = choices(request.person, today)
    terms, units, versions = found
    asked = asked_of(request.GET, today, found)
    return {"asked": asked, "today": today, "terms": terms, "units": units, "versions": versions}
