"""Eight core elements, week by week; month by month where the weeks have no room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import HOME, INK, INK_2, NAVY, SCHOOL, TOUCHED, StripRow, WeekStrip
from core.drawing.labels import Board, Label, fitted
from core.drawing.pencils import AMBER, BOTH, NARROW, PAPER, c, circle, hatch, line, rect, svg, text

LEAST = {True: 13, False: 15}  # the narrowest column on a phone, and on a wide drawing
TOP = 28


@dataclass(frozen=True)
class _Columns:
    """Weeks or months as columns: each with its words, its cell in every row, and in how many weeks that was touched."""

    words: list[str]
    cells: list[list[str]]
    counts: list[list[int]]
    holidays: frozenset[int]
    now: int | None
    by_month: bool = False


@dataclass(frozen=True)
class _Frame:
    """Where the columns stand."""

    width: int
    narrow: bool
    left: float
    right: float
    pitch: float
    row: int
    board: Board

    def x(self, at: float) -> float:
        return self.left + at * self.pitch


def week_strip(chart: WeekStrip, width: int) -> SafeString:
    frame, body = plotted(chart, width)
    return svg(width, frame.board.frame.bottom, chart.title, body)


def plotted(chart: WeekStrip, width: int) -> tuple[_Frame, list[str]]:
    """The drawing before it is put together; its board knows where each word stands."""
    narrow = width <= NARROW
    left, right, row = (0, width, 44) if narrow else (max(width * 0.27, 226), width - 132, 24 if width <= PAPER else 34)
    columns = _columns(chart, (right - left) / LEAST[narrow])
    pitch = min((right - left) / max(len(columns.words), 1), 38.3)
    sums = bool(chart.rows) and pitch >= LEAST[narrow]
    board = Board(width, TOP + row * len(chart.rows) + ((40 if narrow else 28) if sums else 0))
    frame = _Frame(width, narrow, left, right, pitch, row, board)
    pattern, fill = hatch(chart, width)
    tall = row * len(chart.rows) + 2
    body = [pattern]
    for at in range(len(columns.words)):
        shade = fill if at in columns.holidays else "#E6EDF2" if at == columns.now else ""
        if shade:
            body.append(rect(frame.x(at), TOP - 2, pitch, tall, shade, radius=0))
    if not narrow:
        board.place(Label(width, 18, _("last touched"), anchor="end"))
        board.place(Label(width - 92, 18, _("weeks"), anchor="end"))
    _headings(columns, frame)
    for at, each in enumerate(chart.rows):
        body += _row(each, columns, at, frame)
        if at < len(chart.rows) - 1:
            body.append(line(0, TOP + (at + 1) * row, width, TOP + (at + 1) * row))
    if sums:
        body += _sums(columns, len(chart.rows), frame)
    return frame, body + board.drawn()


# ---- weeks or months ----


def _columns(chart: WeekStrip, most: float) -> _Columns:
    """Weeks, unless there are more of them than `most`; then months, where it is known which weeks they are."""
    cells = [row.cells for row in chart.rows]
    if len(chart.weeks) <= most or chart.monday is None:
        counts = [[int(cell in TOUCHED) for cell in row] for row in cells]
        return _Columns([str(week) for week in chart.weeks], cells, counts, chart.holidays, chart.this_week)
    months: dict[date, list[int]] = {}
    for at in range(len(chart.weeks)):
        thursday = chart.monday + timedelta(days=7 * at + 3)
        months.setdefault(thursday.replace(day=1), []).append(at)
    spans = list(months.values())
    return _Columns(
        [formats.date_format(first, "M").lower().rstrip(".") for first in months],
        [[_together(row[at] for at in span) for span in spans] for row in cells],
        [[sum(row[at] in TOUCHED for at in span) for span in spans] for row in cells],
        frozenset(n for n, span in enumerate(spans) if all(at in chart.holidays for at in span)),
        next((n for n, span in enumerate(spans) if chart.this_week in span), None),
        by_month=True,
    )


def _together(cells: Iterable[str]) -> str:
    """What several weeks are as one: what was touched counts before what is planned."""
    found = set(cells) - {""}
    touched = found & set(TOUCHED)
    if touched:
        return "both" if len(touched) > 1 else touched.pop()
    return "both_planned" if len(found) > 1 else next(iter(found), "")


def _headings(columns: _Columns, frame: _Frame) -> None:
    """This week first, then the first one, then the others in equal steps where they have room."""
    words = columns.words
    every = max(1, ceil((32 if columns.by_month else 24) / frame.pitch))
    order = [columns.now] if columns.now is not None else []
    for at in [*order, *(at for at in range(0, len(words), every) if at != columns.now)]:
        said = words[at]
        weight = 700 if at == columns.now else 400
        x = frame.x(at + 0.5)
        candidates = [Label(x, 18, said, weight=weight, anchor="middle")]
        if at == 0 and not columns.by_month:
            week = _("week %(number)s") % {"number": said}
            candidates = [Label(x, 18, week, anchor="middle"), Label(frame.left, 18, week), *candidates]
        frame.board.place(*candidates, Label(frame.x(at), 18, said, weight=weight))


# ---- the rows ----


def _row(row: StripRow, columns: _Columns, at: int, frame: _Frame) -> list[str]:
    y = TOP + at * frame.row
    _row_words(row, y, frame)
    size = min(frame.pitch * 0.78, 17.2)
    middle = y + (frame.row - 11 if frame.narrow else frame.row / 2)
    body = []
    for n, kind in enumerate(columns.cells[at]):
        if kind or n not in columns.holidays:
            x = frame.x(n + 0.5)
            body.append(_cell(kind, x, middle, size))
            if columns.by_month and kind in ("class", "group") and columns.counts[at][n] > 1 and size > 14:
                body.append(text(x, middle + 4.2, columns.counts[at][n], weight=600, fill="#fff", anchor="middle"))
    return body


def _row_words(row: StripRow, y: float, frame: _Frame) -> None:
    look = {"weight": 700, "fill": AMBER} if row.quiet else {"fill": INK_2 if frame.narrow else INK}
    place = frame.board.place
    if not frame.narrow:
        size = 15 if frame.row > 30 else 13
        low = y + frame.row / 2 + size / 3
        place(Label(0, low, fitted(row.label, frame.left - 12, size), size=size, fill=INK))
        place(Label(frame.width, low, row.last, size=size, anchor="end", **look))
        place(Label(frame.width - 92, low, str(row.total), size=size, fill=INK, anchor="end"))
        return
    place(Label(0, y + 16, fitted(row.label, frame.width, 13), size=13, weight=600, fill=INK, backed=True))
    weeks = ngettext("%(n)s week", "%(n)s weeks", row.total) % {"n": row.total}
    last = _("last %(week)s") % {"week": row.last} if row.total else _("not touched")
    said = [f"{weeks}, {last}", last] if row.total else [last]
    place(*(Label(frame.width, y + 16, words, anchor="end", backed=True, **look) for words in said))


def _sums(columns: _Columns, rows: int, frame: _Frame) -> list[str]:
    """How many core elements each week touched, under a line."""
    y = TOP + rows * frame.row
    words = _("Elements touched")
    frame.board.place(Label(0, y + (15 if frame.narrow else 18), words, size=13, weight=600 if frame.narrow else 400))
    low = y + (32 if frame.narrow else 18)
    for n in range(len(columns.words)):
        total = sum(kinds[n] in TOUCHED for kinds in columns.cells)
        if total:
            frame.board.place(Label(frame.x(n + 0.5), low, str(total), weight=600, fill=INK, anchor="middle"))
    return [line(0, y, frame.width, y, stroke="#76868B")]


def _cell(kind: str, x: float, y: float, size: float) -> str:
    half = size / 2
    if not kind:
        return circle(x, y, 1.6, "#8E9A9E")
    if kind == "class":
        return rect(x - half, y - half, size, size, SCHOOL)
    if kind == "group":
        return circle(x, y, half + 0.4, HOME)
    if kind == "both":
        by = size / 14.3
        return f'<path transform="translate({c(x - 12 * by)} {c(y - 12 * by)}) scale({by:.3f})" d="{BOTH}" fill-rule="evenodd" fill="{NAVY}"/>'
    if kind == "group_planned":
        return circle(x, y, half - 0.6, "#fff", stroke=HOME, stroke_width=1.8)
    colour = NAVY if kind == "both_planned" else SCHOOL
    box = rect(x - half + 0.9, y - half + 0.9, size - 1.8, size - 1.8, "#fff", stroke=colour, stroke_width=1.8)
    return box + circle(x, y, size * 0.21, colour) if kind == "both_planned" else box
