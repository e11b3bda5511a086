"""Five minutes before the session ends Samspil says so and goes on in place; who types is there. The clock is the browser's own."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

pytestmark = pytest.mark.browser
TEXT = "Alle kom i gang inden for fem minutter."
SOON = "Du bliver snart logget af"


@pytest.fixture
def page(played, people):
    """The session log on a phone, with a clock that the test winds."""
    walkers = people(played, width=390)
    walkers.on("2026-05-21")
    page = walkers("ressourcevejleder")
    page.clock.install()
    page.goto(f"/forloeb/{played.b5.pathway.uuid}/session")
    return page


def warning(page):
    return page.get_by_role("dialog", name=SOON)


def asked(page):
    """Waits for the answer to "I am here"."""
    return page.expect_response(lambda answer: answer.url.endswith("/konto/forlaeng"))


def ends_at(page):
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session")
    return Session.objects.get(session_key=key).expire_date


def test_warning_extends_in_place_and_the_text_stays(page):
    line = page.locator("[name=line]")
    line.fill(TEXT)
    page.clock.fast_forward("24:30")
    assert not warning(page).is_visible()
    page.clock.fast_forward("01:00")
    assert "Om 5 min. bliver du logget af." in warning(page).inner_text()
    page.clock.fast_forward("02:00")
    assert "Om 3 min." in warning(page).inner_text()
    address, before = page.url, ends_at(page)
    with asked(page) as answer:
        warning(page).get_by_role("button", name="Fortsæt").click()
    warning(page).wait_for(state="hidden")
    assert (answer.value.status, page.url, line.input_value()) == (204, address, TEXT)
    assert ends_at(page) > before and (ends_at(page) - timezone.now()).total_seconds() > 29 * 60
    page.clock.fast_forward("24:00")
    assert not warning(page).is_visible()  # the half hour began anew


def test_who_types_is_there(page):
    page.clock.fast_forward("20:00")
    with asked(page) as answer:
        page.locator("[name=line]").press_sequentially("Ro")
    assert answer.value.status == 204
    page.clock.fast_forward("20:00")
    assert not warning(page).is_visible()
    page.clock.fast_forward("06:00")
    assert warning(page).is_visible()  # 26 minutes after the last word


def test_after_the_end_the_page_says_so_and_keeps_the_text(page):
    page.locator("[name=line]").fill(TEXT)
    page.clock.fast_forward("31:00")
    page.get_by_role("dialog").get_by_text("Du er logget af").wait_for()
    assert page.locator("[name=line]").input_value() == TEXT
    assert page.get_by_role("link", name="Log ind i en ny fane").get_attribute("target") == "_blank"
