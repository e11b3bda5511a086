"""Charts as SVG strings. Presentation attributes only: PDF does not see style sheets, and the CSP forbids inline style.

Drawn at the width they are shown, so that 12 px stays 12 px: `WIDE` in a full panel, `HALF` in half of one,
`NARROW` on a phone.
"""

from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from zlib import crc32

from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.charts import (
    HOME, INK, INK_2, NAVY, SCHOOL, BarChart, Event, LineChart, Series, StackedBars, StripRow, Timeline, WeekStrip,
    number,
)  # fmt: skip

WIDE, HALF, NARROW = 1118, 522, 324
LINE, AMBER, RED = "#D5DDDE", "#7A4B00", "#A3222B"
FONT = "IBM Plex Sans, sans-serif"
BOTH = (
    "M4.5 2H13a2.5 2.5 0 0 1 2.5 2.5V8A7 7 0 1 1 8 15.5H4.5A2.5 2.5 0 0 1 2 13V4.5A2.5 2.5 0 0 1 4.5 2z"
    "M15.5 8V13a2.5 2.5 0 0 1-2.5 2.5H8A7.2 7.2 0 0 1 15.5 8z"
)


# ---- pencils ----


def c(value: float) -> str:
    """A coordinate: at most one decimal, a point whatever the language."""
    return f"{value:.1f}".removesuffix(".0")


def svg(width: float, height: float, title: str, body: list[str]) -> SafeString:
    return mark_safe(
        f'<svg viewBox="0 0 {c(width)} {c(height)}" width="{c(width)}" height="{c(height)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(body)}</svg>"
    )


def text(x, y, words, *, size=12, weight=400, fill=INK_2, anchor="start") -> str:
    return (
        f'<text x="{c(x)}" y="{c(y)}" text-anchor="{anchor}" font-family="{FONT}" font-size="{size}" '
        f'font-weight="{weight}" fill="{fill}">{escape(words)}</text>'
    )


def rect(x, y, width, height, fill, *, radius=2, stroke="", stroke_width=0) -> str:
    edge = f' stroke="{stroke}" stroke-width="{stroke_width}"' if stroke else ""
    return f'<rect x="{c(x)}" y="{c(y)}" width="{c(width)}" height="{c(height)}" rx="{radius}" fill="{fill}"{edge}/>'


def circle(x, y, radius, fill, *, stroke="", stroke_width=0) -> str:
    edge = f' stroke="{stroke}" stroke-width="{stroke_width}"' if stroke else ""
    return f'<circle cx="{c(x)}" cy="{c(y)}" r="{c(radius)}" fill="{fill}"{edge}/>'


def line(x1, y1, x2, y2, *, stroke=LINE, width=1, dash="") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{c(x1)}" y1="{c(y1)}" x2="{c(x2)}" y2="{c(y2)}" stroke="{stroke}" stroke-width="{width}"{dashes}/>'


def length(words: str, size: float = 12) -> float:
    """About how wide the words are; good enough to keep labels apart."""
    return len(words) * size * 0.56


def hatch(chart, width: int) -> tuple[str, str]:
    """A hatched pattern and its address; the id comes from the content, so it differs between charts of a page."""
    name = f"hatch-{crc32(repr(chart).encode()):x}-{width}"
    pattern = (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#F0F2F2"/><line x1="0" y1="0" x2="0" y2="6" stroke="#C3CDCF" stroke-width="2"/>'
        "</pattern></defs>"
    )
    return pattern, f"url(#{name})"


def shape(name: str, x: float, y: float, fill: str) -> str:
    """A small sign centred on (x, y)."""
    if name == "school":
        return rect(x - 7, y - 7, 14, 14, fill)
    if name == "home":
        return circle(x, y, 7.5, fill)
    if name == "child":
        return f'<path d="M{c(x)} {c(y - 8)}l8 8-8 8-8-8z" fill="{fill}"/>'
    if name == "over":
        return f'<path d="M{c(x - 5)} {c(y + 5)}l5-9.5 5 9.5z" fill="{fill}"/>'
    half = f'<path d="M{c(x)} {c(y - 5)}a5 5 0 0 1 0 10z" fill="{fill}"/>'
    return circle(x, y, 5, "none", stroke=fill, stroke_width=1.8) + half


def swatch(kind) -> SafeString:
    sign = shape(kind.shape, 8, 8, kind.ink) if kind.shape else ""
    field = rect(0, 1, 16, 14, kind.fill)
    return mark_safe(f'<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{field}{sign}</svg>')


# ---- bars ----


def bars(chart: BarChart, width: int) -> SafeString:
    left = _label_room([bar.label for bar in chart.bars], width)
    right = max([length(chart.shown(bar), 14) for bar in chart.bars] + [20]) + 14
    top = 24 if chart.limit is not None else 4
    highest = max([bar.value or 0 for bar in chart.bars] + [chart.limit or 0, 1])
    scale = (width - left - right) / highest
    height = top + len(chart.bars) * 38
    body = []
    for at, bar in enumerate(chart.bars):
        y = top + at * 38
        body.append(text(0, y + 20, bar.label, size=14, fill=INK))
        if bar.value and not bar.text:
            body.append(rect(left, y, bar.value * scale, 28, chart.colour))
        body.append(text(width, y + 20, chart.shown(bar), size=14, weight=600, fill=INK, anchor="end"))
    if chart.limit is not None:
        body += _limit(chart, left + chart.limit * scale, height)
    return svg(width, height, chart.title, body)


def _limit(chart: BarChart, x: float, height: float) -> list[str]:
    words = chart.limit_label or number(chart.limit, chart.decimals)
    return [
        line(x, 18, x, height, stroke="#fff", width=4),
        line(x, 18, x, height, stroke=AMBER, width=2, dash="4 3"),
        text(x, 12, words, weight=600, fill=AMBER, anchor="middle"),
    ]


def stacked(chart: StackedBars, width: int) -> SafeString:
    sign = 26 if any(stack.shape for stack in chart.stacks) else 0
    left, right = sign + _label_room([stack.label for stack in chart.stacks], width), 62
    highest = max([sum(stack.values) for stack in chart.stacks] + [1])
    scale = (width - left - right) / highest
    body = []
    for at, stack in enumerate(chart.stacks):
        y, x = at * 46 + 4, left
        colour = {"school": SCHOOL, "home": HOME, "child": NAVY}.get(stack.shape, INK)
        if stack.shape:
            body.append(shape(stack.shape, 9, y + 15, colour))
        body.append(text(sign, y + 20, stack.label, size=14, weight=600 if sign else 400, fill=colour))
        for kind, value in zip(chart.kinds, stack.values, strict=True):
            if value:
                body += _segment(kind, value, x, y, value * scale - 2, 12 if width <= NARROW else 14)
                x += value * scale
        total = _("%(number)s in all") % {"number": sum(stack.values)}
        body.append(text(x + 8, y + 20, total, size=13))
    return svg(width, len(chart.stacks) * 46, chart.title, body)


def _segment(kind, value: int, x: float, y: float, width: float, size: int) -> list[str]:
    parts, middle = [rect(x, y, max(width, 2), 30, kind.fill)], x + width / 2
    if width < length(str(value), size) + 2:
        return parts  # the number is in the table
    if kind.shape and width > 34:
        parts.append(shape(kind.shape, middle - 9, y + 15, kind.ink))
        middle += 9
    return [*parts, text(middle, y + 20, str(value), size=size, weight=600, fill=kind.ink, anchor="middle")]


def _label_room(labels: list[str], width: int) -> float:
    return min(max([length(label, 14) for label in labels] + [0]) + 14, width * 0.42)


# ---- lines and columns over one axis ----


def lines(chart: LineChart, width: int) -> SafeString:
    left, right, panel = 36, 14, 140
    step = (width - left - right) / max(len(chart.labels), 1)
    pattern, fill = hatch(chart, width)
    bottom = len(chart.series) * panel - 14
    body = [pattern]
    for at in chart.hatched:
        for row in range(len(chart.series)):
            body.append(rect(left + at * step, row * panel + 20, step, panel - 50, fill, radius=0))
    for row, series in enumerate(chart.series):
        body += _panel(series, row * panel, left, width - right, step)
    body += _axis(chart, left, step, bottom)
    return svg(width, bottom + 24, chart.title, body)


def _panel(series: Series, top: float, left: float, right: float, step: float) -> list[str]:
    base, tall = top + 110, 90
    body = [text(left, top + 12, series.label, size=13, weight=600, fill=series.colour)]
    for share in (0, 0.5, 1):
        y = base - tall * share
        body += [line(left, y, right, y), text(left - 8, y + 4, number(series.maximum * share), anchor="end")]
    points = [
        None if value is None else (left + (at + 0.5) * step, base - tall * min(value / series.maximum, 1))
        for at, value in enumerate(series.values)
    ]
    if series.columns:
        wide = step * 0.7
        return body + [rect(p[0] - wide / 2, p[1], wide, base - p[1], series.colour) for p in points if p and p[1] < base]
    return body + _line(points, series)


def _line(points, series: Series) -> list[str]:
    """The line breaks where a value is missing: a gap is not a zero."""
    body, run = [], []
    for point in [*points, None]:
        if point:
            run.append(point)
        elif run:
            path = " ".join(f"{c(x)},{c(y)}" for x, y in run)
            body.append(f'<polyline fill="none" stroke="{series.colour}" stroke-width="2.5" points="{path}"/>')
            run = []
    return body + [_point(series, *point) for point in points if point]


def _point(series: Series, x: float, y: float) -> str:
    if series.shape == "square":
        return rect(x - 4.5, y - 4.5, 9, 9, series.colour, stroke="#fff", stroke_width=1.2)
    return circle(x, y, 4.5, series.colour, stroke="#fff", stroke_width=1.2)


def _axis(chart: LineChart, left: float, step: float, y: float) -> list[str]:
    every = max(1, ceil(22 / step))
    body = [
        text(left + (at + 0.5) * step, y, label, anchor="middle")
        for at, label in enumerate(chart.labels)
        if at % every == 0
    ]
    words = [(left + (at + 0.5) * step, word) for at, word in chart.hatched.items()]
    return body + _apart(words, y + 16, left, left + step * len(chart.labels))


def _apart(words: list[tuple[float, str]], y: float, low: float, high: float) -> list[str]:
    """Centred labels, first come first served; one that would touch another is left to the table."""
    taken, body = [], []
    for x, word in words:
        half = length(word) / 2
        x = min(max(x, low + half), high - half)
        if all(x + half + 8 < a or x - half - 8 > b for a, b in taken):
            taken.append((x - half, x + half))
            body.append(text(x, y, word, anchor="middle"))
    return body


# ---- the class page's time line ----


class _Scale:
    """Where a day lies, and how high the three lanes are, on a wide or a narrow drawing."""

    def __init__(self, chart: Timeline, width: int):
        self.chart, self.width, self.narrow = chart, width, width <= NARROW
        self.left, self.right = (8, width - 8) if self.narrow else (150, width - 16)
        self.lanes = (84, 144, 214) if self.narrow else (78, 128, 178)
        self.bottom = 238 if self.narrow else 202
        self.day = (self.right - self.left) / chart.days
        self.square = 13 if self.day > 5 else 9 if self.day > 2 else 6
        days = sorted(event.on for event in chart.in_group)
        gaps = [(after - before).days for before, after in pairwise(days)]
        self.disc = min(7 if self.narrow else 10, max(min(gaps, default=14) * self.day / 2, 3.5))

    def x(self, on: date, at: float = 0.5) -> float:
        return self.left + ((on - self.chart.monday).days + at) * self.day


def timeline(chart: Timeline, width: int) -> SafeString:
    scale = _Scale(chart, width)
    body = _months(scale) + _weeks(scale) + _holidays(scale) + _lanes(scale)
    inside = 0 <= (chart.today - chart.monday).days < chart.days
    if inside:
        x = scale.x(chart.today)
        body.append(line(x, 44, x, scale.bottom, stroke=INK, width=2))
    body += [_class_event(scale, event) for event in chart.in_class]
    body += [_group_event(scale, event) for event in chart.in_group]
    body += [_shared_event(scale, event) for event in chart.shared]
    if inside:
        x = min(max(x, scale.left + 22), scale.right - 22)
        body.append(rect(x - 22, 38, 44, 17, INK, radius=3))
        body.append(text(x, 50.5, _("Today"), weight=600, fill="#fff", anchor="middle"))
    return svg(width, scale.bottom + (22 if scale.narrow else 20), chart.title, body)


def _months(scale: _Scale) -> list[str]:
    chart, body = scale.chart, []
    starts = [chart.monday + timedelta(days=at) for at in range(chart.days)]
    starts = [on for on in starts if on.day == 1]
    month = scale.day * 30
    short, every = month < 74, ceil(32 / month)
    first = starts[0] if starts else chart.monday + timedelta(days=chart.days)
    if scale.x(first, 0) - scale.left > 34:
        body.append(text(scale.left, 18, _month(chart.monday, True), size=13, weight=600))
    for on in starts:
        x = scale.x(on, 0)
        body.append(line(x, 8, x, scale.bottom))
        if on.month % every == 0 and scale.right - x > 30:
            body.append(text(x + 4, 18, _month(on, short), size=13, weight=600))
    return body


def _month(on: date, short: bool) -> str:
    return formats.date_format(on, "M" if short else "F").lower()


def _weeks(scale: _Scale) -> list[str]:
    wide = scale.day * 7
    every = max(1, ceil((44 if scale.narrow else 30) / wide))
    body = []
    for at in range(0, scale.chart.days // 7, every):
        monday = scale.chart.monday + timedelta(days=at * 7)
        week = str(monday.isocalendar().week)
        words = _("week %(number)s") % {"number": week} if at == 0 and not scale.narrow else week
        body.append(text(scale.x(monday, 3.5), 36, words, anchor="middle"))
    return body


def _holidays(scale: _Scale) -> list[str]:
    pattern, fill = hatch(scale.chart, scale.width)
    body, words = [pattern], []
    for holiday in sorted(scale.chart.holidays, key=lambda each: each.first - each.last):
        x, end = max(scale.x(holiday.first, 0), scale.left), min(scale.x(holiday.last, 1), scale.right)
        if end > x:
            body.append(rect(x, 44, max(end - x, 4), scale.bottom - 44, fill, radius=0))
            words.append(((x + end) / 2, holiday.label))
    return body + _apart(words, scale.bottom + 16, scale.left, scale.right)


def _lanes(scale: _Scale) -> list[str]:
    chart, body = scale.chart, []
    lanes = ((_("The class"), chart.class_note, SCHOOL), (_("Shared"), chart.shared_note, NAVY))
    lanes += ((_("The parent group"), chart.group_note, HOME),)
    for y, (words, note, colour) in zip(scale.lanes, lanes, strict=True):
        thin = {"width": 1, "dash": "2 4"} if colour == NAVY else {"width": 2}
        body.append(line(scale.left, y, scale.right, y, stroke=colour, **thin))
        body += _lane_words(scale, y, words, note, colour)
    return body


def _lane_words(scale: _Scale, y: float, words: str, note: str, colour: str) -> list[str]:
    if not scale.narrow:
        return [text(0, y - 1, words, size=15, weight=600, fill=colour), text(0, y + 16, note, size=13)]
    x = 12 + length(words, 13.6)
    under = rect(8, y - 27, x + length(note), 15, "#fff", radius=0)
    return [under, text(8, y - 15, words, size=13, weight=600, fill=colour), text(x, y - 15, note)]


def _class_event(scale: _Scale, event: Event) -> str:
    x, y, half = scale.x(event.on), scale.lanes[0], scale.square / 2
    if event.state == "held":
        return rect(x - half, y - half, half * 2, half * 2, SCHOOL, stroke="#fff", stroke_width=1.5)
    if event.state == "not_held":
        return _crossed(x, y, half - 0.5, SCHOOL)
    return rect(x - half + 0.5, y - half + 0.5, half * 2 - 1, half * 2 - 1, "#fff", stroke=SCHOOL, stroke_width=2)


def _group_event(scale: _Scale, event: Event) -> str:
    x, y, radius = scale.x(event.on), scale.lanes[2], scale.disc
    if event.state == "not_held":
        return _crossed(x, y, radius - 1, HOME)
    held = event.state == "held"
    ring = {"stroke": "#fff", "stroke_width": 1.5} if held else {"stroke": HOME, "stroke_width": 2}
    disc = circle(x, y, radius if held else radius - 1, HOME if held else "#fff", **ring)
    fill = "#fff" if held else HOME
    if not event.mark or radius < 6.5:
        return disc
    return disc + text(x, y + 4.3, event.mark, weight=600, fill=fill, anchor="middle")


def _crossed(x: float, y: float, half: float, colour: str) -> str:
    box = rect(x - half, y - half, half * 2, half * 2, "#fff", stroke=colour, stroke_width=1.5)
    d, s = half * 0.55, c(half * 1.1)
    return box + f'<path d="M{c(x - d)} {c(y - d)}l{s} {s}m0-{s}l-{s} {s}" stroke="{colour}" stroke-width="1.5"/>'


def _shared_event(scale: _Scale, event: Event) -> str:
    x, y = scale.x(event.on), scale.lanes[1]
    if event.plan:
        flag = f"M{c(x)} {c(y + 9)}V{c(y - 11)}h13l-4 5 4 5h-13"
        sign = f'<path d="{flag}" fill="{NAVY}" stroke="{NAVY}" stroke-width="1.5" stroke-linejoin="round"/>'
        at, low, colour = (x, y + 24, NAVY) if scale.narrow else (x + 18, y + 14, NAVY)
    else:
        sign, colour = _diamond(x, y, event.state)
        at, low = (x - 8, y + 24) if scale.narrow else (x + 15, y + 5)
    if not event.mark:
        return sign
    room = length(event.mark, 12.6)
    anchor = "start"
    if at + room > scale.width:
        at, anchor = (scale.right, "end") if scale.narrow or event.plan else (x - 15, "end")
    start = at if anchor == "start" else at - room
    under = rect(start - 1, low - 13, room + 2, 17, "#fff")
    return under + sign + text(at, low, event.mark, weight=600, fill=colour, anchor=anchor)


def _diamond(x: float, y: float, state: str) -> tuple[str, str]:
    colour = {"due": AMBER, "overdue": RED, "not_held": "#57535E"}.get(state, NAVY)
    inside = {"held": NAVY, "overdue": RED, "due": "#FFF2D4"}.get(state, "#fff")
    edge = f"M{c(x)} {c(y - 10)}l10 10-10 10-10-10z"
    sign = f'<path d="{edge}" fill="{inside}" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>'
    if state == "due":
        sign += f'<path d="M{c(x)} {c(y - 10)}l10 10-10 10z" fill="{colour}"/>'
    if state == "overdue":
        sign += f'<path d="M{c(x)} {c(y - 5)}v6M{c(x)} {c(y + 3)}v2" stroke="#fff" stroke-width="2"/>'
    if state == "not_held":
        sign += f'<path d="M{c(x - 4)} {c(y - 4)}l8 8m0-8l-8 8" stroke="{colour}" stroke-width="1.8"/>'
    return sign, colour


# ---- eight core elements, week by week ----


def week_strip(chart: WeekStrip, width: int) -> SafeString:
    narrow = width <= NARROW
    left, right, row = (0, width, 44) if narrow else (318, width - 110, 34)
    pitch = min((right - left) / max(len(chart.weeks), 1), 38.3)
    top = 28
    height = top + row * len(chart.rows)
    pattern, fill = hatch(chart, width)
    body = [pattern]
    for at in range(len(chart.weeks)):
        if at in chart.holidays:
            body.append(rect(left + at * pitch, top - 2, pitch, height - top, fill, radius=0))
        elif at == chart.this_week:
            body.append(rect(left + at * pitch, top - 2, pitch, height - top, "#E6EDF2", radius=0))
    body += _strip_weeks(chart, left, pitch, narrow)
    if not narrow:
        body.append(text(width, 18, _("last touched"), anchor="end"))
    for at, each in enumerate(chart.rows):
        y = top + at * row
        body += _strip_row(each, y, row, width, narrow)
        size = min(pitch * 0.78 if narrow else 17.2, 17.2)
        middle = y + (row - 11 if narrow else 17)
        cells = enumerate(each.cells)
        body += [_cell(kind, left + (n + 0.5) * pitch, middle, size) for n, kind in cells if kind or n not in chart.holidays]
        if at < len(chart.rows) - 1:
            body.append(line(0, y + row, width, y + row))
    return svg(width, height, chart.title, body)


def _strip_weeks(chart: WeekStrip, left: float, pitch: float, narrow: bool) -> list[str]:
    every = max(1, ceil((30 if narrow else 22) / pitch))
    body = []
    for at, week in enumerate(chart.weeks):
        now = at == chart.this_week
        near = chart.this_week is not None and abs(at - chart.this_week) < every
        if now or (at % every == 0 and not near):
            words = _("week %(number)s") % {"number": week} if at == 0 and not narrow else str(week)
            x = left + (at + 0.5) * pitch
            body.append(text(x, 18, words, weight=700 if now else 400, anchor="middle"))
    return body


def _strip_row(row: StripRow, y: float, tall: float, width: int, narrow: bool) -> list[str]:
    last = {"weight": 700, "fill": AMBER} if row.quiet else {"fill": INK_2 if narrow else INK}
    if not narrow:
        return [text(0, y + 22, row.label, size=15, fill=INK), text(width, y + 22, row.last, size=15, anchor="end", **last)]
    label = text(0, y + 16, row.label, size=13, weight=600, fill=INK)
    under = rect(0, y + 3, length(row.label, 13.6), 16, "#fff", radius=0)
    words = _("last %(week)s") % {"week": row.last} if row.last else ""
    behind = rect(width - length(words), y + 3, length(words), 16, "#fff", radius=0) if words else ""
    return [under, behind, label, text(width, y + 16, words, anchor="end", **last)]


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
