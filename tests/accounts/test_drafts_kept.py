"""Drafts that meet another tab, somebody else's work or the end of a session: no text is lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.drafts import unsealed
from cases.actions.plans import start_version, write_class_part
from cases.models import CaseNote
from tests.accounts.test_drafts import NOW, WORDS, keep, own, slip_in, texts
from tests.cast import PASSWORD, acting


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def fjord(cast, db, clock):
    return cast.fjord


@pytest.fixture
def page(fjord):
    return reverse("note_create", args=[fjord.c1.uuid])


@pytest.fixture
def advisor(client, fjord):
    client.force_login(fjord.users["resource_advisor"])
    return client


# ---- two tabs, and others' work ----


def test_two_tabs_the_newest_wins_and_the_other_text_is_put_aside(advisor, page, fjord, clock):
    first, second = slip_in(advisor.get(page)), slip_in(advisor.get(page))
    keep(advisor, first, body="i den første fane")
    clock.shift(timedelta(minutes=3))
    told = keep(advisor, second, body="i den anden fane").json()
    assert told["said"] == (
        "Kladde gemt kl. 10.45. Formularen er også åben et andet sted. Det, der blev skrevet der kl. 10.42, er lagt til side."
    )
    assert texts(fjord) == [["i den anden fane"]]
    assert "Tag den fra i dag kl. 10.42 i stedet" in advisor.get(page).content.decode()


def test_saving_in_one_tab_leaves_what_the_other_wrote(advisor, page, fjord):
    first, second = slip_in(advisor.get(page)), slip_in(advisor.get(page))
    keep(advisor, first, body="i den første fane")
    keep(advisor, second, body="i den anden fane")
    advisor.post(page, {"body": "i den anden fane", "draft": second})
    assert texts(fjord) == [["i den første fane"]]


def test_going_on_with_a_draft_is_no_second_tab(advisor, page, fjord):
    keep(advisor, slip_in(advisor.get(page)), body="før frokost")
    again = slip_in(advisor.get(f"{page}?kladde=fortsaet"))
    assert keep(advisor, again, body="efter frokost").json()["said"] == "Kladde gemt kl. 10.42"
    advisor.post(page, {"body": "efter frokost", "draft": again})
    assert own(fjord) == []


def test_a_plan_that_was_saved_since_is_shown_beside_the_draft(advisor, fjord):
    with acting(fjord, "resource_advisor") as person:
        plan = start_version(pathway=fjord.w, by=person)
    page = reverse("plan_edit", args=[plan.uuid])
    slip = slip_in(advisor.get(page))
    keep(advisor, slip, strengths="min kladde", focus="", body="")
    with acting(fjord, "resource_advisor") as person:
        write_class_part(plan=plan, strengths="den andens ord", focus="", row_version=plan.row_version, by=person)
    shown = advisor.get(f"{page}?kladde=fortsaet")
    assert shown.context["form"]["strengths"].value() == "min kladde"
    assert "Der er gemt noget andet her, siden du skrev" in shown.content.decode()
    assert "den andens ord" in shown.content.decode()


# ---- the session ends ----


def test_a_lost_session_without_a_script_brings_the_text_back_after_login(client, page, fjord):
    client.force_login(fjord.users["resource_advisor"])
    slip = slip_in(client.get(page))
    client.logout()
    asked = client.post(page, {"body": WORDS, "draft": slip})
    assert (asked.status_code, asked["Cache-Control"]) == (401, "no-store")
    assert WORDS not in asked.content.decode()
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]+)"', asked.content.decode())[1] for name in ("held", "next")
    }
    wrong = client.post(
        reverse("account_login"),
        hidden | {"login": fjord.users["resource_advisor"].email, "password": "forkert kodeord"},
    )
    assert hidden["held"] in wrong.content.decode()
    back = client.post(
        reverse("account_login"), hidden | {"login": fjord.users["resource_advisor"].email, "password": PASSWORD}, follow=True
    )  # fmt: skip
    assert back.request["PATH_INFO"] == page
    assert back.context["form"]["body"].value() == WORDS
    with acting(fjord, "resource_advisor") as person:
        assert not CaseNote.objects.visible_to(person).filter(body=WORDS).exists()


def test_somebody_else_who_logs_in_does_not_get_the_text(client, page, fjord):
    client.force_login(fjord.users["resource_advisor"])
    slip = slip_in(client.get(page))
    client.logout()
    asked = client.post(page, {"body": WORDS, "draft": slip}).content.decode()
    held = re.search(r'name="held" value="([^"]+)"', asked)[1]
    client.post(reverse("account_login"), {"held": held, "login": fjord.users["principal"].email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(fjord.users["principal"].pk)
    assert own(fjord) == [] == own(fjord, "principal")


def test_an_autosave_without_a_session_is_told_so(client, page, fjord):
    client.force_login(fjord.users["resource_advisor"])
    slip = slip_in(client.get(page))
    client.logout()
    assert keep(client, slip).status_code == 401


def test_an_old_page_after_a_new_login_keeps_the_text(page, fjord):
    client = Client(enforce_csrf_checks=True)
    client.force_login(fjord.users["resource_advisor"])
    slip = slip_in(client.get(page))
    back = client.post(page, {"body": WORDS, "draft": slip, "csrfmiddlewaretoken": "x" * 64}, follow=True)
    assert back.context["form"]["body"].value() == WORDS
    assert "Det blev ikke gemt." in back.content.decode()


def test_minutes_of_what_a_colleague_settled_meanwhile_are_not_lost(advisor, fjord):
    page = reverse("occurrence_hold", args=[fjord.occurrence.uuid])
    slip = slip_in(advisor.get(page))
    with acting(fjord, "resource_advisor"):
        type(fjord.occurrence).objects.filter(pk=fjord.occurrence.pk).update(
            state="not_held", not_held_reason="other", settled_at=timezone.now()
        )
    told = advisor.post(page, {"summary": WORDS, "draft": slip}, follow=True).content.decode()
    assert escape("Det blev ikke gemt. Det, du skrev, ligger som kladde; du finder den også på I dag.") in told
    (draft,) = own(fjord, form="occurrence_hold")
    assert unsealed(draft)["fields"]["summary"] == [WORDS]
