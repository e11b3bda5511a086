from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import StaffMember
from audit.queries import LogFilter
from insight.forms import LogForm
from insight.permissions import can_see_log
from insight.queries.log import HEADINGS, PARTS, log_page


@require_GET
def access_log(request):
    if not can_see_log(request.person):
        raise PermissionDenied
    part = request.GET.get("part", "looks")
    part = part if part in PARTS else "looks"
    form = LogForm(request.GET, staff=StaffMember.objects.visible_to(request.person), part=part)
    form.is_valid()
    asked = form.cleaned_data
    wanted = LogFilter(
        actor=asked["who"].user_id if asked.get("who") else None,
        first=asked.get("first"),
        last=asked.get("last"),
        child_id=asked.get("child"),
        via=asked.get("via", ""),
    )
    page, rows = log_page(request.person, part, wanted, request.GET.get("page"))
    context = {
        "form": form,
        "part": part,
        "parts": PARTS.items(),
        "headings": HEADINGS[part],
        "page": page,
        "rows": rows,
    }
    return render(request, "insight/access_log.html", context)
