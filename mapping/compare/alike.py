"""What versions of one instrument have in common: the one rule for what is compared when the questions have been changed.

Answers of two rounds, or of two people in one, may have been given on different versions. A figure is then counted from
the questions that all of these versions ask alike, for everybody and in both rounds; where too few are left, nothing is
compared, and the page says why. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.ui import listed
from programmes.instruments.parts import Instrument, Item


def is_same(one: Item | None, other: Item | None) -> bool:
    """Whether two versions ask the same: the same key, in the same way, for the same area. Words may have been mended, and
    a scale may have got other ends, for every figure is stretched to 1-10."""
    if one is None or other is None:
        return False
    kept = lambda item: (item.key, item.kind, item.dimension, item.reverse, item.several)  # noqa: E731
    return kept(one) == kept(other)


def in_common(versions: Iterable[Instrument]) -> frozenset[str]:
    """Keys of the questions that all the versions ask alike."""
    first, *rest = versions
    return frozenset(item.key for item in first.items if all(is_same(item, other.item(item.key)) for other in rest))


@dataclass(frozen=True)
class Ground:
    """What figures of one area and one perspective rest on. only: keys that count, None for all. moves: whether the two
    rounds can be compared. holds: whether the answers of this round can stand beside each other at all."""

    only: frozenset[str] | None = None
    moves: bool = True
    holds: bool = True


def ground(dimension, informant: str, now: Iterable[Instrument], before: Iterable[Instrument]) -> Ground:
    """now, before: the versions answered in each round, of one instrument."""
    latest, both = _apart(now), _apart([*now, *before])
    if len(both) < 2:
        return Ground()
    shared = _counted(dimension, informant, both)
    if len(shared) >= dimension.needs:
        return Ground(shared)
    if len(latest) < 2:
        return Ground(moves=False)
    shared = _counted(dimension, informant, latest)
    enough = len(shared) >= dimension.needs
    return Ground(shared if enough else None, moves=False, holds=enough)


def _apart(versions):
    return list({(each.slug, each.number): each for each in versions}.values())


def _counted(dimension, informant, versions):
    keys = in_common(versions)
    asked = [{i.key for i in v.items_for(informant) if i.dimension == dimension.key and i.is_figure} for v in versions]
    return keys.intersection(*asked)


def changed_words(now, before, since: str) -> str:
    """That not all were asked the same; "" when they were. now, before: numbers of the versions answered in each round."""
    if len({*now, *before}) < 2:
        return ""
    if before and now and now != before:
        words = {"before": _numbers(before), "now": _numbers(now), "month": since}
        return _("The questions have been changed: version %(before)s in %(month)s, version %(now)s now. What is compared is counted from the questions that are the same in both.") % words  # fmt: skip
    return _("Not all have answered the same version: %(numbers)s. The figures are counted from the questions that are the same.") % {"numbers": _numbers({*now, *before})}  # fmt: skip


def _numbers(found):
    return listed(sorted(found, key=lambda number: int(number) if number.isdigit() else 0))
