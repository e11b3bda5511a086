from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import export
from insight.exports import health_sheet
from insight.permissions import can_open_lists, can_see_health
from insight.queries.figures import asked_of, choices
from insight.queries.health import health, sentence


@require_GET
def follow_up_health(request):
    """For leaders: on time, late, not held because, for each unit. Numbers of follow-ups, never of people."""
    context = _asked(request)
    made = health(request.person, context["asked"])
    context |= {"made": made, "opens": can_open_lists(request.person), "said": sentence(made.sums)}
    return render(request, "insight/health.html", context)


@require_GET
def follow_up_health_export(request, kind):
    if kind not in export.TYPES:
        raise Http404
    asked = _asked(request)["asked"]
    return export.answer(health_sheet(request.person, asked, health(request.person, asked)), kind)


def _asked(request):
    if not can_see_health(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    found = choices(request.person, today)
    terms, units, versions = found
    return {
        "asked": asked_of(request.GET, today, found),
        "today": today,
        "terms": terms,
        "units": units,
        "versions": versions,
    }
