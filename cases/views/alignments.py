"""With which other plans the class part or a child's annex agrees."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.undo import undo_tag
from cases.actions.alignments import align
from cases.forms.plan_parts import AlignmentForm
from cases.models import PlanAlignment
from cases.permissions import can_align_plan, can_write_annex
from cases.queries.plans import SECTOR_OF_SIDE, aligned_plans
from cases.views.plan_parts import annex_or_404
from cases.views.plans import allow, plan_or_404
from core.forms import answer


def plan_alignments(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_align_plan(request.person, plan))
    back = reverse("plan_detail", args=[plan.pathway.uuid])
    return _page(request, plan.pathway.content.plan.aligned_plans, back, plan=plan)


def annex_alignments(request, uuid):
    annex = annex_or_404(request, uuid)
    allow(can_write_annex(request.person, annex.pathway_child, annex.sector))
    wanted = annex.pathway_child.pathway.content.plan.aligned_plans
    wanted = [each for each in wanted if SECTOR_OF_SIDE[each.side] == annex.sector]
    return _page(request, wanted, reverse("annex_detail", args=[annex.pathway_child.uuid]), annex=annex)


def _page(request, wanted, back, **home):
    rows = PlanAlignment.objects.visible_to(request.person).filter(**home).select_related("by")
    form, stale = AlignmentForm.bind(request, aligned=aligned_plans(wanted, rows), of_child="annex" in home), False
    if request.method == "POST" and form.is_valid():
        try:
            before = align(said=form.said(), stood=form.cleaned_data["stood"] or None, by=request.person, **home)
            kept = {name: row.pk for name, row in home.items()}
            undo = undo_tag(request, "cases.undo.aligned", back=back, before=before, **kept)
            messages.success(request, _("It stands with which plans this one agrees."), extra_tags=undo)
            return redirect(back)
        except ValidationError as error:
            form.refuse(error)
            stale = getattr(error, "code", "") == "stale"
    if stale:
        form.take_over()
    annex = home.get("annex")
    context = {
        "form": form,
        "home": back,
        "plan": home.get("plan"),
        "child": annex.child if annex else None,
        "stale": stale,
    }
    return answer(request, "cases/alignments.html", context, form)
