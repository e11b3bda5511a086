"""What a class answered, as a spread: bars with the words of each point, the pupils beside the team. Pure.

Nothing below the smallest number of answers comes here at all: `app.class_spread` keeps it back, and says only how many
have answered. No figure of one class is set beside another's (L26).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.charts import INK, Bar, BarChart, Stack, StackedBars, number
from core.charts import Kind as Colour
from mapping.compare.alike import changed_words, ground, is_same
from mapping.compare.sides import asked
from mapping.compare.voices import ORDER, SOME, Mark, Row, Silence, Speaker, asked_otherwise, unheard
from mapping.rounds import FEW_PUPILS, FEW_TEAM
from programmes.instruments.parts import Instrument, Item, Kind
from programmes.instruments.scoring import Figure, counts, on_ten, rounded, turned

MOVED = Decimal(1)  # a smaller move of a class's figure is said to be as before: it is mostly chance (L26)
WELL = Decimal(7)  # from here on the pupils say that it goes well
SPLIT = Fraction(1, 5)  # so many in either end, and the class is of two minds
FEW = {"pupils": FEW_PUPILS, "team": FEW_TEAM}
SHADES = ("#E6EDF2", "#C9D6DF", "#8FA9BC", "#4F7189", "#1D3B53")
LINE_OF_SHADE = {"#4F7189": "#fff", "#1D3B53": "#fff"}
MOST_ASKED = 5

Counts = Mapping[str, int]  # value as text -> how many answered so


@dataclass(frozen=True)
class Spread:
    """One round: (informant, instrument, item) -> counts, how many of each informant have finished, and the numbers of the
    versions that each answered: (informant, instrument) -> numbers."""

    counts: Mapping[tuple[str, str, str], Counts]
    finished: Mapping[str, int]
    versions: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def of(self, informant: str, slug: str, item: str) -> Counts:
        return self.counts.get((informant, slug, item), {})

    def numbers(self, slug: str) -> frozenset[str]:
        """The versions of an instrument that anybody answered."""
        return frozenset().union(*(found for (_who, each), found in self.versions.items() if each == slug))


def spread_of(rows) -> Spread:
    """From the rows of `app.class_spread`: (informant, instrument, item, value, n); without an item the value is a version."""
    found, finished, versions = {}, {}, {}
    for informant, slug, item, value, n in rows:
        if item:
            found.setdefault((informant, slug, item), {})[value] = n
        elif slug:
            versions[informant, slug] = versions.get((informant, slug), frozenset()) | {value}
        else:
            finished[informant] = n
    return Spread(found, finished, versions)


@dataclass(frozen=True)
class ItemSpread:
    """One question with everybody's answers as a drawing."""

    words: str
    chart: StackedBars | BarChart

    @property
    def is_options(self) -> bool:
        return isinstance(self.chart, BarChart)


@dataclass(frozen=True)
class ClassRow:
    row: Row
    items: tuple[ItemSpread, ...]


@dataclass(frozen=True)
class ClassSide:
    slug: str
    title: str
    rows: tuple[ClassRow, ...]
    invites: tuple[str, ...] = field(default=())
    changed: str = ""  # in words, that not all were asked the same

    @property
    def areas(self) -> tuple[Row, ...]:
        return tuple(each.row for each in self.rows)


def speakers() -> dict[str, Speaker]:
    return {
        "pupils": Speaker(("pupils",), _("the pupils"), "pupils"),
        "team": Speaker(("team",), _("the team"), "team"),
    }


class _Asked:
    """The versions a class answered in two rounds: `mapping.compare.alike` says what of them is compared."""

    def __init__(self, instrument, now, before, version_of):
        self.instrument, self._version_of = instrument, version_of
        self.now, self.before = now, before
        self.informants = sorted(
            (each.key for each in instrument.perspectives if each.key in FEW), key=ORDER.__getitem__
        )

    def versions(self, spread, informant=None):
        """Those of one informant, or of all; the newest where nothing says it."""
        slug = self.instrument.slug
        numbers = [spread.versions.get((key, slug), ()) for key in ([informant] if informant else self.informants)] if spread else []  # fmt: skip
        found = [self._version(number) for number in sorted(set().union(*numbers))] if numbers else []
        asked_then = spread and any(slug == each for _who, each, _item in spread.counts)
        return found or ([self.instrument] if asked_then else [])

    def _version(self, number_):
        if self._version_of is None or number_ == self.instrument.number:
            return self.instrument
        return self._version_of(self.instrument.slug, number_) or self.instrument

    def ground(self, dimension, informant):
        return ground(dimension, informant, self.versions(self.now), self.versions(self.before))

    def items(self, informant, spread):
        """The questions of a round as this informant was asked them; of two versions those that both ask alike."""
        first, *rest = self.versions(spread, informant) or [self.instrument]
        return [item for item in first.items_for(informant) if all(is_same(item, each.item(item.key)) for each in rest)]

    def figure(self, dimension, informant, spread, earlier=False):
        """A class's figure: the mean of the means of its questions, each on 1-10. `answered` counts questions, not people."""
        stands = self.ground(dimension, informant)
        if not (stands.moves if earlier else stands.holds):
            return None
        items = [i for i in self.items(informant, spread) if i.dimension == dimension.key and i.is_figure]
        items = [item for item in items if stands.only is None or item.key in stands.only]
        of = lambda item: spread.of(informant, self.instrument.slug, item.key)  # noqa: E731
        means = [mean for item in items if (mean := mean_of(item, of(item))) is not None]
        enough = means and len(means) >= dimension.needs
        return Figure(rounded(sum(means, Fraction()) / len(means)) if enough else None, len(means), len(items))

    def counts(self, item, informant, spread):
        """(the answers to one question, and the question as it was asked then); nothing where it was another one."""
        own = next((each for each in self.items(informant, spread) if each.key == item.key), None) if spread else None
        if own is None or not is_same(item, own) or own.ends != item.ends:
            return {}
        return spread.of(informant, self.instrument.slug, item.key)

    def changed(self, since):
        now, before = ({v.number for v in self.versions(spread)} for spread in (self.now, self.before))
        return changed_words(now, before, since)


def class_side(
    instrument: Instrument, now: Spread, before: Spread | None, since: str = "", version_of=None
) -> ClassSide:
    """The dimensions of a class instrument, strengths first: how pupils and team see each, and the spread of each question.

    instrument: the newest version that was answered. version_of: (slug, number) -> Instrument, for what was answered on others.
    """
    said, rows = _Asked(instrument, now, before, version_of), []
    for dimension in sorted(instrument.dimensions, key=lambda each: not each.strengths):
        items = [item for item in instrument.items if item.dimension == dimension.key]
        marks = tuple(
            _mark(said, dimension, key)
            for key in said.informants
            if dimension.scored and any(key in item.ask and item.is_figure for item in items)
        )
        spreads = tuple(drawn for item in items if (drawn := _drawn(said, item, since)))
        if spreads or any(mark.value is not None or mark.earlier is not None for mark in marks):
            unlike = bool(said.versions(before)) and any(
                not said.ground(dimension, m.speaker.informant).moves for m in marks
            )
            row = Row(dimension.key, str(dimension.title), dimension.strengths, marks, since=since, still=MOVED, unlike=unlike)  # fmt: skip
            rows.append(ClassRow(row, spreads))
    return ClassSide(
        instrument.slug, str(instrument.title), tuple(rows), tuple(_invites(said, rows)), said.changed(since)
    )


# ---- figures ----


def _mark(said, dimension, informant):
    figure = said.figure(dimension, informant, said.now)
    earlier = said.figure(dimension, informant, said.before, earlier=True) if said.before else None
    if figure is None:
        return Mark(speakers()[informant], None, earlier, asked_otherwise())
    return Mark(speakers()[informant], figure, earlier, None if figure.value is not None else silence_of(informant, said.now))  # fmt: skip


def mean_of(item: Item, found: Counts) -> Fraction | None:
    known = {int(value): n for value, n in found.items() if _is_whole(value) and counts(item, int(value))}
    total = sum(known.values())
    return sum((on_ten(item, value) * n for value, n in known.items()), Fraction()) / total if total else None


def _is_whole(value):
    return value.lstrip("-").isdigit()


def silence_of(informant: str, spread: Spread) -> Silence:
    """Why an informant's answers are not shown: nobody yet, too few, or the round is still open."""
    n, few = spread.finished.get(informant, 0), FEW[informant]
    if n == 0:
        return unheard()
    if n < few:
        short = _("fewer than %(few)s answers") % {"few": few}
        return Silence(short, _("%(who)s: fewer answers than can be shown without pointing at anybody"))
    return Silence(_("shown when the round is shut"), _("what %(who)s answered is shown when the round is shut"))


# ---- drawings ----


def _drawn(said, item, since):
    """The answers to one question: stacked by the words of each point, hard ones light and good ones dark."""
    if item.kind in (Kind.TEXT, Kind.DRAWING):
        return None
    lines = []
    for key in said.informants:
        name = speakers()[key].name
        for spread, when in ((said.now, ""), (said.before, since)):
            found = said.counts(item, key, spread)
            if found:
                shown = f"{name}, {when}" if when else name
                lines.append((key, shown[:1].upper() + shown[1:], found))
    if not lines:
        return None
    words = asked(item)
    if item.kind is Kind.CHOICE:
        return ItemSpread(words, _options(item, words, lines[0][2]))
    bands = bands_of(item)
    kinds = [
        Colour(label, shade, LINE_OF_SHADE.get(shade, INK))
        for (label, _values), shade in zip(bands, shades(len(bands)), strict=True)
    ]
    stacks = [
        Stack(label, [sum(found.get(str(value), 0) for value in values) for _label, values in bands], _shape(key))
        for key, label, found in lines
    ]
    return ItemSpread(words, StackedBars(_conclusion(words, bands, stacks), kinds, stacks, _("Who"), share=True))


def _shape(informant):
    return {"pupils": "child", "team": "school"}[informant]


def bands_of(item: Item) -> list[tuple[str, list[int]]]:
    """(words, values) from hard to good: each point of a scale, or a ruler in thirds."""
    if item.points:
        points = sorted(item.points, key=lambda point: turned(item, point.value))
        return [(str(point.words), [point.value]) for point in points]
    lowest, highest = item.ends
    values = sorted(range(lowest, highest + 1), key=lambda value: turned(item, value))
    third = len(values) / 3
    parts = [values[round(at * third) : round((at + 1) * third)] for at in range(3)]
    return [(f"{min(part)}-{max(part)}", part) for part in parts if part]


def shades(n: int) -> list[str]:
    """From light to dark, as far apart as there is room for."""
    if n >= len(SHADES):
        return [SHADES[min(at * len(SHADES) // n, len(SHADES) - 1)] for at in range(n)]
    return [SHADES[round(at * (len(SHADES) - 1) / max(n - 1, 1))] for at in range(n)]


def _conclusion(words, bands, stacks):
    told = [
        ", ".join(f"{n} {label.lower()}" for (label, _values), n in zip(bands, stack.values, strict=True) if n)
        for stack in stacks
    ]
    return f"{words} " + ". ".join(f"{stack.label}: {each}" for stack, each in zip(stacks, told, strict=True)) + "."


def _options(item, words, found):
    """A question with options, of which one may choose several: how many chose each."""
    language = get_language() or "da"
    bars = [Bar(option.words.in_language(language), found.get(option.key, 0)) for option in item.options]
    return BarChart(words, bars, _("Answer"), _("How many"))


# ---- what it invites to ask ----


def _invites(said, rows):
    """Questions for the next lesson, strengths first: never a conclusion about a child, never a place in a row (A18, L26)."""
    good, apart, down, split = [], [], [], []
    for each in rows:
        row, name = each.row, {"what": each.row.title}
        value = {mark.speaker.informant: mark.value for mark in row.marks}
        pupils, team = value.get("pupils"), value.get("team")
        if pupils is not None and pupils >= WELL and row.is_strength:
            good.append(
                _("%(what)s: the pupils say that it goes well. What do you do when it does? Do more of it.") % name
            )
        if None not in (pupils, team) and team - pupils >= SOME:
            apart.append(
                _("%(what)s: the pupils find it harder than the team. What do they see that you do not?") % name
            )
        if None not in (pupils, team) and pupils - team >= SOME:
            apart.append(_("%(what)s: the team finds it harder than the pupils. What works for them already?") % name)
        if any(m.moved is not None and m.moved <= -MOVED and m.speaker.informant == "pupils" for m in row.marks):
            down.append(_("%(what)s has gone down since last time. What is different now?") % name)
    for item in said.instrument.items_for("pupils"):
        if item.is_figure and is_split(item, said.counts(item, "pupils", said.now)):
            split.append(_("The pupils answer very differently to “%(item)s”. When is it hard? Ask the whole class, not one child.") % {"item": str(item.ask["pupils"])})  # fmt: skip
    return [*good[:2], *apart, *down, *split][:MOST_ASKED]


def is_split(item: Item, found: Counts) -> bool:
    """At least a fifth in the hard end and a fifth in the good one."""
    bands = bands_of(item)
    total = sum(found.values())
    if not total or len(bands) < 2:
        return False
    ends = [sum(found.get(str(value), 0) for value in values) for _words, values in (bands[0], bands[-1])]
    return all(Fraction(n, total) >= SPLIT for n in ends)


def one_pupil_moves(n: int) -> str:
    """How far one pupil who answers otherwise can move the figure of one question: the whole scale shared by them all."""
    return number(Fraction(9, n)) if n else ""


def answered_words(spread: Spread) -> list[str]:
    said = []
    if n := spread.finished.get("pupils", 0):
        said.append(ngettext("%(n)s pupil has answered", "%(n)s pupils have answered", n) % {"n": n})
    if n := spread.finished.get("team", 0):
        said.append(ngettext("%(n)s of the team has answered", "%(n)s of the team have answered", n) % {"n": n})
    return said
