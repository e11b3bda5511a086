"""What must hold of one item: what its kind needs, and figures that stay on their scale."""

from programmes.instruments.parts import PICTURES, Kind
from programmes.references import Broken

NEEDS = {
    Kind.SCALE: {"points"},
    Kind.FACES: {"points"},
    Kind.RULER: {"lowest", "highest"},
    Kind.NUMBER: {"lowest", "highest"},
    Kind.CHOICE: {"options"},
    Kind.TEXT: set(),
    Kind.DRAWING: set(),
}
MAY = {Kind.SCALE: {"lowest", "highest"}, Kind.FACES: {"lowest", "highest"}, Kind.RULER: {"low", "high"}}
OF_A_KIND = ("points", "options", "lowest", "highest", "low", "high")
FACES = range(1, 6)
SCALE_ENDS = (0, 10)
LONGEST = 20  # figures on a ruler: a page on a phone holds no more


def shapes(instrument) -> Broken:
    for section in instrument.sections:
        for item in section.items:
            for key, reason in shape(item):
                yield f"sections[{section.key}].items[{item.key}]{key and '.'}{key}", reason


def shape(item) -> Broken:
    for name in OF_A_KIND:
        given = getattr(item, name) not in (None, ())
        if name in NEEDS[item.kind] and not given:
            yield name, f"missing: {item.kind} needs it"
        elif given and name not in NEEDS[item.kind] | MAY.get(item.kind, set()):
            yield name, f"means nothing to {item.kind}"
    if item.several and item.kind is not Kind.CHOICE:
        yield "several", f"means nothing to {item.kind}"
    if item.reverse and not item.is_figure:
        yield "reverse", f"means nothing to {item.kind}"
    for name in ("is_date", "is_performer"):
        if getattr(item, name) and item.kind is not Kind.TEXT:
            yield name, f"means nothing to {item.kind}"
    for name, part in (("", item), *((f"options[{option.key}].", option) for option in item.options)):
        if part.picture and part.picture not in PICTURES:
            yield f"{name}picture", f"must be one of {', '.join(PICTURES)}, not {part.picture!r}"
    if item.points:
        yield from scale(item)
    if item.lowest is not None and item.highest is not None:
        yield from ends(item)
    if item.options and len(item.options) < 2:
        yield "options", "must be two at least"


def scale(item) -> Broken:
    """Points are distinct, in order and inside: 0-10, or the lowest and highest that the item says."""
    values = [point.value for point in item.points]
    if len(values) < 2:
        yield "points", "must be two at least"
    if values != sorted(set(values)):
        yield "points", f"must be distinct and in order, not {values}"
    low = SCALE_ENDS[0] if item.lowest is None else item.lowest
    high = SCALE_ENDS[1] if item.highest is None else item.highest
    for at, point in enumerate(item.points):
        if not low <= point.value <= high:
            yield f"points[{at}].value", f"{point.value} is outside the scale {low}-{high}"
        if point.face is not None and point.face not in FACES:
            yield f"points[{at}].face", f"must be 1 (sad) to 5 (glad), not {point.face}"
        if item.kind is Kind.FACES and point.face is None:
            yield f"points[{at}].face", "missing: faces needs it"


def ends(item) -> Broken:
    if item.lowest >= item.highest:
        yield "lowest", "must be below highest"
    elif item.kind is Kind.RULER and item.highest - item.lowest > LONGEST:
        yield "highest", f"a ruler has {LONGEST} steps at most"
