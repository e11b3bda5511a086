from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.received import received_once
from audit.actions import log_access
from cases.actions.sharing import record_basis, share_all_of_my_side, share_item, withdraw_basis
from cases.forms.sharing import BasisForm, ShareNoteForm, WithdrawForm
from cases.models import CaseNote, LegalBasis, SharingBasis
from cases.permissions import can_record_basis, can_view_sharing, can_withdraw_basis
from cases.queries.offers import offer_state
from cases.queries.sharing import (
    live_basis,
    pathway_child_of,
    receivers_of,
    receiving_sectors,
    sending_sectors,
    sharing_page,
    unshared,
)
from cases.views.offers import pathway_child_or_404
from core.forms import answer


def basis_record(request, uuid):
    row = pathway_child_or_404(request, uuid)
    if not can_record_basis(request.person, row):
        raise PermissionDenied
    if live_basis(row.child_id, row.pathway, request.person):
        return redirect("sharing_detail", uuid=row.uuid)
    grounds = LegalBasis.objects.visible_to(request.person).valid(timezone.localdate())
    form = BasisForm.bind(request, grounds=grounds)
    if form.is_valid() and _record(request, row, form):
        return redirect("sharing_detail", uuid=row.uuid)
    context = {"row": row, "child": row.child, "form": form, "state": offer_state(row, request.person)}
    return answer(request, "cases/basis_record.html", context, form)


def _record(request, row, form):
    try:
        with transaction.atomic():
            record_basis(pathway_child=row, by=request.person, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("The ground has been recorded. The other side can read what you share from now on."))
    return True


def sharing_detail(request, uuid):
    row = pathway_child_or_404(request, uuid)
    if not can_view_sharing(request.person, row):
        raise PermissionDenied
    page = sharing_page(row, request.person)
    return answer(
        request,
        "cases/sharing_detail.html",
        {"row": row, "child": row.child, "page": page, "may_record": can_record_basis(request.person, row)},
    )


@received_once
def exchange_create(request, uuid):
    """Share a note by name, or (the button `everything`) all of the own side that waits."""
    row = pathway_child_or_404(request, uuid)
    sectors = sending_sectors(request.person, row.child)
    if not sectors:
        raise PermissionDenied
    basis = live_basis(row.child_id, row.pathway, request.person)
    if basis is None:
        messages.warning(request, _("There is no ground to share on. Record one first."))
        return redirect("sharing_detail", uuid=row.uuid)
    if "everything" in request.POST:
        return _share_everything(request, row, basis)
    notes = CaseNote.objects.visible_to(request.person).filter(child=row.child_id, sector__in=sectors)
    to_sectors = [
        s for s in receiving_sectors(row.pathway, row.child_id) if s not in sectors and s in receivers_of("note")
    ]
    form = ShareNoteForm.bind(request, notes=notes, sectors=to_sectors)
    if form.is_valid() and _share_note(request, basis, form):
        return redirect("sharing_detail", uuid=row.uuid)
    return answer(
        request, "cases/exchange_create.html", {"row": row, "child": row.child, "form": form, "notes": notes}, form
    )


def _share_everything(request, row, basis):
    waiting = len({(p.noun, p.object_id) for p in unshared(basis, request.person)})
    share_all_of_my_side(basis=basis, by=request.person)
    messages.success(
        request,
        ngettext("%(count)s thing has been shared.", "%(count)s things have been shared.", waiting)
        % {"count": waiting},
    )
    return redirect("sharing_detail", uuid=row.uuid)


def _share_note(request, basis, form):
    try:
        with transaction.atomic():
            share_item(
                basis=basis,
                noun="note",
                obj=form.cleaned_data["note"],
                to_sector=form.cleaned_data["to_sector"],
                by=request.person,
            )
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("The note has been shared."))
    return True


def basis_withdraw(request, uuid):
    bases = SharingBasis.objects.visible_to(request.person).select_related("child", "pathway", "legal_basis")
    basis = get_object_or_404(bases, uuid=uuid)
    if not can_withdraw_basis(request.person, basis):
        raise PermissionDenied
    log_access([basis.child_id], "view")
    form = WithdrawForm.bind(request)
    if basis.withdrawn_at:
        messages.info(request, _("The sharing has been stopped already."))
        return redirect("today")
    if form.is_valid() and _withdraw(request, basis, form):
        return redirect("today")  # she may have lost her own way to the child with it
    return answer(
        request,
        "cases/basis_withdraw.html",
        {"basis": basis, "row": pathway_child_of(basis, request.person), "child": basis.child, "form": form},
        form,
    )


def _withdraw(request, basis, form):
    try:
        with transaction.atomic():
            withdraw_basis(basis=basis, reason=form.cleaned_data["reason"], by=request.person)
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(
        request,
        _("The sharing about %(name)s has stopped. What has been written stays where it is.")
        % {"name": basis.child.short_name},
    )
    return True
