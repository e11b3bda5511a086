"""The decision at the end: for the class and for each child, referrals that wait, and where the children are later."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Pathway, PathwayChild
from followup.actions import close_pathway
from followup.actions.closing import (
    decide_child,
    decide_closing,
    reopen_closed,
    undo_child,
    undo_closing,
    undo_reopened,
)
from followup.actions.placement import answer_placements, undo_placements
from followup.actions.referrals import answer_referral, ask_again, undo_answer
from followup.models import ChildClosing, Occurrence, PathwayClosing, PlacementAnswer, Task
from followup.queries.closings import newest_closings, placement_lines, waiting_referrals
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
TODAY = date(2026, 5, 21)
WHY = "Klassen bærer selv videre."


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-05-21"):
        yield


@pytest.fixture
def x(cast):
    with acting(cast.fjord, "resource_advisor"):
        ChildClosing.objects.filter(pk=cast.fjord.child_closing.pk).delete()
    return cast.fjord


def decide(x, decision, who="resource_advisor", children=None, **more):
    with acting(x, who) as person:
        return decide_closing(
            pathway=x.w,
            decision=decision,
            by=person,
            **{"reason": WHY, "from_on": TODAY} | more,
            children=children or {},
        )


def rows(x):
    with acting(x, "resource_advisor"):
        return {
            row.child.given_name: (row.ends_on, row.ending_reason)
            for row in PathwayChild.objects.filter(pathway=x.w).select_related("child")
        }


def said(x):
    with acting(x, "resource_advisor"):
        return dict(ChildClosing.objects.filter(pathway=x.w).values_list("child__given_name", "decision"))


def waiting(x, on=TODAY):
    with acting(x, "resource_advisor") as person:
        return [(line.child.given_name, line.row.refer_to) for line in waiting_referrals(person, on)]


def test_children_follow_the_class_unless_somebody_says_otherwise(x):
    made = decide(x, "maintain_class", children={x.p2.pk: {"decision": "goals_reached", "why": "Hun trives."}})
    assert (made.decision, made.decided_by_id, made.decided_with_id) == (
        "maintain_class", x.staff["resource_advisor"].pk, x.staff["group_leader"].pk,
    )  # fmt: skip
    assert said(x) == {"Adam": "maintain_class", "Selma": "goals_reached"}
    assert rows(x) == {"Adam": (None, ""), "Selma": (TODAY, "Hun trives.")}
    with acting(x, "resource_advisor"):
        assert Pathway.objects.get(pk=x.w.pk).phase == "maintenance"


def test_a_child_referred_on_stays_in_sight_until_there_is_an_answer(x):
    decide(x, "goals_reached", children={x.p1.pk: {"decision": "refer", "refer_to": "Familieafdelingen"}})
    assert rows(x) == {"Adam": (None, ""), "Selma": (TODAY, WHY)}
    assert waiting(x, date(2026, 9, 1)) == [("Adam", "Familieafdelingen")]
    with acting(x, "resource_advisor") as person:
        row = ChildClosing.objects.get(pathway_child=x.p1)
        assert (row.task.kind, row.task.due_on, row.task.owner_id) == (
            Task.Kind.REFERRAL,
            date(2026, 6, 4),
            person.staff_id,
        )
        ask_again(closing=row, on=date(2026, 6, 18), by=person)
        assert Task.objects.get(pk=row.task_id).due_on == date(2026, 6, 18)
        with pytest.raises(ValidationError):
            ask_again(closing=row, on=TODAY, by=person)
        answer_referral(closing=row, answer="accepted", answered_on=TODAY, words="De begynder i juni.", by=person)
        answer_referral(
            closing=row, answer="declined", answered_on=TODAY, by=person
        )  # the second click changes nothing
        assert ChildClosing.objects.get(pk=row.pk).answer == "accepted"
        assert Task.objects.get(pk=row.task_id).settled_on == TODAY
    assert (rows(x)["Adam"], waiting(x)) == ((TODAY, "Henvist videre: Familieafdelingen"), [])
    with acting(x, "resource_advisor") as person:
        undo_answer(closing=ChildClosing.objects.get(pk=row.pk), by=person)
    assert (rows(x)["Adam"], waiting(x)) == ((None, ""), [("Adam", "Familieafdelingen")])


def test_a_child_whose_referral_is_refused_goes_on_while_the_class_does(x):
    decide(x, "maintain_class", children={x.p1.pk: {"decision": "refer", "refer_to": "Familieafdelingen"}})
    with acting(x, "group_leader") as person:  # Adam is shared with her
        row = ChildClosing.objects.get(pathway_child=x.p1)
        answer_referral(closing=row, answer="not_accepted", answered_on=TODAY, by=person)
    assert rows(x)["Adam"] == (None, "")
    with acting(x, "resource_advisor") as person:
        made = decide_child(
            pathway_child=x.p1, decision="refer", refer_to="PPR", why="Et andet sted.", from_on=TODAY, by=person
        )
    assert waiting(x) == [("Adam", "PPR")]
    with acting(x, "resource_advisor") as person:
        undo_child(closing=made, by=person)
        assert not Task.objects.filter(pk=made.task_id).exists()
    assert waiting(x) == []


@pytest.mark.parametrize(
    ("decision", "more", "field"),
    [
        ("refer", {}, "refer_to"),
        ("go_on", {}, "planned_end_on"),
        ("go_on", {"planned_end_on": TODAY}, "planned_end_on"),
        ("goals_reached", {"reason": " "}, "reason"),
        ("goals_reached", {"mapping": "left_out"}, "no_mapping_reason"),
        ("nonsense", {}, "decision"),
        ("goals_reached", {"children": {"p1": {"decision": "maintain_class"}}}, "decision_p1"),
        ("maintain_class", {"children": {"p1": {"decision": "refer"}}}, "refer_to_p1"),
    ],
)
def test_what_is_missing_is_said_at_its_field(x, decision, more, field):
    children = {x.p1.pk: more.pop("children", {}).get("p1")} if "children" in more else {}
    with pytest.raises(ValidationError) as wrong:
        decide(x, decision, children=children, **more)
    assert list(wrong.value.message_dict) == [field.replace("p1", str(x.p1.pk))]
    with acting(x, "resource_advisor"):
        assert not PathwayClosing.objects.standing().exists()


@pytest.mark.parametrize("who", ["group_leader", "principal", "teacher", "provider_manager", "other_advisor"])
def test_only_the_side_that_owns_the_pathway_decides(x, who):
    with pytest.raises((PermissionDenied, Pathway.DoesNotExist)):
        decide(x, "goals_reached", who=who)


def test_decided_twice_is_decided_once(x):
    first = decide(x, "goals_reached")
    assert decide(x, "refer", refer_to="PPR").pk == first.pk
    with acting(x, "resource_advisor") as person:
        assert [row.mapping for row in newest_closings(person)] == ["not_asked"]
        assert ChildClosing.objects.filter(pathway=x.w).count() == 2


def test_going_on_moves_the_planned_end_and_can_be_undone(x):
    made = decide(x, "go_on", planned_end_on=date(2026, 9, 30))
    with acting(x, "resource_advisor") as person:
        kept = Pathway.objects.get(pk=x.w.pk)
        assert (kept.state, kept.phase, kept.planned_end_on, kept.ending) == (
            "active",
            "running",
            date(2026, 9, 30),
            "",
        )
        undo_closing(closing=made, by=person)
        assert Pathway.objects.get(pk=x.w.pk).planned_end_on == date(2026, 6, 19)
        assert not PathwayClosing.objects.standing().exists()


def test_an_undone_decision_leaves_everything_as_it_was(x):
    before = rows(x)
    made = decide(
        x, "goals_reached", children={x.p1.pk: {"decision": "refer", "refer_to": "PPR", "why": "Mere støtte."}}
    )
    with acting(x, "resource_advisor") as person:
        undo_closing(closing=made, by=person)
        undo_closing(closing=made, by=person)
        back = Pathway.objects.get(pk=x.w.pk)
        assert (back.state, back.phase, back.ended_on, back.ending) == ("active", "running", None, "")
        assert Occurrence.objects.get(pk=x.occurrence.pk).state == "open"
        assert not Task.objects.filter(kind="referral").exists()
        assert not Occurrence.objects.open().filter(pathway=x.w, cadence__startswith="placement").exists()
    assert (rows(x), said(x)) == (before, {})


def test_an_answered_referral_keeps_the_decision(x):
    made = decide(x, "maintain_class", children={x.p1.pk: {"decision": "refer", "refer_to": "PPR"}})
    with acting(x, "resource_advisor") as person:
        row = ChildClosing.objects.get(pathway_child=x.p1)
        answer_referral(closing=row, answer="accepted", answered_on=TODAY, by=person)
        with pytest.raises(ValidationError):
            undo_closing(closing=made, by=person)


def test_a_referral_is_followed_up_by_somebody_who_is_told_about_the_child(x):
    """Adam is shared with the group leader, Selma is not; a teacher reads no decision about any child."""
    leader, teacher = x.staff["group_leader"].pk, x.staff["teacher"].pk
    referred = {"decision": "refer", "refer_to": "PPR"}
    for row, owner in ((x.p2, leader), (x.p1, teacher)):
        with pytest.raises(ValidationError) as wrong:
            decide(x, "goals_reached", children={row.pk: referred | {"owner": owner}})
        assert list(wrong.value.message_dict) == [f"asks_{row.pk}"]
    decide(x, "goals_reached", children={x.p1.pk: referred | {"owner": leader}})
    with acting(x, "group_leader") as person:
        [line] = [each for each in waiting_referrals(person, TODAY) if each.is_mine]
        assert (line.child.given_name, line.may_answer) == ("Adam", True)


# ---- opened again ----


def test_opened_again_the_children_are_back_as_they_were(x):
    decide(x, "goals_reached", children={x.p1.pk: {"decision": "refer", "refer_to": "PPR", "why": "Mere støtte."}})
    with acting(x, "resource_advisor") as person:
        pathway = Pathway.objects.get(pk=x.w.pk)
        opened = reopen_closed(pathway=pathway, reason="For tidligt.", by=person)
        assert (opened.pathway.state, opened.pathway.phase) == ("active", "running")
        assert not PathwayClosing.objects.standing().exists()
        assert list(newest_closings(person)) == []
    assert (rows(x), waiting(x)) == ({"Adam": (None, ""), "Selma": (None, "")}, [])
    with acting(x, "resource_advisor") as person:
        undo_reopened(pathway=opened.pathway, kept=opened.kept, by=person)
        assert Pathway.objects.get(pk=x.w.pk).state == "closed"
    assert (rows(x)["Adam"], waiting(x)) == ((None, ""), [("Adam", "PPR")])
    assert rows(x)["Selma"][0] == TODAY


# ---- half a year after ----


def asked(x, who, on):
    with time_machine.travel(str(on)), acting(x, who) as person:
        return [
            (line.months, line.child and line.child.given_name)
            for line in placement_lines(x.w, person, on)
            if line.is_asked
        ]


def test_the_school_is_asked_half_a_year_later_and_nobody_else(x):
    decide(x, "goals_reached")
    later = date(2026, 11, 16)
    assert asked(x, "resource_advisor", date(2026, 10, 1)) == []
    assert asked(x, "principal", later) == [(6, "Adam"), (6, "Selma")]
    with time_machine.travel("2026-11-16"), acting(x, "principal") as person:
        lines = placement_lines(x.w, person, later)
        changed = answer_placements(
            pathway=x.w, answers={lines[0].occurrence.pk: "ordinary", lines[1].occurrence.pk: "special"}, by=person
        )
        assert [before for _pk, before in changed] == ["", ""]
        again = answer_placements(pathway=x.w, answers={lines[1].occurrence.pk: "other_class"}, by=person)
        assert [before for _pk, before in again] == ["special"]
        assert answer_placements(pathway=x.w, answers={lines[1].occurrence.pk: "other_class"}, by=person) == []
        found = PlacementAnswer.objects.visible_to(person).filter(pathway_child__in=(x.p1, x.p2), answered_on=later)
        assert dict(found.values_list("child__given_name", "placement")) == {"Adam": "ordinary", "Selma": "other_class"}
        assert set(found.values_list("months", flat=True)) == {6}
        assert Occurrence.objects.get(pk=lines[0].occurrence.pk).state == "held"
        undo_placements(pathway=x.w, changed=again, by=person)
        undo_placements(pathway=x.w, changed=changed, by=person)
        assert not found.exists()
        assert Occurrence.objects.get(pk=lines[0].occurrence.pk).state == "open"
    with time_machine.travel("2026-11-16"), acting(x, "group_leader") as person:
        with pytest.raises(PermissionDenied):
            answer_placements(pathway=x.w, answers={lines[0].occurrence.pk: "ordinary"}, by=person)
        assert not PlacementAnswer.objects.visible_to(person).exists()
        assert not PlacementAnswer.objects.exists()  # the database alone


def test_after_the_end_the_other_side_sees_the_families_no_more(x):
    """Purpose limitation: Adam's family is seen through the parent group as long as it runs, and then no more."""
    decide(x, "goals_reached")
    with acting(x, "group_leader"):
        assert PathwayChild.objects.filter(child=x.c1, pathway=x.g).update(ends_on=TODAY) == 1
    with time_machine.travel("2026-05-22"), acting(x, "group_leader") as person:
        assert not PathwayChild.objects.seen_with_child(person).filter(pathway=x.w).exists()
        assert not ChildClosing.objects.visible_to(person).filter(pathway=x.w).exists()
        assert Pathway.objects.visible_to(person).filter(pk=x.w.pk).exists()


def test_a_closing_without_decisions_for_children_is_still_opened_and_asked(x):
    """Closed by the action below the page: nothing of it is lost."""
    with acting(x, "resource_advisor") as person:
        close_pathway(pathway=x.w, decision="goals_reached", reason=WHY, ended_on=TODAY, by=person)
    assert asked(x, "resource_advisor", date(2026, 11, 20)) == [(6, "Adam"), (6, "Selma")]
    with acting(x, "resource_advisor") as person:
        opened = reopen_closed(pathway=Pathway.objects.get(pk=x.w.pk), reason="For tidligt.", by=person)
        assert (opened.kept, opened.pathway.state) == ({}, "active")
