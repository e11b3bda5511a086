"""Loading of the files of programmes and instruments into the database."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from programmes.content import Content
from programmes.instruments import catalogue
from programmes.instruments.reading import read_instrument_file
from programmes.models import InstrumentVersion, Programme, ProgrammeVersion, VersionContent
from programmes.reading import ContentInvalid, Mistake, place_of, read_file, read_toml

DATA = Path(__file__).parent / "data"


class Outcome(StrEnum):
    LOADED = "loaded"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Loading:
    """What became of one file."""

    file: str
    outcome: Outcome
    mistakes: tuple[Mistake, ...] = ()


def load_programmes(*, folder: Path = DATA, municipality=None) -> list[Loading]:
    """Load every `<slug>/<number>.toml` of a folder, and of its `instruments`; a file with mistakes stops none of the
    others.

    Versions belong to everybody, or to `municipality` when given. The runtime role may not do this: the owner does.
    """
    instruments = [load_instrument(path=path) for path in sorted(folder.glob("instruments/*/*.toml"))]
    return instruments + [load_file(path=path, municipality=municipality) for path in sorted(folder.glob("*/*.toml"))]


def load_instrument(*, path: Path) -> Loading:
    file = f"instruments/{place_of(path)}"
    try:
        instrument = read_instrument_file(path)
        return Loading(file, store_instrument(instrument=instrument, raw=read_toml(path), file=file))
    except ContentInvalid as invalid:
        return Loading(file, Outcome.ERROR, invalid.mistakes)


@transaction.atomic
def store_instrument(*, instrument, raw: dict, file: str) -> Outcome:
    """Make or renew the version of an instrument. ContentInvalid when the file of a published one says something new."""
    digest = digest_of(raw)
    version = (
        InstrumentVersion.objects.select_for_update().filter(slug=instrument.slug, number=instrument.number).first()
    )
    if version and version.sha256 == digest:
        return Outcome.UNCHANGED
    if version and version.state == ProgrammeVersion.State.PUBLISHED:
        raise ContentInvalid([Mistake(file, "number", stays(instrument.number))])
    InstrumentVersion.objects.update_or_create(
        slug=instrument.slug,
        number=instrument.number,
        defaults={"state": instrument.state, "sha256": digest, "content": raw},
    )
    catalogue.forget()
    return Outcome.LOADED


def load_file(*, path: Path, municipality=None) -> Loading:
    file = place_of(path)
    try:
        content = read_file(path)
        return Loading(file, store_version(content=content, raw=read_toml(path), file=file, municipality=municipality))
    except ContentInvalid as invalid:
        return Loading(file, Outcome.ERROR, invalid.mistakes)


@transaction.atomic
def store_version(*, content: Content, raw: dict, file: str, municipality=None) -> Outcome:
    """Make or renew the version that a file describes. Comments and layout do not count as changes.

    Raises ContentInvalid when the file of a published version says something new.
    """
    digest = digest_of(raw)
    programme, _ = Programme.objects.get_or_create(slug=content.slug, defaults={"title": content.title.da})
    found = programme.versions.select_for_update(of=("self",)).filter(number=content.number, municipality=municipality)
    version = found.first() or ProgrammeVersion(programme=programme, number=content.number, municipality=municipality)
    if version.sha256 == digest:
        return Outcome.UNCHANGED
    if version.is_published:
        raise ContentInvalid([Mistake(file, "number", stays(content.number))])
    save_version(version, content, raw, digest)
    return Outcome.LOADED


def save_version(version, content, raw, digest):
    """The content is written while the version is a draft: afterwards the database refuses it."""
    version.source_title, version.sha256 = content.origin.document.da, digest
    version.save()
    VersionContent.objects.update_or_create(version=version, defaults={"content": raw})
    Programme.objects.filter(pk=version.programme_id).update(title=content.title.da)
    if content.state == ProgrammeVersion.State.PUBLISHED:
        version.state, version.published_at = content.state, timezone.now()
        version.save()


def stays(number) -> str:
    return f"version {number} is published and cannot change; put the changes in a file with a new number"


def digest_of(raw: dict) -> str:
    """SHA-256 of the tables themselves, in one order."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
