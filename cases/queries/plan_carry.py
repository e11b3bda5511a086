"""What stood in the version before, how it went, and whether it comes along into the one being written."""

from dataclasses import dataclass

from django.db.models import Q

from cases.models import Goal, Measure, PathwayPlan
from cases.queries.plan_parts import dress, with_levels, with_steps, with_trials


@dataclass(frozen=True)
class Line:
    """A goal or measure of the version before, and the same one in the version being written (None: left)."""

    part: object
    now: object | None


@dataclass(frozen=True)
class Carried:
    before: PathwayPlan
    goals: list
    measures: list

    @property
    def count(self):
        return len(self.goals) + len(self.measures)


def carried(plan, person):
    """The version before `plan` with its results, or None for the first one. A fixed number of queries."""
    plans = PathwayPlan.objects.visible_to(person).filter(pathway=plan.pathway_id, number__lt=plan.number)
    before = plans.newest().first()
    if before is None:
        return None
    before.pathway = plan.pathway
    both = Q(plan__in=[before.pk, plan.pk])
    goals = list(Goal.objects.visible_to(person).of_class().filter(both))
    measures = list(Measure.objects.visible_to(person).of_class().filter(both).select_related("owner"))
    old_goals, old_measures = _of(goals, before), _of(measures, before)
    with_steps(old_goals)
    with_levels(old_goals)
    for goal in old_goals:
        goal.reached_steps = sum(step.reached_on is not None for step in goal.all_steps)
    dress(old_measures, before, plan.pathway.content)
    with_trials(before, old_measures, person)
    return Carried(before, _lines(old_goals, _of(goals, plan)), _lines(old_measures, _of(measures, plan)))


def _of(parts, plan):
    return [part for part in parts if part.plan_id == plan.pk]


def _lines(before, now):
    known = {part.family: part for part in now}
    return [Line(part, known.get(part.family)) for part in before]
