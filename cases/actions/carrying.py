"""What comes along from the version before: each goal and measure is taken or left, and nothing is lost by it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.plan_measures import remove_measure
from cases.actions.plan_parts import copy_goal, copy_measure, demand, locked, remove_goal
from cases.models import Goal, Measure, PathwayPlan
from cases.permissions import can_edit_plan


@transaction.atomic
def take_along(*, plan, part, by):
    """A goal or measure of an earlier version stands in the one being written too. Taken twice it is the same one.

    A goal keeps what it reached. A measure that is over begins anew, without days; what came of it stays where it ended.
    """
    plan = locked(PathwayPlan, plan)
    demand(can_edit_plan(by, plan))
    _demand_earlier(plan, part)
    if known := counterpart(plan, part):
        return known
    if isinstance(part, Goal):
        part.dropped_on = None
        return copy_goal(part, plan, by)
    if part.status(timezone.localdate()) == "closed":
        part.starts_on = part.ends_on = part.ended_on = None
        part.effect = ""
    return copy_measure(part, plan, by)


@transaction.atomic
def leave_behind(*, plan, part, row_version=None, by):
    """The one being written goes on without it; in the earlier version it stands as it stood. Left twice changes nothing.

    row_version: of the copy, as the one who leaves it has seen it; ValidationError "stale" when somebody wrote in it since.
    """
    plan = locked(PathwayPlan, plan)
    demand(can_edit_plan(by, plan))
    _demand_earlier(plan, part)
    known = counterpart(plan, part)
    if isinstance(known, Goal):
        remove_goal(goal=known, row_version=row_version, by=by)
    elif isinstance(known, Measure):
        remove_measure(measure=known, row_version=row_version, by=by)


def counterpart(plan, part):
    """The same goal or measure in another version, by its root."""
    rows = type(part).objects.filter(plan=plan)
    return next((row for row in rows if row.family == part.family), None)


def _demand_earlier(plan, part):
    if part.annex_id is not None or part.plan.pathway_id != plan.pathway_id or part.plan.number >= plan.number:
        raise ValidationError(_("It does not stand in an earlier version of this plan."))
