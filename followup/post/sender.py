"""Sends what waits: claim some, commit, send one, mark it, send the next. Run by as many workers as there are."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from core.context import tenant
from followup.models import OutboxMail
from followup.post import outbox
from followup.post.carrier import Carrier
from followup.post.letters import letters_of

log = logging.getLogger(__name__)
BATCH = 50  # read and composed together; each is sent and marked alone
A_ROUND = 90  # seconds: shorter than a task may take; the rest goes with the next tick


def send_waiting(user_id, municipality_id):
    """Send what waits in one municipality, as its system user; gives counts. Not to be called inside a transaction."""
    counts = {"sent": 0, "failed": 0, "refused": 0, "given_up": 0, "dropped": 0}
    until = time.monotonic() + A_ROUND
    with _acting(user_id, municipality_id) as person:
        rows = OutboxMail.objects.visible_to(person)
        counts["given_up"] += outbox.give_up_lost(rows)
        if not rows.waiting().exists():
            return counts
        outbox.rest(rows)
    with Carrier() as carrier:
        while time.monotonic() < until and not carrier.is_down:
            with _acting(user_id, municipality_id) as person:
                batch = outbox.claim(OutboxMail.objects.visible_to(person).select_related("recipient__user"), BATCH)
                letters = letters_of(batch, person)
            if not batch:
                break
            _send(batch, letters, carrier, counts, (user_id, municipality_id))
    return counts


def _acting(user_id, municipality_id):
    return tenant(user_id, municipality_id, purpose="outbox")


def _send(batch, letters, carrier, counts, acting):
    """One after the other; what cannot go before its lease ends is let go untouched, for whoever comes next."""
    safe_until = batch[0].lease_until - timedelta(
        seconds=min(5 * settings.EMAIL_TIMEOUT, settings.POST_LEASE_SECONDS / 2)
    )
    for number, mail in enumerate(batch):
        if carrier.is_down or timezone.now() > safe_until:
            with _acting(*acting):
                outbox.release(batch[number:])
            return
        outcome, error = _deliver(mail, letters.get(mail.pk), carrier)
        counts[_settle(mail, outcome, error, acting)] += 1


def _settle(mail, outcome, error, acting):
    """Mark it; while PostgreSQL is away, try for a while: what has gone and is not marked would go twice."""
    until = time.monotonic() + settings.POST_LEASE_SECONDS / 4
    while True:
        try:
            with _acting(*acting):
                return outbox.settle(mail, outcome, error)
        except OperationalError:
            if time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.2)


def _deliver(mail, letter, carrier):
    if letter is None:
        return outbox.DROPPED, "settled meanwhile"
    if isinstance(letter, Exception):
        log.error("mail %s cannot be written: %s", mail.pk, type(letter).__name__)
        return outbox.FAILED, type(letter).__name__
    outcome, error = carrier.send(
        to=mail.recipient.address, subject=letter.subject, body=letter.body, message_id=mail.message_id,
        attachment=mail.attachment,
    )  # fmt: skip
    if error:
        log.warning("mail %s was not sent: %s", mail.pk, error)
    return outcome, error
