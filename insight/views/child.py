from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.actions import log_access
from cases.models import Child
from insight.permissions import can_reveal_address, can_search, can_see_looks
from insight.queries.access import who_has_access, who_has_looked
from insight.queries.child import child_page


@require_GET
def child_detail(request, uuid):
    return _page(request, _child(request, uuid), "view")


@require_POST
def child_address(request, uuid):
    """One more click, and a line in the log: the only page that ever shows a protected address (L13)."""
    child = _child(request, uuid)
    if not can_reveal_address(request.person, child):
        raise PermissionDenied
    return _page(request, child, "address", reveal=True)


def _child(request, uuid):
    return get_object_or_404(Child.objects.visible_to(request.person).select_related("school"), uuid=uuid)


def _page(request, child, action, *, reveal=False):
    log_access([child], action)
    page = child_page(request.person, child, timezone.localdate())
    context = {"page": page, "child": child, "reveal": reveal, "back": _back(request, page)}
    return render(request, "insight/child_detail.html", context)


def _back(request, page):
    """(address, words) of the way back: the search she came from, else the child's pathway, else Today."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc == request.get_host() and came.path == reverse("search") and came.query:
        return f"{came.path}?{came.query}", _("Search")
    if page.pathways:
        pathway = page.pathways[0].row.pathway
        return reverse("pathway_detail", args=[pathway.uuid]), pathway.title
    return (reverse("search"), _("Search")) if can_search(request.person) else (reverse("today"), _("Today"))


@require_GET
def child_access(request, uuid):
    child = _child(request, uuid)
    if not can_see_looks(request.person, child):
        raise PermissionDenied
    log_access([child], "view", "access_log")
    today = timezone.localdate()
    looked = who_has_looked(request.person, child)
    as_family = request.GET.get("vis") == "familie"
    if as_family:  # one parent is not to learn by it that the other has a link
        looked = [row for row in looked if not row.by_link]
    people = [] if as_family else who_has_access(request.person, child, today)
    return render(
        request,
        "insight/child_access.html",
        {"child": child, "people": people, "looked": looked, "as_family": as_family, "today": today},
    )
