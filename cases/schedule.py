"""Once a day: files that wait are scanned, the bytes of what was removed go, and what no row knows is swept up."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from cases.files import State, forget_bytes, scan_again
from cases.models import StoredFile
from core import files
from core.context import current

UNDO = timedelta(hours=12)  # as long as a session may last, and some


def look_after_files(today):
    """Counts of what was scanned, forgotten and swept, over every table that keeps files."""
    person, counts = current(), {"scanned": 0, "forgotten": 0, "swept": 0}
    known = set()
    for model in kept_in():
        rows = model.objects.visible_to(person).exclude(stored="")
        for row in rows.filter(state=State.WAITING, removed_at=None):
            counts["scanned"] += scan_again(row) != State.WAITING
        for row in rows.filter(removed_at__lt=timezone.now() - UNDO):
            forget_bytes(row)
            counts["forgotten"] += 1
        known |= set(model.objects.visible_to(person).exclude(stored="").values_list("stored", flat=True))
    counts["swept"] = files.sweep(known, person.municipality_id)
    return counts


def kept_in():
    return [model for model in apps.get_models() if issubclass(model, StoredFile)]
