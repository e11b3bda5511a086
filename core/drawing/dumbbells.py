"""Voices under each other on one scale: where each stands now, and a hollow mark for where it stood."""

from django.utils.safestring import SafeString

from core.charts import HOME, NAVY, SCHOOL, Dumbbell, Dumbbells, number
from core.drawing.labels import Board, Box, Label
from core.drawing.pencils import c, circle, line, rect, shape, svg, text

LANE, TOP, SIDE = 20, 5, 14
COLOURS = {"child": NAVY, "home": HOME, "school": SCHOOL}
GRID, RAIL, FIELD, EDGE = "#E4E9EA", "#EEF1F1", "#FFF2D4", "#C58A00"


def dumbbells(chart: Dumbbells, width: int) -> SafeString:
    bottom = TOP + LANE * len(chart.marks)
    step = (width - 2 * SIDE) / (chart.highest - chart.lowest)
    at = lambda value: SIDE + (float(value) - chart.lowest) * step  # noqa: E731
    body = _field(chart, at, bottom)
    for tick in range(chart.lowest, chart.highest + 1):
        body.append(line(at(tick), TOP + 2, at(tick), bottom, stroke=GRID))
    board = Board(width, bottom + 18)
    for n, mark in enumerate(chart.marks):
        body += _lane(mark, at, TOP + LANE * n + LANE / 2, width, board)
    for value in (chart.lowest, chart.highest):
        body.append(text(at(value), bottom + 14, str(value), anchor="middle"))
    return svg(width, bottom + 18, chart.title, body + board.drawn())


def _field(chart, at, bottom) -> list[str]:
    if chart.field is None:
        return []
    left, right = (at(value) for value in chart.field)
    edges = [line(x, 2, x, bottom + 2, stroke=EDGE, width=1.5, dash="4 3") for x in (left, right)]
    return [rect(left, 2, right - left, bottom, FIELD, radius=0), *edges]


def _lane(mark: Dumbbell, at, y: float, width: int, board: Board) -> list[str]:
    colour = COLOURS[mark.shape]
    body = [line(SIDE, y, width - SIDE, y, stroke=RAIL)]
    taken = []
    if mark.value is not None and mark.before is not None:
        body.append(line(at(mark.before), y, at(mark.value), y, stroke=colour, width=2, dash="3 3"))
    if mark.before is not None:
        taken.append(at(mark.before))
        body.append(_hollow(mark.shape, at(mark.before), y, colour))
    for x in taken:
        board.block(Box(x - 6, y - 6, x + 6, y + 6))
    if mark.value is None:
        note = ": ".join(part for part in (mark.label, mark.note) if part)
        if not mark.note and mark.before is not None:  # only last time: its name stands beside the hollow mark
            x = at(mark.before)
            board.place(Label(x + 10, y + 4, mark.label), Label(x - 10, y + 4, mark.label, anchor="end"))
            return body
        places = [Label(SIDE, y + 4, note, backed=True), Label(width - SIDE, y + 4, note, anchor="end", backed=True)]
        board.place(*places)
        return body
    x = at(mark.value)
    board.block(Box(x - 8, y - 8, x + 8, y + 8))
    _number(mark, x, y, colour, board)
    return [*body, shape(mark.shape, x, y, colour)]


def _number(mark: Dumbbell, x: float, y: float, colour: str, board: Board) -> None:
    """The number beside its mark, with the name where several have the same shape; right of it, else left."""
    said = [f"{number(mark.value)} {mark.label}", number(mark.value)] if mark.label else [number(mark.value)]
    places = [(x + 12, "start"), (x - 12, "end")]
    if mark.before is not None and mark.value is not None and mark.before > mark.value:
        places.reverse()
    board.place(
        *(
            Label(px, y + 4.5, words, anchor=anchor, size=13, weight=700, fill=colour)
            for words in said
            for px, anchor in places
        )
    )


def _hollow(name: str, x: float, y: float, colour: str) -> str:
    if name == "home":
        return circle(x, y, 4.6, "#fff", stroke=colour, stroke_width=1.6)
    if name == "school":
        return rect(x - 4.3, y - 4.3, 8.6, 8.6, "#fff", stroke=colour, stroke_width=1.6)
    path = f"M{c(x)} {c(y - 5.5)}l5.5 5.5-5.5 5.5-5.5-5.5z"
    return f'<path d="{path}" fill="#fff" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round"/>'
