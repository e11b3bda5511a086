from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views import csrf
from django.views.decorators.http import require_POST

from accounts.drafts import Slip
from accounts.middleware import login_with_text
from accounts.models import Municipality, way_back
from core.middleware import municipalities_of


def municipality_choose(request):
    """Someone who works in several municipalities chooses one after login."""
    found = dict(
        Municipality.objects.filter(pk__in=municipalities_of(request.user)).order_by("name").values_list("pk", "name")
    )
    chosen = request.POST.get("municipality", "")
    if request.method == "POST" and chosen.isdigit() and int(chosen) in found:
        request.session["municipality_id"] = int(chosen)
        request.session["municipality_chosen"] = True  # the menu then offers another choice
        return redirect("today")
    return render(request, "choose.html", {"found": found})


@login_required
@require_POST
def session_extend(request):
    """Typing and "Go on working" count as activity: the session is saved on every request."""
    return HttpResponse(status=204)


def csrf_failure(request, reason=""):
    """The page had grown old: somebody logged in again in another tab. What was typed is kept as a draft, and shown again.

    Whoever comes by link has neither login nor draft, but maybe a phone that keeps no cookies: she is told so.
    """
    if request.path_info.startswith(settings.BY_LINK):
        response = render(request, "link/not_sent.html", status=403)
        response["Cache-Control"] = "no-store"
        return response
    slip = Slip.read(request.POST.get("draft"))
    if slip and not request.user.is_authenticated:
        return login_with_text(request, slip)
    if slip and slip.belongs_to(getattr(request, "person", None)):
        request.draft_stays = True
        return redirect(way_back(slip.path))
    return csrf.csrf_failure(request, reason)
