"""Mails that come back, and the page on which somebody looks at what did not arrive."""

import io
import sys
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from followup.models import Heartbeat, Occurrence, OutboxMail, ParentMessage, PostHours, Reminder
from followup.queries.post import Told, why
from insight.queries import post_panels
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
LIST, HOURS = "/post/", "/post/tider"


@pytest.fixture
def x(cast):
    for each in (cast.bakke, cast.fjord):
        with acting(each, "system"):
            ParentMessage.objects.all().delete()
            Reminder.objects.all().delete()
            OutboxMail.objects.all().delete()
    return cast.fjord


@pytest.fixture
def client_of():
    def enter(x, who):
        client = Client()
        client.force_login(x.users[who])
        return client

    return enter


def make(x, number=1, who="teacher", **values):
    with acting(x, "system"):
        more = {
            "kind": "day",
            "due_on": date(2026, 5, number % 28 + 1),
            "state": "sent",
            "message_id": f"<{number}@samspil.example>",
        }
        return x.make(OutboxMail, recipient=x.staff[who], **more | values)


def dead(x, number=1, **values):
    return make(
        x, number, state="dead", attempts=5, last_error="ConnectionRefusedError", failed_at=timezone.now(), **values
    )


def row(x, pk):
    with acting(x, "system"):
        return OutboxMail.objects.get(pk=pk)


def report(message_id, action="failed", status="5.1.1"):
    """A delivery status notification (RFC 3464)."""
    mail = EmailMessage(policy=policy.default)
    mail["Subject"], mail["From"] = "Undelivered Mail Returned to Sender", "MAILER-DAEMON@example.org"
    text = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSorry.\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; a@b.example\n"
        f"Action: {action}\nStatus: {status}\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: {message_id}\nSubject: S\n\nB\n--b--\n"
    )
    return f"Subject: Undelivered\nFrom: MAILER-DAEMON@example.org\nMIME-Version: 1.0\n{text}".encode()


def receive(data, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    said = io.StringIO()
    call_command("bounce_received", stdout=said)
    return said.getvalue().strip()


def test_a_report_of_a_failed_delivery_marks_the_mail(x, monkeypatch):
    mail, other = make(x), make(x, 2)
    assert receive(report("<1@samspil.example>"), monkeypatch) == "1 marked as refused"
    found = row(x, mail.pk)
    assert (found.state, found.last_error, row(x, other.pk).state) == ("bounced", "bounce 5.1.1", "sent")
    assert why(found) == "Den kom retur: adressen tager ikke imod."
    assert receive(report("<1@samspil.example>"), monkeypatch) == "0 marked as refused"  # the same report again


@pytest.mark.parametrize(
    "data",
    [
        report("<1@samspil.example>", action="delayed", status="4.4.1"),
        b"Subject: hello\n\nMessage-ID: <1@samspil.example>\nAction: failed\n",
        b"",
        b"\xff\xfe not a mail",
    ],
)
def test_other_mails_mark_nothing(x, monkeypatch, data):
    mail = make(x)
    assert receive(data, monkeypatch) == "not a report of a failed delivery"
    assert row(x, mail.pk).state == "sent"


# ---- the page ----


def test_the_administrator_sees_who_when_what_and_why(x, client_of):
    dead(x)
    page = client_of(x, "administrator").get(LIST).content.decode()
    assert "Post, der ikke kom frem" in page
    assert x.staff["teacher"].name in page and "Mailserveren kunne ikke nås, fem gange." in page


def test_the_page_says_so_when_all_has_arrived(x, client_of):
    assert "Alt er kommet frem" in client_of(x, "administrator").get(LIST).content.decode()


def test_tried_again_it_starts_anew_and_a_second_press_does_nothing(x, client_of):
    mail, browser = dead(x), client_of(x, "administrator")
    assert "prøves igen" in browser.post("/post/igen", {"noun": "mail", "pk": [mail.pk]}, follow=True).content.decode()
    assert (row(x, mail.pk).state, row(x, mail.pk).attempts) == ("queued", 0)
    assert "allerede" in browser.post("/post/igen", {"noun": "mail", "pk": [mail.pk]}, follow=True).content.decode()


def test_laid_aside_and_brought_back(x, client_of):
    mail, browser = dead(x), client_of(x, "administrator")
    page = browser.post("/post/til-side", {"noun": "mail", "pk": mail.pk}, follow=True)
    assert row(x, mail.pk).set_aside_by_id == x.staff["administrator"].pk
    assert "Alt er kommet frem" in page.content.decode()
    undo = reverse("undo", args=[browser.session["undo"][0]["key"]])
    browser.post(undo)
    assert row(x, mail.pk).set_aside_at is None


def test_nobody_else_and_no_other_municipality(x, cast, client_of):
    mail = dead(x)
    assert client_of(x, "teacher").get(LIST).status_code == 403
    client_of(cast.bakke, "administrator").post("/post/igen", {"noun": "mail", "pk": [mail.pk]})
    client_of(cast.bakke, "administrator").post("/post/til-side", {"noun": "mail", "pk": mail.pk})
    assert (row(x, mail.pk).state, row(x, mail.pk).set_aside_at) == ("dead", None)
    client_of(x, "group_leader").post("/post/igen", {"noun": "mail", "pk": [mail.pk]})
    assert row(x, mail.pk).state == "dead"


def test_the_administrators_day_says_how_many(x, client_of):
    for number in (1, 2):
        dead(x, number)
    page = client_of(x, "administrator").get("/").content.decode()
    assert "2 mails kom ikke frem" in page


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_as_often_for_thirty_as_for_one(x, client_of, number):
    for each in range(number):
        dead(x, each, kind="plain")
    browser = client_of(x, "administrator")
    browser.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        browser.get(LIST)
    assert len(asked) <= 16


# ---- hours ----


def hours(**more):
    return {"opens_at": "08:00", "closes_at": "16:00", "rests_in_breaks": "on", "parents_at": "15:00"} | more


def test_hours_are_saved_and_taken_back(x, client_of):
    browser = client_of(x, "administrator")
    assert browser.post(HOURS, hours()).status_code == 302
    with acting(x, "administrator") as person:
        kept = PostHours.objects.visible_to(person).get()
        assert (kept.opens_at.hour, kept.tells_leader) == (8, False)
    browser.post(reverse("undo", args=[browser.session["undo"][0]["key"]]))
    with acting(x, "administrator") as person:
        assert PostHours.objects.visible_to(person).get().opens_at.hour == 7


@pytest.mark.parametrize("wrong", [{"closes_at": "08:00"}, {"opens_at": "otte"}, {"parents_at": "22:00"}])
def test_bad_hours_are_refused_with_what_was_typed(x, client_of, wrong):
    reply = client_of(x, "administrator").post(HOURS, hours(**wrong))
    assert reply.status_code == 422
    assert next(iter(wrong.values())) in reply.content.decode()


# ---- a parent's choice ----


def test_a_parents_choice_is_saved_undone_and_shown_word_for_word(x, client_of):
    browser, address = client_of(x, "group_leader"), f"/foraelder/{x.mother.uuid}/beskeder"
    assert "Vi mødes" in browser.get(address).content.decode()
    assert browser.post(address, {"choice": "sms", "phone": "", "email": ""}).status_code == 422
    assert (
        browser.post(address, {"choice": "mail", "phone": "20 00 00 00", "email": "mor@example.org"}).status_code == 302
    )
    with acting(x, "group_leader"):
        x.mother.refresh_from_db()
        assert (x.mother.message_choice, x.mother.email) == ("mail", "mor@example.org")
    browser.post(reverse("undo", args=[browser.session["undo"][0]["key"]]))
    with acting(x, "group_leader"):
        x.mother.refresh_from_db()
        assert (x.mother.message_choice, x.mother.email) == ("", "")


def test_a_parent_who_reads_another_language_is_shown_both_and_who_wants_none_is_sent_none(x, client_of):
    browser, address = client_of(x, "group_leader"), f"/foraelder/{x.mother.uuid}/beskeder"
    page = browser.post(address, {"choice": "none", "phone": "", "email": "", "language": "tyrkisk"}, follow=True)
    expected = ("På dansk og engelsk", "Vi mødes", "We meet", "Der sendes intet nu")
    assert [each for each in expected if each not in page.content.decode()] == []
    browser.post(reverse("undo", args=[browser.session["undo"][0]["key"]]))
    with acting(x, "group_leader"):
        x.mother.refresh_from_db()
        assert (x.mother.message_choice, x.mother.language) == ("", "")


def test_a_parent_of_another_municipality_does_not_exist(x, cast, client_of):
    assert client_of(cast.bakke, "group_leader").get(f"/foraelder/{x.mother.uuid}/beskeder").status_code == 404


# ---- what is filed, and what the leader reads ----


@time_machine.travel("2026-05-27 09:00")
def test_a_sent_reminder_is_filed_on_its_occurrence(x, client_of):
    with acting(x, "system"):
        sent = x.make(
            OutboxMail, recipient=x.staff["resource_advisor"], kind="day", due_on=date(2026, 5, 26), state="sent",
            sent_at=timezone.now() - timedelta(days=1), message_id="<f@x>",
        )  # fmt: skip
        x.make(
            Reminder, recipient=x.staff["resource_advisor"], pathway=x.w, occurrence=x.occurrence, kind="day", mail=sent,
            due_on=date(2026, 5, 26), made_at=sent.sent_at,
        )  # fmt: skip
    page = (
        client_of(x, "group_leader").get(f"/opfoelgning/{x.occurrence.uuid}/flyt").content.decode().replace("\xa0", " ")
    )
    assert f"Påmindelse sendt til {x.staff['resource_advisor'].name}, 26. maj" in page
    assert f"får {x.staff['principal'].name} besked én gang" in page


@time_machine.travel("2026-07-01 09:00")
def test_the_leader_reads_it_today_until_she_puts_it_away(x, client_of):
    with acting(x, "system"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(due_on=date(2026, 5, 26))
        x.make(
            Reminder, recipient=x.staff["principal"], pathway=x.w, occurrence=x.occurrence, kind="escalation",
            due_on=date(2026, 5, 26), made_at=timezone.now(),
        )  # fmt: skip
    browser = client_of(x, "principal")
    assert "Ikke holdt i tide" in browser.get("/").content.decode()
    browser.post("/paamindelser/set")
    assert "Ikke holdt i tide" not in browser.get("/").content.decode()


def test_those_alike_are_one_line_with_their_number_and_the_oldest(monkeypatch):
    calls = [Told("Opkald mellem mødegange", "Forældregruppe tirsdag", days, "Samira") for days in (2, 6, 4)]
    other = Told("Fælles opfølgning", "5.B", 1, "Karen")
    monkeypatch.setattr(post_panels, "told_to", lambda person, today: [*calls, other])
    first, last = post_panels.told_panel(None, date(2026, 5, 21)).items
    assert (first.title, first.words) == ("Opkald mellem mødegange", "3 ikke holdt, den ældste 6 dage for sent")
    assert (last.title, last.words, last.text) == ("Fælles opfølgning", "1 dag for sent", "5.B · Karen")
    assert [len(first.acts), len(last.acts)] == [0, 1]


# ---- /opsz ----


def ops(client, token="hemmelig", **more):
    return client.get("/opsz", headers={"Authorization": f"Bearer {token}"}, **more)


def test_opsz_does_not_exist_without_the_token(x, client, settings):
    assert ops(client).status_code == 404
    settings.OPS_TOKEN = "hemmelig"
    assert client.get("/opsz").status_code == 404
    assert ops(client, "gaet").status_code == 404


def test_opsz_counts_without_names_and_says_when_the_clock_stands_still(x, client, settings):
    settings.OPS_TOKEN = "hemmelig"
    dead(x)
    make(x, 3, state="bounced", kind="plain")
    with time_machine.travel("2026-05-26 09:00", tick=False):
        Heartbeat.objects.update_or_create(name="tick", defaults={"at": timezone.now()})
        make(x, 2, state="queued", kind="plain")
    with time_machine.travel("2026-05-26 09:01", tick=False):
        found = ops(client)
        assert found.json() == {
            "heartbeat_age_seconds": 60, "waiting": 1, "oldest_queued_seconds": 60, "dead": 1, "bounced": 1, "failed_jobs": 0,
            "healthy": False, "troubles": ["dead"],
        }  # fmt: skip
        assert found.status_code == 503
    with acting(x, "administrator"):
        OutboxMail.objects.filter(state="dead").update(set_aside_at=timezone.now())
    with time_machine.travel("2026-05-26 09:01", tick=False):
        assert ops(client).status_code == 200
    with time_machine.travel("2026-05-26 09:16", tick=False):
        assert ops(client).json()["troubles"] == ["heartbeat", "queue"]
