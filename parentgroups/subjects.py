"""The parents of a group, as the rules of follow-up ask for them (A38): whom to call before the next session, and who was called."""

from datetime import timedelta

from django.db.models import F, Min, OuterRef, Subquery

from cases.models import PathwayChild
from followup.models import Occurrence
from followup.subjects import Subject
from parentgroups.models import BetweenSessionContact, GroupEnrolment, GroupSession

DAY = timedelta(days=1)
State = GroupEnrolment.State


def parents(pathways, today):
    """All who joined these groups, those who stopped too; one reading however many groups and parents there are.

    Between two sessions as `queries.calls_due` has it: from the last one held, until the next one planned, done when somebody
    talked with the parent since.
    """
    rows = GroupEnrolment.objects.filter(group__pathway__in=pathways).exclude(joined_on=None)
    return [_subject(row) for row in rows.annotate(**_sessions(today)).values(*FIELDS).order_by("pk")]


FIELDS = ("group__pathway_id", "uuid", "state", "joined_on", "stopped_on", "row", "held_on", "next_on", "called_on")


def _sessions(today):
    sessions = GroupSession.objects.filter(group=OuterRef("group"))
    held = sessions.filter(state=GroupSession.State.HELD, on_day__lte=today).order_by("-on_day", "-number")
    ahead = sessions.filter(state=GroupSession.State.PLANNED, on_day__gte=today).order_by("on_day")
    talks = BetweenSessionContact.objects.filter(
        enrolment=OuterRef("pk"), reached=True, called_on__gte=OuterRef("held_on")
    )
    in_pathway = PathwayChild.objects.filter(pathway=OuterRef("group__pathway"), child=OuterRef("child"))
    return {
        "held_on": Subquery(held.values("on_day")[:1]),
        "next_on": Subquery(ahead.values("on_day")[:1]),
        "called_on": Subquery(talks.order_by().values("enrolment").annotate(first=Min("called_on")).values("first")),
        "row": Subquery(in_pathway.order_by(F("ends_on").desc(nulls_first=True), "-pk").values("pk")[:1]),
    }


def _subject(row):
    takes_part, is_called = row["state"] in (State.JOINED, State.COMPLETED), row["state"] == State.JOINED
    return Subject(
        row["group__pathway_id"],
        row["uuid"],
        row["row"],
        since=row["joined_on"],
        gone="" if takes_part else Occurrence.Because.NOT_IN_GROUP,
        counted_from=row["held_on"] if is_called else None,
        due_by=row["next_on"] - DAY if is_called and row["next_on"] else None,
        done_on=row["called_on"],
    )
