"""What is known already, and an answer used again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import PathwayChild
from core.forms import answer
from mapping.actions.evidence import add_evidence, remove_evidence, reuse_answer
from mapping.forms.asks import EvidenceForm
from mapping.models import Evidence, Perspective
from mapping.permissions import can_edit_environment, known_sector
from mapping.queries import mapping_of
from mapping.views.mappings import attempt, mapping_or_404


def _row_or_404(request, uuid):
    rows = PathwayChild.objects.visible_to(request.person).seen_with_child(request.person)
    row = get_object_or_404(rows.select_related("child", "pathway__programme_version"), uuid=uuid)
    log_access([row.child_id], "view")
    return row


@received_once
def class_evidence_create(request, uuid):
    mapping = mapping_or_404(request, uuid)
    if not can_edit_environment(request.person, mapping.pathway):
        raise PermissionDenied
    return _create(request, mapping, None)


@received_once
def child_evidence_create(request, uuid):
    row = _row_or_404(request, uuid)
    mapping = mapping_of(row.pathway, request.person)
    if mapping is None or not known_sector(request.person, row.child):
        raise PermissionDenied
    mapping.pathway = row.pathway
    return _create(request, mapping, row)


def _create(request, mapping, row):
    form = EvidenceForm.bind(request)
    if form.is_valid():
        made = attempt(form, add_evidence, mapping=mapping, pathway_child=row, by=request.person, **form.cleaned_data)
        if made:
            back = reverse("mapping_detail", args=[mapping.pathway.uuid])
            undo = undo_tag(request, "mapping.undo_rounds.evidence_added", back=back, evidence=made.pk)
            messages.success(request, _("It stands among what you know already."), extra_tags=undo)
            return redirect(back)
    return answer(request, "mapping/evidence_edit.html", {"mapping": mapping, "row": row, "form": form}, form)


@require_POST
def evidence_remove(request, uuid):
    rows = Evidence.objects.visible_to(request.person).select_related("mapping__pathway", "pathway_child")
    found = get_object_or_404(rows, uuid=uuid)
    back = reverse("mapping_detail", args=[found.mapping.pathway.uuid])
    kept = remove_evidence(evidence=found, by=request.person)
    undo = undo_tag(
        request, "mapping.undo_rounds.evidence_removed", back=back, mapping=found.mapping_id, pathway_child=found.pathway_child_id, kept=kept
    )  # fmt: skip
    messages.success(request, _("It no longer stands among what you know."), extra_tags=undo)
    return redirect(back)


@require_POST
def answer_reuse(request, uuid, perspective):
    row = _row_or_404(request, uuid)
    mapping = mapping_of(row.pathway, request.person)
    old = get_object_or_404(Perspective.objects.writable_by(request.person), uuid=perspective, child=row.child_id)
    back = reverse("mapping_detail", args=[row.pathway.uuid])
    try:
        with transaction.atomic():
            made = reuse_answer(mapping=mapping, pathway_child=row, perspective=old, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = undo_tag(request, "mapping.undo_rounds.answer_reused", back=back, row=made.pk)
        messages.success(request, _("The answer is used again, with its own day."), extra_tags=undo)
    return redirect(back)
