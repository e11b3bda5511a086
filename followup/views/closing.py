"""A referral's answer, the decision for one child, where the children are later, and opening a pathway again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Child, Pathway, PathwayChild
from core.forms import answer
from followup.actions import closing as actions
from followup.actions.occurrences import settle_occurrence
from followup.actions.placement import answer_placements
from followup.actions.referrals import answer_referral, ask_again
from followup.cadences import written
from followup.doors import page_instead
from followup.forms.closings import AskAgainForm, ChildDecisionForm, PlacementForm, ReferralForm, ReopenForm
from followup.models import ChildClosing, Occurrence, PathwayClosing
from followup.permissions import can_answer_placement, can_answer_referral, can_close_pathway
from followup.queries.closings import placement_lines
from followup.views.base import open_occurrence, pathway_address, saved_words, settled


def pathway_or_404(request, uuid):
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version", "school_class")
    return get_object_or_404(rows, uuid=uuid)


def _done(form, action, **fields):
    """What the action gave; None, with the refusal on the form."""
    try:
        return action(**fields)
    except ValidationError as error:
        form.refuse(error)


# ---- a referral ----


def referral_answer(request, uuid):
    """The answer, or another day to ask again; by the referral's address or its task's."""
    closing = _referral_or_404(request, uuid)
    back = pathway_address(closing.pathway)
    if not closing.awaits_answer:
        messages.info(request, _("The referral has been answered."))
        return redirect(back)
    asking = "ask_again" in request.POST
    form = ReferralForm() if asking else ReferralForm.bind(request)
    again = AskAgainForm.bind(request) if asking else AskAgainForm()
    if asking and again.is_valid() and _asked_again(request, closing, again):
        return redirect(back)
    if form.is_bound and form.is_valid() and _answered(request, closing, form, back):
        return redirect(back)
    context = {"closing": closing, "pathway": closing.pathway, "pathway_url": back, "form": form, "again": again}
    return answer(request, "followup/referral_answer.html", context, again if asking else form)


def _referral_or_404(request, uuid):
    found = None
    for model in (ChildClosing, PathwayClosing):
        rows = model.objects.visible_to(request.person).select_related(
            "pathway__programme_version", "decided_by", "decided_with", "task__owner"
        )
        found = found or rows.filter(Q(uuid=uuid) | Q(task__uuid=uuid)).exclude(refer_to="").first()
    if found is None:
        raise Http404
    if not can_answer_referral(request.person, found):
        raise PermissionDenied
    found.named = None
    if isinstance(found, ChildClosing):
        found.named = Child.objects.visible_to(request.person).filter(pk=found.child_id).first()
        log_access([found.child_id] if found.named else [], "view")
    return found


def _answered(request, closing, form, back):
    made = _done(form, answer_referral, closing=closing, by=request.person, **form.cleaned_data)
    if made:
        undo = undo_tag(request, "followup.undo_closing.referral_answered", back=back, closing=str(closing.uuid))
        messages.success(request, _("The answer is saved. Nothing more is due on this referral."), extra_tags=undo)
    return made


def _asked_again(request, closing, form):
    on = form.cleaned_data["again_on"]
    before, back = closing.task.due_on if closing.task else None, pathway_address(closing.pathway)
    made = _done(form, ask_again, closing=closing, on=on, by=request.person)
    if made:
        undo = undo_tag(
            request, "followup.undo_closing.asked_again", back=back, closing=str(closing.uuid), due_on=before
        )
        messages.success(request, _("You are reminded %(day)s.") % {"day": written(on)}, extra_tags=undo)
    return made


# ---- done by one tap ----


@require_POST
def occurrence_settle(request, uuid):
    """What is only to be done, such as reading the two mappings together."""
    occurrence = open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN or page_instead(occurrence) != pathway_address(occurrence.pathway):
        return settled(request, occurrence)
    settle_occurrence(occurrence=occurrence, held_on=timezone.localdate(), by=request.person)
    back = pathway_address(occurrence.pathway)
    undo = undo_tag(request, "followup.undo.not_held", back=back, occurrence=occurrence.pk)
    messages.success(request, saved_words(occurrence.pathway, request.person), extra_tags=undo)
    return redirect(back)


# ---- one child ----


def child_decide(request, uuid):
    """A decision for one child while the others go on: it stops, is referred on, or stays after all."""
    rows = PathwayChild.objects.seen_with_child(request.person).select_related("child", "pathway__programme_version")
    row = get_object_or_404(rows, uuid=uuid)
    if not can_close_pathway(request.person, row.pathway):
        raise PermissionDenied
    log_access([row.child_id], "view")
    back = pathway_address(row.pathway)
    if row.ends_on is not None:
        messages.info(request, _("The child has stopped in the pathway."))
        return redirect(back)
    form = ChildDecisionForm.bind(request, pathway=row.pathway, name=row.child.given_name)
    made = form.is_valid() and _done(
        form, actions.decide_child, pathway_child=row, by=request.person, **form.cleaned_data
    )
    if made:
        undo = undo_tag(request, "followup.undo_closing.child_decided", back=back, closing=str(made.uuid))
        messages.success(request, _("The decision for the child is saved."), extra_tags=undo)
        return redirect(back)
    context = {"row": row, "form": form, "pathway": row.pathway, "pathway_url": back}
    return answer(request, "followup/child_decide.html", context, form)


# ---- half a year and a year after ----


def placement_create(request, uuid):
    """All children of the pathway on one page, one tap each; saved again, an answer is corrected."""
    pathway = pathway_or_404(request, uuid)
    if not can_answer_placement(request.person, pathway):
        raise PermissionDenied
    lines = placement_lines(pathway, request.person, timezone.localdate())
    log_access([line.child.pk for line in lines if line.child], "list")
    form = PlacementForm.bind(request, lines=lines)
    if lines and form.is_valid():
        if changed := _done(form, answer_placements, pathway=pathway, answers=form.answers(), by=request.person):
            _tell_placed(request, pathway, changed)
            return redirect(reverse("placement_create", args=[pathway.uuid]))
        if not form.errors:
            messages.info(request, _("Nothing was changed."))
            return redirect(reverse("placement_create", args=[pathway.uuid]))
    context = {"pathway": pathway, "pathway_url": pathway_address(pathway), "form": form, "lines": lines}
    return answer(request, "followup/placement_create.html", context, form)


def _tell_placed(request, pathway, changed):
    words = ngettext("Saved for %(n)s child. Thank you.", "Saved for %(n)s children. Thank you.", len(changed)) % {
        "n": len(changed)
    }
    undo = undo_tag(request, "followup.undo_closing.placed", back=request.path, pathway=pathway.pk, changed=changed)
    messages.success(request, words, extra_tags=undo)


# ---- opened again ----


def pathway_reopen(request, uuid):
    """A pathway that was closed by mistake or too early."""
    pathway = pathway_or_404(request, uuid)
    if not can_close_pathway(request.person, pathway):
        raise PermissionDenied
    back = pathway_address(pathway)
    if pathway.state != Pathway.State.CLOSED:
        messages.info(request, _("The pathway is open."))
        return redirect(back)
    form = ReopenForm.bind(request)
    if form.is_valid() and (
        made := _done(form, actions.reopen_closed, pathway=pathway, by=request.person, **form.cleaned_data)
    ):
        undo = undo_tag(request, "followup.undo_closing.reopened", back=back, pathway=pathway.pk, kept=made.kept)
        messages.success(request, _("The pathway is open again."), extra_tags=undo)
        return redirect(back)
    return answer(
        request, "followup/pathway_reopen.html", {"form": form, "pathway": pathway, "pathway_url": back}, form
    )
