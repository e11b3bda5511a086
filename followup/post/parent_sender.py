"""Sends what waits for parents, by the gateway or by mail. The same rows, leases and attempts as mails to staff."""

import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.context import tenant
from followup.models import ParentMessage
from followup.post import outbox
from followup.post.carrier import Carrier
from followup.post.gateway import Refused, gateway
from followup.post.parents import Channel, Kind, appointments, correct, languages_of, reachable, remind_parents

log = logging.getLogger(__name__)
AT_ONCE = 100  # a tick; the rest goes with the next


def send_to_parents(user_id, municipality_id):
    """Queue tomorrow's and what has changed, then send what waits; gives counts, {} when nothing waits. Not in a transaction."""
    counts = {}
    with _acting(user_id, municipality_id) as person:
        remind_parents(person, timezone.localdate())
        correct(person, timezone.localdate())
        rows = ParentMessage.objects.visible_to(person)
        outbox.give_up_lost(rows)
        if not rows.waiting().exists():
            return counts
    with Carrier() as carrier:
        for _turn in range(AT_ONCE):
            with _acting(user_id, municipality_id) as person:
                found = outbox.claim(ParentMessage.objects.visible_to(person).select_related("parent"), 1)
                why_not = _why_not(found[0], person) if found else ""
            if not found or carrier.is_down:
                break
            outcome, error = (outbox.DROPPED, why_not) if why_not else _deliver(found[0], carrier)
            with _acting(user_id, municipality_id):
                word = outbox.settle(found[0], outcome, error)
                counts[word] = counts.get(word, 0) + 1
    return counts


def _acting(user_id, municipality_id):
    return tenant(user_id, municipality_id, purpose="messages to parents")


def _why_not(message, person):
    """Why it may no longer go: asked in the last moment."""
    if message.expires_at <= timezone.now():
        return "over"
    if message.parent_id not in reachable([message.parent_id], timezone.localdate()):
        return "not wanted"
    if message.kind == Kind.CANCELLED:
        return ""
    now = next(iter(appointments(person, about=[message.about])), None)
    if now is None or now.is_off or (now.starts_at, now.place) != (message.starts_at, message.place):
        return "changed"
    return "" if message.parent_id in now.parents else "not invited"


def _deliver(message, carrier):
    parent = message.parent
    if message.channel == Channel.MAIL:
        with translation.override(languages_of(parent)[0]):
            subject = _("Our meeting")
        return carrier.send(to=parent.email, subject=subject, body=message.text, message_id=message.message_id)
    try:
        gateway().send(to=parent.phone, text=message.text, message_id=message.message_id)
    except Refused:
        return outbox.REFUSED, "Refused"
    except Exception as error:  # noqa: BLE001 (whatever a gateway raises, it is tried again)
        log.warning("message %s was not sent: %s", message.pk, type(error).__name__)
        return outbox.FAILED, type(error).__name__
    return outbox.SENT, ""
