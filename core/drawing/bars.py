"""Lying bars, whole and cut."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.charts import HOME, INK, NAVY, SCHOOL, BarChart, StackedBars, number
from core.drawing.labels import fitted
from core.drawing.pencils import AMBER, NARROW, length, line, rect, shape, svg, text


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
        body.append(text(0, y + 20, fitted(bar.label, left - 6, 14), size=14, fill=INK))
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
    body = []
    for at, stack in enumerate(chart.stacks):
        y, x = at * 46 + 4, left
        scale = (width - left - right) / ((sum(stack.values) or 1) if chart.share else highest)
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
