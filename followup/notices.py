"""Mails about follow-ups: a day and a link, never a name, a class or a place."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from followup.cadences import written
from followup.models import OutboxMail

DUE, OVERDUE = "due", "overdue"


def due_notice(occurrence, recipient_id, kind):
    """The mail, not yet saved. Its Message-ID is made once, so that a second sending is the same mail."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, first = _words(kind, written(occurrence.due_on))
        closing = _("This mail holds nothing about people. It cannot be answered.")
        see = _("Open Samspil to see what it is:")
    address = f"{settings.SITE_URL}{reverse('occurrence_hold', args=[occurrence.uuid])}"
    return OutboxMail(
        municipality_id=occurrence.municipality_id,
        recipient_id=recipient_id,
        occurrence=occurrence,
        kind=kind,
        due_on=occurrence.due_on,
        subject=subject,
        body=f"{first}\n\n{see}\n{address}\n\n{closing}\n",
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>",
    )


def _words(kind, day):
    if kind == OVERDUE:
        return (
            _("Samspil: one thing was due on %(day)s") % {"day": day},
            _("One thing in Samspil was due on %(day)s and is still open.") % {"day": day},
        )
    return _("Samspil: one thing is due on %(day)s") % {"day": day}, _("One thing in Samspil is due on %(day)s.") % {
        "day": day
    }
