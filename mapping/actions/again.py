"""A sent answer is final, until whoever asked opens it again: its holder goes on where she was, and sends it anew.

What was answered stays and counts for nothing until then. The answer may stand on a colleague's own side, which the asker
does not read: PostgreSQL opens it and shuts it again as it was (`app.answer_again`).
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mapping.actions.asks import GRACE, demand_room, locked_for_asker
from mapping.actions.voicerows import OF_CLASS
from mapping.models import NeedsMapping


@transaction.atomic
def open_again(*, ask, by):
    """Open a sent answer, or one that was declined. Opened twice it is open; `ask.before` is what the undo asks for.

    Raises ValidationError: for a mapping that is complete, for what was taken back, code "open" as for a new request.
    """
    ask = locked_for_asker(ask, by)
    if ask.informant in OF_CLASS:
        raise PermissionDenied
    ask.before = None
    if ask.closed_at is None:
        return ask
    if ask.mapping.state != NeedsMapping.State.OPEN:
        raise ValidationError(_("The mapping is complete. What it rests on stays as it was."))
    demand_room(ask, by)
    was, version = _turned(ask)
    if was is None and ask.declined_at is None:
        raise ValidationError(_("This question was taken back. Ask again instead."))
    ask.before = {
        "closed_at": ask.closed_at, "declined_at": ask.declined_at, "words": ask.declined_words, "due_on": ask.due_on,
        "was": was, "version": version,
    }  # fmt: skip
    ask.closed_at, ask.declined_at, ask.declined_words = None, None, ""
    ask.due_on = max(ask.due_on, timezone.localdate() + timedelta(days=GRACE))
    ask.save(update_fields=["closed_at", "declined_at", "declined_words", "due_on"])
    return ask


@transaction.atomic
def as_it_was(*, ask, before, by):
    """Shut again as it was sent. Raises ValidationError when something has been answered, or the round completed, since."""
    ask = locked_for_asker(ask, by)
    late = ask.closed_at is not None or ask.mapping.state != NeedsMapping.State.OPEN
    if late or (before["was"] and _turned(ask, before["was"], before["version"])[1] is None):
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    ask.closed_at, ask.declined_at = before["closed_at"], before["declined_at"]
    ask.declined_words, ask.due_on = before["words"], before["due_on"]
    ask.save(update_fields=["closed_at", "declined_at", "declined_words", "due_on"])
    return ask


def _turned(ask, at=None, version=None):
    """(when it had been sent, its number now); (None, None) when there is no such answer."""
    with connection.cursor() as db:
        db.execute("select was, version from app.answer_again(%s, %s, %s)", [ask.pk, at, version])
        return db.fetchone() or (None, None)
