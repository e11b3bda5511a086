"""What a child draws, or a photo of it: one picture for each question, drawn anew as often as the child likes."""

import uuid

from django.db import transaction

from cases.files import lay_down
from core import files
from core.uploads import PICTURES, clean_upload
from mapping.actions.answers import save_answer
from mapping.models import Drawing


@transaction.atomic
def save_drawing(*, ask, instrument, item, file, by, device=""):
    """Keep the picture as the answer to this item; a newer one takes its place, and the old bytes go.

    Raises ValidationError with words for what cannot be kept.
    """
    cleaned = clean_upload(file, PICTURES)
    found = Drawing.objects.writable_by(by).filter(**_place(ask, instrument, item)).kept().order_by("-pk").first()
    key = found.uuid if found else uuid.uuid4()
    voice = save_answer(ask=ask, instrument=instrument, item=item, value=str(key), by=by, device=device)
    if found is None or found.perspective_id != voice.pk:
        found = Drawing(
            uuid=uuid.uuid4() if found else key, municipality_id=ask.municipality_id, child_id=ask.child_id, perspective=voice,
            link_id=voice.link_id, sector=voice.sector, author_id=voice.author_id, instrument=instrument, item=item,
        )  # fmt: skip
    old, municipality_id = found.stored, found.municipality_id
    lay_down(found, cleaned)
    if str(found.uuid) != str(key):
        save_answer(ask=ask, instrument=instrument, item=item, value=str(found.uuid), by=by, device=device)
    if old:
        transaction.on_commit(lambda: files.drop(old, municipality_id))
    return found


def _place(ask, instrument, item):
    """Where a picture of this request lies, whichever way it came."""
    return {
        "perspective__mapping": ask.mapping_id, "perspective__pathway_child": ask.pathway_child_id, "perspective__informant": ask.informant,
        "instrument": instrument, "item": item,
    }  # fmt: skip
