"""The calendar on the phone: its page, and the address that a phone reads without a login.

The address is the key: 256 bits, kept as a hash, one a person, taken back with one press. Wrong and taken back answer alike.
"""

import psycopg
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.context import tenant
from followup.actions.feeds import hash_of, make_feed, note_reading, revoke_feed
from followup.ics import TYPE, published
from followup.models import CalendarFeed
from followup.permissions import can_list_occurrences
from insight.queries.feed import feed_entries

READS_AN_HOUR = 60
MISSES_A_MINUTE = 30


@login_not_required
@transaction.non_atomic_requests
@require_safe
def feed(request, token):
    """Her own calendar, as her live roles see it now; without a live role it is empty."""
    key = hash_of(token)
    owner = _owner(key)
    if owner is None:
        return _answer(429 if _too_many(f"feed-miss-{_address(request)}", MISSES_A_MINUTE, 60) else 404)
    if _too_many(f"feed-{key}", READS_AN_HOUR, 3600):
        return _answer(429)
    with translation.override(settings.LANGUAGE_CODE):
        return _answer(200, published(_entries(owner, token), "Samspil"))


def _owner(key):
    """(user id, municipality id) of a live address, or None: asked by the hash, so that time tells nothing of the secret."""
    with connection.cursor() as db:
        db.execute("select user_id, municipality_id from app.feed_of(%s)", [key])
        return db.fetchone()


def _entries(owner, token):
    try:
        with tenant(*owner, purpose="calendar feed") as person:
            note_reading(token=token, by=person)
            return feed_entries(person, timezone.localdate())
    except ProgrammingError as error:
        if not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
        return []


def _too_many(key, most, seconds):
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out in between
        return False


def _address(request):
    return get_adapter().get_client_ip(request)


def _answer(status, body=b""):
    answer = HttpResponseNotFound(body) if status == 404 else HttpResponse(body, status=status)
    answer["Content-Type"] = TYPE if status == 200 else "text/plain; charset=utf-8"
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    if status == 429:
        answer["Retry-After"] = "3600"
    return answer


# ---- her page ----


def phone_calendar(request):
    """Make the address, which is shown once; see whether a phone reads it; take it back."""
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    address = ""
    if request.method == "POST":
        address = settings.SITE_URL + reverse("calendar_feed", args=[make_feed(by=request.person)])
    context = {"feed": CalendarFeed.objects.visible_to(request.person).live().first(), "address": address}
    context["subscribe"] = address.replace(settings.SITE_URL.partition("://")[0], "webcal", 1)
    return render(request, "insight/phone_calendar.html", context)


@require_POST
def phone_calendar_revoke(request):
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    if revoke_feed(by=request.person):
        messages.success(request, _("The address is stopped. Phones that read it get nothing more."))
    return redirect("phone_calendar")
