from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import PathwayChild
from parentgroups.actions import (
    complete_group,
    contact_parent,
    create_group,
    decline_group,
    invite_parent,
    join_group,
    stop_in_group,
)
from parentgroups.models import GroupEnrolment
from parentgroups.queries import candidates, families
from tests.cast import acting
from tests.parentgroups.conftest import INVITED, new_group

pytestmark = pytest.mark.usefixtures("db")
THAT_DAY = date(2026, 2, 20)


@pytest.fixture
def at_work(story, db):
    with time_machine.travel(INVITED, tick=False), acting(story, "group_leader") as by:
        yield create_group(by=by, **new_group(story)), by


def names(group, by):
    return {candidate.custody.parent.name for candidate in candidates(group, by, THAT_DAY)}


def test_candidates_are_parents_of_children_on_a_live_basis(story, at_work):
    group, by = at_work
    assert {custody.parent.name for custody in story.custody} <= names(group, by)
    assert "QxLundMor2" not in names(group, by)  # no basis
    answers = {c.custody.parent.name: c.answer for c in candidates(group, by, THAT_DAY)}
    assert (answers["Amina Warsame"], answers["Bo Kristensen"]) == (None, "yes")


def test_invite_makes_the_child_part_of_the_group(story, at_work):
    group, by = at_work
    enrolment = invite_parent(group=group, custody=story.custody[1], invited_on=THAT_DAY, by=by)
    again = invite_parent(group=group, custody=story.custody[1], invited_on=THAT_DAY, by=by)
    assert (again.pk, enrolment.state, enrolment.invited_on) == (enrolment.pk, "invited", THAT_DAY)
    assert list(PathwayChild.objects.filter(pathway=group.pathway).values_list("child", "age_at_start")) == [
        (story.custody[1].child_id, 10)
    ]
    assert "Bo Kristensen" not in names(group, by)
    group.pathway.refresh_from_db()
    assert group.pathway.phase == "group_inviting"


def test_a_family_out_of_reach_cannot_be_invited(story, at_work):
    group, by = at_work
    with pytest.raises(ValidationError):
        invite_parent(group=group, custody=story.mother2_custody, invited_on=THAT_DAY, by=by)
    assert not GroupEnrolment.objects.filter(group=group).exists()


def test_no_to_the_offer_is_respected(story, at_work, monkeypatch):
    group, by = at_work
    monkeypatch.setattr("parentgroups.actions.families.offer_answers", lambda person: lambda custody: "no")
    with pytest.raises(ValidationError):
        invite_parent(group=group, custody=story.custody[1], invited_on=THAT_DAY, by=by)


def test_a_suspended_parent_is_not_offered(story, at_work):
    group, by = at_work
    assert "Carl Juhl" not in names(group, by)
    with pytest.raises(ValidationError):
        invite_parent(group=group, custody=story.suspended, invited_on=THAT_DAY, by=by)


def test_the_way_through_the_group(story, at_work):
    group, by = at_work
    enrolments = [
        invite_parent(group=group, custody=custody, invited_on=THAT_DAY, by=by) for custody in story.custody[:4]
    ]
    contact_parent(enrolment=enrolments[0], by=by)
    decline_group(enrolment=enrolments[1], reason="time", words="Natarbejde", by=by)
    join_group(enrolment=enrolments[2], on=date(2026, 3, 12), by=by)
    join_group(enrolment=enrolments[3], on=date(2026, 3, 12), companion="Bedstefar", by=by)
    stopped = stop_in_group(
        enrolment=enrolments[3], on=date(2026, 4, 1), reason="larger_needs", referred_to="Familierådgivningen", by=by
    )
    by_state = {
        state: [family.enrolment.parent.name for family in found] for state, found in families(group, by).items()
    }
    assert by_state == {
        "contacted": ["Amina Warsame"],
        "declined": ["Bo Kristensen"],
        "joined": ["Camilla Juhl"],
        "stopped": ["Dariusz Nowak"],
    }
    assert (stopped.stopped_on, stopped.referred_to) == (date(2026, 4, 1), "Familierådgivningen")
    assert families(group, by)["declined"][0].reason == "Tiden passer ikke"
    assert complete_group(group=group, by=by) == 1


def test_same_move_twice_changes_nothing_and_an_illegal_one_is_refused(story, at_work):
    group, by = at_work
    enrolment = invite_parent(group=group, custody=story.custody[1], invited_on=THAT_DAY, by=by)
    join_group(enrolment=enrolment, on=date(2026, 3, 1), by=by)
    assert join_group(enrolment=enrolment, on=date(2026, 3, 12), companion="Mormor", by=by).companion == "Mormor"
    with pytest.raises(ValidationError):
        contact_parent(enrolment=enrolment, by=by)
    with pytest.raises(ValidationError) as early:
        stop_in_group(enrolment=enrolment, on=date(2026, 3, 1), reason="time", by=by)
    assert list(early.value.message_dict) == ["on"]
    with pytest.raises(ValidationError) as unknown:
        stop_in_group(enrolment=enrolment, on=date(2026, 4, 1), reason="weather", by=by)
    assert list(unknown.value.message_dict) == ["reason"]


def test_a_parent_who_stopped_may_come_back(story, at_work):
    group, by = at_work
    enrolment = invite_parent(group=group, custody=story.custody[1], invited_on=THAT_DAY, by=by)
    join_group(enrolment=enrolment, on=date(2026, 3, 1), by=by)
    stop_in_group(enrolment=enrolment, on=date(2026, 4, 1), reason="time", by=by)
    back = join_group(enrolment=enrolment, on=date(2026, 5, 1), by=by)
    assert (back.state, back.joined_on, back.stopped_on, back.reason) == ("joined", date(2026, 5, 1), None, "")


def test_the_manager_reads_and_does_not_write(story, make_group):
    group = make_group()
    with acting(story, "provider_manager") as by:
        assert len(families(group, by)["joined"]) == 8
        with pytest.raises(PermissionDenied):
            stop_in_group(enrolment=group.enrolments.first(), reason="time", by=by)


@pytest.mark.parametrize(
    "who", ["resource_advisor", "principal", "teacher", "caseworker", "other_leader", "steering_group"]
)
def test_nobody_else_sees_a_family(story, make_group, who):
    group = make_group()
    with acting(story, who) as person:
        assert families(group, person) == {}
