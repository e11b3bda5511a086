from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Child, InformationExchange, Pathway, PathwayChild, PathwayTransition
from mapping.actions import (
    complete_mapping,
    confirm_children,
    end_child,
    environment_stamp,
    open_mapping,
    save_environment,
    save_voice,
    write_analysis,
)
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from mapping.queries import child_lines, children_of_pathway
from tests.cast import TODAY, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def closing(cast):
    """A mapping that is open, in the pathway of the cast."""
    with acting(cast.fjord, "resource_advisor") as person:
        return open_mapping(pathway=cast.fjord.w, kind="closing", by=person)


def voice(x, person, mapping, informant, **changes):
    fields = {
        "pathway_child": x.p1,
        "informant": informant,
        "strengths": "Hjælper andre.",
        "answers": {"wellbeing": "Godt.", "needs": " "},
        "method": "talk",
        "obtained_on": TODAY,
    }
    return save_voice(mapping=mapping, by=person, **fields | changes)


# ---- the class ----


def test_mapping_begun_twice_is_one(cast, closing):
    with acting(cast.fjord, "group_leader") as person:
        assert open_mapping(pathway=cast.fjord.w, kind="closing", by=person) == closing


@pytest.mark.parametrize("who", ["teacher", "principal", "ppr_advisor", "other_advisor"])
def test_mapping_is_begun_by_advisor_and_leader(cast, who):
    with acting(cast.fjord, who) as person, pytest.raises(PermissionDenied):
        open_mapping(pathway=cast.fjord.w, kind="closing", by=person)


def test_team_writes_the_class_environment_and_blank_stays_unwritten(cast, closing):
    with acting(cast.fjord, "teacher") as person:
        save_environment(
            mapping=closing, informant="team", answers={"resources": ("Humor.", ""), "calm": ("", "")}, by=person
        )
        rows = EnvironmentAnswer.objects.visible_to(person).filter(mapping=closing)
        assert list(rows.values_list("informant", "dimension", "strengths", "text")) == [
            ("team", "resources", "Humor.", "")
        ]


def test_environment_names_no_pupil(cast, closing):
    answers = {"calm": ("", "Adam QxFjordBarn1 larmer.")}
    with acting(cast.fjord, "teacher") as person, pytest.raises(ValidationError) as refused:
        save_environment(mapping=closing, informant="team", answers=answers, by=person)
    assert list(refused.value.message_dict) == ["calm_text"]


def test_given_name_is_asked_about_once(cast, closing):
    answers = {"calm": ("", "Adam larmer.")}
    with acting(cast.fjord, "teacher") as person:
        with pytest.raises(ValidationError) as refused:
            save_environment(mapping=closing, informant="team", answers=answers, by=person)
        assert refused.value.code == "given_name"
        save_environment(mapping=closing, informant="team", answers=answers, by=person, names_checked=True)
        assert EnvironmentAnswer.objects.visible_to(person).get(mapping=closing).text == "Adam larmer."


def test_environment_saved_in_between_is_not_overwritten(cast, closing):
    with acting(cast.fjord, "teacher") as person:
        save_environment(mapping=closing, informant="team", answers={"calm": ("", "Først.")}, by=person)
        with pytest.raises(ValidationError) as refused:
            save_environment(mapping=closing, informant="team", answers={"calm": ("", "Siden.")}, by=person, seen_at="")
        assert refused.value.code == "stale"
        row = EnvironmentAnswer.objects.visible_to(person).get(mapping=closing)
        save_environment(
            mapping=closing,
            informant="team",
            answers={"calm": ("", "Siden.")},
            by=person,
            seen_at=environment_stamp([row]),
        )
        row.refresh_from_db()
        assert row.text == "Siden."


def test_analysed_mapping_keeps_what_it_rests_on(cast):
    with acting(cast.fjord, "teacher") as person, pytest.raises(ValidationError):
        save_environment(mapping=cast.fjord.mapping, informant="team", answers={}, by=person)


# ---- the children ----


def test_advisor_confirms_children_with_both_named_and_age_kept(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        made = confirm_children(pathway=x.w, children=[x.c1, x.c4], confirmed_with=x.staff["group_leader"], by=person)
        assert [(row.child_id, row.age_at_start, row.confirmed_by_id, row.confirmed_with_id) for row in made] == [
            (x.c4.pk, 11, x.staff["resource_advisor"].pk, x.staff["group_leader"].pk)
        ]
        assert confirm_children(pathway=x.w, children=[x.c4], confirmed_with=x.staff["group_leader"], by=person) == []


def test_children_outside_the_age_range_warn_and_are_saved(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        Child.objects.filter(pk=x.c4.pk).update(born_on=date(2018, 1, 1))
        confirm_children(
            pathway=x.w, children=[Child.objects.get(pk=x.c4.pk)], confirmed_with=x.staff["group_leader"], by=person
        )
        lines = child_lines(x.mapping, children_of_pathway(x.w, person)[0], person)
        assert {line.pathway_child.child_id: bool(line.age_warning) for line in lines} == {
            x.c1.pk: False,
            x.c2.pk: False,
            x.c4.pk: True,
        }


def test_both_must_be_named(cast):
    x = cast.fjord
    for other in (None, x.staff["resource_advisor"]):
        with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
            confirm_children(pathway=x.w, children=[x.c4], confirmed_with=other, by=person)
        assert list(refused.value.message_dict) == ["confirmed_with"]


def test_only_pupils_of_the_class_are_confirmed(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        confirm_children(pathway=x.w, children=[x.c3], confirmed_with=x.staff["group_leader"], by=person)
    assert list(refused.value.message_dict) == ["children"]


@pytest.mark.parametrize("who", ["group_leader", "principal", "teacher"])
def test_others_confirm_no_children(cast, who):
    x = cast.fjord
    with acting(x, who) as person, pytest.raises(PermissionDenied):
        confirm_children(pathway=x.w, children=[x.c4], confirmed_with=x.staff["group_leader"], by=person)


def test_child_who_stops_keeps_history_and_closes_the_other_sides_way(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        end_child(pathway_child=x.p1, ends_on=date(2026, 5, 20), reason="Flyttet.", by=person)
        assert PathwayChild.objects.visible_to(person).get(pk=x.p1.pk).ending_reason == "Flyttet."
    with acting(x, "ppr_advisor") as person:
        assert not Child.objects.visible_to(person).filter(pk=x.c1.pk).exists()


# ---- the voices ----


def test_each_writes_in_the_own_sector_and_a_live_basis_shares_it(cast, closing):
    x = cast.fjord
    for who, informant, sector in [
        ("resource_advisor", "child", "school"), ("group_leader", "parent", "provider"), ("teacher", "professional", "school"), ("ppr_advisor", "professional", "ppr"),
    ]:  # fmt: skip
        with acting(x, who) as person:
            row = voice(x, person, closing, informant)
            assert (row.sector, row.answers, row.row_version) == (sector, {"wellbeing": "Godt."}, 1)
    with acting(x, "group_leader") as person:
        assert (
            Perspective.objects.visible_to(person).filter(mapping=closing).count() == 3
        )  # not the teacher's: she shares nothing
    with acting(x, "resource_advisor") as person:
        assert Perspective.objects.visible_to(person).filter(mapping=closing).count() == 4


@pytest.mark.parametrize(
    "who, informant",
    [("group_leader", "child"), ("resource_advisor", "parent"), ("teacher", "child"), ("teacher", "parent"), ("ppr_advisor", "child"), ("principal", "professional"), ("caseworker", "professional")],
)  # fmt: skip
def test_nobody_writes_anothers_voice(cast, closing, who, informant):
    with acting(cast.fjord, who) as person, pytest.raises(PermissionDenied):
        voice(cast.fjord, person, closing, informant)


def test_childs_part_is_shut_until_the_family_has_said_yes(cast, closing):
    x = cast.fjord
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError):
        voice(x, person, closing, "child", pathway_child=x.p2)


def test_childs_answer_can_be_kept_from_the_parents(cast, closing):
    with acting(cast.fjord, "resource_advisor") as person:
        assert voice(cast.fjord, person, closing, "child", hidden_from_parents=True).hidden_from_parents is True
        assert voice(cast.fjord, person, closing, "professional", hidden_from_parents=True).hidden_from_parents is False


def test_missing_voice_has_a_reason_and_no_answer(cast, closing):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError):
            voice(x, person, closing, "child", missing_because="Ville ikke.")
        row = voice(x, person, closing, "child", strengths="", answers={}, missing_because="Ville ikke.")
        assert (row.obtained_on, row.not_obtained_reason) == (None, "Ville ikke.")
        row = voice(x, person, closing, "child", row_version=1)
        assert (row.obtained_on, row.not_obtained_reason, row.row_version) == (TODAY, "", 2)
        with pytest.raises(ValidationError) as refused:
            voice(x, person, closing, "child", row_version=1)
        assert refused.value.code == "stale"
        assert Perspective.objects.visible_to(person).filter(mapping=closing).count() == 1


# ---- what it comes to ----


def test_complete_names_what_is_missing_and_takes_reasons(cast, closing):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        voice(x, person, closing, "child")
        with pytest.raises(ValidationError) as refused:
            complete_mapping(mapping=closing, by=person)
        assert list(refused.value.message_dict) == [f"reason_{x.p1.pk}_parent", f"reason_{x.p1.pk}_professional"]
        reasons = {(x.p1.pk, "parent"): "Ikke fået kontakt.", (x.p1.pk, "professional"): "Læreren er syg."}
        done = complete_mapping(mapping=closing, reasons=reasons, by=person)
        assert (done.state, done.completed_on) == (NeedsMapping.State.COMPLETE, TODAY)
        found = Perspective.objects.visible_to(person).filter(mapping=closing).exclude(not_obtained_reason="")
        assert sorted(found.values_list("informant", "sector")) == [("parent", "school"), ("professional", "school")]
        assert (
            InformationExchange.objects.visible_to(person)
            .filter(noun="answer", object_id__in=found.values("pk"), to_sector="provider")
            .count()
            == 2
        )
        assert complete_mapping(mapping=closing, by=person).state == NeedsMapping.State.COMPLETE
    with acting(x, "group_leader") as person:
        assert voice(x, person, closing, "parent").sector == "provider"


def test_leader_who_does_not_see_all_children_cannot_complete(cast, closing):
    with acting(cast.fjord, "group_leader") as person, pytest.raises(ValidationError):
        complete_mapping(mapping=closing, by=person)


def test_completed_mapping_moves_the_pathway_on(cast, closing):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        Pathway.objects.filter(pk=x.w.pk).update(phase="mapping")
        complete_mapping(
            mapping=closing, reasons={(x.p1.pk, i): "Nej." for i in ("child", "parent", "professional")}, by=person
        )
        assert Pathway.objects.visible_to(person).get(pk=x.w.pk).phase == "analysis"
        moved = PathwayTransition.objects.visible_to(person).filter(pathway=x.w, kind="phase").last()
        assert (moved.before, moved.after, moved.by_id) == ("mapping", "analysis", x.staff["resource_advisor"].pk)


def test_analysis_waits_for_the_mapping_and_names_no_child(cast, closing):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError):
            write_analysis(mapping=closing, analysis="Klassen vil gerne.", by=person)
        complete_mapping(
            mapping=closing, reasons={(x.p1.pk, i): "Nej." for i in ("child", "parent", "professional")}, by=person
        )
        with pytest.raises(ValidationError) as refused:
            write_analysis(mapping=closing, analysis="Selma QxFjordBarn2 vil gerne.", by=person)
        assert list(refused.value.message_dict) == ["analysis"]
        done = write_analysis(mapping=closing, analysis="Klassen vil gerne.", by=person)
        assert (done.state, done.analysis) == (NeedsMapping.State.ANALYSED, "Klassen vil gerne.")
        with pytest.raises(ValidationError) as refused:
            write_analysis(mapping=closing, analysis="Noget andet.", row_version=1, by=person)
        assert refused.value.code == "stale"
