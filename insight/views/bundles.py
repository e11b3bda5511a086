"""A school's plans in one file: asked for, followed, stopped, fetched."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from insight.actions_bundles import MAY, ask_for_bundle, cancel_bundle, ring_if_still
from insight.models import DocumentBundle
from insight.queries.bundles import bundles_of, progress_of, units_to_bundle, zip_of


@received_once
def bundle_list(request):
    if not request.person.has(*MAY):
        raise PermissionDenied
    units = units_to_bundle(request.person)
    if request.method == "POST":
        chosen = next((unit for unit, _n in units if str(unit.uuid) == request.POST.get("unit")), None)
        try:
            if chosen is None:
                raise ValidationError(_("Choose a school or a unit."))
            return redirect("bundle_detail", ask_for_bundle(unit=chosen, by=request.person).uuid)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
    return render(request, "insight/bundle_list.html", {"units": units, "bundles": bundles_of(request.person)})


def _bundle(request, uuid):
    rows = DocumentBundle.objects.visible_to(request.person).kept(timezone.now())
    return get_object_or_404(rows.select_related("unit").filter(made_by=request.person.staff_id), uuid=uuid)


@require_GET
def bundle_detail(request, uuid):
    """The page asks again every other second; a bell that was lost is rung anew when nobody works."""
    page = progress_of(_bundle(request, uuid), request.person)
    if page.is_going and page.waits and "igen" in request.GET:
        ring_if_still(page.bundle, request.person)
    template = "insight/bundle_progress.html" if request.htmx else "insight/bundle_detail.html"
    return render(request, template, {"page": page})


@require_POST
def bundle_cancel(request, uuid):
    bundle = cancel_bundle(bundle=_bundle(request, uuid), by=request.person)
    back = reverse("bundle_detail", args=[uuid])
    if bundle.cancelled_at:
        undo = undo_tag(request, "insight.papers.undo.bundle_stopped", back=back, bundle=bundle.pk)
        made = progress_of(bundle, request.person).made
        words = (
            _("Stopped. What is made can be fetched until tomorrow.") if made else _("Stopped. Nothing was made yet.")
        )
        messages.success(request, words, extra_tags=undo)
    return redirect(back)


@require_GET
def bundle_zip(request, uuid):
    bundle = _bundle(request, uuid)
    headers = {"Content-Disposition": f'attachment; filename="planer-{uuid.hex[:8]}.zip"'}
    return HttpResponse(zip_of(bundle, request.person), content_type="application/zip", headers=headers)
