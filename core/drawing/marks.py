"""Signs on a line of time. Those that would lie on each other are told together: by week, month, quarter or year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.charts import Event
from core.drawing.pencils import length

URGENT = ("overdue", "due", "planned", "held", "not_held")  # what a sign for several things tells of them


def _first_of(months: int) -> Callable[[date], date]:
    return lambda on: date(on.year, (on.month - 1) // months * months + 1, 1)


UNITS: tuple[Callable[[date], date], ...] = (
    lambda on: on,
    lambda on: on - timedelta(days=on.weekday()),
    _first_of(1),
    _first_of(3),
    _first_of(12),
)


@dataclass(frozen=True)
class Mark:
    """One sign: where it stands, how wide it is, and the things it tells of."""

    x: float
    half: float
    events: tuple[Event, ...]

    @property
    def many(self) -> bool:
        return len(self.events) > 1

    @property
    def state(self) -> str:
        found = {event.state for event in self.events}
        return next(state for state in URGENT if state in found)

    @property
    def done(self) -> str:
        """As the state, but held counts before planned: what has been done is not hidden by what comes."""
        found = {event.state for event in self.events}
        return "held" if "held" in found else self.state

    @property
    def words(self) -> str:
        """How many they are; for numbered meetings which ones: "3", "3–5"."""
        if not self.many:
            return self.events[0].mark
        numbers = sorted({int(event.mark) for event in self.events if event.mark.isdigit()})
        if not numbers:
            return str(len(self.events))
        if len(numbers) == 1:
            return str(numbers[0])
        whole = numbers[-1] - numbers[0] + 1 == len(numbers) == len(self.events)
        return f"{numbers[0]}–{numbers[-1]}" if whole else f"{len(self.events)}×"


def marks(events: list[Event], x_of: Callable[[date], float], sizes: tuple[float, ...]) -> list[Mark]:
    """The events as signs that do not touch, in the shortest unit of time that gives them room.

    `sizes`: half widths of a single sign without words, largest first; a sign with words is as wide as they need.
    """
    if not events:
        return []
    for unit in UNITS:
        for half in sizes:
            found = _grouped(events, x_of, unit, half)
            if all(after.x - before.x >= before.half + after.half + 1 for before, after in pairwise(found)):
                return found
    return found


def _grouped(events, x_of, unit, half) -> list[Mark]:
    groups: dict[date, list[Event]] = {}
    for event in sorted(events, key=lambda each: each.on):
        groups.setdefault(unit(event.on), []).append(event)
    made = []
    for inside in groups.values():
        x = (x_of(inside[0].on) + x_of(inside[-1].on)) / 2
        words = Mark(x, half, tuple(inside)).words if len(inside) > 1 or inside[0].mark.isdigit() else ""
        made.append(Mark(x, max(half, length(words) / 2 + 3) if words else half, tuple(inside)))
    return made
