from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from accounts.models import ClassName, SchoolClass
from cases.models import Child, ClassMembership, Pathway, PathwayChild
from classes import actions
from classes.schedule import apply_class_names
from tests.cast import acting

TODAY = date(2026, 5, 21)
pytestmark = pytest.mark.usefixtures("_the_day")


@pytest.fixture
def _the_day(db):
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("en"):
        yield


def classes_of(child):
    rows = ClassMembership.objects.filter(child=child).order_by("starts_on", "pk")
    return [(row.school_class.name, row.starts_on, row.ends_on) for row in rows]


def test_class_is_typed_in_with_its_pupils(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        made = actions.add_class(school=x.school, name="3a", pupils=[("Liv", "Bang"), ("Bo", "Dam")], by=person)
        assert (made.name, made.grade) == ("3.A", 3)
        assert [(child.name, child.school) for child in Child.objects.in_class(made, TODAY).by_name()] == [
            ("Bo Dam", x.school),
            ("Liv Bang", x.school),
        ]
        assert [(n.name, n.starts_on) for n in made.names.all()] == [("3.A", TODAY)]


def test_class_of_the_same_name_is_refused(cast):
    with acting(cast.fjord, "principal") as person, pytest.raises(ValidationError) as refused:
        actions.add_class(school=cast.fjord.school, name="5b", by=person)
    assert refused.value.message_dict == {"name": ["There is a class 5.B at this school already."]}


@pytest.mark.parametrize("who", ["teacher", "group_leader", "other_principal", "administrator", "caseworker"])
def test_others_make_no_class(cast, who):
    with acting(cast.fjord, who) as person, pytest.raises(PermissionDenied):
        actions.add_class(school=cast.fjord.school, name="3.A", by=person)


def test_moved_pupil_keeps_history_and_the_old_team_loses_access_the_day_after(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        actions.move_pupil(child=x.c1, to_class=x.c6, on=date(2026, 6, 1), by=person)
        assert classes_of(x.c1) == [("5.B", date(2025, 8, 1), date(2026, 5, 31)), ("6.C", date(2026, 6, 1), None)]
        part = PathwayChild.objects.get(pk=x.p1.pk)
        assert (part.ends_on, part.ending_reason) == (date(2026, 5, 31), "Left the class")
    seen = {}
    for day in ("2026-05-31 12:00", "2026-06-01 12:00"):
        with time_machine.travel(day, tick=False), acting(x, "teacher") as person:
            seen[day[:10]] = (
                Child.objects.visible_to(person).filter(pk=x.c1.pk).exists(),
                Child.objects.filter(pk=x.c1.pk).exists(),
            )
    assert seen == {"2026-05-31": (True, True), "2026-06-01": (False, False)}


def test_pupil_leaves_without_a_new_class(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        actions.move_pupil(child=x.c4, to_class=None, on=TODAY, by=person)
        assert classes_of(x.c4) == [("5.B", date(2025, 8, 1), date(2026, 5, 20))]


def test_move_clicked_twice_is_one_move(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        for _click in range(2):
            actions.move_pupil(child=x.c4, to_class=x.c6, on=TODAY, by=person)
        assert [name for name, *_dates in classes_of(x.c4)] == ["5.B", "6.C"]


def test_move_of_the_same_day_is_corrected(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        actions.move_pupil(child=x.c4, to_class=x.c6, on=TODAY, by=person)
        actions.move_pupil(child=x.c4, to_class=x.b5, on=TODAY, by=person)
        assert classes_of(x.c4) == [("5.B", date(2025, 8, 1), date(2026, 5, 20)), ("5.B", TODAY, None)]


def test_move_to_another_school_is_refused(cast):
    x = cast.fjord
    with acting(x, "principal") as person, pytest.raises(PermissionDenied):
        actions.move_pupil(child=x.c4, to_class=x.a4, on=TODAY, by=person)


def test_added_pupil_with_a_number_that_is_known(cast):
    x = cast.fjord
    with acting(x, "principal") as person, pytest.raises(ValidationError) as refused:
        actions.add_pupil(
            school_class=x.c6, given_name="Adam", family_name="Ny", starts_on=TODAY, cpr="6309144011", by=person
        )
    assert refused.value.message_dict == {
        "cpr": [f"{x.c1.name} is at the school already. Move the child to this class instead."]
    }


def test_added_pupil_of_another_school_is_not_named(cast):
    x = cast.fjord
    with acting(x, "other_principal") as person, pytest.raises(ValidationError) as refused:
        actions.add_pupil(
            school_class=x.a4, given_name="Adam", family_name="Ny", starts_on=TODAY, cpr="6309144011", by=person
        )
    assert refused.value.message_dict == {
        "cpr": [
            "This child goes to another school of the municipality. That school must let the child go before it can be added here."
        ]
    }


def test_number_of_another_municipality_is_free(cast):
    x = cast.bakke
    with acting(x, "principal") as person:
        child = actions.add_pupil(
            school_class=x.c6, given_name="Adam", family_name="Ny", starts_on=TODAY, cpr="6309144011", by=person
        )
        assert (child.cpr_mask, child.born_on) == ("630914-xxxx", date(2014, 9, 3))


def test_class_gets_its_new_name_on_the_day_and_its_pathway_goes_on(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        actions.move_class_up(school_class=x.c6, name="7.C", starts_on=date(2026, 8, 1), by=person)
        actions.move_class_up(school_class=x.b5, name="6.b", starts_on=date(2026, 8, 1), by=person)
        assert SchoolClass.objects.get(pk=x.b5.pk).name == "5.B"
    with time_machine.travel("2026-07-31 06:00", tick=False), acting(x, "system"):
        assert apply_class_names(date(2026, 7, 31)) == {"class_names": 0}
    with time_machine.travel("2026-08-01 06:00", tick=False), acting(x, "system"):
        assert [apply_class_names(date(2026, 8, 1)), apply_class_names(date(2026, 8, 1))] == [
            {"class_names": 2},
            {"class_names": 0},
        ]
    with time_machine.travel("2026-08-02", tick=False), acting(x, "teacher"):
        turned = SchoolClass.objects.get(pk=x.b5.pk)
        assert (turned.name, turned.grade) == ("6.B", 6)
        pathway = Pathway.objects.get(pk=x.w.pk)
        assert (pathway.title, pathway.state) == ("6.B, Fjordby Skole", "active")
        assert [n.name for n in ClassName.objects.filter(school_class=x.b5)] == ["5.B", "6.B"]
        assert Child.objects.in_class(turned, date(2026, 8, 2)).count() == 3


def test_name_that_another_class_has_by_then_is_refused(cast):
    x = cast.fjord
    with acting(x, "principal") as person, pytest.raises(ValidationError) as refused:
        actions.move_class_up(school_class=x.b5, name="6.C", starts_on=date(2026, 8, 1), by=person)
    assert refused.value.message_dict == {
        "name": ["Another class of the school is called 6.C on that day. Move that one up first."]
    }
