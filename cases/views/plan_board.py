"""The board by core element, and what comes along from the version before."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.undo import undo_tag
from cases.actions.carrying import counterpart, leave_behind, take_along
from cases.actions.plan_measures import move_measure, start_suggestion
from cases.models import Goal, Measure
from cases.permissions import can_edit_plan, can_write_plan
from cases.queries.plan_board import board_of
from cases.queries.plan_carry import carried
from cases.queries.plans import plan_to_show, plans_of
from cases.undo import goal_before, measure_before
from cases.views.plan_parts import part_or_404, refusal_words
from cases.views.plans import allow, pathway_or_404, plan_or_404


def plan_board(request, uuid):
    pathway, person = pathway_or_404(request, uuid), request.person
    plans = list(plans_of(pathway, person))
    plan = plan_to_show(plans, request.GET.get("plan", ""))
    if plan:
        plan.pathway = pathway
    context = {
        "pathway": pathway,
        "plan": plan,
        "board": board_of(plan, person, request.GET.get("kort", "")) if plan else None,
        "fold_open": "flyttes" in request.GET,
        "arenas": pathway.content.plan.class_arenas,
        "being_written": next((each for each in plans if each.state in ("draft", "shared") and each != plan), None),
        "may_write": can_write_plan(person, pathway),
        "may_edit": bool(plan) and can_edit_plan(person, plan),
    }
    return render(request, "cases/plan_board.html", context)


def _board(plan, measure=None, more=""):
    """The board, led to the card and with it marked: it works without JavaScript. more: what else the address says."""
    place = f"&kort={measure.uuid}{more}#m-{measure.uuid}" if measure else ""
    return f"{reverse('plan_board', args=[plan.pathway.uuid])}?plan={plan.number}{place}"


@require_POST
def suggestion_start(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_edit_plan(request.person, plan))
    try:
        known = set(Measure.objects.visible_to(request.person).filter(plan=plan).values_list("pk", flat=True))
        measure = start_suggestion(plan=plan, template_key=request.POST.get("template", ""), by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_board(plan))
    if measure.pk not in known:
        undo = undo_tag(request, "cases.undo.measure_added", back=_board(plan), measure=measure.pk)
        messages.success(request, _("“%(title)s” stands in the plan.") % {"title": measure.title}, extra_tags=undo)
    return redirect(_board(plan, measure))


@require_POST
def measure_move(request, uuid):
    measure = part_or_404(request, Measure, uuid)
    if measure.annex_id:
        raise Http404
    stood = _stood(request, measure)
    try:
        version = request.POST.get("row_version", "")
        move_measure(
            measure=measure,
            core_element=request.POST.get("core_element", ""),
            arena=request.POST.get("arena", ""),
            before=_asked_before(request, measure),
            row_version=int(version) if version.isdecimal() else None,
            by=request.person,
        )
        undo = undo_tag(request, "cases.undo.measure_moved", back=_board(measure.plan, measure), **stood)
        messages.success(request, _("“%(title)s” has been moved.") % {"title": measure.title}, extra_tags=undo)
    except ValidationError as error:
        messages.error(request, refusal_words(error))
    by_hand = "" if request.POST.get("dragged") else "&flyttes=1"  # whoever moves by buttons may move it again at once
    return redirect(_board(measure.plan, measure, by_hand))


def _stood(request, measure):
    rows = list(Measure.objects.visible_to(request.person).filter(plan=measure.plan_id, annex=None))
    at = next(place for place, row in enumerate(rows) if row.pk == measure.pk)
    follower = rows[at + 1].pk if at + 1 < len(rows) else None
    place = {"core_element": measure.core_element, "arena": measure.arena, "template": measure.template_key}
    return place | {"measure": measure.pk, "before": follower}


def _asked_before(request, measure):
    asked = request.POST.get("before", "")
    return next(
        (
            row
            for row in Measure.objects.visible_to(request.person).filter(plan=measure.plan_id)
            if str(row.uuid) == asked
        ),
        None,
    )


# ---- what comes along ----


def plan_carry(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_edit_plan(request.person, plan))
    found = carried(plan, request.person)
    if request.method == "POST" and found:
        return _carry_line(request, plan)
    return render(request, "cases/plan_carry.html", {"plan": plan, "pathway": plan.pathway, "carried": found})


def _carry_line(request, plan):
    kind, wanted = request.POST.get("kind", ""), request.POST.get("part", "")
    model = {"goal": Goal, "measure": Measure}.get(kind, Goal)
    rows = model.objects.visible_to(request.person).of_class().filter(plan__pathway=plan.pathway_id)
    part = get_object_or_404(rows.select_related("plan"), uuid=wanted) if _is_uuid(wanted) else None
    if part is None:
        raise Http404
    known = counterpart(plan, part)
    kept = {"plan": plan.pk, "kind": kind, "part": part.pk}
    try:
        if request.POST.get("take"):
            _take(request, plan, part, known, kept)
        elif known:
            _leave(request, plan, part, known, kept)
    except ValidationError as error:
        messages.error(request, refusal_words(error))
    return redirect(f"{reverse('plan_carry', args=[plan.uuid])}#p-{wanted}")


def _take(request, plan, part, known, kept):
    take_along(plan=plan, part=part, by=request.person)
    if known is None:
        undo = undo_tag(request, "cases.undo.part_taken", back=reverse("plan_carry", args=[plan.uuid]), **kept)
        messages.success(request, _("It comes along into plan %(number)s.") % {"number": plan.number}, extra_tags=undo)


def _leave(request, plan, part, known, kept):
    before = goal_before(known) if kept["kind"] == "goal" else measure_before(known)
    version = request.POST.get("row_version", "")
    seen = int(version) if version.isdecimal() else None
    leave_behind(plan=plan, part=part, row_version=seen, by=request.person)
    undo = undo_tag(
        request, "cases.undo.part_left", back=reverse("plan_carry", args=[plan.uuid]), before=before, order=known.order, **kept
    )  # fmt: skip
    messages.success(request, _("It is left, and stays as it was in the version before."), extra_tags=undo)


def _is_uuid(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False
