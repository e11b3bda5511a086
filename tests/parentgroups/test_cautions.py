"""Two adults who should not meet: known to group leaders who reach both, and to nobody else on any page or paper."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from parentgroups.actions import add_caution, end_caution, reopen_caution
from parentgroups.models import Caution, GroupEnrolment
from parentgroups.queries import cautions_among, is_cautioned
from tests.cast import acting
from tests.walls.truth import READS

pytestmark = pytest.mark.usefixtures("db")
NOTE = "Sid ikke samme sted"


@pytest.fixture
def caution(story, make_group):
    group = make_group(parents=4)
    with time_machine.travel("2026-03-01", tick=False), acting(story, "group_leader") as by:
        enrolments = list(GroupEnrolment.objects.visible_to(by).filter(group=group).select_related("parent"))
        return group, enrolments, add_caution(parents=[enrolments[3].parent, enrolments[0].parent], note=NOTE, by=by)


@pytest.fixture
def leader(story, client):
    with time_machine.travel("2026-03-10T12:00+01:00", tick=False):
        client.force_login(story.users["group_leader"])
        yield client


def test_the_leader_is_warned_of_both_and_of_nobody_else(story, caution):
    group, enrolments, kept = caution
    with time_machine.travel("2026-03-10", tick=False), acting(story, "group_leader") as by:
        today = kept.since
        assert [each.pk for each in cautions_among(enrolments, by, today)] == [kept.pk]
        assert [is_cautioned(each, by, today) for each in enrolments] == [True, False, False, True]
        assert cautions_among(enrolments[1:], by, today) == []


@pytest.mark.parametrize("who", [who for who in READS if who != "group_leader"])
def test_nobody_else_reads_it(story, caution, who):
    with acting(story, who) as person:
        assert not Caution.objects.visible_to(person).filter(note=NOTE).exists()
        assert not Caution.objects.filter(note=NOTE).exists()  # the database's own wall


def test_another_leader_reads_it_when_she_reaches_both(story, caution):
    group, enrolments, kept = caution
    with acting(story, "other_leader") as by:
        assert cautions_among(enrolments, by, kept.since) == []
        with pytest.raises(ValidationError):
            add_caution(parents=[enrolments[0].parent, enrolments[1].parent], by=by)


def test_twice_is_one_the_same_person_twice_is_none(story, caution):
    _group, enrolments, kept = caution
    with time_machine.travel("2026-03-02", tick=False), acting(story, "group_leader") as by:
        again = add_caution(parents=[enrolments[0].parent, enrolments[3].parent], by=by)
        assert again.pk == kept.pk
        with pytest.raises(ValidationError):
            add_caution(parents=[enrolments[1].parent, enrolments[1].parent], by=by)
    with acting(story, "provider_manager") as by, pytest.raises(PermissionDenied):
        add_caution(parents=[enrolments[0].parent, enrolments[3].parent], by=by)


def test_ended_and_taken_back(story, caution):
    _group, enrolments, kept = caution
    with time_machine.travel("2026-03-10", tick=False), acting(story, "group_leader") as by:
        end_caution(caution=kept, by=by)
        assert not Caution.objects.visible_to(by).on(by_today()).filter(pk=kept.pk).exists()
        reopen_caution(caution=kept, by=by)
        assert Caution.objects.visible_to(by).on(by_today()).filter(pk=kept.pk).exists()


def by_today():
    from django.utils import timezone

    return timezone.localdate()


def test_pages_show_it_to_the_leader_alone(story, caution, leader, client):
    group, enrolments, _kept = caution
    address = reverse("group_detail", args=[group.pathway.uuid])
    page = leader.get(address).content.decode()
    assert NOTE in page and "bør ikke mødes" in page
    paper = leader.get(reverse("invitation_paper", args=[group.pathway.uuid])).content.decode()
    assert NOTE not in paper and "mødes." not in paper.replace("Vi mødes", "")
    contact = leader.get(reverse("enrolment_move", args=[enrolments[0].uuid, "stoppet"])).content.decode()
    assert NOTE not in contact and enrolments[3].parent.name not in contact
    client.force_login(story.users["provider_manager"])
    for name in ("group_detail", "group_families"):
        words = client.get(reverse(name, args=[group.pathway.uuid])).content.decode()
        assert NOTE not in words and "bør ikke mødes" not in words
    assert client.get(reverse("caution_list", args=[group.pathway.uuid])).status_code == 404


def test_kept_ended_and_reopened_through_the_pages(story, make_group, leader):
    group = make_group(parents=2)
    address = reverse("caution_list", args=[group.pathway.uuid])
    with acting(story, "group_leader") as by:
        one, other = (each.parent_id for each in GroupEnrolment.objects.visible_to(by).filter(group=group))
    same = leader.post(address, {"one": one, "other": one, "note": NOTE})
    assert same.status_code == 422 and NOTE in same.content.decode()
    saved = leader.post(address, {"one": one, "other": other, "note": NOTE}, follow=True).content.decode()
    with acting(story, "group_leader") as by:
        kept = Caution.objects.visible_to(by).get(note=NOTE)
    assert NOTE in saved and reverse("caution_end", args=[group.pathway.uuid, kept.uuid]) in saved
    leader.post(reverse("caution_end", args=[group.pathway.uuid, kept.uuid]))
    with acting(story, "group_leader") as by:
        assert not Caution.objects.visible_to(by).filter(note=NOTE).exists()  # of the same day: a mistake
