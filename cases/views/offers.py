from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.received import received_once
from audit.actions import log_access
from cases.actions.offers import add_custody, change_custody, save_offer
from cases.forms.offers import CustodyForm, NewCustodyForm, OfferForm
from cases.models import PathwayChild
from cases.permissions import can_edit_custody, can_edit_offer, can_record_basis
from cases.queries.offers import custody_on, offer_state
from cases.queries.sharing import live_basis
from core.forms import answer


def pathway_child_or_404(request, uuid):
    """The child in a pathway, when the person sees the child too; the look is recorded."""
    rows = PathwayChild.objects.visible_to(request.person).seen_with_child(request.person)
    row = get_object_or_404(
        rows.select_related("child", "pathway__programme_version", "pathway__unit", "pathway__partner_unit"), uuid=uuid
    )
    log_access([row.child_id], "view")
    return row


def offer_edit(request, uuid):
    row = pathway_child_or_404(request, uuid)
    if not can_edit_offer(request.person, row):
        raise PermissionDenied
    state = offer_state(row, request.person)
    form = OfferForm.bind(request, pathway_child=row, state=state)
    if form.is_valid() and _save_offer(request, row, form):
        return redirect("offer_edit", uuid=row.uuid)
    basis = live_basis(row.child_id, row.pathway, request.person)
    context = {
        "row": row,
        "child": row.child,
        "state": state,
        "form": form,
        "basis": basis,
        "may_record": can_record_basis(request.person, row),
    }
    return answer(request, "cases/offer_edit.html", context, form)


def _save_offer(request, row, form):
    names = ("informed_on", "method", "language", "interpreter", "told", "entry_group")
    try:
        with transaction.atomic():
            save_offer(
                pathway_child=row,
                answers=form.answers,
                by=request.person,
                **{name: form.cleaned_data[name] for name in names},
            )
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("The offer has been saved."))
    return True


@received_once
def custody_edit(request, uuid):
    row = pathway_child_or_404(request, uuid)
    if not can_edit_custody(request.person, row):
        raise PermissionDenied
    holders = list(custody_on(row.child_id, timezone.localdate(), request.person))
    asked = next((c for c in holders if f"save_{c.pk}" in request.POST), None)
    forms = [CustodyForm.bind(request, custody=c) if c is asked else CustodyForm(custody=c) for c in holders]
    new = NewCustodyForm.bind(request, child=row.child) if "add" in request.POST else NewCustodyForm(child=row.child)
    bound = next((form for form in (*forms, new) if form.is_bound), None)
    if bound and bound.is_valid() and _save_custody(request, row, bound):
        return redirect("custody_edit", uuid=row.uuid)
    parts = [(form, form.custody, form.custody.is_suspended(timezone.localdate())) for form in forms]
    return answer(
        request,
        "cases/custody_edit.html",
        {
            "row": row,
            "child": row.child,
            "parts": parts,
            "new": new,
            "bound": bound,
            "may_offer": can_edit_offer(request.person, row),
        },
        *forms,
        new,
    )


def _save_custody(request, row, form):
    custody = getattr(form, "custody", None)
    try:
        with transaction.atomic():
            if custody:
                change_custody(pathway_child=row, custody=custody, by=request.person, **form.cleaned_data)
            else:
                add_custody(pathway_child=row, by=request.person, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("Saved."))
    return True
