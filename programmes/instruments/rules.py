"""What must hold inside one instrument besides its shape: keys that refer to keys, items that can be reached."""

from collections import Counter

from programmes.instruments.item_rules import shapes
from programmes.instruments.parts import Instrument, Kind
from programmes.references import Broken, listed, names
from programmes.wording import STRENGTHS

STATES = ("draft", "published")
KITS = ("questions", "houses", "ruler", "fields", "totals")
LICENCES = ("own", "totals")
USES = ("initial", "follow_up", "closing")
SEEN_BY = ("ppr",)
WHO = {"child": {"child", "parent", "professional"}, "class": {"team", "pupils"}}


def broken(instrument: Instrument) -> Broken:
    """(path, reason) of everything that does not hold."""
    for check in (whole, keys, strengths_first, asked, dimensions, conditions, shapes, licence):
        yield from check(instrument)


def whole(instrument) -> Broken:
    for key, allowed in (("state", STATES), ("about", WHO), ("kit", KITS), ("licence", LICENCES)):
        if getattr(instrument, key) not in allowed:
            yield key, f"must be one of {', '.join(allowed)}, not {getattr(instrument, key)!r}"
    if not instrument.number.isdecimal():
        yield "number", f"must be 1, 2, 3 …, not {instrument.number!r}"
    if instrument.minutes < 1:
        yield "minutes", "must be 1 or more"
    for use in instrument.uses:
        if use not in USES:
            yield "uses", f"must be among {', '.join(USES)}, not {use!r}"
    if None not in (instrument.youngest, instrument.oldest) and instrument.youngest > instrument.oldest:
        yield "youngest", "is above oldest"
    if instrument.source and instrument.source.strength not in STRENGTHS:
        yield "source.strength", f"must be one of {', '.join(STRENGTHS)}, not {instrument.source.strength!r}"
    for key in ("perspectives", "dimensions", "sections"):
        if not getattr(instrument, key):
            yield key, "must have one at least"


def keys(instrument) -> Broken:
    """Item keys are one of a kind in the whole file: an answer is kept under its item's key alone."""
    for path, parts in (
        ("perspectives", instrument.perspectives),
        ("dimensions", instrument.dimensions),
        ("sections", instrument.sections),
        *((f"{path}.options", item.options) for path, item in placed(instrument)),
    ):
        yield from twice((f"{path}[{part.key}]", part.key) for part in parts)
    yield from twice((path, item.key) for path, item in placed(instrument))
    for section in instrument.sections:
        if not section.items:
            yield f"sections[{section.key}].items", "must have one at least"


def twice(named) -> Broken:
    seen = Counter()
    for path, key in named:
        seen[key] += 1
        if seen[key] == 2:
            yield path, "the key is used twice"


def strengths_first(instrument) -> Broken:
    """Resources before difficulties (A08), in the file and so on every page."""
    strong = {dimension.key for dimension in instrument.dimensions if dimension.strengths}
    if instrument.dimensions and instrument.dimensions[0].key not in strong:
        yield f"dimensions[{instrument.dimensions[0].key}]", "the first must be strengths"
    if instrument.sections:
        first = instrument.sections[0]
        counted = {item.dimension for item in first.items} - {""}
        if not counted or counted - strong:
            yield f"sections[{first.key}]", "the first section must ask about strengths"


def asked(instrument) -> Broken:
    known = names(instrument.perspectives)
    for key in sorted(known - WHO.get(instrument.about, known)):
        yield f"perspectives[{key}]", f"does not answer about a {instrument.about}"
    for path, item in placed(instrument):
        if not item.ask:
            yield f"{path}.ask", "nobody is asked: the item cannot be reached"
        for key in item.ask:
            if key.removesuffix("_young") not in known:
                yield f"{path}.ask.{key}", f"must be one of {listed(known)}"
            elif key.endswith("_young") and key.removesuffix("_young") not in item.ask:
                yield f"{path}.ask.{key}", f"is never read: {key.removesuffix('_young')!r} is not asked"
    for key in sorted(known):
        if not instrument.items_for(key):
            yield f"perspectives[{key}]", "is asked nothing"


def dimensions(instrument) -> Broken:
    """A figure can be reached by everybody who is asked for one: `needs` is not above the items they have."""
    known = names(instrument.dimensions)
    for path, item in placed(instrument):
        if item.dimension and item.dimension not in known:
            yield f"{path}.dimension", f"{item.dimension!r} is not one of {listed(known)}"
    for dimension in instrument.dimensions:
        path = f"dimensions[{dimension.key}]"
        items = [item for item in instrument.items if item.dimension == dimension.key]
        counted = Counter(key for item in items if item.is_figure for key in item.ask if not key.endswith("_young"))
        if not items:
            yield path, "no item belongs to it"
        elif dimension.scored and not counted:
            yield path, "is scored, but none of its items is a figure"
        for sector in dimension.seen_by:
            if sector not in SEEN_BY:
                yield f"{path}.seen_by", f"must be among {', '.join(SEEN_BY)}, not {sector!r}"
        if dimension.needs < 1:
            yield f"{path}.needs", "must be 1 or more"
        if dimension.scored and counted and dimension.needs > min(counted.values()):
            short = min(counted, key=lambda key: counted[key])
            yield f"{path}.needs", f"is {dimension.needs}, but {short!r} is asked only {counted[short]}"


def conditions(instrument) -> Broken:
    """A condition looks back at an item that the same person was asked, and at an answer that can be given."""
    before = {}
    for path, item in placed(instrument):
        if item.shown_if:
            yield from reached(f"{path}.shown_if", item, before)
        before[item.key] = item


def reached(path, item, before) -> Broken:
    condition = item.shown_if
    other = before.get(condition.item)
    if other is None:
        yield f"{path}.item", f"{condition.item!r} is not an earlier item: this one cannot be reached"
        return
    for key in item.ask:
        if not key.endswith("_young") and key not in other.ask:
            yield f"{path}.item", f"{key!r} is not asked {condition.item!r}: this one cannot be reached"
    ranged = condition.at_least is not None or condition.at_most is not None
    if bool(condition.values) == ranged:
        yield path, "must have values, or at_least and at_most, and not both"
    elif other.kind in (Kind.TEXT, Kind.DRAWING):
        yield f"{path}.item", f"{condition.item!r} is answered freely: no condition can look at it"
    elif condition.values:
        yield from valued(path, condition, other)
    else:
        yield from between(path, condition, other)


def valued(path, condition, other) -> Broken:
    for value in condition.values:
        if not can_be(other, value):
            yield f"{path}.values", f"{other.key!r} is never {value!r}: this one cannot be reached"


def can_be(item, value: str) -> bool:
    if item.kind is Kind.CHOICE:
        return value in names(item.options)
    if item.points:
        return value in {str(point.value) for point in item.points}
    return value.isdecimal() and item.ends is not None and item.ends[0] <= int(value) <= item.ends[1]


def between(path, condition, other) -> Broken:
    if not other.is_figure or other.ends is None:
        yield f"{path}.item", f"{other.key!r} is no figure"
        return
    low = other.ends[0] if condition.at_least is None else condition.at_least
    high = other.ends[1] if condition.at_most is None else condition.at_most
    taken = [point.value for point in other.points] or [max(low, other.ends[0]), min(high, other.ends[1])]
    if low > high or not any(low <= value <= high for value in taken):
        yield path, f"{other.key!r} is never between {low} and {high}: this one cannot be reached"


def licence(instrument) -> Broken:
    """Of somebody else's questionnaire only the sums are typed in: no item, no wording of theirs (L27)."""
    if instrument.licence != "totals":
        return
    for path, item in placed(instrument):
        noted = item.kind in (Kind.CHOICE, Kind.TEXT) and not item.dimension
        if item.kind is not Kind.NUMBER and not noted:
            yield f"{path}.kind", "of a licensed instrument only totals are typed in: number"


def placed(instrument):
    """(path, item) of every item, in the order asked."""
    for section in instrument.sections:
        for item in section.items:
            yield f"sections[{section.key}].items[{item.key}]", item
