"""The journal's own numbers for a pathway and its children, and the municipality's file plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.documents import can_issue
from cases.actions.journal import write_journal_plan, write_reference
from cases.models import ExternalReference, Pathway, PathwayChild
from cases.queries.journal import journal_plan
from core.forms import answer
from insight.forms_papers import JournalPlanForm, ReferenceForm


def reference_edit(request, uuid):
    """Of the pathway, or with ?barn= of one child in it."""
    pathway = get_object_or_404(Pathway.objects.visible_to(request.person).select_related("unit"), uuid=uuid)
    row = _child(request, pathway)
    child = row.child if row else None
    if not can_issue(request.person, pathway, child):
        raise PermissionDenied
    log_access([child.pk] if child else [], "view")
    form = ReferenceForm.bind(request)
    if form.is_valid() and _write(request, pathway, row, form):
        return redirect("paper_list", uuid)
    known = ExternalReference.objects.visible_to(request.person).filter(pathway=pathway, child=child)
    return answer(
        request, "insight/reference_edit.html", {"form": form, "pathway": pathway, "row": row, "known": known}, form
    )


def _child(request, pathway):
    if not (asked := request.GET.get("barn")):
        return None
    rows = PathwayChild.objects.seen_with_child(request.person).filter(pathway=pathway).select_related("child")
    try:
        return get_object_or_404(rows, uuid=asked)
    except ValidationError:
        raise Http404 from None  # no address of a child at all


def _write(request, pathway, row, form):
    try:
        before = write_reference(pathway=pathway, pathway_child=row, by=request.person, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return False
    back = reverse("paper_list", args=[pathway.uuid])
    undo = undo_tag(
        request, "insight.papers.undo.reference_written", back=back, pathway=pathway.pk, child=row and row.pk,
        system=form.cleaned_data["system"], before=before,
    )  # fmt: skip
    messages.success(request, _("The reference is saved."), extra_tags=undo)
    return True


def journal_plan_edit(request):
    if not request.person.has("administrator"):
        raise PermissionDenied
    plan = journal_plan(request.person)
    form = JournalPlanForm.bind(request, initial={"kle_child": plan.kle_child, "kle_pathway": plan.kle_pathway})
    if form.is_valid():
        try:
            before = write_journal_plan(by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = reverse("journal_plan_edit")
            undo = undo_tag(request, "insight.papers.undo.plan_written", back=back, before=before)
            messages.success(request, _("The numbers are saved."), extra_tags=undo)
            return redirect(back)
    return answer(request, "insight/journal_plan.html", {"form": form}, form)
