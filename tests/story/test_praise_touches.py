"""A good word home on a phone: two taps after the page is open, one from the child's own page."""

import pytest

from cases.models import PraiseMessage
from tests.story.test_touches import Hand

pytestmark = pytest.mark.browser


@pytest.fixture
def hand(people, played):
    walkers = people(played, width=390, height=844, has_touch=True, is_mobile=True)
    walkers.on("2026-05-21", "15:00")

    def of(who, address="/"):
        page = walkers(who)
        page.goto(address)
        return Hand(page)

    return of


def said_today(played):
    with played.acting("laerer", "2026-05-21") as by:
        return list(
            PraiseMessage.objects.visible_to(by).kept().filter(said_on="2026-05-21").values_list("text", flat=True)
        )


def test_from_today_it_is_two_taps(hand, played):
    mine = hand("laerer", "/")
    mine.go(mine.page.get_by_role("link", name="Ros til hjemmet"))
    mine.go(mine.page.get_by_role("button", name="Ventede på tur. Adam W."))
    assert (said_today(played), mine.taps) == (["Ventede på tur."], 2)
    mine.go(mine.page.get_by_role("button", name="Fortryd"))
    assert said_today(played) == []


def test_several_children_at_once(hand, played):
    mine = hand("laerer", f"/forloeb/{played.b5.pathway.uuid}/ros")
    mine.page.get_by_text("Flere børn, eller med dine egne ord").click()
    mine.tap(mine.page.get_by_role("checkbox", name="Adam W.", exact=True))
    mine.go(mine.page.get_by_role("button", name="Ventede på tur.", exact=True))
    assert said_today(played) == ["Ventede på tur."]
    mine.go(mine.page.get_by_role("button", name="Fortryd"))


def test_from_the_childs_page_it_is_one(hand, played):
    mine = hand("laerer", f"/barn/{played.b5.adam.child.uuid}")
    mine.page.get_by_role("link", name="Ros til hjemmet").click()
    mine.go(mine.page.get_by_role("button", name="Hjalp en anden."))
    assert (said_today(played), mine.taps) == (["Hjalp en anden."], 1)
    mine.go(mine.page.get_by_role("button", name="Fortryd"))
