"""The family's page on a phone: through the door, in Danish and in Arabic, the step, and the sharing stopped in two steps.

And a home's night shift: one tap after the door.
"""

import pytest
from django.conf import settings

from cases.actions.carers import add_carer
from cases.actions.links import make_link
from cases.models import PathwayChild
from tests.story.every_state import HOME
from tests.story.pages import DAY

pytestmark = pytest.mark.browser
DOOR = f"/l/{HOME}"


def test_a_mother_on_her_phone(people, whole, open_page, axe):
    people(whole).on(DAY, "09:00")
    page = open_page(width=390, height=844)
    page.goto(DOOR)
    page.fill("[name=factor]", settings.DEMO_FAMILY_CODE)
    page.click("main button[type=submit]")
    page.wait_for_url("**/familien/")
    assert HOME not in page.url and "Adam" not in page.title()
    seen = looked_at(page, axe)
    page.click("summary:has-text('Ret det')")
    page.click("button:has-text('Vi har prøvet det')")
    page.wait_for_load_state()
    assert "Du skrev: Vi har prøvet det" in page.inner_text("main")
    page.click("button[lang=ar]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "dir") == "rtl"
    seen += looked_at(page, axe)
    page.click("button[lang=da]")
    page.click("a:has-text('Stop delingen')")
    page.wait_for_load_state()
    seen += looked_at(page, axe)
    assert "Det stopper ikke" in page.inner_text("main")
    page.click("a:has-text('Nej, lad det være som nu')")  # tests/cases stop it; here others still walk the pages
    assert seen == []


def test_a_night_shift_says_what_the_day_was_like_in_one_tap(people, whole, open_page, axe):
    with whole.acting("gruppeleder", "2026-05-20") as by:
        row = PathwayChild.objects.seen_with_child(by).select_related("child", "pathway").get(
            pk=next(iter(whole.a4.children.values())).pk
        )  # fmt: skip
        since = whole.clock.day("2026-05-01")
        carer = add_carer(
            child=row.child, kind="home_staff", name="Åse Nat", home="Birkehuset", phone="", email="", starts_on=since, by=by
        )  # fmt: skip
        made = make_link(kind="family", pathway=row.pathway, pathway_child=row, carer=carer, who="Birkehuset", by=by)
    people(whole).on("2026-05-22", "01:30")
    page = open_page(width=390, height=844)
    page.goto(f"/l/{made.token}")
    page.fill("[name=factor]", made.code)
    page.click("main button[type=submit]")
    page.wait_for_url("**/familien/")
    page.click("button:has-text('En svær dag')")
    page.wait_for_load_state()
    said = page.inner_text("main")
    assert "Torsdag 21. maj" in said and page.get_attribute("button[value=hard]", "aria-pressed") == "true"
    assert looked_at(page, axe) == []
    page.click("button[lang=ar]")
    page.wait_for_load_state()
    assert looked_at(page, axe) == []


def looked_at(page, axe):
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return axe(page) + ([f"{page.url} scrolls {wide} px sideways"] if wide > 0 else [])
