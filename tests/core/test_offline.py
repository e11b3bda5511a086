"""Without a net: a calm page from the phone itself, and nothing kept that holds people."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone


@pytest.mark.parametrize("path", settings.WITHOUT_SESSION)
def test_what_the_browser_fetches_by_itself_touches_no_session(cast, db, path):
    """Such an answer once came after the login of the next day and ended it."""
    client = Client()
    client.force_login(cast.fjord.users["resource_advisor"])
    assert "session" not in client.get(path).cookies
    with time_machine.travel(timezone.now() + timedelta(hours=3)):  # long ended
        assert "session" not in client.get(path).cookies
        assert "session" in client.get("/").cookies


def test_phone_without_net_shows_our_page(cast, open_page):
    page = open_page(width=390)
    page.goto("/konto/login")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.context.set_offline(True)
    page.goto("/forloeb/")
    assert page.get_by_role("heading", name="Ingen forbindelse").is_visible()
    kept = page.evaluate(
        "caches.keys().then(ns => Promise.all(ns.map(n => caches.open(n).then(c => c.keys())))).then(rs => rs.flat().map(r => new URL(r.url).pathname))"
    )
    assert [path for path in kept if not path.startswith(("/static/", "/offline/"))] == []
    page.context.set_offline(False)  # the page opens itself again, and without a login that is the login page
    page.get_by_role("button", name="Log ind").first.wait_for()
