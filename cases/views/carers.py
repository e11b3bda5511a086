"""Who has the daily care of a placed child: one page, with dates."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.carers import add_carer, end_carer
from cases.forms.families import CarerForm
from cases.models import Carer, Child
from cases.permissions import can_keep_carers
from core.forms import answer


def _child(request, uuid):
    child = get_object_or_404(Child.objects.visible_to(request.person), uuid=uuid)
    if not can_keep_carers(request.person, child):
        raise PermissionDenied
    return child


@received_once
def carer_list(request, uuid):
    child = _child(request, uuid)
    form = CarerForm.bind(request)
    if form.is_valid() and _add(request, child, form):
        return redirect("carer_list", uuid=uuid)
    log_access([child], "view")
    today = timezone.localdate()
    carers = list(Carer.objects.visible_to(request.person).filter(child=child).order_by("-starts_on", "name", "pk"))
    context = {
        "child": child,
        "form": form,
        "now": [row for row in carers if row.ends_on is None or row.ends_on >= today],
        "earlier": [row for row in carers if row.ends_on and row.ends_on < today],
    }
    return answer(request, "cases/carer_list.html", context, form)


def _add(request, child, form):
    try:
        with transaction.atomic():
            carer = add_carer(child=child, by=request.person, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return False
    undo = undo_tag(
        request, "cases.undo_families.carer_added", back=reverse("carer_list", args=[child.uuid]), carer=carer.pk
    )
    messages.success(request, _("%(name)s has the daily care.") % {"name": carer.name}, extra_tags=undo)
    return True


@require_POST
def carer_end(request, uuid):
    carer = get_object_or_404(Carer.objects.visible_to(request.person).select_related("child"), uuid=uuid)
    if not can_keep_carers(request.person, carer.child):
        raise PermissionDenied
    back, before = reverse("carer_list", args=[carer.child.uuid]), carer.ends_on
    try:
        end_carer(carer=carer, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    undo = undo_tag(request, "cases.undo_families.carer_ended", back=back, carer=carer.pk, ends_on=before)
    messages.success(request, _("The care ends today. The link is dead from tomorrow."), extra_tags=undo)
    return redirect(back)
