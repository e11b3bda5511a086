"""The class page's time line: the pathway on one line."""

from datetime import date, timedelta
from itertools import pairwise
from math import ceil

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.charts import (
    HOME,
    INK,
    NAVY,
    SCHOOL,
    Event,
    Timeline,
)
from core.drawing.pencils import (
    AMBER,
    NARROW,
    RED,
    apart,
    c,
    circle,
    hatch,
    length,
    line,
    rect,
    svg,
    text,
)


class _Scale:
    """Where a day lies, and how high the three lanes are, on a wide or a narrow drawing."""

    def __init__(self, chart: Timeline, width: int):
        self.chart, self.width, self.narrow = chart, width, width <= NARROW
        self.left, self.right = (8, width - 8) if self.narrow else (150, width - 16)
        self.lanes: tuple[int, ...] = (84, 144, 214) if self.narrow else (78, 128, 178)
        self.bottom = 238 if self.narrow else 202
        if chart.in_group is None:
            self.lanes, self.bottom = self.lanes[:2], self.lanes[1] + 24
        self.day = (self.right - self.left) / chart.days
        self.square = 13 if self.day > 5 else 9 if self.day > 2 else 6
        days = sorted(event.on for event in chart.in_group or [])
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
    body += [_group_event(scale, event) for event in chart.in_group or []]
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
        words = _month(on, short or scale.right - x < length(_month(on, False), 13) + 8)
        if on.month % every == 0 and scale.right - x > length(words, 13) + 4:
            body.append(text(x + 4, 18, words, size=13, weight=600))
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
    return body + apart(words, scale.bottom + 16, scale.left, scale.right)


def _lanes(scale: _Scale) -> list[str]:
    chart, body = scale.chart, []
    lanes = [
        (_("The class"), chart.class_note, SCHOOL),
        (_("In common"), chart.shared_note, NAVY),
        (_("The parent group"), chart.group_note, HOME),
    ]
    for y, (words, note, colour) in zip(scale.lanes, lanes[: len(scale.lanes)], strict=True):
        dotted = colour == NAVY
        body.append(
            line(scale.left, y, scale.right, y, stroke=colour, width=1 if dotted else 2, dash="2 4" if dotted else "")
        )
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
