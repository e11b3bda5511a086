"""A form sent twice makes one record: double clicks, a lost answer sent again, two taps on a slow phone."""

import uuid
from datetime import timedelta
from functools import wraps

from django.db import connection
from django.shortcuts import redirect

from accounts.models import ReceivedKey
from core.context import current

REMEMBERED = timedelta(days=7)


def received_once(view):
    """For views that create by POST: the form's `form_key` (see `{% form_key %}`) is taken once.

    The second arrival waits for the first and is led to where the first one led. A refused form gives its key back.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        key = _key(request)
        if key is None:
            return view(request, *args, **kwargs)
        if not _take(request.person.municipality_id, key):
            return redirect(_location(request.person.municipality_id, key) or request.path)
        response = view(request, *args, **kwargs)
        _settle(request.person.municipality_id, key, response)
        return response

    return wrapped


def fresh_keys(municipality_id, keys) -> set:
    """Those of the keys that had not been received before; all of them have been from now on."""
    with connection.cursor() as db:
        db.execute(
            "insert into accounts_receivedkey (municipality_id, key, location, received_at)"
            " select %s, key, '', now() from unnest(%s::uuid[]) key on conflict do nothing returning key",
            [municipality_id, list(keys)],
        )
        return {key for (key,) in db.fetchall()}


def drop_old_keys(*, now) -> int:
    """Forget what arrived more than a week ago: no phone waits that long. Gives how many keys."""
    old = ReceivedKey.objects.visible_to(current()).filter(received_at__lt=now - REMEMBERED)
    return old.delete()[0]


def _key(request):
    if request.method != "POST":
        return None
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def _take(municipality_id, key):
    with connection.cursor() as db:
        db.execute(
            "insert into accounts_receivedkey (municipality_id, key, location, received_at) values (%s, %s, '', now()) on conflict do nothing",
            [municipality_id, key],
        )
        return db.rowcount == 1


def _location(municipality_id, key):
    with connection.cursor() as db:
        db.execute(
            "select location from accounts_receivedkey where municipality_id = %s and key = %s", [municipality_id, key]
        )
        found = db.fetchone()
    return found[0] if found else ""


def _settle(municipality_id, key, response):
    with connection.cursor() as db:
        if response.status_code in (302, 303):
            db.execute(
                "update accounts_receivedkey set location = %s where municipality_id = %s and key = %s",
                [response.url[:300], municipality_id, key],
            )
        else:
            db.execute(
                "delete from accounts_receivedkey where municipality_id = %s and key = %s", [municipality_id, key]
            )
