"""Links as the web knows them: their address, what this browser has proved, and the one door that answers alike.

The secret part stands in the address once, at the door. After the second factor it is gone: this browser's session keeps the
link's hash, for half an hour at rest and never longer than the link itself.
"""

import secrets
import time
import uuid
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from core.links import NoLink, by_link
from programmes.instruments.parts import LANGUAGES, RIGHT_TO_LEFT

IDLE_SECONDS = 30 * 60
HOMES = {"answer": "/svar/", "class": "/svar/", "family": "/familien/"}
PRIVATE = {
    "Cache-Control": "no-store",
    # Our name at most, never the path. Not "no-referrer": browsers then post forms with `Origin: null`, which is refused.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def link_address(request, token):
    """The whole address, to be shown once to whoever hands it over."""
    return settings.SITE_URL + reverse("link_door", args=[token])


# ---- what this browser has proved ----


def place_of(kind):
    """Questions and the family's page stand beside each other: one of each may be open in a browser."""
    return "family" if kind == "family" else "answer"


def remember(request, holder, token_hash):
    """The factor was right. The session gets another key, so that nobody has laid one out beforehand."""
    request.session.cycle_key()
    request.session.pop("link_said", None)  # it was said to whoever had a page open here before
    kept = {"hash": token_hash, "seen": int(time.time())}
    request.session["links"] = {**request.session.get("links", {}), place_of(holder.link["kind"]): kept}


def forget(request, kind):
    links = {place: kept for place, kept in request.session.get("links", {}).items() if place != place_of(kind)}
    request.session["links"] = links
    request.session.pop("link_said", None)


def proved(request, kind):
    """The hash of the link that this browser may use, "" when none, or when it has rested too long."""
    kept = request.session.get("links", {}).get(place_of(kind))
    return kept["hash"] if kept and time.time() - kept["seen"] <= IDLE_SECONDS else ""


def device_of(request):
    """A random name of this browser's session: two devices on one link are told apart, nobody is named."""
    if "link_device" not in request.session:
        request.session["link_device"] = secrets.token_hex(6)
    return request.session["link_device"]


# ---- language ----


def language_of(request, holder):
    """What was chosen here for this link, else what the link was made for."""
    link, chosen = str(holder.link["uuid"]), request.session.get("link_languages", {})
    return chosen.get(link) or holder.link["language"]


def choose_language(request, holder, language):
    if language in LANGUAGES:
        request.session["link_languages"] = {str(holder.link["uuid"]): language}


def speak_as_made(request):
    """The link's own language again: for the next pupil at a shared device."""
    request.session.pop("link_languages", None)


def direction(language):
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


# ---- pages ----


def say(request, words):
    """Said at the top of this link's next page."""
    request.session["link_said"] = str(words)


def private(response, language=""):
    """No copy anywhere, no address passed on, no search engine; and no line in the log, which would hold the address."""
    for name, value in PRIVATE.items():
        response[name] = value
    if language:
        response["Content-Language"] = language
    response._has_been_logged = True
    return response


def closed(request):
    """Guessed, altered, expired, taken back, locked, suspended: one page, letter for letter, in every language at once."""
    with translation.override("da"):
        response = render(request, "link/closed.html", status=404)
    return private(response, "da")


def rested(request):
    """Nobody has proved anything in this browser, or has rested for half an hour since: nothing is said of any link.

    Whoever was in the middle is not told that her address opens nothing, for it does.
    """
    with translation.override("da"):
        response = render(request, "link/rested.html", status=404)
    return private(response, "da")


def link_page(*kinds):
    """For views that somebody with a link of one of these kinds may open: `request.person` is that person, in its language.

    One transaction around the page, as TenantMiddleware makes for staff: a page that fails leaves nothing behind.
    """

    def decorate(view):
        @login_not_required
        @transaction.non_atomic_requests
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if not (token_hash := proved(request, kinds[0])):
                return rested(request)
            try:
                with by_link(token_hash, request_id=uuid.uuid4().hex) as holder:
                    if holder.link["kind"] not in kinds:
                        raise NoLink
                    response = _inside(request, holder, view, args, kwargs)
            except (NoLink, Http404, PermissionDenied):
                return closed(request)
            return response

        return wrapped

    return decorate


def _inside(request, holder, view, args, kwargs):
    kept = request.session["links"][place_of(holder.link["kind"])]
    request.session["links"] = {
        **request.session["links"], place_of(holder.link["kind"]): kept | {"seen": int(time.time())}
    }  # fmt: skip
    request.person, language = holder, language_of(request, holder)
    try:
        with translation.override(language):
            response = view(request, *args, **kwargs)
    finally:
        del request.person  # what comes after the page works for staff only
    if response.streaming:
        raise RuntimeError("no streaming inside the link's transaction")
    if response.status_code >= 500:
        transaction.set_rollback(True)
    return private(response, language)
