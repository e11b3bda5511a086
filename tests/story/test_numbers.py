"""The files of tests/data agree with each other, and the rules with what was counted by hand."""

from datetime import date

import pytest

from classes.importing import read_class_list
from followup.cadences import due_after_in
from programmes.models import ProgrammeVersion
from tests.cast import acting
from tests.story.conftest import DATA


def test_both_class_lists_hold_the_same_pupils(numbers):
    lists = [read_class_list((DATA / name).read_bytes()) for name in ("5b.csv", "5b.xlsx")]
    one, other = ([row.as_json() | {"line": 0} for row in each.rows] for each in lists)
    assert one == other
    assert len(one) == numbers["class"]["pupils"]
    assert [row["errors"] for row in one if row["errors"]] == []
    assert [row["given_name"] for row in one if not row["cpr"]] == ["Adam"]
    assert [row["given_name"] for row in one if row["protected"]] == ["Selma"]
    assert {row["class_name"] for row in one} == {"5.B"}


def test_hand_count_of_attendance_adds_up(numbers):
    counted, marks = numbers["attendance"], "".join(numbers["attendance"]["marks"])
    assert len(marks) == counted["places"] == numbers["group"]["parents"] * len(numbers["group"]["days"])
    assert [marks.count(each) for each in "pnu"] == [counted["present"], counted["notice"], counted["absent"]]


@pytest.mark.parametrize("number", range(4))
def test_days_of_follow_up_are_those_counted_by_hand(cast, db, numbers, number):
    expected = [numbers["follow_up"], *numbers["follow_up"]["others"]][number]
    version = ProgrammeVersion.objects.get(programme__slug="externalising_behaviour", number="0")
    with acting(cast.fjord, "resource_advisor") as person:
        due = due_after_in(
            version.programme_content.cadence("follow_up"), expected["starts_on"], person.municipality_id
        )
    assert (due.computed_on, due.due_on) == (expected["computed_on"], expected["due_on"])
    assert isinstance(due.due_on, date)
