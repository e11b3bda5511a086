"""Already running work: what lies before today, answered once for a whole pathway or group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.models import Pathway
from core.forms import answer
from followup.actions import answer_before, undo_before
from insight.forms import BeforeForm
from insight.queries.before import group_of, may_answer, past_of, words_of
from parentgroups.actions.before import answer_sessions_before, undo_sessions_before


def _pathway_and_group(request, uuid):
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version")
    pathway = get_object_or_404(rows, uuid=uuid)
    group = group_of(pathway, request.person)
    if not may_answer(request.person, pathway, group):
        raise PermissionDenied
    return pathway, group


def pathway_before(request, uuid):
    pathway, group = _pathway_and_group(request, uuid)
    past = past_of(request.person, pathway, group)
    if not past:
        messages.info(request, _("Nothing before Samspil is waiting for an answer."))
        return redirect("pathway_detail", pathway.uuid)
    reasons = None if group else pathway.content.not_held_reasons
    form = BeforeForm.bind(request, past=past, reasons=reasons)
    if "all" in request.POST:  # "Alt det var før Samspil": whatever else stands in the form
        return _answered(request, pathway, _save(request, pathway, group, {}))
    if form.is_valid():
        try:
            return _answered(request, pathway, _save(request, pathway, group, form.answers))
        except ValidationError as error:
            form.refuse(error)
    context = {"pathway": pathway, "form": form, "words": words_of(len(past), pathway.track)}
    return answer(request, "insight/before.html", context, form)


def _save(request, pathway, group, answers):
    if group:
        return answer_sessions_before(group=group, answers=answers, by=request.person)
    return answer_before(pathway=pathway, answers=answers, by=request.person)


def _answered(request, pathway, rows):
    held = sum(row.state == "held" for row in rows)
    words = ngettext("%(n)s is answered.", "%(n)s are answered.", len(rows)) % {"n": len(rows)}
    if held:
        words += " " + ngettext("%(n)s was held.", "%(n)s were held.", held) % {"n": held}
    undo = reverse("pathway_before_undo", args=[pathway.uuid])
    messages.success(request, words, extra_tags=f"undo:{undo}")
    return redirect("pathway_detail", pathway.uuid)


@require_POST
def pathway_before_undo(request, uuid):
    pathway, group = _pathway_and_group(request, uuid)
    if group:
        undone = undo_sessions_before(group=group, by=request.person)
    else:
        undone = undo_before(pathway=pathway, by=request.person)
    if undone:
        messages.success(request, _("Undone. You can answer again."))
        return redirect("pathway_before", pathway.uuid)
    messages.info(request, _("There is nothing to undo."))
    return redirect("pathway_detail", pathway.uuid)
