from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Goal
from followup.actions import hold_meeting, mark_not_held, move_occurrence
from followup.models import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant, Occurrence
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel("2026-05-28"):
        yield


def hold(x, who="resource_advisor", held_on=date(2026, 5, 28), **more):
    with acting(x, who) as person:
        return hold_meeting(occurrence=x.occurrence, held_on=held_on, by=person, **more)


def following(x):
    with acting(x, "resource_advisor"):
        return x.w.occurrences.get(state="open")


def test_late_meeting_counts_and_the_next_is_planned_from_it(cast):
    x = cast.fjord
    meeting = hold(x)
    with acting(x, "resource_advisor"):
        held = Occurrence.objects.get(pk=x.occurrence.pk)
    assert (held.state, held.held_on, held.settled_by_id) == ("held", date(2026, 5, 28), x.staff["resource_advisor"].pk)
    assert meeting.kind == "follow_up"
    after = following(x)
    assert (after.number, after.computed_on, after.due_on, after.is_agreed) == (
        2,
        date(2026, 8, 28),
        date(2026, 8, 28),
        False,
    )


def test_agreed_day_wins_even_on_a_saturday(cast):
    hold(cast.fjord, next_on=date(2026, 8, 22))
    after = following(cast.fjord)
    assert (after.computed_on, after.due_on, after.is_agreed, after.moved_because) == (
        date(2026, 8, 28),
        date(2026, 8, 22),
        True,
        [],
    )
    assert after.window_opens_on == date(2026, 8, 8)


def test_meeting_keeps_all_that_was_said(cast):
    x = cast.fjord
    meeting = hold(
        x,
        participants=[{"staff": x.staff["teacher"].pk}, {"words": "forældre"}],
        children=[
            {"pathway_child": x.p1, "part": "present", "placement": "ordinary"},
            {"pathway_child": x.p2, "part": "not", "not_heard_reason": "Syg i dag", "placement": "ordinary"},
        ],
        progress=[
            {"goal": x.goal, "reach": "reached", "words": "Leger hver dag"},
            {"goal": x.class_goal, "reach": "same"},
        ],
        summary="Det går fremad.",
        decisions=[{"text": "Fast start også i SFO.", "owner": x.staff["teacher"].pk, "due_on": date(2026, 6, 8)}],
        needs_network_meeting=True,
    )
    with acting(x, "resource_advisor") as person:
        assert set(MeetingParticipant.objects.filter(meeting=meeting).values_list("staff_member", "words")) == {
            (x.staff["teacher"].pk, ""),
            (None, "forældre"),
        }
        assert set(
            ChildFollowUp.objects.visible_to(person)
            .filter(meeting=meeting)
            .values_list("child", "part", "not_heard_reason")
        ) == {
            (x.c1.pk, "present", ""),
            (x.c2.pk, "not", "Syg i dag"),
        }
        assert dict(GoalProgress.objects.visible_to(person).filter(meeting=meeting).values_list("goal", "reach")) == {
            x.goal.pk: "reached",
            x.class_goal.pk: "same",
        }
        assert Decision.objects.filter(meeting=meeting).get().owner == x.staff["teacher"]
        assert dict(Goal.objects.values_list("pk", "reached_on"))[x.goal.pk] == date(2026, 5, 28)
        assert Meeting.objects.get(pk=meeting.pk).needs_network_meeting is True


def test_held_twice_is_held_once(cast):
    first = hold(cast.fjord, summary="Første")
    assert hold(cast.fjord, "group_leader", summary="Anden") == first
    with acting(cast.fjord, "resource_advisor"):
        assert Meeting.objects.filter(occurrence=cast.fjord.occurrence).get().summary == "Første"
        assert cast.fjord.w.occurrences.count() == 2


def test_group_leader_says_nothing_of_a_child_without_a_basis(cast):
    x = cast.fjord
    with pytest.raises(PermissionDenied):
        hold(x, "group_leader", children=[{"pathway_child": x.p2, "part": "present", "placement": "ordinary"}])
    hold(x, "group_leader", children=[{"pathway_child": x.p1, "part": "present", "placement": "ordinary"}])


@pytest.mark.parametrize(
    "who", ["principal", "provider_manager", "teacher", "caseworker", "other_advisor", "other_leader"]
)
def test_others_do_not_write_minutes(cast, who):
    with pytest.raises(PermissionDenied):
        hold(cast.fjord, who)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": date(2026, 5, 29)}, "held_on"),
        ({"held_on": date(2026, 2, 1)}, "held_on"),
        ({"next_on": date(2026, 5, 28)}, "next_on"),
    ],
)
def test_impossible_days_are_refused(cast, change, field):
    with pytest.raises(ValidationError) as wrong:
        hold(cast.fjord, **change)
    assert list(wrong.value.message_dict) == [field]


def test_child_that_was_not_heard_needs_a_reason(cast):
    x = cast.fjord
    with pytest.raises(ValidationError):
        hold(x, children=[{"pathway_child": x.p1, "part": "not", "placement": "ordinary"}])


def not_held(x, who="group_leader", **more):
    with acting(x, who) as person:
        return mark_not_held(occurrence=x.occurrence, by=person, **{"reason": "staff_ill"} | more)


def test_not_held_counts_on_from_the_day_it_should_have_been(cast):
    settled = not_held(cast.fjord, words="Karen var syg.")
    assert (settled.state, settled.not_held_reason, settled.not_held_words) == (
        "not_held",
        "staff_ill",
        "Karen var syg.",
    )
    not_held(cast.fjord)
    after = following(cast.fjord)
    assert (after.number, after.computed_on, after.due_on) == (2, date(2026, 8, 26), date(2026, 8, 26))
    with pytest.raises(ValidationError):
        hold(cast.fjord)


def test_not_held_needs_a_reason_of_the_version(cast):
    with pytest.raises(ValidationError) as wrong:
        not_held(cast.fjord, reason="andet")
    assert list(wrong.value.message_dict) == ["reason"]
    with pytest.raises(PermissionDenied):
        not_held(cast.fjord, "principal")


def move(x, due_on, reason="Forældrene kan først der.", who="resource_advisor"):
    with acting(x, who) as person:
        return move_occurrence(occurrence=x.occurrence, due_on=due_on, reason=reason, by=person)


def test_moved_day_is_agreed_and_keeps_where_it_came_from(cast):
    x = cast.fjord
    move(x, date(2026, 6, 2))
    moved = move(x, date(2026, 6, 4), "Lærerne er på kursus.", "group_leader")
    assert (moved.due_on, moved.is_agreed, moved.window_opens_on, moved.computed_on) == (
        date(2026, 6, 4),
        True,
        date(2026, 5, 21),
        date(2026, 5, 24),
    )
    assert moved.moved_because == [
        {"on": "2026-05-26", "why": "Forældrene kan først der."},
        {"on": "2026-06-02", "why": "Lærerne er på kursus."},
    ]


def test_move_is_refused_to_the_past_without_reason_and_when_settled(cast):
    x = cast.fjord
    with pytest.raises(ValidationError):
        move(x, date(2026, 5, 27))
    with pytest.raises(ValidationError):
        move(x, date(2026, 6, 2), " ")
    with pytest.raises(PermissionDenied):
        move(x, date(2026, 6, 2), who="principal")
    hold(x)
    with pytest.raises(ValidationError):
        move(x, date(2026, 6, 2))
