"""Goals and measures as every page shows them: with steps, what was attained, where a measure stands and how often it was tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.models import AttainedLevel, BehaviourStep, Goal, Measure, PathwayPlan
from cases.models.plan_parts import LEVEL_WORDS
from cases.permissions import can_record_level, can_try_measure
from cases.queries.goal_drawings import goals_with_drawings
from cases.queries.trials import tried_by_family

State = PathwayPlan.State
# arena -> the sector that writes a child's annex there; leisure is the family's own time
SIDES = {"school": "school", "single_child": "school", "home": "provider", "leisure": "provider"}
LEAD_IN = 40  # characters


@dataclass(frozen=True)
class Point:
    """One of a goal's five points: what you would see, and when that was attained."""

    level: int
    title: str
    words: str
    attained: tuple = ()
    is_newest: bool = False


def parts_of(plan, here, content, person):
    """Goals with steps, points and levels, and measures dressed for the page, of the class part and of annexes: four queries."""
    goals = goals_with_drawings(Goal.objects.filter(here, dropped_on=None), person)
    with_steps(goals)
    with_levels(goals)
    measures = list(Measure.objects.filter(here).select_related("owner", "different_by"))
    dress(measures, plan, content)
    return goals, measures


def dress(measures, plan, content):
    """Give each measure the short title of its element, its arena's title, and how it stands today."""
    titles = {element.key: element.short for element in content.core_elements}
    arenas = {arena.key: arena.title for arena in content.plan.arenas}
    today = timezone.localdate()
    for row in measures:
        row.short, row.now = str(titles.get(row.core_element, row.core_element)), row.status(today)
        row.arena_title = str(arenas.get(row.arena, row.get_arena_display()))
        if row.plan_id and plan.state in (State.DRAFT, State.SHARED) and row.now == "running":
            row.now = "planned"


def with_trials(plan, measures, person):
    """Give each measure of the class part `tried` (None before the first time) and `may_try`."""
    tried = tried_by_family([row for row in measures if row.plan_id], person)
    for row in measures:
        row.tried, row.may_try = None, False
        if row.plan_id:
            row.plan = plan
            row.tried, row.may_try = tried.get(row.family), row.now != "closed" and can_try_measure(person, row)


def with_steps(goals):
    """Give each goal `all_steps`, each with its state: reached, the one being worked on (running), or planned."""
    steps = list(BehaviourStep.objects.filter(goal__in=[goal.pk for goal in goals])) if goals else []
    for goal in goals:
        goal.lead_in, goal.rest = split_goal(goal.text)
        goal.all_steps = [step for step in steps if step.goal_id == goal.pk]
        still = [step for step in goal.all_steps if not step.reached_on]
        for step in goal.all_steps:
            step.now = "reached" if step.reached_on else "running" if step is still[0] else "planned"
            step.is_next = step in still[1:2]


def with_levels(goals):
    """Give each goal `all_levels`, the oldest first and from every version of the plan, `newest_level` and `all_points`."""
    families = {goal.family for goal in goals}
    rows = AttainedLevel.objects.annotate(family=Coalesce("goal__root_id", "goal_id")).filter(family__in=families)
    levels = list(rows.select_related("by")) if families else []
    for goal in goals:
        goal.all_levels = [row for row in levels if row.family == goal.family]
        goal.newest_level = goal.all_levels[-1] if goal.all_levels else None
        goal.all_points = points_of(goal)
        goal.may_record = False


def with_right_to_record(goals, person, plan=None):
    """Give each goal `may_record`: may this reader say how far it has come? `plan`: the version of the class part."""
    for goal in goals:
        if goal.annex_id is None and plan is not None:
            goal.plan = plan
            goal.may_record = can_record_level(person, goal)


def points_of(goal):
    """The five points with the most on top; none when neither a point nor a level has been written."""
    if not any(goal.points) and not goal.all_levels:
        return []
    words = [*goal.points, "", "", "", "", ""]
    return [
        Point(
            level,
            str(LEVEL_WORDS[level]),
            words[level + 2],
            tuple(row for row in goal.all_levels if row.level == level),
            goal.newest_level is not None and goal.newest_level.level == level,
        )
        for level in reversed(Goal.LEVELS)
    ]


def lacks_points(goals):
    """Goals whose five points are not all written: told before the start, never in the way of it."""
    return [goal for goal in goals if not goal.has_points]


@dataclass(frozen=True)
class Writing:
    """Somebody else has just saved something in the same version."""

    name: str
    at: datetime


def writing_too(part, person):
    """Who else is writing in this version just now: the newest save by another within the last half hour, or None."""
    since = timezone.now() - timedelta(minutes=30)
    rows = [part.plan, *part.goals, *(measure for arena in part.arenas for measure in arena.measures)]
    others = [row for row in rows if row.changed_by_id not in (None, person.staff_id) and row.changed_at >= since]
    if not others:
        return None
    newest = max(others, key=lambda row: row.changed_at)
    return Writing(newest.changed_by.name, newest.changed_at)


def split_goal(text):
    """What stands before a colon ("Rolig start: alle er i gang") and the rest; without one all of it is the lead-in."""
    lead_in, colon, rest = text.partition(": ")
    return (lead_in, rest) if colon and len(lead_in) <= LEAD_IN else (text, "")
