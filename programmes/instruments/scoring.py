"""From answers to figures: pure, exact, the same for a phone, a page and a printed comparison.

A figure never decides anything (A46): it shows where three people see alike, and where they do not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from programmes.instruments.parts import Instrument, Item
from programmes.instruments.values import clean_value, value_words

__all__ = [
    "Figure", "change", "clean_value", "counts", "dimension_figures", "gap", "is_scored", "is_shown", "shown_items", "value_words",
]  # fmt: skip

LOWEST, HIGHEST = 1, 10
"""Every figure is brought to this scale, whatever its item was answered on: 1 hard, 10 goes well."""

FINEST = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Figure:
    """A dimension's figure on 1-10 with one decimal, None when too few answered; how many of how many answered."""

    value: Decimal | None
    answered: int
    of: int


def dimension_figures(
    instrument: Instrument, values: Mapping, perspective: str = "", only: Callable[[Item], bool] | None = None
) -> dict[str, Figure]:
    """The figure of each scored dimension: the mean of its answered items, each turned round if reverse, on 1-10.

    values: {item key: value} of one answer. An item that was not answered, that somebody would rather not answer (None)
    or that a condition hides does not count. With `perspective`, `of` counts only what that perspective is asked; with
    `only`, what it lets through.
    """
    shown = [
        item for item in shown_items(instrument, values, perspective) if item.is_figure and (not only or only(item))
    ]
    return {
        dimension.key: figure_of([item for item in shown if item.dimension == dimension.key], values, dimension.needs)
        for dimension in instrument.dimensions
        if dimension.scored
    }


def figure_of(items: Iterable[Item], values: Mapping, needs: int) -> Figure:
    items = list(items)
    found = [on_ten(item, values[item.key]) for item in items if counts(item, values.get(item.key))]
    value = rounded(sum(found, Fraction()) / len(found)) if found and len(found) >= needs else None
    return Figure(value, len(found), len(items))


def counts(item: Item, value) -> bool:
    """A whole number on the item's scale; a figure that is not (of a changed version) is left out, not bent."""
    if not isinstance(value, int) or isinstance(value, bool) or item.ends is None:
        return False
    return item.ends[0] <= value <= item.ends[1]


def on_ten(item: Item, value: int) -> Fraction:
    """The value on 1-10: its scale is stretched evenly, so that lowest is 1 and highest 10; reverse items turn round."""
    lowest, highest = ends_of(item)
    share = Fraction(turned(item, value) - lowest, highest - lowest)
    return LOWEST + share * (HIGHEST - LOWEST)


def turned(item: Item, value: int) -> int:
    return sum(ends_of(item)) - value if item.reverse else value


def ends_of(item: Item) -> tuple[int, int]:
    if item.ends is None:
        raise ValueError(f"{item.key} is no figure")
    return item.ends


def rounded(figure: Fraction) -> Decimal:
    """One decimal, a half goes up: 6.25 is 6.3."""
    exact = Decimal(figure.numerator) / Decimal(figure.denominator)
    return exact.quantize(FINEST, ROUND_HALF_UP)


def change(before: Figure | None, after: Figure | None) -> Decimal | None:
    """How much a figure has moved, up or down: the difference of the two as they are shown. None when one is missing."""
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return after.value - before.value


def gap(figures: Mapping[str, Figure]) -> Decimal | None:
    """From the lowest to the highest of the perspectives' figures; None with fewer than two."""
    found = [figure.value for figure in figures.values() if figure is not None and figure.value is not None]
    return max(found) - min(found) if len(found) > 1 else None


def shown_items(instrument: Instrument, values: Mapping, perspective: str = "") -> list[Item]:
    """Items in the order asked, without those that a condition hides; what hangs on a hidden item is hidden too."""
    shown, seen = [], {}
    for item in instrument.items_for(perspective) if perspective else instrument.items:
        if is_shown(item, seen):
            shown.append(item)
            if item.key in values:
                seen[item.key] = values[item.key]
    return shown


def is_shown(item: Item, values: Mapping) -> bool:
    """Whether the item's own condition holds. An item it looks at that is not answered, or that somebody would rather
    not answer, hides it. `shown_items` follows whole chains of conditions."""
    if item.shown_if is None:
        return True
    condition, value = item.shown_if, values.get(item.shown_if.item)
    if value is None:
        return False
    if condition.values:
        given = value if isinstance(value, list) else [value]
        return any(str(each) in condition.values for each in given)
    if not isinstance(value, int):
        return False
    return (condition.at_least is None or value >= condition.at_least) and (
        condition.at_most is None or value <= condition.at_most
    )


def is_scored(instrument: Instrument, item: Item) -> bool:
    """Whether the item's answer counts in a figure."""
    dimension = instrument.dimension(item.dimension)
    return bool(dimension and dimension.scored and item.is_figure)
