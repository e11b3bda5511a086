"""Goals and measures of a closing: how far each came, and what came of it. Read through the reader's own walls."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import AttainedLevel, Goal, Measure, PathwayChild
from cases.models.plan_parts import LEVEL_WORDS
from cases.permissions import can_write_part
from cases.queries.plan_parts import with_levels
from followup.models import GoalProgress

LOOKS = {"back": "overdue", "same": "planned", "closer": "due", "reached": "reached"}
FIRST_POINT = min(LEVEL_WORDS)


@dataclass(frozen=True)
class Attained:
    """How far a goal came on its own five points: the newest that was written, and the one before it when that was another."""

    newest: AttainedLevel
    first: AttainedLevel | None
    words: str  # what that point is, in the goal's own words

    @property
    def point(self):
        """1-5, the most is 5."""
        return self.newest.level - FIRST_POINT + 1

    @property
    def first_point(self):
        return self.first.level - FIRST_POINT + 1 if self.first else None

    @property
    def scale(self):
        """Five marks, each with its place in the drawing, filled up to where it came."""
        return [(12 * at - 6, at <= self.point) for at in range(1, len(LEVEL_WORDS) + 1)]


@dataclass(frozen=True)
class GoalOverTime:
    goal: Goal
    child: object  # None for the class's goals
    steps: list  # (day, how far, words)
    look: str
    words: str
    attained: Attained | None = None


@dataclass(frozen=True)
class MeasureLine:
    measure: Measure
    child: object
    is_open: bool  # without an end, or without somebody who answers for it
    may_settle: bool
    element: str
    is_over: bool = False  # ended, or its days have run out

    @property
    def lacks_effect(self):
        return self.is_over and not self.measure.effect


def children_to_the_end(pathway, person):
    """Those who were there to the end, and those who take part now; by name."""
    rows = PathwayChild.objects.seen_with_child(person).filter(pathway=pathway).select_related("child")
    return list(
        rows.filter(Q(ends_on=None) | Q(ends_on=pathway.ended_on) | Q(closings__isnull=False))
        .distinct()
        .order_by("child__name_key", "pk")
    )


def _parts(model, pathway, person, more=Q()):  # noqa: B008
    """Of the plan in force, and of the annexes of children who were there to the end. more: what else is told."""
    here = Q(annex__pathway_child__ends_on=None)
    if pathway.ended_on:
        here |= Q(annex__pathway_child__ends_on__gte=pathway.ended_on)
    rows = model.objects.visible_to(person).filter(
        Q(plan__pathway=pathway, plan__state="in_force") | Q(here, annex__pathway_child__pathway=pathway) | more
    )
    return rows.select_related("annex", "plan").order_by("annex__child_id", "plan__number", "order", "pk")


# ---- goals ----


def goals_over_time(pathway, person, names):
    goals = list(_parts(Goal, pathway, person))
    with_levels(goals)
    steps = {}
    rows = (
        GoalProgress.objects.visible_to(person)
        .filter(goal__in=goals)
        .select_related("meeting")
        .order_by("meeting__held_on", "pk")
    )
    for row in rows:
        steps.setdefault(row.goal_id, []).append((row.meeting.held_on, row.get_reach_display(), row.words))
    last = {row.goal_id: row.reach for row in rows}
    return [_goal(goal, names, steps.get(goal.pk, []), last.get(goal.pk)) for goal in goals]


def _goal(goal, names, steps, reach):
    child = names.get(goal.annex.pathway_child_id) if goal.annex_id else None
    return GoalOverTime(goal, child, steps, *_stands(goal, steps, reach), attained=_attained(goal))


def _stands(goal, steps, reach):
    """(look, words): how it stands at the end."""
    if goal.reached_on:
        return "reached", ""
    if goal.dropped_on:
        return "cancelled", _("Dropped")
    if reach:
        return LOOKS[reach], steps[-1][1].capitalize()
    return "planned", _("Not talked about yet")


def _attained(goal):
    if not goal.newest_level:
        return None
    first = goal.all_levels[0] if goal.all_levels[0].level != goal.newest_level.level else None
    words = goal.points[goal.newest_level.level - FIRST_POINT] if goal.has_points else ""
    return Attained(goal.newest_level, first, words)


# ---- measures ----


def measures_of(pathway, person, today, names=None):
    """Measures of the plan in force and of the annexes, those that lack an end or an owner marked as open; and what came of
    those that ended in an earlier version."""
    names = {row.pk: row.child for row in children_to_the_end(pathway, person)} if names is None else names
    elements = {each.key: str(each.short) for each in pathway.content.core_elements}
    ended = Q(plan__pathway=pathway, plan__state="superseded", ended_on__isnull=False)
    rows = list(
        _parts(Measure, pathway, person, ended).select_related("owner", "annex__pathway_child__child", "plan__pathway")
    )
    goes_on = {row.family for row in rows if row.annex_id or row.plan.state == "in_force"}
    return [
        _measure(row, person, today, names, elements)
        for row in rows
        if row.annex_id or row.plan.state == "in_force" or row.family not in goes_on
    ]


def _measure(row, person, today, names, elements):
    child = names.get(row.annex.pathway_child_id) if row.annex_id else None
    over = row.status(today) == "closed"
    lacks = not over and not (row.ends_on and (row.owner_id or row.owner_words))
    may = lacks and can_write_part(person, row)
    return MeasureLine(row, child, lacks, may, elements.get(row.core_element, ""), over)
