"""What parents are sent: when, to whom, in which words, and how they stop it."""

import json
from datetime import date, datetime, time
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from cases.models import CustodyRelation, Parent
from followup.models import Meeting, MeetingParticipant, ParentMessage
from followup.post.parent_sender import send_to_parents
from followup.post.parents import languages_of, why_untold
from parentgroups.models import GroupEnrolment, GroupSession, ParentGroup
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
HERE = timezone.get_default_timezone()


@pytest.fixture
def x(cast, settings, tmp_path):
    """Fjord: a session of the group on Thursday 28 May at 16.30, one family in it whose mother has a phone."""
    settings.EMAIL_FILE_PATH = tmp_path
    x = cast.fjord
    with acting(x, "group_leader"):
        ParentGroup.objects.filter(pk=x.group.pk).update(venue="Biblioteket", phone="20 99 88 77")
        GroupSession.objects.filter(group=x.group).update(on_day=date(2026, 5, 7), state="held")
        GroupEnrolment.objects.filter(group=x.group).update(state="invited")
        x.enrolled = GroupEnrolment.objects.filter(group=x.group).first()
        GroupEnrolment.objects.filter(pk=x.enrolled.pk).update(state="joined", joined_on=date(2026, 4, 1))
        x.next = x.make(
            GroupSession, group=x.group, number=90, on_day=date(2026, 5, 28), starts_at=time(16, 30), ends_at=time(18, 30),
            core_element="praise", theme="QxFjordTema",
        )  # fmt: skip
        x.parent = Parent.objects.get(pk=x.enrolled.parent_id)
        parent(x, phone="20 10 20 30", email="mor@example.org", language="", message_choice="", protected=False)
    x.sms = tmp_path / "sms"
    return x


def parent(x, **values):
    with acting(x, "system"):
        Parent.objects.filter(pk=x.parent.pk).update(**values)


def at(text):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=HERE), tick=False)


def send(x, *moments):
    for moment in moments:
        with at(moment):
            send_to_parents(x.users["system"].pk, x.municipality.pk)


def sms(x):
    files = sorted(x.sms.glob("*.jsonl")) if x.sms.exists() else []
    return [(line["to"], line["text"]) for file in files for line in map(json.loads, file.read_text().splitlines())]


REMINDER = (
    "Vi mødes torsdag 28. maj kl. 16.30. Sted: Biblioteket. Spørgsmål: ring til {leader}, 20 99 88 77. "
    "Svar STOP for ikke at få flere beskeder."
)


def test_the_day_before_from_four_o_clock_once(x):
    send(x, "2026-05-26T18:00", "2026-05-27T08:00", "2026-05-27T15:59")
    assert sms(x) == []
    send(x, "2026-05-27T16:01", "2026-05-27T16:02", "2026-05-27T20:00", "2026-05-28T10:00")
    assert sms(x) == [("20 10 20 30", REMINDER.format(leader=x.staff["group_leader"].name))]


def test_no_word_about_child_topic_or_kind_of_group(x):
    send(x, "2026-05-27T16:01")
    text = sms(x)[0][1].casefold()
    assert "qx" not in text
    for word in ("gruppe", "barn", "forløb", "skole", "praise", "forælder"):
        assert word not in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [("", ("da",)), ("Dansk", ("da",)), ("engelsk", ("en",)), ("English", ("en",)), ("somali", ("da", "en"))],
)
def test_in_the_parents_language_or_in_both(language, expected):
    assert languages_of(Parent(language=language)) == expected


def test_a_parent_who_reads_neither_for_certain_gets_both(x):
    parent(x, language="Somali")
    send(x, "2026-05-27T16:01")
    text = sms(x)[0][1]
    assert text.startswith("Vi mødes torsdag 28. maj") and "\n\nWe meet on Thursday 28 May" in text


def test_moved_and_called_off_are_told_once_each(x):
    send(x, "2026-05-27T16:01")
    move(x, on_day=date(2026, 6, 4))
    send(x, "2026-05-27T17:00", "2026-05-27T17:01")
    assert [text.split(".")[0] for _to, text in sms(x)[1:]] == ["Ændret: vi mødes torsdag 4"]
    move(x, state="cancelled", cancelled_because="QxFjordSyg")
    send(x, "2026-05-27T17:02", "2026-05-27T17:03", "2026-06-03T16:30")
    assert [text.split(" kl.")[0] for _to, text in sms(x)[2:]] == ["Vi mødes ikke torsdag 4. juni"]
    assert "Qx" not in str(sms(x))


def move(x, **values):
    with acting(x, "group_leader"):
        GroupSession.objects.filter(pk=x.next.pk).update(**values)


def test_moved_to_and_fro_each_change_is_told(x):
    send(x, "2026-05-27T16:01")
    for minute, day in enumerate((4, 11, 4)):
        move(x, on_day=date(2026, 6, day))
        send(x, f"2026-05-27T17:0{minute}", f"2026-05-27T17:0{minute}")
    assert [text.split(" kl.")[0][-7:] for _to, text in sms(x)] == ["28. maj", "4. juni", "11. juni"[-7:], "4. juni"]


def test_what_changed_before_anybody_was_told_is_told_right_the_first_time(x):
    send(x, "2026-05-27T09:00")  # queued for four o'clock
    move(x, starts_at=time(17), ends_at=time(19))
    send(x, "2026-05-27T16:01", "2026-05-27T16:02")
    assert [text.split(".")[1] for _to, text in sms(x)] == [" maj kl"]
    assert "kl. 17.00" in sms(x)[0][1]
    with acting(x, "system"):
        assert sorted(ParentMessage.objects.filter(about=x.next.uuid).values_list("state", "last_error")) == [
            ("dropped", "changed"),
            ("sent", ""),
        ]


def test_nobody_is_rung_at_night(x):
    send(x, "2026-05-27T16:01")
    move(x, on_day=date(2026, 6, 4))
    send(x, "2026-05-27T23:00", "2026-05-28T06:59")
    assert len(sms(x)) == 1
    send(x, "2026-05-28T07:00")
    assert len(sms(x)) == 2


# ---- who is not told ----


def suspend(x):
    with acting(x, "group_leader"):
        CustodyRelation.objects.filter(parent=x.parent).update(
            suspended_from=date(2026, 5, 1), suspended_until=date(2026, 8, 1)
        )


@pytest.mark.parametrize(
    "values",
    [
        {"protected": True},
        {"message_choice": "none"},
        {"stopped_at": datetime(2026, 5, 1, tzinfo=HERE)},
        {"phone": "", "email": ""},
        {"message_choice": "sms", "phone": ""},
    ],
)
def test_not_told(x, values):
    parent(x, **values)
    send(x, "2026-05-27T16:01")
    assert (sms(x), mail.outbox) == ([], [])


def test_a_suspended_contact_is_told_nothing_even_when_the_message_waited_already(x):
    send(x, "2026-05-27T09:00")
    suspend(x)
    send(x, "2026-05-27T16:01")
    assert (sms(x), mail.outbox) == ([], [])
    with acting(x, "system"):
        assert ParentMessage.objects.get(about=x.next.uuid).last_error == "not wanted"
        with at("2026-05-27T16:01"):
            assert why_untold(x.parent, date(2026, 5, 27)).endswith("uanset hvad der vælges her.")


def test_a_protected_parent_who_chose_it_herself_is_told(x):
    parent(x, protected=True, message_choice="sms", chosen_on=date(2026, 5, 1))
    send(x, "2026-05-27T16:01")
    assert len(sms(x)) == 1


def test_by_mail_when_chosen_or_when_there_is_no_phone(x):
    parent(x, message_choice="mail")
    send(x, "2026-05-27T16:01")
    assert [(each.to, each.subject) for each in mail.outbox] == [(["mor@example.org"], "Vores møde")]
    assert "STOP" not in mail.outbox[0].body


def test_by_mail_where_there_is_no_gateway(x, settings):
    settings.MESSAGE_GATEWAY = ""
    send(x, "2026-05-27T16:01")
    assert (sms(x), [each.to for each in mail.outbox]) == ([], [["mor@example.org"]])


# ---- meetings ----


def test_a_meeting_to_which_the_parent_is_invited(x):
    with acting(x, "group_leader"):
        GroupSession.objects.filter(pk=x.next.pk).delete()
    with acting(x, "resource_advisor"):
        meeting = x.make(
            Meeting, pathway=x.w, kind="follow_up", state="planned", starts_at=datetime(2026, 5, 28, 8, 15, tzinfo=HERE),
            place="Lokale 12", lead=x.staff["resource_advisor"], recorded_by=x.staff["resource_advisor"],
        )  # fmt: skip
        x.make(MeetingParticipant, meeting=meeting, pathway=x.w, parent=x.parent)
    send(x, "2026-05-27T16:01")
    assert [text.split(" Spørg")[0].split(" Svar")[0] for _to, text in sms(x)] == [
        "Vi mødes torsdag 28. maj kl. 8.15. Sted: Lokale 12."
    ]
    with acting(x, "resource_advisor"):
        Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    send(x, "2026-05-27T16:30", "2026-05-27T16:31")
    assert len(sms(x)) == 2


# ---- STOP and START ----


def receive(*words):
    said = StringIO()
    call_command("message_received", *words, stdout=said)
    return said.getvalue().strip()


@pytest.mark.parametrize("text", ["STOP", "stop.", " Stop venligst", "Stopp"])
def test_stop_ends_it_and_start_begins_it_again(x, text):
    assert receive("+45 20102030", text) == "1 changed"
    assert receive("+4520102030", text) == "0 changed"
    send(x, "2026-05-27T16:01")
    assert sms(x) == []
    assert receive("0045 2010 2030", "start") == "1 changed"
    send(x, "2026-05-27T16:05")
    assert len(sms(x)) == 1


@pytest.mark.parametrize(
    "words", [("20102030", "Kan ikke stoppe op"), ("20102030", ""), ("12", "stop"), ("40404040", "stop")]
)
def test_other_words_and_other_numbers_change_nothing(x, words):
    assert receive(*words) == "0 changed"


def test_a_gateway_in_trouble_loses_nothing_and_its_state_is_seen(x, settings):
    settings.MESSAGE_GATEWAY = "tests.followup.test_parents.Broken"
    send(x, "2026-05-27T16:01")
    with acting(x, "group_leader") as person:
        assert list(
            ParentMessage.objects.visible_to(person)
            .filter(about=x.next.uuid)
            .values_list("state", "attempts", "last_error")
        ) == [("queued", 1, "RuntimeError")]
    settings.MESSAGE_GATEWAY = "followup.post.gateway.FileGateway"
    send(x, "2026-05-27T16:10")
    assert len(sms(x)) == 1


class Broken:
    def send(self, **message):
        raise RuntimeError


def test_the_school_does_not_learn_from_a_message_that_a_family_is_in_the_group(x):
    send(x, "2026-05-27T16:01")
    for who, expected in {
        "group_leader": 1,
        "provider_manager": 1,
        "resource_advisor": 0,
        "principal": 0,
        "administrator": 0,
    }.items():
        with acting(x, who) as person:
            assert ParentMessage.objects.visible_to(person).filter(about=x.next.uuid).count() == expected, who
            assert ParentMessage.objects.filter(about=x.next.uuid).count() == expected, who
