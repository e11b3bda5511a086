"""The parts that an instrument is made of: one frozen dataclass for each kind of table in its file.

An instrument is versioned data: `programmes/data/instruments/<slug>/<number>.toml`. Strengths stand before difficulties.
Whom it is about (a class or a child) and who answers (its perspectives) are apart. What several items have in
common (points, options, the words at the ends of a ruler) stands once under `[shared]`, and an item names it:
`points = "how_often"`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import get_language

from programmes.wording import Source, Text

LANGUAGES = {"da": "Dansk", "en": "English", "ar": "العربية", "tr": "Türkçe"}
RIGHT_TO_LEFT = {"ar"}
PICTURES = (
    "star", "sun", "heart", "friends", "calm", "home", "school", "home_school", "wish", "worry", "dream", "adult",
    "play", "ball", "drawing", "music", "book", "animal", "outside", "screen",
)  # fmt: skip
"""The pictures of the children's page; an item or an option names one of them."""

COMPLETE = ("da", "en")  # every text has these; the others may come later, and are marked until somebody confirms them


@dataclass(frozen=True, slots=True)
class Words:
    """Words in as many languages as the file has; `in_language` falls back on Danish."""

    said: Mapping[str, str]

    def __str__(self) -> str:
        return self.in_language(get_language() or "da")

    def in_language(self, language: str) -> str:
        return self.said.get(language.split("-")[0]) or self.said["da"]

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self.said)


class Kind(StrEnum):
    """How an item is answered, and so what its value is.

    scale, faces: the `value` of one of its points. ruler, number: a whole number from lowest to highest. choice: the key of
    an option (a list of keys when `several`). text: words. drawing: the uuid of the attached picture. None, whatever the
    kind: "I would rather not say". A key that is not there: not answered yet.
    """

    SCALE = "scale"
    RULER = "ruler"
    FACES = "faces"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    DRAWING = "drawing"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a scale, with its words; `face` (1 sad - 5 glad) for the children's page."""

    value: int
    words: Words
    face: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    words: Words
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Shown only when an earlier item was answered so: one of `values`, or a figure from `at_least` to `at_most`."""

    item: str
    values: tuple[str, ...] = ()  # figures as text
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ask: perspective -> words ("du", "dit barn", "eleven"); who is not named there is not asked.

    `child_young`: other words for a child below `young_below` years (see the instrument). dimension: what its figure counts for, ""
    for none. reverse: a high figure means hard; it is turned round before it counts. picture: an icon of the child's page.
    """

    key: str
    kind: Kind
    ask: Mapping[str, Words]
    dimension: str = ""
    help: Words | None = None
    points: tuple[Point, ...] = ()
    options: tuple[Option, ...] = ()
    several: bool = False
    lowest: int | None = None
    highest: int | None = None
    low: Words | None = None
    high: Words | None = None
    reverse: bool = False
    picture: str = ""
    shown_if: Condition | None = None
    is_date: bool = False  # a text item that is asked for a day: kept as 31.12.2026
    is_performer: bool = (
        False  # a text item that says who carried out an assessment: whoever it is comes to hear it told (C13)
    )

    def words_for(self, perspective: str, young: bool = False) -> Words:
        return (young and self.ask.get(f"{perspective}_young")) or self.ask[perspective]

    @property
    def is_figure(self) -> bool:
        return self.kind in (Kind.SCALE, Kind.RULER, Kind.FACES, Kind.NUMBER)

    @property
    def ends(self) -> tuple[int, int] | None:
        """(lowest, highest) figure it can take; None for words."""
        if self.points:
            return min(p.value for p in self.points), max(p.value for p in self.points)
        return None if self.lowest is None or self.highest is None else (self.lowest, self.highest)


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: Words
    items: tuple[Item, ...]
    intro: Words | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """What figures are gathered under and compared by; strengths come first. scored: has figures (else only words).

    A dimension's figure is the mean of its answered items on 1-10, when at least `needs` of them are answered. seen_by: sectors
    that write what they have seen of it, besides the two who answer for the mapping ("ppr", C12).
    """

    key: str
    title: Words
    strengths: bool = False
    scored: bool = True
    needs: int = 1
    seen_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Perspective:
    """Who answers: child | parent | professional about a child; team | pupils about a class."""

    key: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """about: "child" or "class". licence: "own" (our words), or "totals": another's, of which only sums are typed in (L27).

    uses: where it belongs: initial, follow_up, closing. fits: programme slugs it is offered in; none: in all.
    kit: "questions" (one a page), "houses" (three houses talk), "ruler", "fields" (findings by area), "totals".
    beside: slug of the instrument with the same areas: an answer to this one lies among the answers to that.
    order: where it stands in a list. youngest, oldest: the ages of the children it is meant for.
    """

    slug: str
    number: str
    state: str
    title: Words
    summary: Words
    about: str
    kit: str
    perspectives: tuple[Perspective, ...]
    dimensions: tuple[Dimension, ...]
    sections: tuple[Section, ...]
    minutes: int
    order: int = 50
    licence: str = "own"
    uses: tuple[str, ...] = ("initial", "follow_up", "closing")
    fits: tuple[str, ...] = ()
    beside: str = ""
    young_below: int = 9
    youngest: int | None = None
    oldest: int | None = None
    source: Source | None = None
    note: Text | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    def items_for(self, perspective: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if perspective in item.ask)

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)

    def dimension(self, key: str) -> Dimension | None:
        return next((dimension for dimension in self.dimensions if dimension.key == key), None)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that every word of it is in, Danish and English first."""
        return in_all(all_words(self))

    def languages_for(self, perspective: str) -> tuple[str, ...]:
        """Languages that this perspective can answer in: all it meets is said in them."""
        return in_all(met_words(self, perspective))


def in_all(words) -> tuple[str, ...]:
    everywhere = frozenset.intersection(*(each.languages for each in words))
    return tuple(key for key in LANGUAGES if key in everywhere)


def met_words(instrument, perspective):
    """Every Words that somebody meets who answers from one perspective."""
    yield instrument.title
    for section in instrument.sections:
        items = [item for item in section.items if perspective in item.ask]
        if items:
            yield from all_words((section.title, section.intro))
        for item in items:
            yield from (words for key, words in item.ask.items() if key in (perspective, f"{perspective}_young"))
            yield from all_words((item.help, item.points, item.options, item.low, item.high))


def all_words(part):
    """Every Words of an instrument or a part of one."""
    if isinstance(part, Words):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from all_words(each)
    elif isinstance(part, tuple):
        for each in part:
            yield from all_words(each)
    elif hasattr(part, "__dataclass_fields__") and not isinstance(part, (Source, Text)):
        for name in part.__dataclass_fields__:
            yield from all_words(getattr(part, name))
