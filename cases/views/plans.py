"""Pages of the joint plan: reading it, writing a version, sharing it, putting it in force, telling it to others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.plans import present_plan, put_plan_in_force, share_plan, start_version, write_class_part
from cases.documents_plan import joint_plan_pdf
from cases.forms.plans import ClassPartForm, InForceForm, PresentationForm
from cases.models import ChildAnnex, Goal, Pathway, PathwayPlan
from cases.names import given_names_in
from cases.permissions import can_align_plan, can_edit_plan, can_present_plan, can_read_drafts, can_write_plan
from cases.queries.plan_parts import lacks_points, writing_too
from cases.queries.plans import history_of, names_not_to_write, plan_page, plan_to_show, plans_of
from core.forms import answer

AROUND = ("programme_version", "unit", "partner_unit", "lead", "co_lead", "school_class")


def pathway_or_404(request, uuid):
    return get_object_or_404(Pathway.objects.visible_to(request.person).select_related(*AROUND), uuid=uuid)


def plan_or_404(request, uuid):
    """A version this person may read; a draft is not there for others than the two who answer for it."""
    plans = PathwayPlan.objects.visible_to(request.person).select_related(*(f"pathway__{name}" for name in AROUND))
    plan = get_object_or_404(plans, uuid=uuid)
    if plan.state == PathwayPlan.State.DRAFT and not can_read_drafts(request.person, plan.pathway):
        raise Http404
    return plan


def allow(allowed):
    if not allowed:
        raise PermissionDenied


def plan_detail(request, uuid):
    pathway = pathway_or_404(request, uuid)
    person = request.person
    plans = list(plans_of(pathway, person))
    plan = plan_to_show(plans, request.GET.get("plan", ""))
    if plan:
        plan.pathway = pathway
    page = plan_page(pathway, plan, person)
    log_access([card.child for card in page.cards], "view")
    context = {
        "pathway": pathway,
        "plan": plan,
        "page": page,
        "being_written": next((each for each in plans if each.state in ("draft", "shared") and each != plan), None),
        "former": next((each for each in plans if plan and each.number < plan.number), None),
        "may_write": can_write_plan(person, pathway),
        "may_edit": bool(plan) and can_edit_plan(person, plan),
        "may_align": bool(plan) and can_align_plan(person, plan),
        "may_present": bool(plan) and plan.state != "draft" and can_present_plan(person, pathway),
        "next_follow_up": next_follow_up(pathway, person),
    }
    return render(request, "cases/plan_detail.html", context)


def next_follow_up(pathway, person):
    """The next open occurrence, by the relation that the follow-up floor adds to the pathway: nothing is imported upwards."""
    return pathway.occurrences.visible_to(person).open().order_by("due_on").first()


@require_POST
def plan_new_version(request, uuid):
    pathway = pathway_or_404(request, uuid)
    allow(can_write_plan(request.person, pathway))
    newest = plans_of(pathway, request.person).first()
    plan = start_version(pathway=pathway, by=request.person)
    if plan != newest:
        undo = _undo(request, "version_started", pathway, plan=plan.pk)
        messages.success(request, _("Plan %(number)s is begun.") % {"number": plan.number}, extra_tags=undo)
    return redirect("plan_edit", plan.uuid)


def _undo(request, what, pathway, **kept):
    return undo_tag(request, f"cases.undo.{what}", back=reverse("plan_detail", args=[pathway.uuid]), **kept)


def plan_edit(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_write_plan(request.person, plan.pathway))
    if not can_edit_plan(request.person, plan):
        request.draft_stays = True  # it was put in force while somebody wrote
        return redirect("plan_detail", plan.pathway.uuid)
    form = ClassPartForm.bind(request, plan=plan)
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            _save_class_part(request, plan, form)
            return _onward(request, plan)
        except ValidationError as error:
            form.refuse(error)
            stale = getattr(error, "code", "") == "stale"
    if stale:
        form.data = form.data.copy()
        form.data["row_version"] = plan.row_version
    page = plan_page(plan.pathway, plan, request.person, rows=[])
    context = {"plan": plan, "pathway": plan.pathway, "form": form, "page": page, "stale": plan if stale else None}
    context |= {
        "writing": writing_too(page.part, request.person),
        "before": plans_of(plan.pathway, request.person).filter(number__lt=plan.number).first(),
    }
    return answer(request, "cases/plan_edit.html", context, form)


def _onward(request, plan):
    """Where the pressed button leads; all of them save first, so that nothing typed is lost on the way."""
    then = request.POST.get("then", "")
    if then == "share":
        return plan_share(request, plan.uuid)
    if then in ("goal", "force"):
        return redirect({"goal": "goal_create", "force": "plan_put_in_force"}[then], plan.uuid)
    if then in {arena.key for arena in plan.pathway.content.plan.arenas}:
        return redirect(f"{reverse('measure_create', args=[plan.uuid])}?sted={then}")
    return redirect("plan_edit", plan.uuid)


def _save_class_part(request, plan, form):
    data = form.cleaned_data
    write_class_part(
        plan=plan, strengths=data["strengths"], focus=data["focus"], row_version=data["row_version"], by=request.person
    )
    messages.success(request, _("The class part has been saved."))
    warn_of_given_names(request, plan.pathway, data["strengths"], data["focus"])


def warn_of_given_names(request, pathway, *texts):
    """A given name alone may be an adult's: it is saved, and somebody looks at it once more."""
    found = given_names_in(" ".join(texts), names_not_to_write(pathway, request.person))
    if found:
        names = ", ".join(sorted({child.given_name for child in found}))
        messages.warning(
            request,
            _("Look once more: %(names)s is also the name of a pupil. This part names no child.") % {"names": names},
        )


@require_POST
def plan_share(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_write_plan(request.person, plan.pathway))
    try:
        share_plan(plan=plan, by=request.person)
        undo = _undo(request, "plan_shared", plan.pathway, plan=plan.pk)
        messages.success(request, _("The plan is shared with everybody around the class."), extra_tags=undo)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("plan_edit", plan.uuid)


def plan_put_in_force(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_write_plan(request.person, plan.pathway))
    form = InForceForm.bind(request)
    if request.method == "POST" and form.is_valid():
        try:
            former = PathwayPlan.objects.visible_to(request.person).filter(pathway=plan.pathway).in_force().first()
            put_plan_in_force(plan=plan, valid_from=form.cleaned_data["valid_from"], by=request.person)
            former = former.pk if former and former != plan else None
            undo = _undo(request, "plan_put_in_force", plan.pathway, plan=plan.pk, former=former)
            messages.success(request, _("Plan %(number)s is in force.") % {"number": plan.number}, extra_tags=undo)
            return redirect("plan_detail", plan.pathway.uuid)
        except ValidationError as error:
            form.refuse(error)
    goals = Goal.objects.visible_to(request.person).filter(plan=plan, dropped_on=None)
    context = {"plan": plan, "pathway": plan.pathway, "form": form, "without_points": lacks_points(goals)}
    return answer(request, "cases/plan_put_in_force.html", context, form)


def plan_history(request, uuid):
    pathway = pathway_or_404(request, uuid)
    plans = list(plans_of(pathway, request.person).select_related("changed_by"))
    for plan in plans:
        plan.pathway = pathway
    return render(
        request, "cases/plan_history.html", {"pathway": pathway, "changes": history_of(plans, request.person)}
    )


@received_once
def presentation_create(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_present_plan(request.person, plan.pathway))
    annexes = _annexes_to_tell(request.person, plan.pathway)
    log_access([annex.child_id for annex in annexes], "list")
    form = PresentationForm.bind(request, content=plan.pathway.content, annexes=annexes)
    if request.method == "POST" and form.is_valid():
        try:
            told = present_plan(plan=plan, by=request.person, **form.cleaned_data)
            undo = _undo(request, "plan_presented", plan.pathway, presentation=told.pk)
            messages.success(request, _("It stands under “Told to”."), extra_tags=undo)
            return redirect("plan_detail", plan.pathway.uuid)
        except ValidationError as error:
            form.refuse(error)
    return answer(
        request, "cases/presentation_create.html", {"plan": plan, "pathway": plan.pathway, "form": form}, form
    )


def _annexes_to_tell(person, pathway):
    """Annexes of the reader's own side: what was told about a child is kept where she writes."""
    sector = "school" if can_write_plan(person, pathway) else "provider"
    annexes = ChildAnnex.objects.visible_to(person).filter(
        pathway_child__pathway=pathway, pathway_child__ends_on=None, sector=sector
    )
    return annexes.select_related("child").order_by("child__name_key")


def plan_pdf(request, uuid):
    pathway = pathway_or_404(request, uuid)
    content = joint_plan_pdf(pathway, request.person)
    if content is None:
        raise Http404
    return pdf_answer(content, f"faelles-plan-{pathway.uuid.hex[:8]}.pdf")


def pdf_answer(content, name):
    answered = HttpResponse(content, content_type="application/pdf")
    answered["Content-Disposition"] = f'inline; filename="{name}"'
    return answered
