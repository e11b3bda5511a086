"""Nothing typed is lost, in a real browser: the session ends while somebody writes, with a script and without."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from accounts.models import Draft, User
from classes.models import ClassSession
from tests.story.walker import press

DAY = "2026-05-21"
LINE = "line"


@pytest.fixture
def log(played):
    return f"/forloeb/{played.b5.pathway.uuid}/session"


@pytest.fixture
def advisor(played, people):
    def of(**options):
        walkers = people(played, **options)
        walkers.on(DAY)
        return walkers("ressourcevejleder")

    yield of
    with played.acting("ressourcevejleder", DAY) as by:
        Draft.objects.visible_to(by).delete()


def field(page):
    return page.locator(f"[name={LINE}]")


def end_session(page):
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session")
    assert Session.objects.filter(session_key=key).delete()[0] == 1


def log_in_again(page, played):
    email = User.objects.get(pk=played.users["ressourcevejleder"].pk).email
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Adgangskode", exact=True).fill(settings.DEMO_PASSWORD)
    press(page, "main form button[type=submit]")


def type_and_wait(page, text):
    with page.expect_response(lambda answer: answer.url.endswith("/kladde")) as answer:
        field(page).press_sequentially(text)
    return answer.value


def fill_the_rest(page):
    page.get_by_label("Sammen i klassen").check()
    page.get_by_label("Tydelighed og forudsigelighed").check()


def sessions(played, words):
    with played.acting("ressourcevejleder", DAY) as by:
        return ClassSession.objects.visible_to(by).filter(line=words).count()


def drafts(played):
    with played.acting("ressourcevejleder", DAY) as by:
        return Draft.objects.visible_to(by).count()


def test_the_session_ends_while_typing_and_the_text_stands_in_its_field(advisor, log, played):
    page = advisor(width=390)
    page.goto(log)
    assert type_and_wait(page, "Rolig start").status == 200
    page.get_by_text("Kladde gemt kl.").wait_for()
    end_session(page)
    assert type_and_wait(page, " i dag").status == 401
    page.get_by_role("heading", name="Du er logget af").wait_for()
    other = page.context.new_page()
    other.goto("/konto/login")
    log_in_again(other, played)
    other.goto(log)
    other.get_by_role("link", name="Fortsæt kladde fra kl.").click()
    other.wait_for_url("**kladde=fortsaet")
    assert field(other).input_value().startswith("Rolig start")
    assert other.evaluate("document.activeElement.name") == LINE
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")  # as when somebody comes back to the window
    page.get_by_role("dialog").wait_for(state="hidden")
    assert field(page).input_value() == "Rolig start i dag"
    fill_the_rest(page)
    press(page)
    assert (page.url.endswith("/session"), sessions(played, "Rolig start i dag"), drafts(played)) == (False, 1, 0)


def test_without_a_script_the_text_comes_back_after_login(advisor, log, played):
    page = advisor(java_script_enabled=False)
    page.goto(log)
    field(page).fill("Skrevet uden script")
    end_session(page)
    press(page)
    assert page.get_by_text("Du var logget af, så det blev ikke gemt.").count() == 1
    assert "Skrevet uden script" not in page.content()
    log_in_again(page, played)
    assert (page.url.partition("?")[0].endswith(log), field(page).input_value()) == (True, "Skrevet uden script")
    assert (sessions(played, "Skrevet uden script"), drafts(played)) == (0, 1)


def test_a_draft_is_never_kept_in_the_browser(advisor, log):
    page = advisor()
    page.goto(log)
    type_and_wait(page, "Kun på serveren")
    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await indexedDB.databases(), await caches.keys()])"
    )
    assert "Kun på serveren" not in kept


def test_the_other_tab_is_told(advisor, log):
    page = advisor()
    page.goto(log)
    type_and_wait(page, "I den første")
    other = page.context.new_page()
    other.goto(log)
    type_and_wait(other, "I den anden")
    other.get_by_text("Formularen er også åben et andet sted.").wait_for()
    page.get_by_text("Der er gemt en nyere kladde af samme formular i en anden fane").wait_for()
    assert field(page).input_value() == "I den første"
