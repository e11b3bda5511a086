"""Error pages and the like: they ask the database nothing, name one next step and carry no inline code."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

QUIET = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "offline.html", "accessibility.html"]
ENTRANCE = [
    "account/login.html", "account/logout.html", "account/password_reset_done.html", "account/signup_closed.html",
    "account/account_inactive.html", "account/password_reset_from_key_done.html", "no_role.html",
]  # fmt: skip
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=|javascript:|https?://(?!www\.w3\.org)")


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


@pytest.mark.parametrize("name", QUIET)
def test_page_renders_without_request_or_database(name):
    html = render_to_string(name)
    assert '<html lang="da">' in html
    assert html.count("<h1") == 1
    assert "Gå til I dag" in html or "Prøv igen" in html


@pytest.mark.parametrize("name", QUIET + ENTRANCE)
def test_page_has_no_inline_code_and_no_foreign_address(name):
    html = render_to_string(name, {"form": None, "messages": []})
    assert INLINE.findall(html) == []


def test_no_role_offers_log_out_and_blames_nobody():
    html = render_to_string("no_role.html", {"csrf_token": "t"})
    assert "Du har ingen aktiv rolle" in html
    assert 'action="/konto/logout"' in html
    assert 'method="post"' in html


def test_choose_posts_the_municipality():
    html = render_to_string("choose.html", {"found": {7: "Fjordby Kommune"}}, RequestFactory().get("/"))
    assert '<button class="button button-secondary" type="submit" name="municipality" value="7">Fjordby Kommune' in html


def test_base_shows_menu_person_and_demo_banner():
    context = {
        "nav": [
            {"url": "/", "label": "I dag", "current": "page"},
            {"url": "/klasser/", "label": "Klasser", "current": ""},
        ],
        "person_name": "Karen Lindholm",
        "role_line": "Ressourcevejleder, Fjordby Skole",
        "search_url": "/soeg/",
        "demo_banner": True,
        "session_seconds": 1800,
        "csrf_token": "t",
    }
    html = render_to_string("base.html", context)
    assert html.count('<a href="/" aria-current="page">I dag</a>') == 2  # wide and phone
    assert "Karen Lindholm" in html
    assert "Fiktive data" in html
    assert 'data-session-seconds="1800"' in html
    assert INLINE.findall(html) == []


def test_title_says_error_first():
    assert "<title>Fejl: " in re.sub(r"\s+", " ", render_to_string("base.html", {"form_errors": True}))


def test_styles_point_at_nothing_outside():
    for sheet in (settings.BASE_DIR / "static").rglob("*.css"):
        assert "@import" not in sheet.read_text()
        assert not re.search(r"url\([\"']?(https?:|//|data:)", sheet.read_text()), sheet


def test_scripts_are_small_and_ours():
    for script in (settings.BASE_DIR / "static/js").glob("*.js"):
        assert len(script.read_text().splitlines()) <= 100, script
