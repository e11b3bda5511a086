"""Sending what waits in the outbox: claim one row, commit, send, mark it. Killed in between, the row is claimed again.

Never lost; at most one mail too many for each kill between sending and marking, with the same Message-ID (trust.md A7).
"""

import logging
import uuid
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone

from core.context import tenant
from followup.models import OutboxMail

log = logging.getLogger(__name__)
State = OutboxMail.State
LEASE = timedelta(minutes=2)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
ATTEMPTS = len(BACKOFF) + 1
AT_ONCE = 200  # the rest goes with the next tick


def send_waiting(user_id, municipality_id):
    """Send what waits in one municipality, as its system user; gives counts. Not to be called inside a transaction."""
    counts = {"sent": 0, "failed": 0, "given_up": 0}
    for _turn in range(AT_ONCE):
        with tenant(user_id, municipality_id, purpose="outbox"):
            counts["given_up"] += _give_up_lost()
            mail = claim()
        if mail is None:
            break
        outcome = deliver(mail)
        with tenant(user_id, municipality_id, purpose="outbox"):
            counts[settle(mail, outcome)] += 1
    return counts


def claim():
    """Take one waiting mail for a while; None when nothing waits. Two workers never take the same one."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    waiting = OutboxMail.objects.waiting().filter(free, attempts__lt=ATTEMPTS).select_related("recipient__user")
    mail = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("created_at", "pk").first()
    if mail:
        mail.state, mail.token, mail.lease_until, mail.attempts = (
            State.SENDING,
            uuid.uuid4(),
            now + LEASE,
            mail.attempts + 1,
        )
        mail.save(update_fields=["state", "token", "lease_until", "attempts"])
    return mail


def deliver(mail):
    """Hand it to the mail server; True when it took it."""
    message = EmailMessage(
        mail.subject, mail.body, to=[mail.recipient.user.email], headers={"Message-ID": mail.message_id}
    )
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 (mail servers fail in many ways, all of them are tried again)
        log.warning("mail %s was not sent: %s", mail.pk, type(error).__name__)
        return False
    return True


def settle(mail, delivered):
    """Mark the outcome, unless the lease ran out and somebody else has it; gives sent | failed | given_up."""
    mine = OutboxMail.objects.filter(pk=mail.pk, token=mail.token)
    if delivered:
        mine.update(state=State.SENT, sent_at=timezone.now(), token=None, lease_until=None)
        return "sent"
    if mail.attempts >= ATTEMPTS:
        mine.update(state=State.DEAD, token=None, lease_until=None)
        return "given_up"
    mine.update(state=State.QUEUED, token=None, lease_until=timezone.now() + BACKOFF[mail.attempts - 1])
    return "failed"


def _give_up_lost():
    """Mails whose last attempt was killed on the way."""
    lost = OutboxMail.objects.filter(state=State.SENDING, attempts__gte=ATTEMPTS, lease_until__lte=timezone.now())
    return lost.update(state=State.DEAD, token=None, lease_until=None)
