"""The daily job of what is due: cancel what stopped, follow the calendar, plan what is missing.

Twelve queries at most, however many pathways and occurrences there are. Run twice, in any order with the other jobs, or two at
once, it comes to the same: each day follows from the rules, the calendar and what people did, never from when it was worked out.
"""

from django.db import connection

from cases.models import Pathway
from core.context import current
from followup.actions.planning import plan_all
from followup.batches import Batch, with_transitions
from followup.calendar import whole_calendar
from followup.sweeps import cancel_what_stopped, follow_calendar, pathways_missing, rules_of


def plan(today):
    """Gives {cancelled, moved, planned}: how many of each."""
    person = current()
    pathways = Pathway.objects.visible_to(person)
    of_each_version = pathways.order_by("programme_version_id").distinct("programme_version_id")
    with (
        connection.cursor() as db
    ):  # for this job's transaction: tables that grow overnight mislead the choice of joins
        db.execute("set local enable_nestloop = off")
    rules, cadences = rules_of(of_each_version.select_related("programme_version"), person.municipality_id)
    if not rules:
        return {"cancelled": 0, "moved": 0, "planned": 0}
    calendar = whole_calendar(person.municipality_id)
    return {
        "cancelled": cancel_what_stopped((), today, person, rules=rules),
        "moved": follow_calendar(rules, cadences, calendar, person.municipality_id),
        "planned": _plan(pathways.filter(pk__in=pathways_missing(rules, person.municipality_id)), calendar, today),
    }


def _plan(pathways, calendar, today):
    """A pathway that somebody holds at this moment is left to its own act, or to tomorrow."""
    wanted = with_transitions(pathways).select_related("programme_version").order_by("pk")
    batch = Batch(wanted.select_for_update(of=("self",), skip_locked=True), today, calendar)
    return len(plan_all(batch))
