"""What comes back: mails that could not be delivered, and parents who write STOP or START."""

import re
from email import message_from_binary_file, message_from_bytes, policy

from django.utils import timezone

from cases.models import Parent
from core.context import tenant
from followup.models import OutboxMail, ParentMessage
from followup.models.outbox import State

STOP, START = {"stop", "stopp", "afmeld", "unsubscribe"}, {"start", "tilmeld"}
FAILED = ("failed", "undeliverable")


# ---- mails ----


def bounced_ids(file):
    """(Message-IDs of the mails that a delivery report says failed, its status code); ([], "") for any other mail."""
    report = message_from_binary_file(file, policy=policy.default)
    parts = list(report.walk())
    fields = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    said = "\n".join(block.as_string() for part in fields for block in _blocks(part))
    if not re.search(r"(?im)^action:\s*failed", said):  # delayed, relayed: not the end of it
        return [], ""
    status = re.search(r"(?im)^status:\s*(5\.\d+\.\d+)", said)
    ids = {mail["Message-ID"].strip() for part in parts for mail in _mails(part) if mail["Message-ID"]}
    return sorted(ids), status.group(1) if status else ""


def _blocks(part):
    found = part.get_payload()
    return found if isinstance(found, list) else [found]


def _mails(part):
    """The mail itself, or its headers alone, as the report carries it."""
    if part.get_content_type() == "message/rfc822":
        return _blocks(part)
    if part.get_content_type() == "text/rfc822-headers":
        return [message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.default)]
    return []


def mark_bounced(ids, code, municipalities):
    """Mark these as refused, wherever they were sent from; gives how many."""
    values = {
        "state": State.BOUNCED,
        "failed_at": timezone.now(),
        "last_error": f"bounce {code}".strip(),
        "set_aside_at": None,
    }
    count = 0
    for user_id, municipality_id, _name in municipalities:
        with tenant(user_id, municipality_id, purpose="bounce") as person:
            for table in (OutboxMail, ParentMessage):
                rows = table.objects.visible_to(person).filter(message_id__in=ids, state=State.SENT)
                count += table.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**values)
    return count


# ---- parents ----


def word_of(text):
    """stop | start | "": the first word, whatever stands around it."""
    first = next(iter(re.findall(r"\w+", text.casefold())), "")
    return "stop" if first in STOP else "start" if first in START else ""


def heard(phone, text, municipalities):
    """A parent wrote from this number: STOP ends all messages to it, START begins them again. Gives how many parents it was."""
    word, number = word_of(text), digits(phone)
    if not word or len(number) < 8:
        return 0
    count = 0
    for user_id, municipality_id, _name in municipalities:
        with tenant(user_id, municipality_id, purpose="answer of a parent") as person:
            known = Parent.objects.visible_to(person).exclude(phone="").filter(stopped_at__isnull=word == "stop")
            pks = [pk for pk, written in known.values_list("pk", "phone") if digits(written) == number]
            values = {"stopped_at": timezone.now() if word == "stop" else None}
            count += Parent.objects.filter(pk__in=pks).update(**values)
    return count


def digits(phone):
    """A Danish number without its country code: "+45 20 10 20 30" is "20102030"."""
    found = re.sub(r"\D", "", phone)
    found = found.removeprefix("00")
    return found.removeprefix("45") if len(found) == 10 else found
