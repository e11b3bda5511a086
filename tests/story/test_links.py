"""Answering by link in the browser: Arabic on a phone, stopped and gone on with elsewhere; and without any script."""

from datetime import date

import pytest
import time_machine

from cases.models import LinkVisit
from mapping.actions.asks import make_ask
from mapping.models import NeedsMapping, Perspective
from tests.cast import acting, make_municipality
from tests.conftest import log_in_as

pytestmark = pytest.mark.browser
DAY = "2026-05-21"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def eng(cast, chromium, django_db_blocker):
    """A municipality of these tests' own, for what they write stays."""
    with django_db_blocker.unblock():
        log_in_as("owner")
        x = make_municipality("Eng", cast.fjord.version)
        log_in_as("runtime")
    return x


@pytest.fixture
def ask(eng, people, django_db_blocker):
    """`ask(language)` asks Adam's mother by link, in a round of its own: a voice is one a round."""
    people(eng).on(DAY, "09:00")

    def one(language="da"):
        with django_db_blocker.unblock(), time_machine.travel(f"{DAY}T09:00+02:00"), acting(eng, "group_leader") as by:
            row = NeedsMapping._base_manager.create(
                municipality=eng.municipality, pathway=eng.w, kind="follow_up", opened_on=date(2026, 5, 18)
            )
            return make_ask(
                mapping=row, pathway_child=eng.p1, informant="parent", way="link", instruments=["child_voices"], parent=eng.mother,
                due_on=date(2026, 6, 1), language=language, by=by,
            )  # fmt: skip

    return one


def enter(page, made):
    page.goto(f"/l/{made.token}")
    page.fill("[name=factor]", made.code)
    page.click("main form button")
    page.wait_for_url("**/svar/")


def looked_at(page, axe):
    page.wait_for_load_state()
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return axe(page) + ([f"{page.url} scrolls {wide} px sideways"] if wide > 0 else [])


def test_a_parent_answers_in_arabic_is_interrupted_and_goes_on_elsewhere(eng, ask, open_page, axe):
    made, seen = ask("ar"), []
    first = open_page(**PHONE)
    first.goto(f"/l/{made.token}")
    seen += looked_at(first, axe)
    enter(first, made)
    assert (first.get_attribute("html", "dir"), first.get_attribute("html", "lang")) == ("rtl", "ar")
    seen += looked_at(first, axe)
    first.click("main a.button-primary")
    first.wait_for_url("**/good_at")
    seen += looked_at(first, axe)
    first.fill("textarea", "يحب مساعدة أخيه")
    first.click("main .button-primary")
    first.wait_for_url("**/uses_strengths")
    with first.expect_response(lambda answer: answer.status == 204):
        first.check("[name=value][value='7']", force=True)  # saved by itself, "Next" is not pressed
    seen += looked_at(first, axe)
    first.context.close()

    second = open_page(width=1280)
    enter(second, made)
    second.click("main a.button-primary")  # the first one that is not answered
    second.wait_for_url("**/svar/child_voices/*")
    assert "uses_strengths" not in second.url and "good_at" not in second.url
    second.goto("/svar/child_voices/uses_strengths")
    assert second.is_checked("[value='7']")
    second.check("[name=value][value='4']", force=True)
    second.click("main .button-primary")
    second.wait_for_url(lambda url: "uses_strengths" not in url)
    second.goto("/svar/igennem")
    seen += looked_at(second, axe)
    second.click("main form .button-primary")
    second.wait_for_url("**/svar/tak")
    seen += looked_at(second, axe)
    assert (said(eng, made), seen) == ({"good_at": "يحب مساعدة أخيه", "uses_strengths": 4}, [])
    with acting(eng, "group_leader"):
        visits = list(LinkVisit._base_manager.filter(link=made.ask.link_id).values_list("what", "device"))
    assert len({device for what, device in visits if what == "answered:child_voices.uses_strengths"}) == 2


def said(eng, made):
    with acting(eng, "group_leader"):
        return Perspective._base_manager.get(link=made.ask.link_id).values["child_voices"]


def test_without_a_script_it_is_the_same(eng, ask, open_page):
    made = ask()
    page = open_page(java_script_enabled=False, **PHONE)
    enter(page, made)
    page.click("main a.button-primary")
    page.wait_for_url("**/good_at")
    page.click("[name=rather_not]")
    page.wait_for_url("**/uses_strengths")
    page.click("main .button-primary")  # nothing chosen
    page.wait_for_selector(".problems")
    assert page.title().startswith("Fejl: ")
    page.check("[name=value][value='7']", force=True)
    page.click("main .button-primary")
    page.wait_for_url(lambda url: "uses_strengths" not in url)
    page.click("a[href='/svar/igennem']")
    page.wait_for_url("**/igennem")
    page.click("main form .button-primary")
    page.wait_for_url("**/svar/tak")
    assert "Tak for dit svar" in page.inner_text("h1")
    page.click(".link-close button")
    page.wait_for_url("**/luk")
    assert page.goto("/svar/").status == 404
    assert said(eng, made) == {"good_at": None, "uses_strengths": 7}


def test_the_page_of_an_address_that_opens_nothing(eng, people, open_page, axe):
    people(eng).on(DAY, "09:00")
    page = open_page(**PHONE)
    assert page.goto("/l/gaettet").status == 404
    assert looked_at(page, axe) == []
    assert [page.locator(f"[lang={language}]").count() > 0 for language in ("da", "en", "ar", "tr")] == [True] * 4
