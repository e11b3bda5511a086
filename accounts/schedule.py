"""The daily jobs of drafts and of what was received."""

from django.db import connection
from django.utils import timezone

from accounts.models import Draft
from accounts.received import drop_old_keys


def drop_old_drafts(today):
    """Drafts of more than two weeks and of those who have no role any more go, unread; gives how many went."""
    with connection.cursor() as db:
        db.execute("select app.drop_old_drafts(%s, %s)", [timezone.now() - Draft.LIFETIME, today])
        return {"drafts": db.fetchone()[0]}


def forget_received(today):
    """Keys of forms and marks that arrived more than a week ago; gives how many went."""
    return {"received_keys": drop_old_keys(now=timezone.now())}
