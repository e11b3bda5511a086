"""Lines and columns over one axis."""

from math import ceil

from django.utils.safestring import SafeString

from core.charts import INK_2, LineChart, Series, number
from core.drawing.pencils import apart, c, circle, hatch, line, rect, svg, text


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
        if chart.cut is not None:
            x = left + chart.cut * step
            body.append(line(x, row * panel + 18, x, row * panel + 112, stroke=INK_2, width=1.5, dash="4 3"))
        body += _panel(series, row * panel, left, width - right, step)
    body += _axis(chart, left, step, bottom)
    return svg(width, bottom + 24, chart.title, body)


def _panel(series: Series, top: float, left: float, right: float, step: float) -> list[str]:
    base, tall = top + 110, 90
    body = [text(left, top + 12, series.label, size=13, weight=600, fill=series.colour)]
    rise = tall / (series.maximum - series.minimum)
    height = lambda value: base - min((value - series.minimum) * rise, tall)  # noqa: E731
    for tick in series.ticks:
        y = height(tick)
        body += [line(left, y, right, y), text(left - 8, y + 4, number(tick), anchor="end")]
    points = [
        None if value is None else (left + (at + 0.5) * step, height(value)) for at, value in enumerate(series.values)
    ]
    if series.columns:
        wide = step * 0.7
        return body + [
            rect(p[0] - wide / 2, p[1], wide, base - p[1], series.colour) for p in points if p and p[1] < base
        ]
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
    words = [] if chart.cut is None else [(left + chart.cut * step, chart.cut_label)]
    words += [(left + (at + 0.5) * step, word) for at, word in chart.hatched.items()]
    return body + apart(words, y + 16, left, left + step * len(chart.labels))
