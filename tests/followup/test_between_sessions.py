"""What is asked between two sessions of a series: opened by a session, settled by a call."""

from datetime import date

import pytest
import time_machine

from followup.models import Occurrence
from parentgroups.actions import join_group, log_call, save_register, stop_in_group, undo_call
from parentgroups.models import GroupEnrolment, GroupSession
from parentgroups.queries import calls_due
from tests.cast import acting
from tests.followup.test_engine import swept

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def group(cast):
    """Two sessions ahead in the cast's group, both parents of Adam in it."""
    x = cast.fjord
    with time_machine.travel("2026-03-09T10:00+01:00", tick=False), acting(x, "group_leader") as person:
        first = x.group_session
        GroupSession.objects.filter(pk=first.pk).update(state="planned")
        first.attendance.all().delete()
        x.group_call.delete()
        for number, day in ((2, date(2026, 3, 25)), (3, date(2026, 4, 15))):
            x.make(
                GroupSession, group=x.group, number=number, on_day=day, starts_at=first.starts_at, ends_at=first.ends_at,
                core_element=first.core_element, theme="Ro",
            )  # fmt: skip
        other = x.make(
            GroupEnrolment, group=x.group, child=x.c1, parent=x.father, state="contacted", invited_on=date(2026, 3, 2)
        )
        join_group(enrolment=other, by=person, on=date(2026, 3, 4))
        return x.group, x.enrolment, other


def agrees(group, today):
    """The page's list of whom to call is exactly what stands open."""
    due = {call.enrolment.uuid for call in calls_due(group, date.fromisoformat(today))}
    rows = Occurrence.objects.filter(pathway=group.pathway_id, cadence="call_between_sessions", state="open")
    assert {row.subject for row in rows} == due
    return rows.order_by("pk")


def test_calls_are_opened_by_a_session_settled_by_a_call_and_always_those_of_the_page(cast, group):
    x, (found, mother, father) = cast.fjord, group
    sessions = {row.number: row for row in GroupSession.objects.none()}
    with time_machine.travel("2026-03-11T19:00+01:00", tick=False), acting(x, "group_leader") as person:
        assert list(agrees(found, "2026-03-11")) == []
        sessions = {
            row.number: row
            for row in GroupSession.objects.visible_to(person)
            .filter(group=found)
            .select_related("group__pathway__programme_version")
        }
        save_register(session=sessions[1], marks={(mother.pk, False): ("present", "")}, by=person)
        opened = agrees(found, "2026-03-11")
        assert [(row.due_on, row.counted_from, row.per_session) for row in opened] == [
            (date(2026, 3, 24), date(2026, 3, 11), True)
        ] * 2
        assert (
            Occurrence.objects.visible_to(person).overdue(date(2026, 5, 1)).filter(pathway=found.pathway).count() == 0
        )  # the calls' own page lists them
    with time_machine.travel("2026-03-18T10:00+01:00", tick=False), acting(x, "group_leader") as person:
        log_call(enrolment=mother, reached=False, by=person)
        assert agrees(found, "2026-03-18").count() == 2
        call = log_call(enrolment=mother, reached=True, by=person)
        assert [row.subject for row in agrees(found, "2026-03-18")] == [father.uuid]
        undo_call(call=call, by=person)
        assert agrees(found, "2026-03-18").count() == 2
        log_call(enrolment=mother, reached=True, by=person)
        stop_in_group(enrolment=father, reason=found.pathway.content.stop_reasons[0].key, by=person)
        assert list(agrees(found, "2026-03-18")) == []
        why = Occurrence.objects.filter(subject=father.uuid).values_list("state", "cancelled_because")
        assert list(why) == [("cancelled", "not_in_group")]
    with time_machine.travel("2026-03-25T19:00+01:00", tick=False), acting(x, "group_leader") as person:
        save_register(session=sessions[2], marks={(mother.pk, False): ("present", "")}, by=person)
        [again] = agrees(found, "2026-03-25")
        assert (again.subject, again.number, again.counted_from, again.due_on) == (
            mother.uuid,
            2,
            date(2026, 3, 25),
            date(2026, 4, 14),
        )
    swept(x, "2026-04-16")  # the last session has not been held, and there is no further one
    with time_machine.travel("2026-04-16T10:00+02:00", tick=False), acting(x, "group_leader"):
        assert list(agrees(found, "2026-04-16")) == []
        assert Occurrence.objects.get(pk=again.pk).cancelled_because == "series_ended"
