"""What all files behind the walls have in common: their bytes, their scanning, and how they are served."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cases.models import StoredFile
from core import files
from core.scanner import scan

State = StoredFile.State
VERDICT = {True: State.CLEAN, False: State.REFUSED, None: State.WAITING}


def lay_down(row, cleaned):
    """Give the row its bytes, scanned when the scanner answers. Raises ValidationError when something was found in them."""
    row.state = VERDICT[scan(cleaned.data)]
    if row.state == State.REFUSED:
        raise found_something()
    row.name, row.kind, row.content_type = cleaned.name, cleaned.kind, cleaned.content_type
    row.size, row.sha256 = len(cleaned.data), cleaned.sha256
    row.stored = files.keep(cleaned.data, row.municipality_id)
    row.save()
    return row


def found_something():
    return ValidationError(
        _("The scanner found something harmful in the file. It has not been kept. Tell your IT department.")
    )


def scan_again(row):
    """Ask the scanner once more about a file that waits; what is refused loses its bytes, its row stays. Gives the state."""
    try:
        row.state = VERDICT[scan(files.read(row.stored, row.municipality_id))]
    except FileNotFoundError:
        return row.state
    if row.state == State.REFUSED:
        forget_bytes(row)
    elif row.state == State.CLEAN:
        row.save(update_fields=["state"])
    return row.state


def forget_bytes(row):
    """The row stays and says that it was here; the bytes go once that is certain."""
    name, municipality_id, row.stored = row.stored, row.municipality_id, ""
    row.save(update_fields=["state", "stored"])
    transaction.on_commit(lambda: files.drop(name, municipality_id))


def served(row, *, inline=False):
    """The file itself: fetched, never run in this site's name. inline: for pictures that a page of ours shows."""
    answer = HttpResponse(files.read(row.stored, row.municipality_id), content_type=row.content_type)
    answer["Content-Disposition"] = content_disposition_header(not (inline and row.is_picture), row.name)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def served_picture(row):
    """A picture on a page, or by itself. Http404 while it is being checked, and when its bytes are gone."""
    if not row.is_open:
        raise Http404
    try:
        return served(row, inline=True)
    except FileNotFoundError:
        raise Http404 from None
