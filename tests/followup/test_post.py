"""Mails that wait: claimed, sent, marked; and what becomes of them when the mail server is in trouble."""

import smtplib
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from followup.models import Occurrence, OutboxMail, Reminder
from followup.post import carrier, outbox, sender
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2026, 5, 26, 10, 0, tzinfo=timezone.get_default_timezone())
NONE_SENT = {"sent": 0, "failed": 0, "refused": 0, "given_up": 0, "dropped": 0}


@pytest.fixture
def x(cast):
    with acting(cast.fjord, "system"):
        Reminder.objects.all().delete()
        OutboxMail.objects.all().delete()
    with time_machine.travel(NOON):
        yield cast.fjord


def queue(x, who="principal", **more):
    with acting(x, "system"):
        values = {"kind": "plain", "due_on": date(2026, 5, 26), "subject": "S", "body": "B"}
        number = OutboxMail.objects.count() + 1
        return x.make(OutboxMail, recipient=x.staff[who], message_id=f"<{number}@samspil.example>", **values | more)


@pytest.fixture
def queued(x):
    return queue(x)


def send(x):
    return sender.send_waiting(x.users["system"].pk, x.municipality.pk)


def state_of(x, queued):
    with acting(x, "system"):
        return OutboxMail.objects.values_list("state", "attempts", "last_error").get(pk=queued.pk)


def claim(x):
    with acting(x, "system") as person:
        return outbox.claim(OutboxMail.objects.visible_to(person).select_related("recipient__user"), 50)


def test_killed_between_claim_and_send_it_is_sent_once_more_after_the_lease(x, queued):
    claimed = claim(x)[0]  # and the worker dies here
    assert send(x) == NONE_SENT  # somebody seems to be at it
    with time_machine.travel(timezone.now() + outbox.lease() + timedelta(seconds=1)):
        assert send(x)["sent"] == 1
    assert [each.extra_headers["Message-ID"] for each in mail.outbox] == ["<1@samspil.example>"]
    with acting(x, "system"):
        assert outbox.settle(claimed, outbox.FAILED) == "failed"  # the dead one, come back, changes nothing
    assert state_of(x, queued) == ("sent", 1, "")


def test_killed_between_send_and_mark_it_is_the_same_mail_again(x, queued):
    row = claim(x)[0]
    with carrier.Carrier() as line:
        line.send(to="a@b.example", subject="S", body="B", message_id=row.message_id)
    with time_machine.travel(timezone.now() + outbox.lease() + timedelta(seconds=1)):
        send(x)
    assert [each.extra_headers["Message-ID"] for each in mail.outbox] == ["<1@samspil.example>"] * 2


def test_a_mail_that_kills_its_sender_is_given_up_and_its_neighbours_are_not(x):
    first, second = queue(x), queue(x, who="teacher")
    moment = timezone.now()
    assert len(claim(x)) == 2
    for _turn in range(outbox.ATTEMPTS):  # each time it is taken alone, and whoever takes it dies
        moment += outbox.lease() + timedelta(seconds=1)
        with time_machine.travel(moment):
            assert [row.pk for row in claim(x)] == [first.pk]
    with time_machine.travel(moment + outbox.lease() + timedelta(seconds=1)):
        assert send(x) == NONE_SENT | {"sent": 1, "given_up": 1}
    assert state_of(x, first) == ("dead", 5, "the sender was killed")
    assert state_of(x, second)[0] == "sent"


def breaking(monkeypatch, error):
    def refuse(self):
        raise error

    monkeypatch.setattr(carrier.EmailMessage, "send", refuse)


def test_a_mail_server_that_says_later_is_tried_five_times(x, queued, monkeypatch):
    breaking(monkeypatch, smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"later")}))
    moment, found = timezone.now(), []
    for _turn in range(7):
        with time_machine.travel(moment, tick=False):
            found.append(send(x))
            assert send(x) == NONE_SENT  # not again before its time
        moment += timedelta(hours=4, minutes=1)
    assert [each["failed"] for each in found] == [1, 1, 1, 1, 0, 0, 0]
    assert [each["given_up"] for each in found] == [0, 0, 0, 0, 1, 0, 0]
    assert state_of(x, queued) == ("dead", 5, "SMTPRecipientsRefused 451")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"nobody")}), "SMTPRecipientsRefused 550"),
        (smtplib.SMTPDataError(554, b"no"), "SMTPDataError 554"),
    ],
)
def test_an_address_that_is_refused_is_not_tried_again(x, queued, monkeypatch, error, words):
    breaking(monkeypatch, error)
    assert send(x) == NONE_SENT | {"refused": 1}
    assert state_of(x, queued) == ("bounced", 1, words)


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPAuthenticationError(535, b"who?")]
)
def test_a_mail_server_that_is_down_costs_two_of_a_hundred_an_attempt_and_the_rest_nothing(x, monkeypatch, error):
    rows = [queue(x) for _number in range(10)]
    breaking(monkeypatch, error)
    assert send(x) == NONE_SENT | {"failed": 2}
    with acting(x, "system"):
        kept = OutboxMail.objects.filter(pk__in=[row.pk for row in rows])
        assert sorted(kept.values_list("state", "attempts")) == [("queued", 0)] * 8 + [("queued", 1)] * 2
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert send(x) == NONE_SENT | {"sent": 10}


def test_a_slow_mail_server_lets_go_of_what_it_cannot_send_within_the_lease(x, monkeypatch):
    for _number in range(3):
        queue(x)
    with time_machine.travel(NOON, tick=False) as clock:

        def slow(self):
            clock.shift(timedelta(seconds=80))
            return 1

        monkeypatch.setattr(carrier.EmailMessage, "send", slow)
        found = send(x)
    assert found == NONE_SENT | {"sent": 3}  # one of each claim, then claimed anew
    with acting(x, "system"):
        assert set(OutboxMail.objects.values_list("state", "attempts")) == {("sent", 0)}


def test_what_is_settled_before_its_mail_goes_needs_no_mail(x):
    mail_row = queue(x, kind="day", subject="", body="")
    with acting(x, "system"):
        x.make(
            Reminder, recipient=x.staff["principal"], pathway=x.w, occurrence=x.occurrence, kind="day",
            due_on=date(2026, 5, 26), mail=mail_row, made_at=timezone.now(),
        )  # fmt: skip
        Occurrence.objects.filter(pk=x.occurrence.pk).update(state="held", held_on=date(2026, 5, 26))
    assert send(x) == NONE_SENT | {"dropped": 1}
    assert (state_of(x, mail_row), mail.outbox) == (("dropped", 0, "settled meanwhile"), [])


def test_at_night_what_is_bound_to_the_hours_waits_for_the_morning_and_an_invitation_goes(x):
    bound, free = queue(x, not_before=NOON), queue(x)
    with time_machine.travel(datetime(2026, 5, 26, 21, 0, tzinfo=NOON.tzinfo)):
        assert send(x)["sent"] == 1
    assert (state_of(x, bound)[0], state_of(x, free)[0]) == ("queued", "sent")
    with acting(x, "system"):
        assert (
            timezone.localtime(OutboxMail.objects.get(pk=bound.pk).not_before).isoformat()
            == "2026-05-27T07:00:00+02:00"
        )
    with time_machine.travel(datetime(2026, 5, 27, 7, 0, 1, tzinfo=NOON.tzinfo)):
        assert send(x)["sent"] == 1


def test_only_the_system_and_the_administrator_read_the_mails_of_others(x, queued):
    for who, expected in {"teacher": [], "principal": [queued], "administrator": [queued]}.items():
        with acting(x, who) as person:
            assert list(OutboxMail.objects.visible_to(person)) == expected, who
