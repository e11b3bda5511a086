"""The joint plan's rules: versions, names, goals, measures, annexes, and whom it was told to."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions import plans as actions
from cases.models import (
    BehaviourStep,
    ChildAnnex,
    Goal,
    GoalDrawing,
    InformationExchange,
    Measure,
    PathwayChild,
    PathwayPlan,
    PlanAlignment,
)
from cases.names import cpr_like_in, full_names_in, given_names_in
from cases.queries.plans import history_of, participants, plans_of
from tests.cast import acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("db")]
State = PathwayPlan.State


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


def next_version(x, by):
    return actions.start_version(pathway=x.w, by=by)


def test_new_version_copies_text_goals_steps_and_running_measures(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        actions.end_measure(
            measure=Measure.objects.get(plan=x.plan), ended_on=date(2026, 5, 20), effect="Alle kender den.", by=person
        )
        draft = next_version(x, person)
        actions.add_measure(plan=draft, title="Ros hver time", arena="school", core_element="praise", by=person)
        goal = Goal.objects.get(plan=draft)
        assert (draft.number, draft.state, draft.strengths, goal.text) == (
            2,
            State.DRAFT,
            x.plan.strengths,
            x.class_goal.text,
        )
        assert (goal.pk == x.class_goal.pk, goal.uuid == x.class_goal.uuid) == (False, False)
        assert [m.title for m in Measure.objects.filter(plan=draft)] == ["Ros hver time"]
        newest = history_of(list(plans_of(x.w, person)), person)[0]
        assert newest.words == ["Afsluttet: Fast start på timen. Alle kender den.", "Nyt tiltag: Ros hver time"]


def test_new_version_asked_for_twice_is_one(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        assert next_version(x, person).pk == next_version(x, person).pk


def test_plan_goes_from_draft_to_force_and_supersedes_the_former(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = next_version(x, person)
        with pytest.raises(ValidationError):
            actions.put_plan_in_force(plan=draft, valid_from=date(2026, 5, 21), by=person)
        actions.share_plan(plan=draft, by=person)
        actions.put_plan_in_force(plan=draft, valid_from=date(2026, 5, 21), by=person)
        actions.put_plan_in_force(plan=draft, valid_from=date(2026, 5, 21), by=person)
        assert list(plans_of(x.w, person).values_list("number", "state")) == [
            (2, State.IN_FORCE),
            (1, State.SUPERSEDED),
        ]


def test_empty_plan_is_not_put_in_force_and_says_what_it_lacks(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = next_version(x, person)
        Goal.objects.filter(plan=draft).delete()
        Measure.objects.filter(plan=draft).delete()
        with pytest.raises(ValidationError) as refused:
            actions.share_plan(plan=draft, by=person)
        assert refused.value.messages == ["Planen mangler endnu: mindst ét mål, mindst ét tiltag."]


def test_second_editor_is_told_and_the_first_text_stands(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = next_version(x, person)
        seen = draft.row_version
        actions.write_class_part(plan=draft, strengths="Først", focus="", row_version=seen, by=person)
        with pytest.raises(ValidationError) as refused:
            actions.write_class_part(plan=draft, strengths="Sidst", focus="", row_version=seen, by=person)
        assert (refused.value.code, PathwayPlan.objects.get(pk=draft.pk).strengths) == ("stale", "Først")


def test_version_in_force_is_not_rewritten(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(PermissionDenied):
            actions.write_class_part(plan=x.plan, strengths="Nyt", focus="", row_version=1, by=person)
        with pytest.raises(ValidationError):
            actions.add_goal(plan=x.plan, text="Nyt mål", by=person)


@pytest.mark.parametrize("who", ["group_leader", "teacher", "principal", "caseworker", "other_advisor"])
def test_only_the_advisor_of_the_pathway_writes_the_class_part(cast, who):
    x = cast.fjord
    with acting(x, who) as person, pytest.raises((PermissionDenied, actions.Pathway.DoesNotExist)):
        next_version(x, person)


def test_class_part_refuses_a_pupils_name_and_cpr(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = next_version(x, person)
        with pytest.raises(ValidationError) as refused:
            actions.write_class_part(
                plan=draft, strengths=f"Adam {x.c1.family_name}s hjælp", focus="010114-1234", row_version=draft.row_version, by=person
            )  # fmt: skip
        assert sorted(refused.value.error_dict) == ["focus", "strengths"]
        with pytest.raises(ValidationError):
            actions.add_goal(plan=draft, text=f"Åse {x.c4.family_name} er med", by=person)
        with pytest.raises(ValidationError):
            actions.add_measure(
                plan=draft, title=f"{x.c1.name} får en makker", arena="school", core_element="praise", by=person
            )


def test_names_are_found_in_running_text():
    adam = SimpleNamespace(given_name="Adam Elias", family_name="Berg Holm")
    found = lambda text: full_names_in(text, [adam]) == [adam]  # noqa: E731
    assert [found(t) for t in ("Adam Holm", "ADAM E. HOLMS mor", "Elias Berg", "Holm og Adam", "Adam", "Mette Holm")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert given_names_in("Det går godt for Adams gruppe", [adam]) == [adam]
    assert given_names_in("vi holder fast", [adam]) == []
    assert [cpr_like_in(t) for t in ("630914-0011", "0101141234", "99999999", "10.10.2014 kl 1234")] == [
        "630914-0011",
        "0101141234",
        "",
        "",
    ]


def test_measure_takes_its_words_from_a_template_and_needs_a_core_element(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = next_version(x, person)
        template = x.w.content.templates_for("praise", "home")[0]
        made = actions.add_measure(
            plan=draft, arena="home", core_element="praise", template_key=template.key, owner=x.staff["group_leader"], by=person
        )  # fmt: skip
        assert (made.title, made.template_key, made.owner) == (
            str(template.title),
            template.key,
            x.staff["group_leader"],
        )
        with pytest.raises(ValidationError) as refused:
            actions.add_measure(
                plan=draft, arena="moon", core_element="", starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 1), by=person
            )  # fmt: skip
        assert sorted(refused.value.error_dict) == ["arena", "core_element", "ends_on", "title"]


def test_school_writes_no_home_measure_into_an_annex(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        actions.add_measure(annex=x.annex_school, title="Ros hjemme", arena="home", core_element="praise", by=person)
    assert list(refused.value.error_dict) == ["arena"]


def test_measure_ends_with_its_effect_in_a_version_in_force(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        measure = Measure.objects.get(plan=x.plan)
        with pytest.raises(ValidationError):
            actions.end_measure(measure=measure, ended_on=date(2026, 5, 20), effect=" ", by=person)
        ended = actions.end_measure(measure=measure, ended_on=date(2026, 5, 20), effect="Roligere timer.", by=person)
        assert (ended.status(date(2026, 5, 21)), ended.effect) == ("closed", "Roligere timer.")


def test_goal_keeps_its_steps_in_order(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        goal = actions.add_goal(
            annex=x.annex_school,
            text="Er med",
            child_words="Jeg vil med",
            steps=[("A", None), ("", None), ("B", None)],
            by=person,
        )
        actions.edit_goal(
            goal=goal, text="Er med", child_words="Jeg vil med", steps=[("A", date(2026, 5, 1)), ("C", None)], by=person
        )
        steps = BehaviourStep.objects.filter(goal=goal).values_list("order", "text", "reached_on")
        assert list(steps) == [(1, "A", date(2026, 5, 1)), (2, "C", None)]


def test_goal_in_force_may_only_be_reached(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        goal = actions.edit_goal(goal=x.class_goal, text="Andet", reached_on=date(2026, 5, 20), by=person)
        assert (goal.text, goal.reached_on) == ("Alle er i gang inden for fem minutter.", date(2026, 5, 20))


def test_annex_waits_for_the_offer_and_is_then_shared(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        ChildAnnex.objects.filter(pk=x.annex_school2.pk).delete()
        with pytest.raises(ValidationError) as refused:
            actions.write_annex(pathway_child=x.p2, sector="school", strengths="God til at tegne", by=person)
        assert refused.value.code == "offer"
        PathwayChild.objects.filter(pk=x.p2.pk).update(accepted_on=date(2026, 5, 20))
        annex = actions.write_annex(pathway_child=x.p2, sector="school", strengths="God til at tegne", by=person)
        assert InformationExchange.objects.filter(noun="annex", object_id=annex.pk).count() == 0  # no basis
        again = actions.write_annex(
            pathway_child=x.p2, sector="school", strengths="Og male", row_version=annex.row_version, by=person
        )
        assert (again.pk, again.strengths, again.row_version) == (annex.pk, "Og male", 2)


def test_new_annex_under_a_live_basis_is_shared_at_once(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        Goal.objects.filter(pk=x.goal.pk).update(annex=None, plan=x.plan)
        Measure.objects.filter(annex=x.annex_school).delete()
        PlanAlignment.objects.filter(annex=x.annex_school).delete()
        GoalDrawing.objects.filter(pk=x.goal_drawing.pk).delete()
        ChildAnnex.objects.filter(pk=x.annex_school.pk).delete()
        annex = actions.write_annex(pathway_child=x.p1, sector="school", strengths="Hjælpsom", by=person)
        shared = InformationExchange.objects.filter(noun="annex", object_id=annex.pk).values_list(
            "to_sector", flat=True
        )
        assert {"provider", "authority"} <= set(shared)
        with acting(x, "group_leader") as reader:
            assert ChildAnnex.objects.visible_to(reader).filter(pk=annex.pk).exists()


@pytest.mark.parametrize(
    ("who", "sector"),
    [("teacher", "school"), ("group_leader", "school"), ("resource_advisor", "provider"), ("caseworker", "provider")],
)
def test_each_side_writes_only_its_own_part_of_an_annex(cast, who, sector):
    x = cast.fjord
    with acting(x, who) as person, pytest.raises(PermissionDenied):
        actions.write_annex(pathway_child=x.p1, sector=sector, strengths="x", by=person)


def test_plan_is_told_to_the_class_and_to_a_child(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        told = actions.present_plan(
            plan=x.plan, audience="class_parents", presented_on=date(2026, 5, 20), with_words="Line", by=person
        )
        assert (told.annex, told.by_id) == (None, person.staff_id)
        with pytest.raises(ValidationError) as refused:
            actions.present_plan(plan=x.plan, audience="child", presented_on=date(2026, 5, 22), by=person)
        assert sorted(refused.value.error_dict) == ["annex", "presented_on"]
        told = actions.present_plan(
            plan=x.plan, audience="child", annex=x.annex_family, presented_on=date(2026, 5, 20), by=person
        )
        assert told.annex == x.annex_family


def test_draft_is_not_told_to_anybody(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError):
        actions.present_plan(plan=next_version(x, person), audience="class", presented_on=date(2026, 5, 20), by=person)


def test_draft_is_read_only_by_the_two_who_answer_for_the_pathway(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        next_version(x, person)
        seen = {"resource_advisor": plans_of(x.w, person).count()}
        for who in ("group_leader", "teacher", "principal", "caseworker", "other_advisor"):
            with acting(x, who) as reader:
                seen[who] = plans_of(x.w, reader).count()
        assert seen == {
            "resource_advisor": 2,
            "group_leader": 2,
            "teacher": 1,
            "principal": 1,
            "caseworker": 1,
            "other_advisor": 0,
        }


def test_participants_name_no_caseworker_and_stand_by_side(cast):
    x = cast.fjord
    with acting(x, "teacher") as person:
        found = [(p.staff.name, p.role, p.side) for p in participants(x.w, person)]
    assert found[0] == ("Karen Lindholm", "Ressourcevejleder", "school")
    assert {name for name, _role, side in found if side == "social"} == {"Samira Nygaard", "Birthe Damsgaard"}
    assert "Mette Krogh" not in {name for name, _role, _side in found}
