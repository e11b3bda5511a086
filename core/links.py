"""Whoever comes by a link: no account, no role, one person and one errand. PostgreSQL shows the link's own rows only.

The secret part of the address is never stored: a link is found by its SHA-256. What the link may see besides its own
rows is answered by functions of the database (`app.link_...`), each of them narrow.
"""

import hashlib
import secrets
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from core import context
from core.context import Person, acting

ROLE = "link"  # what `person.has` asks; no table of the access table names it


class NoLink(Exception):
    """Guessed, altered, expired, taken back, locked, or its holder's access is suspended: all the same from outside."""


def new_token():
    """(the secret part of an address, 256 bits in 43 characters; its hash, which is what is kept)."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


@contextmanager
def by_link(token_hash, *, request_id=""):
    """A transaction in which PostgreSQL shows what this link may see now. Raises NoLink for every dead link alike."""
    outer, nested = context.acting_person(), connection.in_atomic_block
    with transaction.atomic():
        found = _enter(token_hash, request_id)
        if found is None:
            raise NoLink
        person = Person(
            0, found["municipality_id"], name=found["who"], municipality_name=found["municipality_name"], roles=(ROLE,), link=found
        )  # fmt: skip
        with acting(person, outer, nested):
            yield person


def _enter(token_hash, request_id):
    now = timezone.now()
    today = timezone.localdate(now)
    return context.asked_at_the_wall("app.enter_link(%s, %s, %s, %s)", [token_hash, today, now, request_id], today)
