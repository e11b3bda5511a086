"""The port by which messages reach parents. settings.MESSAGE_GATEWAY names the class; a municipality writes its own.

A gateway has `send(*, to, text, message_id)`: it returns when the message is taken, raises Refused for a number that will
never take one, and anything else when it is worth trying again. message_id is the same however often it is tried.
"""

import json
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


class Refused(Exception):
    """The address does not take messages: trying again would not help."""


class Gateway(Protocol):
    def send(self, *, to: str, text: str, message_id: str) -> None: ...


class FileGateway:
    """The demo's: a JSON line a message in .local/outbox/sms, and nobody's phone rings."""

    def send(self, *, to, text, message_id):
        folder = settings.EMAIL_FILE_PATH / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        line = {"at": timezone.now().isoformat(), "to": to, "text": text, "message_id": message_id}
        with (folder / f"{timezone.localdate().isoformat()}.jsonl").open("a") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def gateway() -> Gateway | None:
    """The chosen gateway; None when there is none, and messages go by mail alone."""
    return import_string(settings.MESSAGE_GATEWAY)() if settings.MESSAGE_GATEWAY else None
