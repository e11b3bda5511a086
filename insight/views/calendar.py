from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from followup.permissions import can_list_occurrences
from insight.queries.calendar import asked_of, page_of, schools


@require_GET
def calendar(request):
    """What is planned, by month or week. No child stands in it, so nothing is logged."""
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    today, units = timezone.localdate(), schools(request.person)
    asked = asked_of(request.GET, today, units)
    page = page_of(request.person, asked, units, today)
    return render(
        request, "insight/calendar.html", {"asked": asked, "page": page, "today": today, **_looks(asked, today)}
    )


def _looks(asked, today):
    return {
        "month_url": asked.url(look="month"),
        "week_url": asked.url(look="week"),
        "today_url": asked.url(on=today),
    }
