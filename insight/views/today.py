from django.shortcuts import render
from django.utils import timezone

from audit.actions import log_access
from insight.permissions import can_see_dashboard
from insight.queries.figures import headline
from insight.queries.home import home


def today(request):
    """Everybody's home."""
    day = timezone.localdate()
    made = home(request.person, day)
    log_access(made.children, "list")
    figures = headline(request.person, day) if can_see_dashboard(request.person) and request.person.has("steering_group", "evaluator") else []
    return render(request, "insight/today.html", {"home": made, "day": day, "figures": figures})
