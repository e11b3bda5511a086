"""Which instruments there are. Read from the database once per process: no query for any page after the first.

An answer keeps the version it was given on: `instrument(slug, number)` finds it however many have come since. A process
that is running does not see a version loaded afterwards until it is asked for by its number, or started anew.
"""

from programmes.instruments.parts import Instrument
from programmes.instruments.reading import read_instrument
from programmes.models import InstrumentVersion

_kept: dict[tuple[str, str], Instrument] = {}


class UnknownInstrument(LookupError):
    """No such instrument, or not that version of it."""


def instrument(slug: str, number: str | None = None) -> Instrument:
    """One version of an instrument; the newest published when no number is given. UnknownInstrument when there is none."""
    found = newest().get(slug) if number is None else _all().get((slug, str(number)))
    if found is None and number is not None and _is_stored(slug, str(number)):  # loaded since this process began
        forget()
        found = _all().get((slug, str(number)))
    if found is None:
        raise UnknownInstrument(slug if number is None else f"{slug} {number}")
    return found


def instruments() -> list[Instrument]:
    """The newest published version of each instrument, in the order of the lists."""
    return sorted(newest().values(), key=lambda each: (each.order, each.slug))


def instruments_for(programme_slug: str, about: str, use: str) -> list[Instrument]:
    """What a programme offers about a class or a child ("class", "child") in a round (initial, follow_up, closing)."""
    return [
        each
        for each in instruments()
        if each.about == about and use in each.uses and (not each.fits or programme_slug in each.fits)
    ]


def newest() -> dict[str, Instrument]:
    published = [each for each in _all().values() if each.state == "published"]
    return {each.slug: each for each in sorted(published, key=lambda each: int(each.number))}


def forget():
    """Read anew at the next call: after a loading, and in tests that load versions of their own."""
    _kept.clear()


def _is_stored(slug, number):
    return (slug, number) in set(InstrumentVersion.objects.values_list("slug", "number"))


def _all():
    if not _kept:
        for slug, content in InstrumentVersion.objects.values_list("slug", "content"):
            read = read_instrument(content, f"stored {slug}")
            _kept[read.slug, read.number] = read
    return _kept
