"""The daily job of drafts."""

from django.db import connection
from django.utils import timezone

from accounts.models import Draft


def drop_old_drafts(today):
    """Drafts of more than two weeks and of those who have no role any more go, unread; gives how many went."""
    with connection.cursor() as db:
        db.execute("select app.drop_old_drafts(%s, %s)", [timezone.now() - Draft.LIFETIME, today])
        return {"drafts": db.fetchone()[0]}
