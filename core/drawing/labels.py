"""Where words may stand in a drawing: no word ever lies on another one, or on a sign it does not belong to."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.charts import INK_2
from core.drawing.pencils import length, rect, text

AIR = 3  # between two words on one line
ABOVE, BELOW = 0.8, 0.24  # of the size of the type: how far a word reaches over and under its line


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )  # fmt: skip

    def wider(self, by: float) -> "Box":
        return Box(self.left - by, self.top, self.right + by, self.bottom)


@dataclass(frozen=True)
class Label:
    """Words in a drawing. `backed` puts white under them, for words that stand on lines."""

    x: float
    y: float
    words: str
    size: float = 12
    weight: int = 400
    fill: str = INK_2
    anchor: str = "start"
    backed: bool = False

    @property
    def box(self) -> Box:
        wide = length(self.words, self.size)
        left = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        return Box(left, self.y - self.size * ABOVE, left + wide, self.y + self.size * BELOW)

    def drawn(self) -> str:
        words = text(self.x, self.y, self.words, size=self.size, weight=self.weight, fill=self.fill, anchor=self.anchor)
        if not self.backed:
            return words
        box = self.box
        left = max(box.left - 2, 0)
        return rect(left, box.top - 1, box.right + 2 - left, box.bottom - box.top + 2, "#fff") + words


class Board:
    """A drawing's frame with what is taken of it. Words are put where they have room, first come first served."""

    def __init__(self, width: float, height: float):
        self.frame = Box(0, 0, width, height)
        self.taken: list[Box] = []
        self.labels: list[Label] = []

    def block(self, *boxes: Box) -> None:
        self.taken += boxes

    def place(self, *candidates: Label, shy_of: Iterable[Box] = ()) -> Label | None:
        """The first of the candidates that has room; those that also keep away from `shy_of` come first.

        None when no candidate has room: the words are then only in the table behind the drawing.
        """
        told = [each for each in candidates if each.words and self._has_room(each)]
        kept = [each for each in told if not any(each.box.touches(box) for box in shy_of)]
        found = next(iter(kept or told), None)
        if found:
            self.labels.append(found)
            self.taken.append(found.box.wider(AIR))
        return found

    def _has_room(self, label: Label) -> bool:
        box, frame = label.box, self.frame
        inside = (
            frame.left <= box.left and box.right <= frame.right and frame.top <= box.top and box.bottom <= frame.bottom
        )
        return inside and not any(box.touches(other) for other in self.taken)

    def drawn(self) -> list[str]:
        return [label.drawn() for label in self.labels]


def fitted(words: str, room: float, size: float = 12) -> str:
    """The words, cut with three dots when they are wider than the room."""
    if length(words, size) <= room:
        return words
    while words and length(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…" if words else ""
