"""Figures that a programme names: outside them a page warns, and saves all the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.periods import Unit, later
from programmes.wording import Source, Text, shown


@dataclass(frozen=True, slots=True)
class Band:
    """A span of values that belong together; both ends count."""

    key: str
    title: Text
    minimum: Decimal
    maximum: Decimal

    def holds(self, values: Iterable[Decimal | int]) -> bool:
        return all(self.minimum <= value <= self.maximum for value in values)


@dataclass(frozen=True, slots=True)
class LimitWarning:
    """A value outside a limit: words and source, never a refusal."""

    limit: "Limit"
    value: object

    @property
    def message(self) -> str:
        return self.limit.message.format(
            value=shown(self.value),
            minimum=shown(self.limit.minimum),
            maximum=shown(self.limit.maximum),
        )

    @property
    def source(self) -> Source:
        return self.limit.source

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure that the programme names. A value outside it warns and is saved all the same."""

    key: str
    title: Text
    unit: str
    message: Text
    source: Source
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    bands: tuple[Band, ...] = ()

    def check(self, value: Decimal | int | None) -> LimitWarning | None:
        """A warning when the value is below the minimum or above the maximum; None for a value not given."""
        if value is None:
            return None
        low = self.minimum is not None and value < self.minimum
        high = self.maximum is not None and value > self.maximum
        return LimitWarning(self, value) if low or high else None

    def check_span(self, starts_on: date | None, ends_on: date | None) -> LimitWarning | None:
        """A warning when fewer than `minimum` calendar months (unit months) lie between the two days."""
        if starts_on is None or ends_on is None or self.minimum is None:
            return None
        enough = ends_on >= later(starts_on, Unit.MONTHS, int(self.minimum))
        return None if enough else LimitWarning(self, (ends_on - starts_on).days)

    def check_together(self, values: Iterable[Decimal | int]) -> LimitWarning | None:
        """A warning when no single band holds all the values."""
        values = tuple(values)
        if not values or any(band.holds(values) for band in self.bands):
            return None
        span = f"{min(values)}-{max(values)}" if min(values) != max(values) else min(values)
        return LimitWarning(self, span)
