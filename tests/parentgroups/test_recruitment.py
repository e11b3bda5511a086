"""Recruiting families: contacts that move them on, the waiting list, referrals that want an answer, and each taken back."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parentgroups.actions import (
    answer_referral,
    create_group,
    edit_group,
    invite_parent,
    join_group,
    note_contact,
    put_on_waiting_list,
    stop_in_group,
    take_from_waiting_list,
    undo_move,
)
from parentgroups.models import GroupEnrolment, RecruitmentContact
from parentgroups.queries import contacts_due, families, places, referrals_due, to_contact
from tests.cast import acting
from tests.parentgroups.conftest import INVITED, new_group

pytestmark = pytest.mark.usefixtures("db")
THAT_DAY = date(2026, 2, 20)


@pytest.fixture
def at_work(story, db):
    with time_machine.travel(INVITED, tick=False), acting(story, "group_leader") as by:
        yield create_group(by=by, **new_group(story)), by


@pytest.fixture
def invited(story, at_work):
    group, by = at_work
    return [invite_parent(group=group, custody=each, invited_on=THAT_DAY, by=by) for each in story.custody[:6]]


def now(enrolment, by):
    return GroupEnrolment.objects.visible_to(by).get(pk=enrolment.pk)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("reached", "contacted"), ("thinking", "contacted"), ("not_reached", "invited"), ("yes", "joined"), ("no", "declined"),
        ("waiting", "waiting"),
    ],
)  # fmt: skip
def test_an_outcome_moves_the_family_on_and_undo_takes_it_back(at_work, invited, outcome, state):
    _group, by = at_work
    reason = "time" if outcome == "no" else ""
    contact = note_contact(enrolment=invited[0], outcome=outcome, line="Ringede", reason=reason, by=by)
    moved = now(invited[0], by)
    assert (moved.state, contact.outcome, contact.line, contact.on) == (state, outcome, "Ringede", THAT_DAY)
    undo_move(enrolment=moved, stamp=moved.before["stamp"], by=by)
    assert (now(invited[0], by).state, RecruitmentContact.objects.visible_to(by).count()) == (
        "invited",
        RecruitmentContact.objects.visible_to(by).exclude(enrolment=invited[0]).count(),
    )


def test_a_later_move_stands_in_the_way_of_an_older_undo(at_work, invited):
    _group, by = at_work
    first = note_contact(enrolment=invited[0], outcome="thinking", by=by).enrolment.before["stamp"]
    note_contact(enrolment=invited[0], outcome="yes", by=by)
    with pytest.raises(ValidationError):
        undo_move(enrolment=invited[0], stamp=first, by=by)
    assert now(invited[0], by).state == "joined"


def test_undo_twice_takes_back_once(at_work, invited):
    _group, by = at_work
    stamp = note_contact(enrolment=invited[0], outcome="yes", by=by).enrolment.before["stamp"]
    undo_move(enrolment=invited[0], stamp=stamp, by=by)
    with pytest.raises(ValidationError):
        undo_move(enrolment=invited[0], stamp=stamp, by=by)


def test_no_without_a_reason_a_day_ahead_and_whoever_is_in_are_refused(at_work, invited):
    _group, by = at_work
    with pytest.raises(ValidationError) as no_reason:
        note_contact(enrolment=invited[0], outcome="no", by=by)
    with pytest.raises(ValidationError) as ahead:
        note_contact(enrolment=invited[0], outcome="reached", on=date(2026, 3, 1), by=by)
    join_group(enrolment=invited[0], by=by)
    with pytest.raises(ValidationError):
        note_contact(enrolment=invited[0], outcome="reached", by=by)
    assert (list(no_reason.value.message_dict), list(ahead.value.message_dict)) == (["reason"], ["on"])


def test_whom_to_talk_with(story, at_work, invited):
    group, by = at_work
    note_contact(enrolment=invited[1], outcome="thinking", by=by)
    note_contact(enrolment=invited[2], outcome="not_reached", by=by)
    note_contact(enrolment=invited[3], outcome="yes", by=by)
    names = lambda day: [each.enrolment.parent.name for each in to_contact(families(group, by), day)]  # noqa: E731
    today = [invited[number].parent.name for number in (0, 4, 5)]
    assert set(names(THAT_DAY)) == set(today)
    assert set(names(date(2026, 2, 21))) == {*today, invited[2].parent.name}
    assert set(names(date(2026, 2, 27))) == {*today, invited[1].parent.name, invited[2].parent.name}
    mine = contacts_due(by, date(2026, 2, 27)).filter(group=group)
    assert {each.parent.name for each in mine} == set(names(date(2026, 2, 27)))


def fill(group, by, invited, room):
    edit_group(
        group=group, title="Fuld", lead=group.pathway.lead, starts_at=group.starts_at, minutes=120, planned_size=room, by=by
    )  # fmt: skip
    for each in invited[:room]:
        join_group(enrolment=each, by=by)
    group.refresh_from_db()
    return places(group, by)


def test_the_first_on_the_waiting_list_gets_the_place_once(at_work, invited):
    group, by = at_work
    room = fill(group, by, invited, 3)
    assert (room.joined, room.largest, room.is_full, room.left) == (3, 3, True, 0)
    put_on_waiting_list(enrolment=invited[4], since=date(2026, 2, 19), by=by)
    put_on_waiting_list(enrolment=invited[3], by=by)
    waiting = families(group, by)["waiting"]
    assert [family.enrolment.pk for family in waiting] == [invited[4].pk, invited[3].pk]
    stop_in_group(enrolment=invited[0], reason="time", by=by)
    first, second = (take_from_waiting_list(enrolment=invited[4], by=by) for _ in range(2))
    assert (first.state, second.state, second.waiting_since, second.joined_on) == ("joined", "joined", None, THAT_DAY)
    assert [family.enrolment.pk for family in families(group, by)["waiting"]] == [invited[3].pk]
    with pytest.raises(ValidationError):
        take_from_waiting_list(enrolment=invited[5], by=by)


def test_six_to_sixteen_in_words(story, at_work, invited):
    group, by = at_work
    room = places(group, by)
    assert (room.smallest, room.largest, room.missing, room.left) == (6, 16, 6, 16)


def test_a_referral_is_due_until_it_is_answered(at_work, invited):
    _group, by = at_work
    join_group(enrolment=invited[0], by=by)
    stop_in_group(enrolment=invited[0], reason="larger_needs", referred_to="Familieafdelingen", by=by)
    assert [(each.pk, each.referred_on) for each in referrals_due(by)] == [(invited[0].pk, THAT_DAY)]
    with pytest.raises(ValidationError) as early:
        answer_referral(enrolment=invited[0], answer="Nej", answered_on=date(2026, 2, 1), by=by)
    answered = answer_referral(enrolment=invited[0], answer="De begynder i maj.", by=by)
    assert (list(early.value.message_dict), list(referrals_due(by))) == (["answered_on"], [])
    undo_move(enrolment=answered, stamp=answered.before["stamp"], by=by)
    assert len(referrals_due(by)) == 1


@pytest.mark.parametrize("who", ["provider_manager", "resource_advisor", "other_leader"])
def test_nobody_else_notes_a_contact(story, make_group, who):
    group = make_group(parents=1)
    with acting(story, who) as by:
        enrolment = GroupEnrolment.objects.filter(group=group).first()
        if enrolment is None:
            return  # the wall of the database: she finds no family at all
        with pytest.raises(PermissionDenied):
            note_contact(enrolment=enrolment, outcome="reached", by=by)


# ---- pages ----


@pytest.fixture
def leader(story, client):
    with time_machine.travel("2026-02-20T12:00+01:00", tick=False):
        client.force_login(story.users["group_leader"])
        yield client


@pytest.fixture
def one_invited(story, make_group):
    group = make_group(parents=0)
    with time_machine.travel(INVITED, tick=False), acting(story, "group_leader") as by:
        return group, invite_parent(group=group, custody=story.custody[2], invited_on=THAT_DAY, by=by)


def test_a_contact_from_the_group_page_in_three_touches(story, leader, one_invited):
    group, enrolment = one_invited
    page = leader.get(reverse("group_detail", args=[group.pathway.uuid])).content.decode()
    assert reverse("contact_create", args=[enrolment.uuid]) in page and "Inviteret 20. februar" in page
    form = leader.get(reverse("contact_create", args=[enrolment.uuid]))
    sent = {
        "how": "phone",
        "on": "2026-02-20",
        "line": "Vil vide mere",
        "form_key": "6f8f7e9e-6d3c-4d54-9d1e-0a0f0a0f0a0f",
    }
    empty = leader.post(reverse("contact_create", args=[enrolment.uuid]), sent)
    assert (form.status_code, empty.status_code) == (200, 422) and 'value="Vil vide mere"' in empty.content.decode()
    saved = [leader.post(reverse("contact_create", args=[enrolment.uuid]), sent | {"outcome": "yes"}) for _ in range(2)]
    with acting(story, "group_leader") as by:
        assert RecruitmentContact.objects.visible_to(by).filter(enrolment=enrolment).count() == 1
        stamp = now(enrolment, by).before["stamp"]
    assert [each.url for each in saved] == [reverse("group_detail", args=[group.pathway.uuid])] * 2
    shown = leader.get(saved[0].url).content.decode()
    assert reverse("enrolment_undo", args=[enrolment.uuid, stamp]) in shown
    leader.post(reverse("enrolment_undo", args=[enrolment.uuid, stamp]))
    with acting(story, "group_leader") as by:
        assert now(enrolment, by).state == "invited"


def test_the_seventeenth_is_saved_and_said_and_may_wait_instead(story, leader, make_group):
    group = make_group(parents=3)
    with time_machine.travel(INVITED, tick=False), acting(story, "group_leader") as by:
        fill(group, by, [], 3)
        fourth = invite_parent(group=group, custody=story.custody[4], invited_on=THAT_DAY, by=by)
    address = reverse("enrolment_move", args=[fourth.uuid, "kom-med"])
    page = leader.get(address).content.decode()
    assert "Gruppen er fuld" in page and reverse("enrolment_move", args=[fourth.uuid, "venteliste"]) in page
    assert "Vil vente på en plads" in leader.get(reverse("contact_create", args=[fourth.uuid])).content.decode()
    joined = leader.post(address, {"on": "2026-02-20", "companion": ""}, follow=True).content.decode()
    assert "Gruppen er nu på 4, og der er plads til 3." in joined
    leader.post(reverse("enrolment_move", args=[fourth.uuid, "venteliste"]))
    with acting(story, "group_leader") as by:
        third = GroupEnrolment.objects.visible_to(by).filter(group=group, state="joined").first()
    assert (
        "Der er en ledig plads" not in leader.get(reverse("group_detail", args=[group.pathway.uuid])).content.decode()
    )
    leader.post(reverse("enrolment_move", args=[third.uuid, "stoppet"]), {"on": "2026-02-20", "reason": "time"})
    shown = leader.get(reverse("group_detail", args=[group.pathway.uuid])).content.decode()
    assert "Der er en ledig plads" in shown and fourth.parent.name in shown
    for _ in range(2):
        leader.post(reverse("enrolment_promote", args=[fourth.uuid]))
    with acting(story, "group_leader") as by:
        assert GroupEnrolment.objects.visible_to(by).filter(group=group).taking_part().count() == 3


def test_stopped_and_referred_stands_on_today_until_answered(story, leader, make_group, client):
    group = make_group(parents=2)
    with acting(story, "group_leader") as by:
        enrolment = GroupEnrolment.objects.visible_to(by).filter(group=group).first()
    sent = {
        "on": "2026-02-20",
        "reason": "larger_needs",
        "words": "",
        "referred_to": "Familieafdelingen",
        "referred_on": "2026-02-18",
    }
    leader.post(reverse("enrolment_move", args=[enrolment.uuid, "stoppet"]), sent)
    assert "Henvist videre, intet svar endnu" in leader.get("/").content.decode()
    client.force_login(story.users["provider_manager"])
    manager = client.get("/").content.decode()
    assert "Familieafdelingen, sendt for 2 dage siden." in manager and "Notér svaret" not in manager
    client.force_login(story.users["group_leader"])
    nothing = client.post(
        reverse("enrolment_referral", args=[enrolment.uuid]), {"answer": "", "answered_on": "2026-02-20"}
    )
    client.post(
        reverse("enrolment_referral", args=[enrolment.uuid]), {"answer": "De begynder.", "answered_on": "2026-02-20"}
    )
    assert nothing.status_code == 422
    assert "Henvist videre, intet svar endnu" not in client.get("/").content.decode()
    assert (
        "Svarede 20. februar: De begynder."
        in client.get(reverse("group_families", args=[group.pathway.uuid])).content.decode()
    )


def test_pages_cost_the_same_with_eight_families_as_with_two(make_group, leader):
    def cost(parents, name):
        group = make_group(parents=parents)
        with CaptureQueriesContext(connection) as asked:
            assert leader.get(reverse(name, args=[group.pathway.uuid])).status_code == 200
        return len(asked)

    for name in ("group_families", "invitation_paper", "caution_list"):
        cost(1, name)
        assert cost(8, name) == cost(2, name)
    with CaptureQueriesContext(connection) as few:
        leader.get("/")
    make_group(parents=8)
    with CaptureQueriesContext(connection) as many:
        leader.get("/")
    assert len(many) == len(few)


def test_neither_school_learns_of_a_family(story, make_group, client):
    """The group has families of both schools: no page of either principal or advisor names the group or an address of it."""
    group = make_group()
    with time_machine.travel("2026-05-21T12:00+02:00", tick=False):
        for who in ("principal", "other_principal", "resource_advisor", "other_advisor", "teacher"):
            client.force_login(story.users[who])
            words = client.get("/").content.decode() + client.get("/overblik").content.decode()
            assert group.pathway.title not in words and str(group.pathway.uuid) not in words
            for name in ("group_detail", "group_families", "group_series", "invitation_paper", "caution_list"):
                assert client.get(reverse(name, args=[group.pathway.uuid])).status_code == 404
