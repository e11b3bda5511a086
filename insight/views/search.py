from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.queries import texts_said
from audit.actions import log_access
from cases.models import Child
from core.forms import answer
from insight.forms import CprForm
from insight.permissions import can_search
from insight.queries.search import MOST, search

PAGE = "insight/search.html"


@require_GET
def search_page(request):
    if not can_search(request.person):
        raise PermissionDenied
    words = request.GET.get("q", "")[:80]
    found = search(request.person, words, timezone.localdate())
    if found:
        log_access(found.named, "search")
    return render(
        request, PAGE, {"words": words, "found": found, "asked": "q" in request.GET, "most": MOST, "form": CprForm()}
    )


@require_POST
def search_cpr(request):
    """To the child's page, or "not found": whether the number exists elsewhere is not said."""
    if not can_search(request.person):
        raise PermissionDenied
    form = CprForm.bind(request)
    if form.is_valid():
        child = (
            Child.objects.visible_to(request.person)
            .with_cpr(form.cleaned_data["number"], request.person.municipality_id)
            .first()
        )
        if child:
            log_access([child], "search", "cpr")
            return redirect("child_detail", child.uuid)
        form.add_error("number", _("No child you can see has this number. Check the digits, or search by name."))
    return answer(request, PAGE, {"words": "", "found": None, "asked": False, "most": MOST, "form": form}, form)


@require_GET
def concern(request):
    """What to do when worried, before the child is found: from Today, about nobody yet."""
    if not can_search(request.person):
        raise PermissionDenied
    return render(request, "cases/concern.html", {"texts": texts_said(request.person)})
