"""The parents of a group, as the rules of follow-up ask for them (A38): whom to call before the next session, and who was called."""

from datetime import timedelta

from django.db.models import Exists, F, Min, OuterRef, Subquery

from cases.models import PathwayChild
from followup.models import Occurrence
from followup.subjects import Subject
from parentgroups.models import BetweenSessionContact, GroupEnrolment, GroupSession

DAY = timedelta(days=1)
State = GroupEnrolment.State


def parents(pathways, today):
    """All who joined these groups, those who stopped too; one reading however many groups and parents there are.

    Between two sessions as `queries.calls_due` has it: from the last one held, while one is still to come, done when somebody
    talked with the parent since. Due before the next one planned, which may have passed without a register: no day moves by waiting.
    """
    rows = GroupEnrolment.objects.filter(group__pathway__in=pathways).exclude(joined_on=None)
    return [_subject(row) for row in rows.annotate(**_sessions(today)).values(*FIELDS).order_by("pk")]


FIELDS = (
    "group__pathway_id",
    "uuid",
    "state",
    "joined_on",
    "stopped_on",
    "row",
    "held_on",
    "next_on",
    "goes_on",
    "called_on",
)


def _sessions(today):
    sessions = GroupSession.objects.filter(group=OuterRef("group"))
    held = sessions.filter(state=GroupSession.State.HELD, on_day__lte=today).order_by("-on_day", "-number")
    planned = sessions.filter(state=GroupSession.State.PLANNED)
    talks = BetweenSessionContact.objects.filter(
        enrolment=OuterRef("pk"), reached=True, called_on__gte=OuterRef("held_on")
    )
    in_pathway = PathwayChild.objects.filter(pathway=OuterRef("group__pathway"), child=OuterRef("child"))
    return {
        "held_on": Subquery(held.values("on_day")[:1]),
        "next_on": Subquery(planned.filter(on_day__gte=OuterRef("held_on")).order_by("on_day").values("on_day")[:1]),
        "goes_on": Exists(planned.filter(on_day__gte=today)),
        "called_on": Subquery(talks.order_by().values("enrolment").annotate(first=Min("called_on")).values("first")),
        "row": Subquery(in_pathway.order_by(F("ends_on").desc(nulls_first=True), "-pk").values("pk")[:1]),
    }


def _subject(row):
    takes_part = row["state"] in (State.JOINED, State.COMPLETED)
    is_called = row["state"] == State.JOINED and row["held_on"] and row["goes_on"]
    return Subject(
        row["group__pathway_id"],
        row["uuid"],
        row["row"],
        since=row["joined_on"],
        gone="" if takes_part else Occurrence.Because.NOT_IN_GROUP,
        counted_from=row["held_on"] if is_called else None,
        due_by=max(row["next_on"] - DAY, row["held_on"]) if is_called and row["next_on"] else None,
        done_on=row["called_on"],
    )
