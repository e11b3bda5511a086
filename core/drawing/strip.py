"""Eight core elements, week by week."""

from math import ceil

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.charts import HOME, INK, INK_2, NAVY, SCHOOL, StripRow, WeekStrip
from core.drawing.pencils import AMBER, BOTH, NARROW, c, circle, hatch, length, line, rect, svg, text


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
        body += [
            _cell(kind, left + (n + 0.5) * pitch, middle, size) for n, kind in cells if kind or n not in chart.holidays
        ]
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
        return [
            text(0, y + 22, row.label, size=15, fill=INK),
            text(width, y + 22, row.last, size=15, anchor="end", **last),
        ]
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
