"""Text without a session: taken from the login page when the one who wrote it has logged in."""

import psycopg
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from accounts.actions import keep_draft
from accounts.drafts import read_held
from core.context import tenant


def take_held(text, user):
    """Keep what was held as the user's draft; another person's text, or one that cannot be a draft, is let go."""
    found = read_held(text)
    if not found:
        return
    slip, content = found
    try:
        with transaction.atomic(), tenant(user.pk, slip.municipality) as person:
            keep_draft(slip=slip, content=content, by=person)
    except (PermissionDenied, ValidationError):
        return
    except ProgrammingError as error:
        if not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):  # no role there any more
            raise
