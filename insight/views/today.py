from django.shortcuts import render
from django.utils import timezone

from audit.actions import log_access
from insight.queries.home import home


def today(request):
    """Everybody's home."""
    day = timezone.localdate()
    made = home(request.person, day)
    log_access(made.children, "list")
    return render(request, "insight/today.html", {"home": made, "day": day})
