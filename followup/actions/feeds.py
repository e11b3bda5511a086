"""The calendar on one's phone: made, and taken back, by oneself alone."""

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from followup.models import CalendarFeed


def hash_of(token):
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, by):
    """A new address, 256 bits of chance; an older one stops. Gives the secret part, which is kept nowhere."""
    revoke_feed(by=by)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(municipality_id=by.municipality_id, staff_id=by.staff_id, token_hash=hash_of(token))
    return token


@transaction.atomic
def revoke_feed(*, by):
    """The address stops at once; gives whether there was one."""
    return bool(CalendarFeed.objects.visible_to(by).live().update(revoked_at=timezone.now()))


def note_reading(*, token, by):
    """On which day a phone last asked: a day, once, so that an address nobody uses is seen."""
    today = timezone.localdate()
    read = CalendarFeed.objects.visible_to(by).live().filter(token_hash=hash_of(token))
    read.exclude(last_read_on=today).update(last_read_on=today)
