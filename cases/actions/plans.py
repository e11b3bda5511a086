"""The joint plan: its versions, their goals and measures, the annexes of children, and whom it was told to.

Source: A51, A52, A59, A60. The class part names no child; an annex stays on the side that wrote it until it is shared.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions.sharing import share_new
from cases.models import (
    BehaviourStep,
    ChildAnnex,
    Goal,
    Measure,
    Pathway,
    PathwayChild,
    PathwayPlan,
    PlanAlignment,
    Presentation,
)
from cases.names import refuse_names
from cases.permissions import can_edit_plan, can_present_plan, can_write_annex, can_write_part, can_write_plan
from cases.queries.plans import SIDES, names_not_to_write
from cases.walls import ANNEX

State = PathwayPlan.State
STALE = _("Somebody saved while you were writing. What stands now is beside your own text.")
CLOSED_VERSION = _("This version is no longer being written. Make a new version to change it.")
NOT_SHARED_YET = _("Share the plan before you put it in force or tell others about it.")
OFFER_FIRST = _("The annex is written when all who hold custody have said yes to the offer.")


# ---- versions ----


@transaction.atomic
def start_version(*, pathway, by):
    """Begin the next version of the plan: empty the first time, then a copy of the newest with its goals and measures.

    One version is being written at a time: that one is given back. Ended measures and dropped goals stay behind.
    Raises PermissionDenied.
    """
    pathway = Pathway.objects.select_for_update().get(pk=pathway.pk)
    _demand(can_write_plan(by, pathway))
    newest = PathwayPlan.objects.filter(pathway=pathway).newest().first()
    if newest and newest.state in (State.DRAFT, State.SHARED):
        return newest
    plan = PathwayPlan(municipality_id=by.municipality_id, pathway=pathway, number=newest.number + 1 if newest else 1)
    plan.changed_by_id = by.staff_id
    if newest:
        plan.strengths, plan.focus = newest.strengths, newest.focus
    plan.save()
    if newest:
        _copy_parts(newest, plan)
    return plan


def _copy_parts(before, plan):
    for goal in Goal.objects.filter(plan=before, dropped_on=None).prefetch_related("steps"):
        steps = list(goal.steps.all())
        _as_new(goal, plan)
        for step in steps:
            step.pk, step.goal = None, goal
            step.save()
    for measure in Measure.objects.filter(plan=before, ended_on=None):
        measure.root_id = measure.family
        _as_new(measure, plan)


def _as_new(part, plan):
    part.pk, part.plan = None, plan
    part.uuid = type(part)._meta.get_field("uuid").get_default()
    part._state.adding = True
    part._prefetched_objects_cache = {}
    part.save()


@transaction.atomic
def write_class_part(*, plan, strengths, focus, row_version, by):
    """Save the class part of a version that is being written.

    row_version: the one the writer began from; ValidationError with code "stale" when somebody saved since.
    Also refuses names of the class's pupils and CPR numbers (A51).
    """
    plan = _locked(PathwayPlan, plan)
    _demand(can_edit_plan(by, plan))
    if plan.row_version != row_version:
        raise ValidationError(STALE, code="stale")
    refuse_names({"strengths": strengths, "focus": focus}, names_not_to_write(plan.pathway, by))
    plan.strengths, plan.focus = strengths, focus
    return _saved(plan, by)


@transaction.atomic
def align_plan(*, plan, dates, by):
    """Record with which other plans this version agrees (A52). dates: key of the aligned plan -> date or None."""
    plan = _locked(PathwayPlan, plan)
    _demand(can_edit_plan(by, plan))
    known = {row.key: row for row in PlanAlignment.objects.filter(plan=plan)}
    for key, aligned_on in dates.items():
        row = known.get(key)
        if row is None and aligned_on:
            row = PlanAlignment(municipality_id=by.municipality_id, plan=plan, key=key)
        if row and row.aligned_on != aligned_on:
            row.aligned_on, row.by_id = aligned_on, by.staff_id
            row.save()
    return plan


@transaction.atomic
def share_plan(*, plan, by):
    """draft → shared: everybody around the class may read the version. Twice changes nothing."""
    plan = _locked(PathwayPlan, plan)
    _demand(can_write_plan(by, plan.pathway))
    if plan.state == State.DRAFT:
        _refuse_empty(plan)
        plan.state = State.SHARED
        _saved(plan, by)
    return plan


@transaction.atomic
def put_plan_in_force(*, plan, valid_from, by):
    """shared → in force from `valid_from`; the version in force until now is superseded. Twice changes nothing.

    ValidationError for a draft, for a plan without strengths, goals or measures, and for a date before the version in force.
    """
    plan = _locked(PathwayPlan, plan)
    _demand(can_write_plan(by, plan.pathway))
    if plan.state == State.IN_FORCE:
        return plan
    if plan.state != State.SHARED:
        raise ValidationError(NOT_SHARED_YET, code="move")
    _refuse_empty(plan)
    if former := PathwayPlan.objects.select_for_update().filter(pathway=plan.pathway).in_force().first():
        if former.valid_from and valid_from < former.valid_from:
            raise ValidationError(
                {"valid_from": _("Plan %(number)s is in force from a later day.") % {"number": former.number}}
            )
        former.state = State.SUPERSEDED
        former.save()
    plan.state, plan.valid_from = State.IN_FORCE, valid_from
    return _saved(plan, by)


def _refuse_empty(plan):
    missing = []
    if not plan.strengths.strip():
        missing.append(_("what goes well"))
    if not Goal.objects.filter(plan=plan).exists():
        missing.append(_("at least one goal"))
    if not Measure.objects.filter(plan=plan).exists():
        missing.append(_("at least one measure"))
    if missing:
        words = ", ".join(str(part) for part in missing)
        raise ValidationError(_("The plan still lacks: %(missing)s.") % {"missing": words}, code="empty")


# ---- goals and their steps ----


@transaction.atomic
def add_goal(*, plan=None, annex=None, text, child_words="", baseline="", steps=(), by):
    """A goal of the class part or of an annex, own words first. steps: (text, reached_on or None) in order (A60)."""
    part = Goal(municipality_id=by.municipality_id, plan=plan, annex=annex)
    _demand_part(part, by)
    _refuse_class_names(part, by, text=text, child_words=child_words, baseline=baseline)
    part.text, part.child_words, part.baseline = text, child_words, baseline
    part.order = Goal.objects.filter(plan=plan, annex=annex).count() + 1
    part.save()
    _write_steps(part, steps)
    return part


@transaction.atomic
def edit_goal(*, goal, text, child_words="", baseline="", reached_on=None, dropped_on=None, steps=(), by):
    """Change a goal. In a version in force only `reached_on`, `dropped_on` and the days of its steps may change."""
    goal = _locked(Goal, goal)
    _demand_part(goal, by, ongoing=True)
    if _is_being_written(goal):
        _refuse_class_names(goal, by, text=text, child_words=child_words, baseline=baseline)
        goal.text, goal.child_words, goal.baseline = text, child_words, baseline
        _write_steps(goal, steps)
    else:
        _reach_steps(goal, [reached for _text, reached in steps])
    goal.reached_on, goal.dropped_on = reached_on, dropped_on
    goal.save()
    return goal


def _write_steps(goal, steps):
    wanted = [(text.strip(), reached_on) for text, reached_on in steps if text.strip()]
    known = list(BehaviourStep.objects.filter(goal=goal))
    for at, (text, reached_on) in enumerate(wanted):
        step = known[at] if at < len(known) else BehaviourStep(municipality_id=goal.municipality_id, goal=goal)
        if (step.order, step.text, step.reached_on) != (at + 1, text, reached_on):
            step.order, step.text, step.reached_on = at + 1, text, reached_on
            step.save()
    for step in known[len(wanted) :]:
        step.delete()


def _reach_steps(goal, days):
    for step, reached_on in zip(BehaviourStep.objects.filter(goal=goal), days, strict=False):
        if step.reached_on != reached_on:
            step.reached_on = reached_on
            step.save()


# ---- measures ----


@transaction.atomic
def add_measure(
    *, plan=None, annex=None, title="", arena, core_element, template_key="", owner=None, owner_words="", starts_on=None, ends_on=None, by
):  # fmt: skip
    """A measure by arena and core element, from one of the version's templates or in own words.

    owner: a StaffMember from either side; owner_words: somebody without a login, such as an association (B07).
    ValidationError by field for an element, arena or template the version does not have, or an end before the start.
    """
    measure = Measure(municipality_id=by.municipality_id, plan=plan, annex=annex)
    _demand_part(measure, by)
    measure.order = Measure.objects.filter(plan=plan, annex=annex).count() + 1
    _fill_measure(measure, by, title, arena, core_element, template_key, owner, owner_words, starts_on, ends_on)
    measure.save()
    return measure


@transaction.atomic
def edit_measure(
    *, measure, title="", arena, core_element, template_key="", owner=None, owner_words="", starts_on=None, ends_on=None, by
):  # fmt: skip
    """Change a measure of a version that is being written, or of an annex. Arguments as `add_measure`."""
    measure = _locked(Measure, measure)
    _demand_part(measure, by)
    _fill_measure(measure, by, title, arena, core_element, template_key, owner, owner_words, starts_on, ends_on)
    measure.save()
    return measure


def _fill_measure(measure, by, title, arena, core_element, template_key, owner, owner_words, starts_on, ends_on):
    content = pathway_of(measure).content
    template = next((t for t in content.measure_templates if t.key == template_key), None)
    errors = {}
    if core_element not in {element.key for element in content.core_elements}:
        errors["core_element"] = _("Choose a core element.")
    if arena not in {each.key for each in content.plan.arenas}:
        errors["arena"] = _("Choose where it happens.")
    elif measure.annex_id and SIDES[arena] != measure.annex.sector:
        errors["arena"] = _("The school writes what happens at school, the family's side what happens at home.")
    if template is None and not title.strip():
        errors["title"] = _("Choose one of the suggestions, or write the measure in your own words.")
    if starts_on and ends_on and ends_on < starts_on:
        errors["ends_on"] = _("The end is before the start.")
    if errors:
        raise ValidationError(errors)
    measure.title, measure.template_key = title.strip() or str(template.title), template.key if template else ""
    measure.arena, measure.core_element, measure.owner, measure.owner_words = (
        arena,
        core_element,
        owner,
        owner_words.strip(),
    )
    measure.starts_on, measure.ends_on = starts_on, ends_on
    _refuse_class_names(measure, by, title=measure.title, owner_words=measure.owner_words)


@transaction.atomic
def end_measure(*, measure, ended_on, effect, by):
    """End a measure and say what came of it; in a version in force too. `effect` is required: no measure ends in silence."""
    measure = _locked(Measure, measure)
    _demand_part(measure, by, ongoing=True)
    if not effect.strip():
        raise ValidationError({"effect": _("Write what came of it, also when it did not help.")})
    if measure.starts_on and ended_on < measure.starts_on:
        raise ValidationError({"ended_on": _("The end is before the start.")})
    _refuse_class_names(measure, by, effect=effect)
    measure.ended_on, measure.effect = ended_on, effect.strip()
    measure.save()
    return measure


@transaction.atomic
def remove_measure(*, measure, by):
    """Take a measure out of a version that is being written; one that has been at work is ended instead."""
    measure = _locked(Measure, measure)
    _demand_part(measure, by)
    if measure.annex_id is not None:
        raise ValidationError(_("End the measure and say what came of it."))
    measure.delete()


# ---- annexes ----


@transaction.atomic
def write_annex(*, pathway_child, sector, strengths, by, row_version=None):
    """Write one side's part of a child's annex; the row is made when it is first written.

    sector: school or provider. row_version: None the first time, else the one the writer began from
    (ValidationError "stale" when somebody saved since). ValidationError until the offer is accepted (A39, A45).
    """
    _demand(can_write_annex(by, pathway_child, sector))
    annex = ChildAnnex.objects.select_for_update().filter(pathway_child=pathway_child, sector=sector).first()
    if annex is None:
        return _new_annex(pathway_child, sector, strengths, by)
    if annex.row_version != row_version:
        raise ValidationError(STALE, code="stale")
    annex.strengths = strengths
    return _saved(annex, by)


def _new_annex(pathway_child, sector, strengths, by):
    if not PathwayChild.objects.filter(pk=pathway_child.pk, accepted_on__isnull=False).exists():
        raise ValidationError(OFFER_FIRST, code="offer")
    annex = ChildAnnex(
        municipality_id=by.municipality_id, pathway_child=pathway_child, child_id=pathway_child.child_id, sector=sector
    )
    annex.strengths, annex.changed_by_id = strengths, by.staff_id
    annex.save()
    share_new(child=annex.child, pathway=pathway_child.pathway, noun=ANNEX.noun, obj=annex, by=by)
    return annex


# ---- told to others ----


@transaction.atomic
def present_plan(*, plan, audience, presented_on, annex=None, with_words="", by):
    """Record that the plan was told to one of the version's audiences (A51); about a child it belongs to its annex.

    ValidationError by field for an unknown audience, a day to come, a draft, or a child's audience without its annex.
    """
    plan = PathwayPlan.objects.select_related("pathway").get(pk=plan.pk)
    _demand(can_present_plan(by, plan.pathway))
    known = {each.key: each for each in plan.pathway.content.audiences}
    errors = {}
    if plan.state == State.DRAFT:
        raise ValidationError(NOT_SHARED_YET, code="move")
    if audience not in known:
        errors["audience"] = _("Choose to whom the plan was told.")
    elif known[audience].names_children and annex is None:
        errors["annex"] = _("Choose the child.")
    if presented_on > timezone.localdate():
        errors["presented_on"] = _("This day is still to come.")
    if errors:
        raise ValidationError(errors)
    annex = annex if known[audience].names_children else None
    if annex is None:
        refuse_names({"with_words": with_words}, names_not_to_write(plan.pathway, by))
    return Presentation.objects.create(
        municipality_id=by.municipality_id, plan=plan, annex=annex, audience=audience,
        presented_on=presented_on, by_id=by.staff_id, with_words=with_words,
    )  # fmt: skip


# ---- shared by the above ----


def pathway_of(part):
    """The pathway of a goal or measure, of the class part or of an annex."""
    return part.plan.pathway if part.annex_id is None else part.annex.pathway_child.pathway


def _locked(model, row):
    return model.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _demand(allowed):
    if not allowed:
        raise PermissionDenied


def _demand_part(part, by, *, ongoing=False):
    """May `by` change this goal or measure, or at least (`ongoing`) say how it goes in a version in force."""
    _demand(can_write_part(by, part))
    if part.annex_id is None and not _is_being_written(part) and not (ongoing and part.plan.state == State.IN_FORCE):
        raise ValidationError(CLOSED_VERSION, code="closed")


def _is_being_written(part):
    return part.annex_id is not None or part.plan.state in (State.DRAFT, State.SHARED)


def _refuse_class_names(part, by, **texts):
    if part.annex_id is None:
        refuse_names(texts, names_not_to_write(part.plan.pathway, by))


def _saved(row, by):
    row.row_version += 1
    row.changed_by_id = by.staff_id
    row.save()
    return row
