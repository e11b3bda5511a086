from datetime import date, time

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Pathway, PathwayTransition
from parentgroups.actions import cancel_session, create_group, edit_group, edit_session
from parentgroups.models import GroupSession, ParentGroup
from parentgroups.queries import group_warnings, groups_with_capacity, next_session, sessions_for_timeline, sessions_of
from tests.cast import acting
from tests.parentgroups.conftest import new_group

pytestmark = pytest.mark.usefixtures("db")
TODAY = time_machine.travel("2026-05-21", tick=False)


def test_create_group_makes_pathway_and_series(story, make_group):
    group = make_group(parents=0)
    with acting(story, "group_leader") as person:
        sessions = sessions_for_timeline(group.pathway)
        pathway = Pathway.objects.visible_to(person).get(pk=group.pathway_id)
        moves = list(PathwayTransition.objects.filter(pathway=pathway).values_list("kind", "after"))
    assert [session.on_day for session in sessions][:3] == [date(2026, 3, 12), date(2026, 3, 26), date(2026, 4, 9)]
    assert [(s.number, s.starts_at, s.ends_at) for s in sessions][6:] == [(7, time(16, 30), time(18, 30))]
    assert sessions[5].theme == "Ros og opmuntring derhjemme"
    assert sessions[5].ask_about == "Hvor mange aftener lykkedes det? Hvad gjorde forskellen?"
    assert (pathway.track, pathway.side, pathway.state, pathway.phase) == (
        "parent_group",
        "social",
        "active",
        "group_planned",
    )
    assert (pathway.starts_on, pathway.planned_end_on) == (date(2026, 3, 12), date(2026, 6, 4))
    assert moves == [("state", "active")]


def test_series_avoids_holidays_and_school_breaks(story, make_group):
    group = make_group(parents=0, first_on=date(2026, 4, 30), count=6)
    with acting(story, "group_leader"):
        sessions = sessions_for_timeline(group.pathway)
    assert [(s.on_day, s.moved_because) for s in sessions] == [
        (date(2026, 4, 30), ""),
        (date(2026, 5, 21), "14. maj: Kristi himmelfartsdag"),
        (date(2026, 6, 4), ""),
        (date(2026, 6, 18), ""),
        (date(2026, 8, 13), "2. juli: sommerferie"),
        (date(2026, 8, 27), ""),
    ]


def test_manager_starts_a_group_for_a_leader(story):
    with TODAY, acting(story, "provider_manager") as by:
        group = create_group(by=by, **new_group(story) | {"co_lead": story.staff["other_leader"]})
        assert [row.group.pk for row in groups_with_capacity(by)].count(group.pk) == 1


@pytest.mark.parametrize("who", ["resource_advisor", "principal", "teacher", "caseworker", "steering_group"])
def test_others_start_none(story, who):
    with acting(story, who) as by, pytest.raises(PermissionDenied):
        create_group(by=by, **new_group(story))


def test_same_leader_twice_and_end_past_midnight_are_refused(story):
    with acting(story, "group_leader") as by:
        with pytest.raises(ValidationError) as twice:
            create_group(by=by, **new_group(story) | {"co_lead": story.staff["group_leader"]})
        with pytest.raises(ValidationError) as late:
            create_group(by=by, **new_group(story) | {"starts_at": time(23, 0)})
    assert (list(twice.value.message_dict), list(late.value.message_dict)) == (["co_lead"], ["minutes"])


def test_limits_warn_and_never_block(story, make_group):
    group = make_group(parents=3, count=5, minutes=60)
    with TODAY, acting(story, "group_leader") as person:
        enrolments = list(group.enrolments.all())
        found = group_warnings(group, sessions_of(group, person), enrolments, date(2026, 5, 21))
    assert [(warning.limit.key, warning.value) for warning in found] == [
        ("group_sessions", 5),
        ("session_minutes", 60),
        ("group_size", 3),
    ]
    assert (
        str(found[2]) == "Antal forældre i gruppen: 3. I modellens eksempel er der 6 til 16. Ledsagere tæller ikke med."
    )


def test_a_group_inside_the_limits_warns_of_nothing(story, make_group):
    group = make_group()
    with acting(story, "group_leader") as person:
        assert group_warnings(group, sessions_of(group, person), list(group.enrolments.all()), date(2026, 5, 21)) == []


def test_capacity_counts_parents_and_not_companions(story, make_group):
    group = make_group()
    with TODAY, acting(story, "provider_manager") as person:
        row = next(row for row in groups_with_capacity(person) if row.group.pk == group.pk)
    assert (row.joined, row.smallest, row.largest, row.places_left) == (8, 6, 16, 8)
    assert (row.held, row.planned, row.next_on) == (0, 7, date(2026, 5, 21))


def test_list_costs_the_same_with_more_groups(story, make_group):
    def count():
        with acting(story, "provider_manager") as person, CaptureQueriesContext(connection) as asked:
            groups_with_capacity(person)
        return len(asked)

    before = count()
    make_group(parents=0)
    make_group(parents=0)
    assert count() == before


def test_edit_group_takes_the_sessions_ahead_along(story, make_group):
    group = make_group(parents=0)
    with TODAY, acting(story, "group_leader") as by:
        edit_group(
            group=group,
            title="Ny titel",
            lead=story.staff["group_leader"],
            starts_at=time(17, 0),
            minutes=90,
            venue="Skolen",
            by=by,
        )
        times = list(GroupSession.objects.visible_to(by).filter(group=group).values_list("starts_at", "ends_at"))
        assert ParentGroup.objects.visible_to(by).get(pk=group.pk).venue == "Skolen"
    assert times == [(time(16, 30), time(18, 30))] * 5 + [(time(17, 0), time(18, 30))] * 2


def test_session_saved_by_two_keeps_the_first(story, make_group):
    group = make_group(parents=0)
    with acting(story, "group_leader") as by:
        session = sessions_for_timeline(group.pathway)[1]
        content = {
            "starts_at": time(16, 0),
            "ends_at": time(18, 0),
            "exercise": "",
            "home_practice": "",
            "ask_about": "",
            "by": by,
        }
        edit_session(session=session, row_version=1, theme="Først", **content)
        with pytest.raises(ValidationError) as stale:
            edit_session(session=session, row_version=1, theme="Sidst", **content)
        session.refresh_from_db()
    assert (stale.value.code, session.theme, session.row_version) == ("stale", "Først", 2)


def test_cancelled_session_is_neither_next_nor_asked_about(story, make_group):
    group = make_group(parents=0)
    with TODAY, acting(story, "group_leader") as by:
        session = sessions_for_timeline(group.pathway)[5]
        cancel_session(session=session, reason="Sygdom", by=by)
        assert next_session(sessions_of(group, by), date(2026, 5, 21)).number == 7
