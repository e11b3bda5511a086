"""A small line beside a word: how something went, and where it is now."""

from django.utils.safestring import SafeString

from core.charts import NAVY, Sparkline, number
from core.drawing.pencils import c, circle, line, rect, svg, text

WIDTH, HEIGHT = 170, 60
LEFT, RIGHT, TOP, BASE = 6, 130, 6, 54


def spark(chart: Sparkline) -> SafeString:
    step = (RIGHT - LEFT) / max(len(chart.values) - 1, 1)
    rise = (BASE - TOP) / (chart.maximum - chart.minimum)
    at = lambda n, value: (LEFT + n * step, BASE - (value - chart.minimum) * rise)  # noqa: E731
    points = [None if value is None else at(n, value) for n, value in enumerate(chart.values)]
    body = [rect(2, 2, LEFT + (chart.before - 0.5) * step - 2, 56, "#EEF1F1")] if chart.before else []
    body += [line(LEFT, y, RIGHT, y) for y in (BASE, TOP)]
    body += [_run(run) for run in _runs(points)]
    if seen := [point for point in points if point]:
        (first_x, first_y), (last_x, last_y) = seen[0], seen[-1]
        body.append(text(138, last_y + 5, number(chart.last, 1), size=15, weight=700, fill=NAVY))
        body.append(circle(first_x, first_y, 3, "#fff", stroke=NAVY, stroke_width=1.8))
        body.append(circle(last_x, last_y, 4, NAVY))
    return svg(WIDTH, HEIGHT, chart.title, body)


def _runs(points):
    """Stretches without a gap: a missing week is not drawn over."""
    run = []
    for point in [*points, None]:
        if point:
            run.append(point)
        elif run:
            yield run
            run = []


def _run(points) -> str:
    if len(points) == 1:
        return circle(*points[0], 1.6, NAVY)
    path = " ".join(f"{c(x)},{c(y)}" for x, y in points)
    return f'<polyline fill="none" stroke="{NAVY}" stroke-width="2" stroke-linejoin="round" points="{path}"/>'
