from django.shortcuts import render
from django.utils import timezone

from audit.actions import log_access
from insight.permissions import can_search
from insight.queries.home import home
from insight.queries.news import since


def today(request):
    """Everybody's home."""
    day = timezone.localdate()
    moment = since(day, request.session.get("last_visit"))
    made = home(request.person, day, moment)
    log_access(made.children, "list")
    return render(request, "insight/today.html", {"home": made, "day": day, "may_search": can_search(request.person)})
