"""A child's annex: each side writes its own part, and the reader sees what her role and the sharing allow."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.received import received_once
from audit.actions import log_access
from cases.actions.documents import can_issue
from cases.actions.plan_parts import STALE
from cases.actions.plans import write_annex
from cases.documents_annex import annex_pdf as make_annex_pdf
from cases.forms.plans import AnnexForm
from cases.models import PathwayChild
from cases.permissions import can_write_annex
from cases.queries.plans import plan_page
from cases.views.plan_parts import annex_or_404
from cases.views.plans import allow, pdf_answer
from core.forms import answer


def row_or_404(request, uuid):
    rows = PathwayChild.objects.seen_with_child(request.person).select_related("child", "pathway__programme_version")
    return get_object_or_404(rows, uuid=uuid)


def card_or_404(request, row):
    """What this person may see of the child's annex; a child whose annex she may neither see nor write is not there."""
    cards = plan_page(row.pathway, None, request.person, rows=[row]).cards
    if not cards:
        raise Http404
    return cards[0]


@received_once
def annex_detail(request, uuid):
    row = row_or_404(request, uuid)
    card = card_or_404(request, row)
    log_access([row.child_id], "view")
    unwritten = card.may_write and card.own is None
    accepted = unwritten and row.accepted_on is not None
    if request.method == "POST" and card.own:
        return _begun_meanwhile(request, row, card.own)
    if request.method == "POST":
        allow(unwritten)
    form = AnnexForm.bind(request, child=row.child) if accepted or request.method == "POST" else None
    if form and form.is_bound and form.is_valid():
        try:
            write_annex(
                pathway_child=row, sector=card.may_write, strengths=form.cleaned_data["strengths"], by=request.person
            )
            messages.success(request, _("The annex has been begun. Now the goals."))
            return redirect("annex_detail", row.uuid)
        except ValidationError as error:
            form.refuse(error)
    may_give = can_issue(request.person, row.pathway, row.child)
    context = {
        "row": row, "pathway": row.pathway, "card": card, "form": form, "unwritten": unwritten, "may_give": may_give
    }  # fmt: skip
    return answer(request, "cases/annex_detail.html", context, form)


def _begun_meanwhile(request, row, annex):
    """Somebody has begun this side's part while she wrote the same: both stand beside each other, and nothing is lost."""
    annex.child = row.child
    form = AnnexForm.bind(request, child=row.child, annex=annex)
    form.refuse(ValidationError(STALE))
    return _edit_page(request, annex, row, form, stale=True)


def annex_edit(request, uuid):
    annex = annex_or_404(request, uuid)
    row = annex.pathway_child
    allow(can_write_annex(request.person, row, annex.sector))
    form = AnnexForm.bind(request, child=annex.child, annex=annex)
    stale = False
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            write_annex(
                pathway_child=row,
                sector=annex.sector,
                strengths=data["strengths"],
                row_version=data["row_version"],
                by=request.person,
            )
            messages.success(request, _("The annex has been saved."))
            return redirect("annex_detail", row.uuid)
        except ValidationError as error:
            form.refuse(error)
            stale = getattr(error, "code", "") == "stale"
    return _edit_page(request, annex, row, form, stale)


def _edit_page(request, annex, row, form, stale=False):
    if stale:
        form.data = form.data.copy()
        form.data["row_version"] = annex.row_version
    context = {"annex": annex, "row": row, "form": form, "stale": annex if stale else None}
    return answer(request, "cases/annex_edit.html", context, form)


def annex_pdf(request, uuid):
    row = row_or_404(request, uuid)
    content = make_annex_pdf(row, request.person)
    if content is None:
        raise Http404
    log_access([row.child_id], "print")
    return pdf_answer(content, f"bilag-{row.uuid.hex[:8]}.pdf")
