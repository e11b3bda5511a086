"""Shapes, status words, Danish dates and numbers."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from core.templatetags import ui

DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def render(template, request=None, **context):
    return engines["django"].from_string("{% load ui %}" + template).render(context, request)


def test_danish_dates():
    assert ui.day(DAY) == "tirsdag 24. november"
    assert ui.day_year(DAY) == "tirsdag 24. november 2026"
    assert ui.day_month(DAY) == "24. november"
    assert ui.date_year(DAY) == "24. november 2026"
    assert ui.day_short(DAY) == "24.11.2026"
    assert ui.weekno(DAY) == "uge 48"
    assert ui.capital(ui.day(DAY)) == "Tirsdag 24. november"


def test_english_dates():
    with translation.override("en"):
        assert ui.day(DAY) == "Tuesday 24 November"
        assert ui.weekno(DAY) == "week 48"


def test_week_belongs_to_the_iso_year():
    assert ui.weekno(date(2027, 1, 1)) == "uge 53"


def test_missing_date_is_nothing():
    assert ui.day(None) == ui.weekno(None) == ui.ago(None) == ui.clock(None) == ""


def test_moment_is_shown_in_danish_time():
    moment = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert ui.day(moment) == "tirsdag 24. november"
    assert ui.clock(moment) == "0.30"
    assert ui.clock(time(8, 5)) == "8.05"


@time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False)
def test_ago():
    assert ui.ago(datetime(2026, 11, 24, 6, 52, tzinfo=UTC)) == "i dag kl. 7.52"
    assert ui.ago(datetime(2026, 11, 23, 14, 20, tzinfo=UTC)) == "i går kl. 15.20"
    assert ui.ago(date(2026, 11, 21)) == "for 3 dage siden"
    assert ui.ago(date(2026, 11, 25)) == "i morgen"
    assert ui.ago(date(2026, 11, 29)) == "om 5 dage"
    assert ui.ago(date(2026, 5, 1)) == "1. maj"
    assert ui.ago(date(2025, 5, 1)) == "1. maj 2025"


def test_numbers_have_a_comma_and_round_halves_up():
    assert ui.decimal1(Decimal("43") / 56 * 100) == "76,8"
    assert ui.decimal1(10) == "10,0"
    assert ui.decimal1(Decimal("10.25")) == "10,3"
    assert ui.percent1(76.785) == "76,8\u00a0%"
    assert ui.decimal1(None) == ui.percent1(None) == ""


@pytest.mark.parametrize("kind", ui.STATUSES)
def test_status_is_shape_and_word(kind):
    html = ui.status(kind)
    assert "<svg" in html
    assert str(ui.STATUSES[kind][2]) in html


def test_status_words_in_danish():
    words = [
        str(ui.STATUSES[kind][2]) for kind in ("planned", "due", "overdue", "held", "not_held", "running", "reached")
    ]
    assert words == ["Planlagt", "Forfalder", "Overskredet", "Holdt", "Ikke holdt", "I gang", "Nået"]


def test_status_escapes_its_text():
    assert "&lt;b&gt;" in ui.status("not_held", "<b>")


def test_arena_names_both_sides():
    assert "Skole" in ui.arena("school")
    assert "Social" in ui.arena("social")


def test_why_shows_strength_document_and_requirement():
    source = SimpleNamespace(
        strength_words="Modellen kræver", document="Programmet", requirement="A53", note="Forvalg."
    )
    html = render("{% why source %}", source=source)
    assert "Hvor står det?" in html
    assert "Modellen kræver" in html
    assert "krav A53" in html
    assert "Forvalg." in html


@dataclass
class Said:
    extra_tags: str


def test_undo_address_is_read_from_the_tags():
    assert ui.undo_address(Said("undo:/plan/1/fortryd")) == "/plan/1/fortryd"
    assert ui.undo_address(Said("")) == ""
    assert ui.undo_address(Said(None)) == ""


def test_sort_header_turns_and_forgets_the_page():
    request = RequestFactory().get("/", {"sort": "name", "page": "3", "q": "5.B"})
    html = render('<table><tr>{% sort_header "name" "Klasse" %}</tr></table>', request)
    assert 'aria-sort="ascending"' in html
    assert "sort=-name" in html
    assert "page=" not in html
    assert "q=5.B" in html


def test_every_icon_asked_for_is_in_the_sprite():
    sprite = set(re.findall(r'id="([\w-]+)"', (settings.BASE_DIR / "static/vendor/icons.svg").read_text()))
    asked = set()
    for template in settings.BASE_DIR.glob("**/templates/**/*.html"):
        if ".venv" not in template.parts:
            asked |= set(re.findall(r"{% icon ['\"]([\w-]+)['\"]", template.read_text()))
            asked |= set(re.findall(r"icon_name=['\"]([\w-]+)['\"]", template.read_text()))
    assert asked - sprite == set()
