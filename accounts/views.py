from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Municipality
from core.middleware import municipalities_of


def municipality_choose(request):
    """Someone who works in several municipalities chooses one after login."""
    found = dict(Municipality.objects.filter(pk__in=municipalities_of(request.user)).order_by("name").values_list("pk", "name"))
    chosen = request.POST.get("municipality", "")
    if request.method == "POST" and chosen.isdigit() and int(chosen) in found:
        request.session["municipality_id"] = int(chosen)
        return redirect("today")
    return render(request, "choose.html", {"found": found})


@login_required
@require_POST
def session_extend(request):
    """Typing and "Go on working" count as activity: the session is saved on every request."""
    return HttpResponse(status=204)
