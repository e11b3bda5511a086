"""The clock's sign of life, and what /opsz says of it."""

import json

from django.db import connection
from django.utils import timezone

from followup.models import Heartbeat

OLDEST_HEARTBEAT = 90  # seconds
OLDEST_QUEUED = 15 * 60  # seconds after it might have gone


def beat(name="tick"):
    """Say that the clock ticks; two clocks do no harm."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def ops():
    """Numbers over all municipalities together, with `healthy` and, where not, the reasons: no names of anything."""
    with connection.cursor() as db:
        db.execute("select app.ops(%s)", [timezone.now()])
        found = db.fetchone()[0]
    found = found if isinstance(found, dict) else json.loads(found)
    troubles = list(_troubles(found))
    return found | {"healthy": not troubles, "troubles": troubles}


def _troubles(found):
    age = found["heartbeat_age_seconds"]
    if age is None or age > OLDEST_HEARTBEAT:
        yield "heartbeat"
    if found["oldest_queued_seconds"] > OLDEST_QUEUED:
        yield "queue"
    if found["dead"]:
        yield "dead"
    if found["failed_jobs"]:
        yield "jobs"
