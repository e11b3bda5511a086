"""Where mails to a colleague go: put right by the administrator, with what came back sent again once."""

from datetime import date, datetime

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import StaffMember, User
from followup.models import OutboxMail, Reminder
from followup.post import sender
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2026, 5, 21, 10, 0, tzinfo=timezone.get_default_timezone())
NEW = "ny.adresse@fjordby.example"


@pytest.fixture
def x(cast):
    for each in (cast.bakke, cast.fjord):
        with acting(each, "system"):
            Reminder.objects.all().delete()
            OutboxMail.objects.all().delete()
    with time_machine.travel(NOON):
        yield cast.fjord


@pytest.fixture
def administrator(x):
    client = Client()
    client.force_login(x.users["administrator"])
    return client


def bounced(x, who="teacher", number=1):
    with acting(x, "system"):
        return x.make(
            OutboxMail, recipient=x.staff[who], kind="plain", due_on=date(2026, 5, 20), subject="S", body="B", state="bounced",
            attempts=1, last_error="bounce 5.1.1", failed_at=timezone.now(), message_id=f"<{number}@samspil.example>",
        )  # fmt: skip


def address(x, who="teacher"):
    return f"/post/adresse/{x.staff[who].uuid}"


def known(x, who="teacher"):
    with acting(x, "administrator"):
        staff = StaffMember.objects.select_related("user").get(pk=x.staff[who].pk)
        return staff.address, staff.user.email


def states(x):
    with acting(x, "system"):
        return list(OutboxMail.objects.order_by("pk").values_list("state", "last_error"))


def log_of(x, who="teacher"):
    with acting(x, "dpo"), connection.cursor() as db:
        db.execute(
            "select count(*) from audit.change where noun = 'accounts_staffmember' and row_id = %s and 'post_email' = any(columns)",
            [str(x.staff[who].pk)],
        )
        return db.fetchone()[0]


def in_use(x, who="teacher"):
    User.objects.filter(pk=x.users[who].pk).update(last_login=timezone.now())


def invited(x):
    """She has not logged in yet: the link of the invitation leads to choosing a password."""
    User.objects.filter(pk=x.users["teacher"].pk).update(password="!", last_login=None)


def test_the_address_is_put_right_and_what_came_back_goes_there_once(x, administrator):
    in_use(x)
    bounced(x), bounced(x, number=2), bounced(x, "principal", 3)
    page = administrator.get(address(x)).content.decode()
    assert "Send de 2 mails, der kom tilbage, til den nye adresse" in page
    login = known(x)[1]
    told = administrator.post(address(x), {"email": NEW.upper(), "again": "on"}, follow=True).content.decode()
    assert "2 mails sendes igen inden for et minut" in told and f"Logger ind med {login}." in told
    assert known(x) == (NEW, login)
    assert states(x) == [("queued", ""), ("queued", ""), ("bounced", "bounce 5.1.1")]
    sender.send_waiting(x.users["system"].pk, x.municipality.pk)
    assert [each.to for each in mail.outbox] == [[NEW], [NEW]]
    again = administrator.post(address(x), {"email": NEW, "again": "on"})  # the second click
    assert (again.status_code, len(mail.outbox)) == (422, 2)
    assert "Mails sendes allerede til den adresse." in again.content.decode()


def test_the_undo_puts_the_address_and_the_mails_back(x, administrator):
    in_use(x)
    bounced(x)
    before = known(x)
    told = administrator.post(address(x), {"email": NEW, "again": "on"}, follow=True)
    undo = [message.extra_tags for message in told.context["messages"]][0].split("undo:")[1].split()[0]
    words = administrator.post(undo, follow=True).content.decode()
    assert "Fortrudt: Adressen er som før." in words
    assert (known(x), states(x)) == (before, [("bounced", "bounce 5.1.1")])


def test_without_the_tick_the_mails_stay_where_they_are(x, administrator):
    in_use(x)
    bounced(x)
    administrator.post(address(x), {"email": NEW})
    assert (known(x)[0], states(x)) == (NEW, [("bounced", "bounce 5.1.1")])


def test_an_invitation_to_a_wrong_address_is_put_right_as_the_login_too(x, administrator):
    invited(x)
    assert "Adressen bliver også den, der logges ind med." in administrator.get(address(x)).content.decode()
    administrator.post(address(x), {"email": NEW})
    assert known(x) == (NEW, NEW)


def test_a_login_that_works_elsewhere_too_is_not_one_municipalitys_to_change(cast, x, administrator):
    invited(x)
    with acting(cast.bakke, "administrator"):
        cast.bakke.make(StaffMember, user=x.users["teacher"], name="Den samme")
    login = known(x)[1]
    administrator.post(address(x), {"email": NEW})
    assert known(x) == (NEW, login)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("anna@kommune", "Skriv hele adressen, for eksempel anna@kommune.dk."),
        ("æøå uden snabel-a", "Skriv hele adressen, for eksempel anna@kommune.dk."),
        ("", "Udfyld"),
    ],
)
def test_what_is_no_address_is_refused_and_kept(x, administrator, typed, words):
    before = known(x)
    answer = administrator.post(address(x), {"email": typed})
    text = answer.content.decode()
    assert (answer.status_code, known(x)) == (422, before)
    assert words in text and (not typed or f'value="{typed}"' in text)


def test_the_other_municipality_is_not_there(cast, x, administrator):
    assert administrator.get(address(cast.bakke)).status_code == 404
    assert administrator.post(address(cast.bakke), {"email": NEW}).status_code == 404


def test_the_change_stands_in_the_log(x, administrator):
    before = log_of(x)
    administrator.post(address(x), {"email": NEW})
    assert log_of(x) == before + 1


def test_the_list_leads_to_the_address(x, administrator):
    bounced(x)
    assert f'href="{address(x)}"' in administrator.get("/post/").content.decode()
