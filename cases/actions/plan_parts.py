"""Goals of the class part or of a child's annex, their small steps, and how far they came. Source: A60, C20, C21."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import AttainedLevel, BehaviourStep, Goal, PathwayPlan
from cases.names import refuse_names
from cases.permissions import can_record_level, can_undo_level, can_write_part
from cases.queries.participants import names_not_to_write

State = PathwayPlan.State
STALE = _("Somebody saved while you were writing. What stands now is beside your own text.")
CLOSED_VERSION = _("This version is no longer being written. Make a new version to change it.")
GOAL_TEXTS = ("child_words", "dream", "text", "academic", "wellbeing", "sign", "baseline")


@transaction.atomic
def add_goal(
    *, plan=None, annex=None, text, child_words="", dream="", academic="", wellbeing="", sign="", baseline="", points=(), steps=(), by
):  # fmt: skip
    """A goal of the class part or of an annex, own words first.

    academic, wellbeing: the two sides where the version asks for them (C20). points: five texts, from much less to much more
    than expected, or none. steps: (text, reached_on or None) in order (A60).
    """
    goal = Goal(municipality_id=by.municipality_id, plan=plan and locked(PathwayPlan, plan), annex=annex)
    demand_part(goal, by)
    _write(goal, by, points, child_words=child_words, dream=dream, text=text, academic=academic, wellbeing=wellbeing, sign=sign, baseline=baseline)  # fmt: skip
    goal.order = after_the_last(goal)
    goal.changed_by_id = by.staff_id
    goal.save()
    _write_steps(goal, steps)
    return goal


@transaction.atomic
def edit_goal(
    *, goal, text, child_words="", dream="", academic="", wellbeing="", sign="", baseline="", points=(), reached_on=None,
    dropped_on=None, steps=(), row_version=None, by,
):  # fmt: skip
    """Change a goal. In a version in force only `reached_on`, `dropped_on` and the days of its steps may change.

    row_version: the one the writer began from (None: not asked); ValidationError "stale" when somebody saved since.
    """
    goal = locked(Goal, goal)
    demand_part(goal, by, ongoing=True)
    refuse_stale(goal, row_version)
    if is_being_written(goal):
        _write(goal, by, points, child_words=child_words, dream=dream, text=text, academic=academic, wellbeing=wellbeing, sign=sign, baseline=baseline)  # fmt: skip
        _write_steps(goal, steps)
    else:
        _reach_steps(goal, [reached for _text, reached in steps])
    goal.reached_on, goal.dropped_on = reached_on, dropped_on
    return saved(goal, by)


def _write(goal, by, points, **texts):
    points = [point.strip() for point in points]
    if points and len(points) != len(Goal.LEVELS):
        raise ValidationError(_("A goal has five points of attainment."), code="points")
    refuse_class_names(goal, by, **texts, points=" ".join(points))
    for name in GOAL_TEXTS:
        setattr(goal, name, texts[name].strip())
    goal.points = points if any(points) else []


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


@transaction.atomic
def remove_goal(*, goal, row_version=None, by):
    """Take a goal out of a version that is being written: it stays as it was in the version before."""
    goal = locked(Goal, goal)
    demand_part(goal, by)
    refuse_stale(goal, row_version)
    if goal.annex_id is not None:
        raise ValidationError(_("A child's goal is taken out in the annex."))
    try:
        with transaction.atomic():
            BehaviourStep.objects.filter(goal=goal).delete()
            goal.delete()
    except (ProtectedError, IntegrityError):
        raise ValidationError(_("Something has been written about this goal. It stays in the plan.")) from None


# ---- how far it came ----


@transaction.atomic
def record_level(*, goal, level, on, words="", by):
    """How far the goal had come that day, on its five points: -2 to 2. Written once more for the same day, the newest counts.

    ValidationError by field for a level outside the five, a day to come, or a name in the class part.
    """
    goal = Goal.objects.get(pk=goal.pk)  # not locked: the group leader says how far it came and may not change the goal
    demand(can_record_level(by, goal))
    if level not in Goal.LEVELS:
        raise ValidationError({"level": _("Choose how far the goal has come.")})
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day is still to come.")})
    words = words.strip()
    refuse_class_names(goal, by, words=words)
    return AttainedLevel.objects.create(
        municipality_id=by.municipality_id, goal=goal, level=level, on=on, words=words, by_id=by.staff_id
    )


@transaction.atomic
def undo_level(*, level, by):
    """Its writer takes it back."""
    demand(can_undo_level(by, level))
    level.delete()


# ---- the next version ----


def copy_goal(goal, plan, by):
    """The goal with its steps in another version: the same one by its root."""
    steps = list(BehaviourStep.objects.filter(goal=goal))
    goal.root_id = goal.family
    _as_new(goal, plan, by)
    for step in steps:
        step.pk, step.goal = None, goal
        step._state.adding = True
        step.save()
    return goal


def copy_measure(measure, plan, by):
    measure.root_id = measure.family
    _as_new(measure, plan, by)
    return measure


def _as_new(part, plan, by):
    part.pk, part.plan = None, plan
    part.uuid = type(part)._meta.get_field("uuid").get_default()
    part.row_version, part.changed_by_id = 1, by.staff_id
    part._state.adding = True
    part._prefetched_objects_cache = {}
    part.save()


# ---- shared by what writes the plan ----


def pathway_of(part):
    """The pathway of a goal or measure, of the class part or of an annex."""
    return part.plan.pathway if part.annex_id is None else part.annex.pathway_child.pathway


def after_the_last(part):
    """Where a new goal or measure stands: after the others, also when some of them have been taken out."""
    rows = type(part).objects.filter(plan=part.plan_id, annex=part.annex_id)
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1


def locked(model, row):
    return model.objects.select_for_update(of=("self",)).get(pk=row.pk)


def demand(allowed):
    if not allowed:
        raise PermissionDenied


def demand_part(part, by, *, ongoing=False):
    """May `by` change this goal or measure, or at least (`ongoing`) say how it goes in a version in force."""
    demand(can_write_part(by, part))
    if part.annex_id is None and not is_being_written(part) and not (ongoing and part.plan.state == State.IN_FORCE):
        raise ValidationError(CLOSED_VERSION, code="closed")


def is_being_written(part):
    return part.annex_id is not None or part.plan.state in (State.DRAFT, State.SHARED)


def refuse_class_names(part, by, **texts):
    if part.annex_id is None:
        refuse_names(texts, names_not_to_write(part.plan.pathway, by))


def refuse_stale(row, row_version):
    """Nobody overwrites what somebody else saved meanwhile. None: the caller has not shown the row to anybody."""
    if row_version is not None and row.row_version != row_version:
        raise ValidationError(STALE, code="stale")


def saved(row, by):
    row.row_version += 1
    row.changed_by_id = by.staff_id
    row.save()
    return row
