"""From the TOML file of an instrument, or the stored copy of one, to `Instrument`; every mistake with file, key, reason."""

from pathlib import Path

from programmes.instruments import rules
from programmes.instruments.parts import Instrument
from programmes.reading import ContentInvalid, Mistake, Reader, place_of, read_toml

NAMED = ("points", "options", "low", "high")  # what an item may name instead of writing it: it stands under [shared]


def read_instrument_file(path: Path) -> Instrument:
    """The instrument of `<folder>/<slug>/<number>.toml`. ContentInvalid with all mistakes, the names included."""
    instrument = read_instrument(read_toml(path), place_of(path))
    named = [
        Mistake(place_of(path), key, f"is {said!r}, but the file is {place_of(path)}")
        for key, said, expected in (
            ("slug", instrument.slug, path.parent.name),
            ("number", instrument.number, path.stem),
        )
        if said != expected
    ]
    if named:
        raise ContentInvalid(named)
    return instrument


def read_instrument(raw: dict, file: str = "stored version") -> Instrument:
    """Raw tables to `Instrument`: first the shape, then (when the shape is right) what refers to what."""
    reader = Reader(raw)
    instrument = reader.table(Instrument, _written_out(raw, reader), "")
    found = reader.found or list(rules.broken(instrument))
    if found:
        raise ContentInvalid(Mistake(file, path or "(file)", reason) for path, reason in found)
    return instrument


def _written_out(raw, reader):
    """The tables with all that is shared put where it is named."""
    if not isinstance(raw, dict) or "shared" not in raw:
        return raw
    raw = dict(raw)
    shared = raw.pop("shared")
    if not isinstance(shared, dict):
        reader.wrong("shared", "must be a table")
        return raw
    unused = set(shared)
    if isinstance(raw.get("sections"), list):
        raw["sections"] = [_section(section, shared, unused, reader) for section in raw["sections"]]
    for name in sorted(unused):
        reader.wrong(f"shared.{name}", "no item names it")
    return raw


def _section(section, shared, unused, reader):
    if not isinstance(section, dict) or not isinstance(section.get("items"), list):
        return section
    return section | {"items": [_item(item, section, shared, unused, reader) for item in section["items"]]}


def _item(item, section, shared, unused, reader):
    if not isinstance(item, dict):
        return item
    item = dict(item)
    for name in NAMED:
        if not isinstance(said := item.get(name), str):
            continue
        unused.discard(said)
        item[name] = shared.get(said)
        if said not in shared:
            del item[name]
            path = f"sections[{section.get('key')}].items[{item.get('key')}].{name}"
            reader.wrong(path, f"no {said!r} under [shared]")
    return item
