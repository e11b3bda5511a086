from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from accounts.models import SchoolClass
from cases.models import Child, ClassMembership, CustodyRelation
from classes import actions
from classes.importing import read_class_list
from classes.models import ImportDraft
from classes.queries import plan_import
from tests.cast import acting

TODAY = date(2026, 5, 21)
LIST = """Fjordby Skole
Navn;Klasse;CPR;Født;Forældre;Beskyttet;Adresse
Bang, Liv;4.a;731013-4031;;Ida og Per Bang;;Havvej 1
Dam, Bo;4.a;731013-4032;;;;
Eg, Ask;4.a;;13.10.2013;;ja;Skovvej 2
I alt 3
"""
pytestmark = pytest.mark.usefixtures("_the_day")


@pytest.fixture
def _the_day(db):
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("en"):
        yield


def rows(text):
    return read_class_list(text.encode()).rows


def kinds(person, x, text, choices=None):
    return [line.kind for line in plan_import(person, x.school, rows(text), timezone.localdate(), choices).lines]


def fetch(person, x, text, choices=None):
    draft = actions.keep_class_list(school=x.school, rows=rows(text), by=person)
    plan = plan_import(person, x.school, rows(text), timezone.localdate())
    found = actions.apply_import(draft=draft, choices=choices or {}, fingerprint=plan.fingerprint, by=person)
    return found.new, found.moved, found.changed


def everything():
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Child, ClassMembership, CustodyRelation, SchoolClass)
    ]  # fmt: skip


def test_list_makes_class_pupils_and_guardians(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        assert fetch(person, x, LIST) == (3, 0, 0)
        made = SchoolClass.objects.get(school=x.school, name="4.A")
        pupils = Child.objects.in_class(made, TODAY).by_name()
        assert [(c.name, c.cpr_mask, c.born_on, c.protected, c.address) for c in pupils] == [
            ("Ask Eg", "", date(2013, 10, 13), True, "Skovvej 2"),
            ("Bo Dam", "731013-xxxx", date(2013, 10, 13), False, ""),
            ("Liv Bang", "731013-xxxx", date(2013, 10, 13), False, "Havvej 1"),
        ]
        assert sorted(c.parent.name for c in pupils[2].custody.all()) == ["Ida Bang", "Per Bang"]
        assert not ImportDraft.objects.filter(made_at=timezone.now()).exists()


def test_same_list_again_changes_nothing(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        fetch(person, x, LIST)
        before = everything()
        assert kinds(person, x, LIST) == ["unchanged"] * 3
        assert fetch(person, x, LIST) == (0, 0, 0)
        assert everything() == before


def test_next_months_list_with_three_moved_changes_exactly_three(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        fetch(person, x, LIST)
    with time_machine.travel("2026-06-21 10:00", tick=False), acting(x, "principal") as person:
        moved = LIST.replace("4.a", "6C")
        assert kinds(person, x, moved) == ["moved"] * 3
        assert fetch(person, x, moved) == (0, 3, 0)
        assert fetch(person, x, moved) == (0, 0, 0)
        told = ClassMembership.objects.filter(child__family_name__in=["Bang", "Dam", "Eg"]).order_by(
            "child__name_key", "starts_on"
        )
        assert [(m.school_class.name, m.starts_on, m.ends_on) for m in told] == [
            ("4.A", TODAY, date(2026, 6, 20)),
            ("6.C", date(2026, 6, 21), None),
        ] * 3


def test_number_at_another_school_is_left_out_and_the_rest_is_fetched(cast):
    x = cast.fjord
    text = "Navn;Klasse;CPR\nAdam Andet;4.A;630914-4011\nBo Dam;4.A;\n"
    with acting(x, "other_principal") as person:
        plan = plan_import(person, x.other_school, rows(text), TODAY)
        assert [(line.kind, line.child, line.candidates) for line in plan.lines] == [
            ("elsewhere", None, []),
            ("new", None, []),
        ]
        draft = actions.keep_class_list(school=x.other_school, rows=rows(text), by=person)
        assert actions.apply_import(draft=draft, choices={}, fingerprint=plan.fingerprint, by=person).total == 1


def test_two_children_of_one_name_are_asked_about(cast):
    x = cast.fjord
    twice = "Navn;Klasse\nBo Dam;4.A\n"
    with acting(x, "principal") as person:
        first = actions.add_pupil(
            school_class=x.b5, given_name="Bo", family_name="Dam", born_on=date(2014, 1, 1), starts_on=TODAY, by=person
        )
        actions.add_pupil(
            school_class=x.b5, given_name="Bo", family_name="Dam", born_on=date(2014, 2, 2), starts_on=TODAY, by=person
        )
        assert kinds(person, x, twice) == ["unclear"]
        assert kinds(person, x, twice, {2: str(first.uuid)}) == ["moved"]
        assert kinds(person, x, twice, {2: "new"}) == ["new"]
        with pytest.raises(ValidationError) as refused:
            fetch(person, x, twice)
        assert refused.value.message_dict == {"line_2": ["Choose who Bo Dam is."]}
        assert not SchoolClass.objects.filter(school=x.school, name="4.A").exists()
        assert fetch(person, x, twice, {2: str(first.uuid)}) == (0, 1, 0)


def test_a_choice_outside_the_candidates_counts_for_nothing(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        for day in (1, 2):
            actions.add_pupil(
                school_class=x.b5,
                given_name="Bo",
                family_name="Dam",
                born_on=date(2014, 1, day),
                starts_on=TODAY,
                by=person,
            )
        assert kinds(person, x, "Navn;Klasse\nBo Dam;4.A\n", {2: str(x.c1.uuid)}) == ["unclear"]


def test_later_list_adds_what_was_not_known(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        actions.add_class(school=x.school, name="4.A", pupils=[("Bo", "Dam")], by=person)
        text = "Navn;Klasse;CPR;Beskyttet;Forældre\nBo Dam;4.A;731013-4032;ja;Per Dam (far)\n"
        (line,) = plan_import(person, x.school, rows(text), TODAY).lines
        assert (line.kind, line.changes) == (
            "changed",
            ["CPR number is added", "Name and address protection is added", "Parent: Per Dam"],
        )
        assert fetch(person, x, text) == (0, 0, 1)
        assert kinds(person, x, text) == ["unchanged"]


def test_an_empty_marker_never_lifts_a_protection(cast):
    x = cast.fjord
    text = "Navn;Klasse;Beskyttet\nEva Eg;5.B;nej\n"
    with acting(x, "principal") as person:
        actions.add_pupil(
            school_class=x.b5, given_name="Eva", family_name="Eg", starts_on=TODAY, protected=True, by=person
        )
        assert kinds(person, x, text) == ["unchanged"]
        assert [child.pk for child in plan_import(person, x.school, rows(text), TODAY).absent] == [
            x.c1.pk,
            x.c2.pk,
            x.c4.pk,
        ]


def test_lines_with_errors_are_left_out(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        assert fetch(person, x, "Navn;Klasse;CPR\nLiv Bang;4.A;99\nBo Dam;4.A;\n") == (1, 0, 0)


def test_a_school_that_changed_meanwhile_is_read_again(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        draft = actions.keep_class_list(school=x.school, rows=rows(LIST), by=person)
        seen = plan_import(person, x.school, rows(LIST), TODAY).fingerprint
        fetch(person, x, LIST)
        with pytest.raises(ValidationError) as refused:
            actions.apply_import(draft=draft, choices={}, fingerprint=seen, by=person)
        assert refused.value.code == "stale"


def test_fetched_twice_is_refused(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        draft = actions.keep_class_list(school=x.school, rows=rows(LIST), by=person)
        seen = plan_import(person, x.school, rows(LIST), TODAY).fingerprint
        actions.apply_import(draft=draft, choices={}, fingerprint=seen, by=person)
        with pytest.raises(ValidationError) as refused:
            actions.apply_import(draft=draft, choices={}, fingerprint=seen, by=person)
        assert refused.value.code == "used"


def test_draft_is_sealed_own_and_short_lived(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        draft = actions.keep_class_list(school=x.school, rows=rows(LIST), by=person)
        assert [
            word for word in ("7310134031", "731013", "Bang", "Skovvej") if word.encode() in bytes(draft.sealed)
        ] == []
    with acting(x, "resource_advisor") as person:
        assert (
            ImportDraft.objects.filter(pk=draft.pk).exists(),
            ImportDraft.objects.visible_to(person).filter(pk=draft.pk).exists(),
        ) == (False, False)
    with acting(x, "system"):
        actions.drop_old_drafts(now=draft.made_at + timedelta(hours=23))
        assert ImportDraft.objects.filter(pk=draft.pk).exists()
        actions.drop_old_drafts(now=draft.made_at + timedelta(hours=24))
        assert not ImportDraft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("who", ["teacher", "group_leader", "other_principal", "administrator"])
def test_others_fetch_no_list(cast, who):
    with acting(cast.fjord, who) as person, pytest.raises(PermissionDenied):
        actions.keep_class_list(school=cast.fjord.school, rows=rows(LIST), by=person)
