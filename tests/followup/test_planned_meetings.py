"""Planning, changing and cancelling a meeting; above all: nobody is asked to what she has no right to hear."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import StaffMember
from cases.models import CustodyRelation, InformationExchange
from core.context import current
from followup.actions import (
    add_network_member,
    cancel_meeting,
    change_meeting,
    end_network_member,
    hand_over_meeting,
    hold_meeting,
    mark_not_held,
    move_occurrence,
    plan_meeting,
    undo_cancel,
    undo_held,
    undo_settled,
)
from followup.models import Lesson, Meeting, Occurrence, Task
from followup.queries.invitations import circle, reachers, warnings_of
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
CPH = ZoneInfo("Europe/Copenhagen")
AT_TWO, AT_THREE = datetime(2026, 6, 4, 14, tzinfo=CPH), datetime(2026, 6, 4, 15, tzinfo=CPH)
TODAY = date(2026, 5, 26)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel("2026-05-26 10:00"):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


def plan(x, person, **more):
    return plan_meeting(
        **{
            "pathway": x.w,
            "kind": "follow_up",
            "starts_at": AT_TWO,
            "ends_at": AT_THREE,
            "place": "Lokale 12",
            "by": person,
        }
        | more
    )


def staff(x, *who):
    return [{"staff": x.staff[each].pk} for each in who]


# ---- who may be asked ----

SEES_ADAM = {"resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "teacher", "mixed", "both", "caseworker", "ppr_advisor"}  # fmt: skip
SEES_SELMA = SEES_ADAM - {"group_leader", "provider_manager", "caseworker"}


@pytest.mark.parametrize(("child", "may"), [("c1", SEES_ADAM), ("c2", SEES_SELMA)])
def test_reachers_are_those_whom_the_walls_let_in(x, child, may):
    with acting(x, "resource_advisor") as person:
        before = (person.staff_id, Occurrence.objects.count())
        ids = {pk: who for who, each in x.staff.items() if who != "system" for pk in [each.pk]}
        found = reachers(list(ids), x.w.pk, getattr(x, child).pk, TODAY)
        assert {ids[pk] for pk in found} == may
        assert (current().staff_id, Occurrence.objects.count()) == before  # she acts as herself again


def test_ended_role_reaches_nothing(x):
    with acting(x, "resource_advisor"):
        assert reachers([x.staff["ended"].pk], x.w.pk, None, TODAY) == set()
    with time_machine.travel("2026-01-20"), acting(x, "resource_advisor"):
        assert reachers([x.staff["ended"].pk], x.w.pk, None, date(2026, 1, 20)) == {x.staff["ended"].pk}


@pytest.mark.parametrize(
    "who", ["other_advisor", "other_leader", "steering_group", "administrator", "learning_coordinator", "ended"]
)
def test_whoever_does_not_reach_the_pathway_is_refused_by_name(x, who):
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as wrong:
        plan(x, person, invited=staff(x, "teacher", who))
    assert wrong.value.message_dict == {
        "invited": [f"{x.staff[who].name} har ikke ret til at høre om dette forløb og kan ikke inviteres."]
    }


def test_caseworker_is_asked_about_adam_while_it_is_shared_and_not_after(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(x, person, kind="network", pathway_child=x.p1, invited=staff(x, "caseworker", "group_leader"))
        assert set(meeting.participants.values_list("staff_member", flat=True)) == {
            x.staff["caseworker"].pk,
            x.staff["group_leader"].pk,
        }
    with acting(x, "caseworker") as person:
        assert list(Meeting.objects.visible_to(person)) == [meeting]
    with acting(x, "resource_advisor") as person:
        InformationExchange.objects.filter(from_sector="school").update(withdrawn_at=datetime.now(UTC))
        with pytest.raises(ValidationError):
            plan(x, person, kind="network", pathway_child=x.p1, invited=staff(x, "caseworker"))
    with acting(x, "caseworker") as person:
        assert not Meeting.objects.visible_to(person).filter(pk=meeting.pk).exists()  # withdrawal stops at once


def test_group_leader_without_a_basis_can_neither_be_asked_nor_ask(x):
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError):
        plan(x, person, pathway_child=x.p2, invited=staff(x, "group_leader"))
    with acting(x, "group_leader") as person, pytest.raises(PermissionDenied):
        plan(x, person, pathway_child=x.p2)


def test_parent_is_asked_while_custody_is_live_and_not_suspended(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(x, person, pathway_child=x.p1, invited=[{"parent": x.mother.pk}])
        assert meeting.participants.get().parent == x.mother
        for wrong in ({"parent": x.mother2.pk}, {"parent": x.mother3.pk}):
            with pytest.raises(ValidationError):
                plan(x, person, pathway_child=x.p1, invited=[wrong])
        with pytest.raises(ValidationError):  # a meeting about the whole class is no place for one family
            plan(x, person, invited=[{"parent": x.mother.pk}])
        CustodyRelation.objects.filter(pk=x.mother_custody.pk).update(
            suspended_from=date(2026, 5, 1), suspended_until=date(2026, 7, 1)
        )
        with pytest.raises(ValidationError) as refused:
            plan(x, person, pathway_child=x.p1, invited=[{"parent": x.mother.pk}])
        assert "ikke er spærret" in refused.value.message_dict["invited"][0]
        around = circle(pathway=x.w, kind=None, pathway_child=x.p1, person=person, today=TODAY)
        assert [each.name for each in around.shut_to if each.kind == "parent"] == [x.mother.name]


def test_guest_must_stand_in_the_childs_network_first(x):
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError):
            plan(x, person, pathway_child=x.p2, invited=[{"network": x.network_member.pk}])
        meeting = plan(x, person, pathway_child=x.p1, invited=[{"network": x.network_member.pk}])
        assert meeting.participants.get().network_member == x.network_member
        ended = end_network_member(member=x.network_member, by=person)
        assert ended.until == date(2026, 5, 25)
        with pytest.raises(ValidationError):
            plan(x, person, pathway_child=x.p1, invited=[{"network": x.network_member.pk}])


def test_network_needs_a_ground_that_holds(x):
    fields = {"name": "Hanne Lund", "function": "pædagog", "involvement": "involved", "legal_basis": x.basis_kind}
    with acting(x, "resource_advisor") as person:
        first = add_network_member(pathway_child=x.p1, by=person, **fields)
        assert add_network_member(pathway_child=x.p1, by=person, **fields | {"name": "hanne lund"}) == first
        with pytest.raises(ValidationError) as wrong:  # Selma's parents disagree
            add_network_member(pathway_child=x.p2, by=person, **fields)
        assert list(wrong.value.message_dict) == ["legal_basis"]
    with acting(x, "group_leader") as person, pytest.raises(PermissionDenied):
        add_network_member(pathway_child=x.p2, by=person, **fields)
    with acting(x, "teacher") as person, pytest.raises(PermissionDenied):
        add_network_member(pathway_child=x.p1, by=person, **fields)


# ---- plan, change, cancel ----


def test_planned_from_a_due_line_moves_its_day_and_is_planned_once(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(x, person, occurrence=x.occurrence, invited=staff(x, "teacher"))
        due = Occurrence.objects.get(pk=x.occurrence.pk)
        assert (due.due_on, due.is_agreed, due.state) == (date(2026, 6, 4), True, "open")
        assert plan(x, person, occurrence=x.occurrence) == meeting
        assert (meeting.state, meeting.lead_id, meeting.sequence) == ("planned", x.staff["resource_advisor"].pk, 0)
        assert not Meeting.objects.held().filter(pk=meeting.pk).exists()


@pytest.mark.parametrize("who", ["principal", "provider_manager", "teacher", "caseworker", "other_advisor"])
def test_others_plan_nothing(x, who):
    with acting(x, who) as person, pytest.raises(PermissionDenied):
        plan(x, person)


def test_changed_time_raises_the_sequence_and_the_same_again_does_not(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(x, person, invited=staff(x, "teacher", "ppr_advisor"))
        same = {
            "starts_at": AT_TWO,
            "ends_at": AT_THREE,
            "place": "Lokale 12",
            "invited": staff(x, "teacher", "ppr_advisor"),
        }
        assert change_meeting(meeting=meeting, by=person, **same).sequence == 0
        later = change_meeting(
            meeting=meeting,
            by=person,
            **same | {"starts_at": AT_TWO.replace(hour=13), "invited": staff(x, "teacher", "principal")},
        )
        assert later.sequence == 1
        assert set(later.participants.values_list("staff_member", flat=True)) == {
            x.staff["teacher"].pk,
            x.staff["principal"].pk,
        }
        with pytest.raises(ValidationError):
            change_meeting(meeting=meeting, by=person, **same | {"invited": staff(x, "other_advisor")})


def test_cancelled_with_a_reason_and_planned_again(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(x, person, occurrence=x.occurrence)
        with pytest.raises(ValidationError):
            cancel_meeting(meeting=meeting, because=" ", by=person)
        gone = cancel_meeting(meeting=meeting, because="Karen er syg", by=person)
        assert (gone.state, gone.sequence, gone.occurrence_id) == ("cancelled", 1, None)
        assert cancel_meeting(meeting=meeting, because="Igen", by=person).cancelled_because == "Karen er syg"
        again = undo_cancel(meeting=meeting, occurrence_id=x.occurrence.pk, by=person)
        assert (again.state, again.sequence, again.occurrence_id) == ("planned", 2, x.occurrence.pk)


def test_meeting_goes_along_with_its_follow_up(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(x, person, occurrence=x.occurrence)
        move_occurrence(occurrence=x.occurrence, due_on=date(2026, 6, 9), reason="Lejrskole", by=person)
        moved = Meeting.objects.get(pk=meeting.pk)
        assert (moved.starts_at, moved.ends_at, moved.sequence) == (AT_TWO.replace(day=9), AT_THREE.replace(day=9), 1)
        mark_not_held(occurrence=x.occurrence, reason="staff_ill", by=person)
        assert Meeting.objects.get(pk=meeting.pk).state == "cancelled"


def test_lead_is_handed_to_somebody_who_reaches_it(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(x, person, pathway_child=x.p2, kind="network")
        handed = hand_over_meeting(meeting=meeting, to=x.staff["learning_advisor"], by=person)
        assert (handed.lead_id, handed.sequence) == (x.staff["learning_advisor"].pk, 1)
        assert handed.participants.filter(staff_member=x.staff["learning_advisor"]).exists()
        with pytest.raises(ValidationError):  # no basis for Selma
            hand_over_meeting(meeting=meeting, to=x.staff["group_leader"], by=person)
        assert hand_over_meeting(meeting=meeting, to=x.staff["learning_advisor"], by=person).sequence == 1


# ---- what speaks against a time ----


def against(x, person, starts_at, ends_at=None, **more):
    found = warnings_of(
        pathway=x.w, starts_at=starts_at, ends_at=ends_at, person=person, now=datetime.now(UTC),
        **{"pathway_child": None, "staff": []} | more,
    )  # fmt: skip
    return [each.code for each in found]


def test_each_doubt_is_told(x):
    with acting(x, "resource_advisor") as person:
        assert against(x, person, AT_TWO, AT_THREE) == []
        assert against(x, person, datetime(2026, 5, 20, 14, tzinfo=CPH)) == ["past"]
        assert against(x, person, AT_TWO, AT_TWO.replace(hour=13)) == ["end"]
        assert against(x, person, datetime(2026, 6, 6, 14, tzinfo=CPH)) == ["closed"]
        plan(x, person, invited=staff(x, "teacher"))
        busy = {"staff": [x.staff["teacher"].pk]}
        assert against(x, person, AT_TWO.replace(minute=30), AT_THREE.replace(hour=16), **busy) == ["busy"]
        assert against(x, person, AT_THREE, AT_THREE.replace(hour=16), **busy) == []


def test_childs_meeting_in_lessons_is_told_and_the_classs_is_not(x):
    with acting(x, "resource_advisor") as person:
        x.make(Lesson, school_class=x.b5, weekday=3, starts_at="12:00", ends_at="14:30")
        assert against(x, person, AT_TWO, AT_THREE, pathway_child=x.p1) == ["lessons"]
        assert against(x, person, AT_THREE, None, pathway_child=x.p1) == []
        assert against(x, person, AT_TWO, AT_THREE) == []


# ---- held ----


def test_planned_meeting_is_held_with_who_came_and_taken_back(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(
            x,
            person,
            kind="network",
            pathway_child=x.p1,
            invited=[*staff(x, "teacher", "caseworker"), {"parent": x.mother.pk}],
        )
        held = hold_meeting(
            meeting=meeting, held_on=TODAY, by=person, participants=[*staff(x, "teacher"), {"parent": x.mother.pk}, {"words": "tolk"}],
            decisions=[{"text": "Fast start", "owner": x.staff["teacher"].pk, "due_on": date(2026, 6, 8)}, {"text": "Ring hjem", "side": "school"}],
            cooperation="partly", cooperation_words="Vi mangler tid", notes={"goes_well": "Meget", "needs": " "},
        )  # fmt: skip
        came = {(row.staff_member_id or row.parent_id or row.words): row.attended for row in held.participants.all()}
        assert came == {x.staff["teacher"].pk: True, x.staff["caseworker"].pk: False, x.mother.pk: True, "tolk": True}
        assert (held.state, held.cooperation, held.notes) == ("held", "partly", {"goes_well": "Meget"})
        tasks = list(
            Task.objects.filter(meeting=held)
            .order_by("pk")
            .values_list("kind", "owner", "side", "due_on", "pathway_child")
        )
        advisor = x.staff["resource_advisor"].pk
        assert tasks == [
            ("decision", x.staff["teacher"].pk, "", date(2026, 6, 8), x.p1.pk),
            ("decision", None, "school", None, x.p1.pk),
            ("minutes", advisor, "", date(2026, 6, 2), x.p1.pk),
            ("call", advisor, "", date(2026, 6, 9), x.p1.pk),
        ]
        assert hold_meeting(meeting=meeting, held_on=TODAY, by=person) == held
        typed = undo_held(meeting=held, by=person)
        assert (typed["staff"], typed["parents"], typed["others"], typed["owner_2"]) == (
            [x.staff["teacher"].pk],
            [x.mother.pk],
            "tolk",
            "side:school",
        )
        again = Meeting.objects.get(pk=meeting.pk)
        assert (again.state, again.held_on, again.notes, Task.objects.filter(meeting=meeting).count()) == (
            "planned",
            None,
            {},
            0,
        )
        assert set(again.participants.values_list("attended", flat=True)) == {None}
        assert again.participants.count() == 3


def test_absent_caseworker_who_was_not_asked_gives_no_tasks(x):
    with acting(x, "resource_advisor") as person:
        held = hold_meeting(occurrence=x.occurrence, held_on=TODAY, by=person, participants=staff(x, "teacher"))
        assert not Task.objects.filter(meeting=held).exists()


def test_decision_without_a_day_is_due_before_the_next_time(x):
    with acting(x, "resource_advisor") as person:
        held = hold_meeting(occurrence=x.occurrence, held_on=TODAY, by=person, decisions=[{"text": "Vi går videre"}])
        assert Task.objects.get(meeting=held).due_on == date(2026, 8, 26)


def test_decision_about_no_child_names_none(x):
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError) as wrong:
            hold_meeting(
                occurrence=x.occurrence,
                held_on=TODAY,
                by=person,
                decisions=[{"row": 2, "text": f"{x.c1.name} får en fast plads"}],
            )
        assert list(wrong.value.message_dict) == ["text_2"]


def test_decisions_about_children_are_read_by_those_who_reach_them(x):
    with acting(x, "resource_advisor") as person:
        held = hold_meeting(
            occurrence=x.occurrence, held_on=TODAY, by=person,
            decisions=[{"text": "Om Adam", "pathway_child": x.p1.pk}, {"text": "Om Selma", "pathway_child": x.p2.pk}, {"text": "Om alle"}],
        )  # fmt: skip
    with acting(x, "group_leader") as person:
        assert [each.text for each in held.decisions.model.objects.visible_to(person).filter(meeting=held)] == [
            "Om Adam",
            "Om alle",
        ]


def test_group_leader_decides_nothing_about_a_child_without_a_basis(x):
    with acting(x, "group_leader") as person, pytest.raises(PermissionDenied):
        hold_meeting(
            occurrence=x.occurrence, held_on=TODAY, by=person, decisions=[{"text": "x", "pathway_child": x.p2.pk}]
        )


def test_undo_of_a_held_one_keeps_the_plan_and_calls_off_the_booked_one(x):
    with acting(x, "resource_advisor") as person:
        meeting = plan(
            x,
            person,
            occurrence=x.occurrence,
            starts_at=datetime(2026, 5, 26, 9, tzinfo=CPH),
            ends_at=None,
            invited=staff(x, "teacher"),
        )
        hold_meeting(occurrence=x.occurrence, held_on=TODAY, by=person, summary="Ro")
        following = x.w.occurrences.get(state="open")
        booked = plan(x, person, occurrence=following, starts_at=datetime(2026, 8, 26, 9, tzinfo=CPH), ends_at=None)
        typed = undo_settled(occurrence=x.occurrence, by=person)
        assert typed["summary"] == "Ro"
        states = dict(Meeting.objects.filter(pk__in=[meeting.pk, booked.pk]).values_list("pk", "state"))
        assert states == {meeting.pk: "planned", booked.pk: "cancelled"}
        assert Occurrence.objects.get(pk=x.occurrence.pk).state == "open"


def test_other_municipality_cannot_be_asked(cast):
    with acting(cast.fjord, "resource_advisor") as person, pytest.raises(ValidationError):
        plan(cast.fjord, person, lead=StaffMember(pk=cast.bakke.staff["teacher"].pk, name="En anden"))
