from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parentgroups.models import BetweenSessionContact, GroupEnrolment, GroupSession, ParentGroup
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def leader(story, client, at_noon):
    client.force_login(story.users["group_leader"])
    return client


@pytest.fixture
def group(make_group, leader):
    return make_group()


@pytest.fixture
def x(story, group):
    """The story's group with its rows within easy reach."""
    with acting(story, "group_leader") as person:
        story.now = group
        story.sessions = list(GroupSession.objects.visible_to(person).filter(group=group))
        story.enrolments = list(GroupEnrolment.objects.visible_to(person).filter(group=group).select_related("parent"))
    return story


def page(name, **kwargs):
    return reverse(name, kwargs=kwargs)


NEW = {
    "title": "Efterår", "first_on": "27.08.2026", "starts_at": "16.30", "minutes": "120", "count": "7", "weeks_between": "2", "co_lead": "", "age_band": "younger",
}  # fmt: skip


def test_a_group_is_started_once_though_clicked_twice(story, leader):
    form = leader.get(page("group_create")).context["form"]
    sent = NEW | {
        "version": form.initial["version"],
        "unit": form.initial["unit"],
        "form_key": "0b8f7e9e-6d3c-4d54-9d1e-0a0f0a0f0a0f",
    }
    unseen = leader.post(page("group_create"), sent)
    days = unseen.context["signature"]
    assert (unseen.status_code, unseen.context["unseen"], days.split(",")[0]) == (200, True, "2026-08-27")
    assert 'value="Efterår"' in unseen.content.decode() and "Se dagene, før du gemmer" in unseen.content.decode()
    first, second = (leader.post(page("group_create"), sent | {"days_seen": days}) for _ in range(2))
    with acting(story, "group_leader") as person:
        made = ParentGroup.objects.visible_to(person).filter(pathway__title="Efterår")
        assert [group.pathway.lead_id for group in made] == [story.staff["group_leader"].pk]
        assert (first.status_code, second.url) == (302, first.url)


def test_a_wrong_new_group_keeps_what_was_typed(leader):
    hidden = {name: leader.get(page("group_create")).context["form"].initial[name] for name in ("version", "unit")}
    answer = leader.post(page("group_create"), NEW | hidden | {"first_on": "32.13.2026", "starts_at": "kvart"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["first_on", "starts_at"]
    assert 'value="Efterår"' in words and 'value="kvart"' in words


def test_register_page_shows_nobody_registered_and_the_right_question(leader, x):
    words = leader.get(page("session_register", uuid=x.sessions[5].uuid)).content.decode()
    assert "Mødegang 6 af 7" in words and "0 af 8 registreret" in words and " checked" not in words
    assert "Hvor mange aftener lykkedes det?" in words and "Fra sidste gang, 7. maj" in words
    assert "følges med Mia Sand" in words and "tolk: tyrkisk" in words


def test_register_without_script_all_present_then_an_exception(leader, x):
    address = page("session_register", uuid=x.sessions[5].uuid)
    camilla = next(e for e in x.enrolments if e.parent.name == "Camilla Juhl")
    filled = leader.post(address, {"all": "1"})
    corrected = leader.post(address, {f"p{camilla.pk}": "notice", f"p{camilla.pk}_reason": "ill"}, follow=True)
    assert filled.url == address
    assert "Mødegang 6 er gemt: 7 til stede, 1 afbud, 0 udeblevet." in corrected.content.decode()
    again = leader.get(address).content.decode()
    assert again.count(" checked") == 9 and "8 af 8 registreret" in again  # eight lines and a reason


def test_register_refuses_a_word_it_does_not_know(leader, x):
    pk = x.enrolments[0].pk
    answer = leader.post(page("session_register", uuid=x.sessions[5].uuid), {f"p{pk}": "late"})
    assert answer.status_code == 422 and answer.content.decode().count('role="alert"') == 1


def test_the_manager_reads_the_register_and_cannot_send_it(story, client, x):
    client.force_login(story.users["provider_manager"])
    address = page("session_register", uuid=x.sessions[5].uuid)
    words = client.get(address).content.decode()
    assert "Bo Kristensen" in words and "Gem mødegang" not in words
    assert client.post(address, {"all": "1"}).status_code == 403
    assert client.get(page("enrolment_create", uuid=x.now.pathway.uuid)).status_code == 403


@pytest.mark.parametrize(
    "who", ["teacher", "principal", "resource_advisor", "caseworker", "steering_group", "administrator"]
)
def test_the_school_and_the_others_find_nothing(story, client, x, who):
    client.force_login(story.users[who])
    asked = [
        page("group_list"), page("group_create"), page("group_detail", uuid=x.now.pathway.uuid), page("session_register", uuid=x.sessions[0].uuid),
        page("call_create", uuid=x.enrolments[0].uuid), page("enrolment_move", uuid=x.enrolments[0].uuid, move="stoppet"),
    ]  # fmt: skip
    assert [client.get(address).status_code for address in asked] == [404] * 6


def test_saving_a_register_asks_at_most_fifteen_queries(leader, x):
    address = page("session_register", uuid=x.sessions[5].uuid)
    with CaptureQueriesContext(connection) as asked:
        leader.post(address, {f"p{enrolment.pk}": "present" for enrolment in x.enrolments})
    own = [
        query["sql"]
        for query in asked
        if not any(part in query["sql"] for part in ("django_session", "accounts_user", "app.enter", "SAVEPOINT"))
    ]
    assert len(own) <= 15


def test_group_page_costs_the_same_with_eight_families_as_with_two(make_group, leader):
    def cost(parents):
        group = make_group(parents=parents)
        with CaptureQueriesContext(connection) as asked:
            assert leader.get(page("group_detail", uuid=group.pathway.uuid)).status_code == 200
        return len(asked)

    cost(1)
    assert cost(8) == cost(2)


def test_group_page_shows_calls_families_and_attendance(leader, x):
    for session in x.sessions[3:5]:
        camilla = next(e for e in x.enrolments if e.parent.name == "Camilla Juhl")
        leader.post(page("session_register", uuid=session.uuid), {"all": "1", f"p{camilla.pk}": "notice"})
    words = leader.get(page("group_detail", uuid=x.now.pathway.uuid)).content.decode()
    assert "To afbud i træk" in words and "87,5\xa0%" in words and "14 til stede af 16 pladser" in words


def test_invite_join_and_stop_through_the_pages(story, make_group, leader):
    group = make_group(parents=0)
    address = page("enrolment_create", uuid=group.pathway.uuid)
    shown = leader.get(address)
    asked = shown.content.decode()
    assert "til Barn2 J., 5.B" in asked and "Carl Juhl" not in asked
    assert "Amina Warsame" in shown.context["unseen_names"] and "Bo Kristensen" not in shown.context["unseen_names"]
    empty = leader.post(address, {"invited_on": "2026-05-21"})
    assert empty.status_code == 422
    leader.post(address, {"parents": [story.custody[2].pk, story.custody[5].pk], "invited_on": "2026-05-20"})
    with acting(story, "group_leader") as person:
        camilla, gitte = GroupEnrolment.objects.visible_to(person).filter(group=group)
    leader.post(page("enrolment_move", uuid=camilla.uuid, move="kontaktet"))
    leader.post(page("enrolment_move", uuid=camilla.uuid, move="kom-med"), {"on": "2026-05-21", "companion": "Mormor"})
    no_reason = leader.post(page("enrolment_move", uuid=gitte.uuid, move="sagde-nej"), {"words": "Arbejder om aftenen"})
    leader.post(
        page("enrolment_move", uuid=gitte.uuid, move="sagde-nej"),
        {"reason": "work_or_care", "words": "Arbejder om aftenen"},
    )
    with acting(story, "group_leader"):
        camilla.refresh_from_db()
        gitte.refresh_from_db()
    assert (camilla.state, camilla.companion, gitte.state, gitte.reason) == (
        "joined",
        "Mormor",
        "declined",
        "work_or_care",
    )
    assert no_reason.status_code == 422 and "Arbejder om aftenen" in no_reason.content.decode()
    assert leader.get(page("enrolment_move", uuid=gitte.uuid, move="ukendt")).status_code == 404


def test_call_is_saved_and_taken_back(story, leader, x):
    address = page("call_create", uuid=x.enrolments[0].uuid)
    assert leader.post(address, {"note": "Glad", "called_on": "2026-05-21"}).status_code == 422
    saved = leader.post(address, {"reached": "yes", "note": "Glad", "called_on": "2026-05-21"}, follow=True)
    with acting(story, "group_leader") as person:
        call = BetweenSessionContact.objects.visible_to(person).get(enrolment=x.enrolments[0])
    assert page("call_undo", uuid=call.uuid) in saved.content.decode()
    leader.post(page("call_undo", uuid=call.uuid))
    with acting(story, "group_leader") as person:
        assert not BetweenSessionContact.objects.visible_to(person).filter(enrolment=x.enrolments[0]).exists()


def test_stale_session_shows_both_texts(story, leader, x):
    address = page("group_session_edit", uuid=x.sessions[5].uuid)
    sent = {
        "row_version": "1",
        "on_day": "2026-05-21",
        "starts_at": "16:30",
        "ends_at": "18:30",
        "theme": "Min tekst",
        "exercise": "",
        "home_practice": "",
        "ask_about": "",
    }
    assert leader.post(address, sent | {"theme": "Kollegas tekst"}).status_code == 302
    stale = leader.post(address, sent)
    words = stale.content.decode()
    assert stale.status_code == 422 and "Kollegas tekst" in words and 'value="Min tekst"' in words
    assert leader.post(address, sent | {"row_version": stale.context["form"]["row_version"].value()}).status_code == 302


def test_manager_sees_capacity(story, client, x):
    client.force_login(story.users["provider_manager"])
    words = client.get(page("group_list")).content.decode()
    assert "8 i gruppen" in words and "plads til 8 mere" in words and "0 af 7 holdt" in words


def test_when_the_series_is_over_the_families_complete(story, leader, x):
    with time_machine.travel("2026-06-10T12:00+02:00", tick=False):
        leader.force_login(story.users["group_leader"])
        assert (
            "Notér, at 8 forældre har gennemført gruppen"
            in leader.get(page("group_detail", uuid=x.now.pathway.uuid)).content.decode()
        )
        leader.post(page("group_complete", uuid=x.now.pathway.uuid))
    with acting(story, "group_leader") as person:
        states = set(GroupEnrolment.objects.visible_to(person).filter(group=x.now).values_list("state", flat=True))
    assert states == {"completed"}


def test_a_session_of_the_future_is_opened_and_not_called_today(leader, x):
    words = leader.get(page("session_register", uuid=x.sessions[6].uuid)).content.decode()
    assert "Mødegangen</h2>" in words and date(2026, 6, 4) == x.sessions[6].on_day


def test_ahead_of_the_day_a_parent_is_expected_and_a_notice_can_be_taken_back_without_script(leader, x):
    address, pk = page("session_register", uuid=x.sessions[6].uuid), x.enrolments[0].pk
    words = leader.get(address).content.decode()
    assert "Ventes" in words and "Afbud" in words and "Udeblevet" not in words
    leader.post(address, {f"p{pk}": "notice", f"p{pk}_was": ""})
    assert f'name="p{pk}_was" value="notice"' in leader.get(address).content.decode()
    leader.post(address, {f"p{pk}": "", f"p{pk}_was": "notice"})
    assert f'name="p{pk}_was" value=""' in leader.get(address).content.decode()
