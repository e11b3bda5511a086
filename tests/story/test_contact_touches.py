"""A contact for three children on a phone, from I dag to saved: under 10 taps and typed fields, and each note its own."""

import re

import pytest

from cases.models import PathwayChild
from followup.models import Contact, SlotDay
from tests.story.ground import EVERYBODY, make_stage, play_whole
from tests.story.test_touches import Hand

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stage(cast, chromium, django_db_blocker):
    """The story on 21 May."""
    with django_db_blocker.unblock():
        made = make_stage("Havby", needed=EVERYBODY)
        made.b5, made.a4, made.group = play_whole(made)
    return made


@pytest.fixture
def hand(people, stage):
    walkers = people(stage, width=390, height=844, has_touch=True, is_mobile=True)
    walkers.on("2026-05-21", "15:00")

    def of(who, address="/"):
        page = walkers(who)
        page.goto(address)
        return Hand(page)

    return of


def test_contact_for_three_children_under_ten(hand, stage):
    with stage.acting("ressourcevejleder2", "2026-05-21") as by:
        rows = PathwayChild.objects.seen_with_child(by).filter(pathway=stage.a4.pathway).select_related("child")
        names = [row.child.short_name for row in rows.order_by("child__name_key")[:3]]
    mine, typed = hand("ressourcevejleder2"), 0
    mine.go(mine.page.locator("main").get_by_role("link", name="Skriv kontakt"))
    mine.tap(mine.page.get_by_label("Besøg", exact=True))
    for name in names:
        mine.tap(mine.page.get_by_label(name, exact=True))
    for field, words in (
        ("Én linje til jer alle", "Godt besøg i klassen."),
        (f"Kun om {names[0].split()[0]}", "Lo ad sin egen fejl"),
    ):
        mine.page.get_by_label(field).first.fill(words)
        typed += 1
    mine.go(mine.page.get_by_role("button", name="Gem kontakt"))
    with stage.acting("ressourcevejleder2", "2026-05-21"):
        made = Contact.objects.get(pathway=stage.a4.pathway, held_on="2026-05-21")
        notes = sorted(made.children.values_list("note", flat=True))
    assert (made.kind, made.children_count, notes) == ("visit", 3, ["", "", "Lo ad sin egen fejl"])
    assert mine.taps + typed == 8


def test_the_next_one_for_the_same_three_is_three(hand, stage):
    mine = hand("ressourcevejleder2", f"/forloeb/{stage.a4.pathway.uuid}/kontakt")
    mine.tap(mine.page.get_by_role("link", name="Som sidst"))
    mine.page.get_by_label("Én linje til jer alle").fill("Samme tre igen.")
    mine.go(mine.page.get_by_role("button", name="Gem kontakt"))
    with stage.acting("ressourcevejleder2", "2026-05-21"):
        made = Contact.objects.get(pathway=stage.a4.pathway, line="Samme tre igen.")
    assert (made.kind, made.children_count, mine.taps + 1) == ("visit", 3, 3)


def test_sparring_is_held_with_one_tap(hand, stage):
    with stage.acting("ressourcevejleder", "2026-05-21"):
        SlotDay.objects.filter(slot__pathway=stage.b5.pathway, on="2026-05-13").delete()
    mine = hand("ressourcevejleder")
    mine.go(mine.page.get_by_role("button", name=re.compile(r"^Holdt\s*: Sparring")))
    with stage.acting("ressourcevejleder", "2026-05-21"):
        row = SlotDay.objects.get(slot__pathway=stage.b5.pathway, on="2026-05-13")
    assert (row.state, row.contact_id is not None, mine.taps) == ("held", True, 1)
