"""Goals and measures, of the class part and of a child's annex: the same pages for both."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.plan_measures import add_measure, edit_measure, end_measure, remove_measure
from cases.actions.plan_parts import CLOSED_VERSION, add_goal, edit_goal, pathway_of
from cases.forms.plan_parts import EndMeasureForm, GoalForm, MeasureForm, steps_form, steps_of
from cases.models import BehaviourStep, ChildAnnex, Goal, Measure
from cases.permissions import can_edit_plan, can_write_annex, can_write_part
from cases.queries.participants import staff_of
from cases.queries.plan_parts import SIDES
from cases.undo import goal_before, measure_before
from cases.views.plans import allow, plan_or_404, warn_of_given_names
from core.forms import answer


def annex_or_404(request, uuid):
    annexes = ChildAnnex.objects.visible_to(request.person).select_related(
        "child", "pathway_child__pathway__programme_version"
    )
    annex = get_object_or_404(annexes, uuid=uuid)
    annex.pathway_child.child = annex.child
    log_access([annex.child_id], "view")
    return annex


def part_or_404(request, model, uuid):
    parts = model.objects.visible_to(request.person).select_related(
        "plan__pathway__programme_version", "annex__pathway_child__pathway__programme_version", "annex__child"
    )
    part = get_object_or_404(parts, uuid=uuid)
    if part.annex_id:
        part.annex.pathway_child.child = part.annex.child
        log_access([part.annex.child_id], "view")
    allow(can_write_part(request.person, part))
    return part


def home_of(part):
    """Where a goal or measure is written: the version's page, or the child's annex."""
    if part.annex_id:
        return reverse("annex_detail", args=[part.annex.pathway_child.uuid])
    if part.plan.state in ("draft", "shared"):
        return reverse("plan_edit", args=[part.plan.uuid])
    return reverse("plan_detail", args=[part.plan.pathway.uuid])


@dataclass(frozen=True)
class Seed:
    """Where a new goal or measure comes from when it is begun on another page.

    values: what stands in the form. begin: makes what it is to stand in (a version, an annex), within the save, and gives
    it as {"plan": …} or {"annex": …}. made: told of the part that was made. back: the page it returns to.
    """

    values: dict
    begin: Callable
    made: Callable
    back: str
    label: str  # of that page

    def fill(self, form):
        """What somebody has typed already, and her draft, stand before what the other page says."""
        if not form.is_bound:
            given = {name: value for name, value in form.initial.items() if value not in (None, "")}
            form.initial = self.values | given
            form.restored()

    def stand(self, part):
        for name, where in self.begin().items():
            setattr(part, name, where)


def new_goal(request, part, seed):
    """The form of a new goal, filled in from another page; one save makes all of it."""
    return _goal_page(request, part, seed)


def new_measure(request, part, seed):
    return _measure_page(request, part, seed)


def _context(part, seed=None, **more):
    return {
        "part": part,
        "home": seed.back if seed else home_of(part),
        "came_from": seed.label if seed else "",
        "child": part.annex.child if part.annex_id else None,
        "plan": part.plan,
    } | more


def _text_locked(part):
    return not part.annex_id and part.plan.state not in ("draft", "shared")


def _undo(request, what, part, seed=None, **kept):
    return undo_tag(request, f"cases.undo.{what}", back=seed.back if seed else home_of(part), **kept)


# ---- goals ----


@received_once
def goal_create(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_edit_plan(request.person, plan))
    return _goal_page(request, Goal(plan=plan))


@received_once
def annex_goal_create(request, uuid):
    annex = annex_or_404(request, uuid)
    allow(can_write_annex(request.person, annex.pathway_child, annex.sector))
    return _goal_page(request, Goal(annex=annex))


def goal_edit(request, uuid):
    return _goal_page(request, part_or_404(request, Goal, uuid))


def _goal_page(request, goal, seed=None):
    known, now, late = goal.pk is not None, None, _written_too_late(request, goal)
    locked = _text_locked(goal) and not late
    steps = list(BehaviourStep.objects.visible_to(request.person).filter(goal=goal)) if known else []
    form = GoalForm.bind(
        request,
        content=pathway_of(goal).content,
        goal=goal if known else None,
        of_child=goal.annex is not None,
        text_locked=locked,
    )
    lines = steps_form(request, steps, text_locked=locked)
    if seed:
        seed.fill(form)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            refuse_late(late)
            with transaction.atomic():
                _save_goal(request, goal, form, steps_of(lines), seed)
            return redirect(seed.back if seed else home_of(goal))
        except ValidationError as error:
            form.refuse(error)
            now = stale_part(request, form, goal, error)
    context = _context(goal, seed, form=form, lines=lines, known=known, locked=locked, now=now)
    return answer(request, "cases/goal_form.html", context, form, lines)


def _written_too_late(request, part):
    """The version was put in force while she wrote: her text is shown to her again, and not dropped in silence."""
    wrote = {"text", "title"} & set(request.POST) and "end" not in request.POST
    return bool(wrote) and request.method == "POST" and _text_locked(part)


def refuse_late(late):
    if late:
        raise ValidationError(CLOSED_VERSION, code="closed")


def stale_part(request, form, part, error):
    """Somebody saved meanwhile: what stands now, to show beside the writer's own text; else None."""
    if getattr(error, "code", "") != "stale":
        return None
    now = type(part).objects.visible_to(request.person).select_related("changed_by").get(pk=part.pk)
    form.take_over(now)
    return now


def _save_goal(request, goal, form, steps, seed=None):
    if seed:
        seed.stand(goal)
    if goal.pk:
        undo = _undo(request, "goal_changed", goal, goal=goal.pk, before=goal_before(goal))
        edit_goal(goal=goal, steps=steps, by=request.person, **form.values(goal))
    else:
        made = add_goal(plan=goal.plan, annex=goal.annex, steps=steps, by=request.person, **form.values())
        undo = _undo(request, "goal_added", goal, seed, goal=made.pk)
        form.mended_at = reverse("goal_edit", args=[made.uuid])
        if seed:
            seed.made(made)
    messages.success(request, _("The goal has been saved."), extra_tags=undo)
    if not goal.annex_id:
        written = [words for words in form.values().values() if isinstance(words, str)]
        warn_of_given_names(request, goal.plan.pathway, *written, *(text for text, _day in steps))


# ---- measures ----


@received_once
def measure_create(request, uuid):
    plan = plan_or_404(request, uuid)
    allow(can_edit_plan(request.person, plan))
    return _measure_page(request, Measure(plan=plan))


@received_once
def annex_measure_create(request, uuid):
    annex = annex_or_404(request, uuid)
    allow(can_write_annex(request.person, annex.pathway_child, annex.sector))
    return _measure_page(request, Measure(annex=annex))


def measure_edit(request, uuid):
    measure = part_or_404(request, Measure, uuid)
    if "end" in request.POST or _text_locked(measure) and not _written_too_late(request, measure):
        return _end_page(request, measure)
    if "remove" in request.POST:
        return _remove_measure(request, measure)
    return _measure_page(request, measure)


def _remove_measure(request, measure):
    kept = {"plan": measure.plan_id, "order": measure.order, "root": measure.root_id}
    undo = _undo(request, "measure_removed", measure, before=measure_before(measure), **kept)
    version = request.POST.get("row_version", "")
    try:
        remove_measure(measure=measure, row_version=int(version) if version.isdecimal() else None, by=request.person)
    except ValidationError as error:
        messages.error(request, refusal_words(error))
        return redirect("measure_edit", measure.uuid)
    messages.success(request, _("The measure has been taken out."), extra_tags=undo)
    return redirect(home_of(measure))


def refusal_words(error):
    """For what is done by one press: there is no text of hers to stand beside what was saved meanwhile."""
    if getattr(error, "code", "") == "stale":
        return _("Somebody has changed it since. This is what stands now: try again if you still want it.")
    return " ".join(error.messages)


def _measure_page(request, measure, seed=None):
    known, now = measure.pk is not None, None
    form = _measure_form(request, measure, known)
    if seed:
        seed.fill(form)
    if form.is_bound and form.is_valid():
        try:
            refuse_late(_written_too_late(request, measure))
            with transaction.atomic():
                _save_measure(request, measure, form, form.values(measure if known else None), seed)
            return redirect(seed.back if seed else home_of(measure))
        except ValidationError as error:
            form.refuse(error)
            now = stale_part(request, form, measure, error)
    ending = EndMeasureForm(measure=now or measure).fill_from_draft(request, "measure_end") if known else None
    context = _context(measure, seed, form=form, ending=ending, known=known, now=now)
    return answer(request, "cases/measure_form.html", context, form)


def _measure_form(request, measure, known):
    pathway = pathway_of(measure)
    options = {
        "content": pathway.content,
        "staff": staff_of(pathway, request.person, also=measure.owner_id),
        "arenas": _arenas_of(measure, pathway.content.plan),
        "of_child": measure.annex is not None,
        "measure": measure if known else None,
    }
    if "show" in request.POST:  # the suggestions of another element: nothing is checked yet, nothing is lost
        return MeasureForm(initial=request.POST.dict() | {"template_key": ""}, **options)
    asked = {"arena": request.GET.get("sted", ""), "core_element": request.GET.get("element", "")}
    return MeasureForm.bind(request, initial=None if known else asked, **options)


def _arenas_of(measure, plan):
    if measure.annex is None:
        return plan.class_arenas
    return [each for each in plan.arenas if SIDES[each.key] == measure.annex.sector]


def _save_measure(request, measure, form, values, seed=None):
    if seed:
        seed.stand(measure)
    if measure.pk:
        undo = _undo(request, "measure_changed", measure, measure=measure.pk, before=measure_before(measure))
        made = edit_measure(measure=measure, by=request.person, **values)
    else:
        made = add_measure(plan=measure.plan, annex=measure.annex, by=request.person, **values)
        undo = _undo(request, "measure_added", measure, seed, measure=made.pk)
        form.mended_at = reverse("measure_edit", args=[made.uuid])
        if seed:
            seed.made(made)
    messages.success(request, _("The measure has been saved."), extra_tags=undo)
    if not measure.annex_id:
        written = (values["title"], values["owner_words"], values["partner"], values["intensity_words"])
        warn_of_given_names(request, measure.plan.pathway, *written)
    elif made.awaits_answer:
        messages.info(
            request, _("It stands as planned until you have answered whether it makes the child feel different.")
        )


def _end_page(request, measure):
    form, now = EndMeasureForm.bind(request, measure=measure), None
    if request.method == "GET":
        form.fill_from_draft(request, "measure_end")
    if request.method == "POST" and form.is_valid():
        try:
            end_measure(measure=measure, by=request.person, **form.cleaned_data)
            undo = _undo(request, "measure_ended", measure, measure=measure.pk)
            messages.success(request, _("The measure has ended."), extra_tags=undo)
            return redirect(home_of(measure))
        except ValidationError as error:
            form.refuse(error)
            now = stale_part(request, form, measure, error)
    return answer(request, "cases/measure_end.html", _context(measure, form=form, now=now), form)
