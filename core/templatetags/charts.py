"""Charts in pages: the picture in two widths, a key where there is one, and the numbers as a table behind it."""

from django import template
from django.utils.translation import gettext as _

from core import drawing

register = template.Library()


def figure(
    chart, draw, caption: str, *, name: str = "", wide: int = drawing.HALF, kinds=(), list_of_dates=False, paper=False
):
    headings, rows = chart.table()
    links = chart.links() if hasattr(chart, "links") else [""] * len(rows)
    return {
        "title": chart.title,
        "name": name or chart.title,
        "caption": caption,
        "wide": draw(chart, wide),
        "narrow": draw(chart, drawing.NARROW),
        "paper": draw(chart, drawing.PAPER) if paper else "",
        "kinds": kinds,
        "headings": headings,
        "rows": list(zip(rows, links, strict=True)),
        "summary": _("Show as a list") if list_of_dates else _("Show the numbers as a table"),
    }


@register.inclusion_tag("parts/figure.html")
def bar_chart(chart, caption="", full=False):
    """A core.charts.BarChart; `full=True` when it has the whole width of the page."""
    return figure(chart, drawing.bars, caption, wide=drawing.WIDE if full else drawing.HALF)


@register.inclusion_tag("parts/figure.html")
def stacked_bars(chart, caption="", full=False):
    """A core.charts.StackedBars with its key."""
    return figure(chart, drawing.stacked, caption, wide=drawing.WIDE if full else drawing.HALF, kinds=chart.kinds)


@register.inclusion_tag("parts/figure.html")
def line_chart(chart, caption="", full=False):
    """A core.charts.LineChart: one or more panels over one axis."""
    return figure(chart, drawing.lines, caption, wide=drawing.WIDE if full else drawing.HALF)


@register.inclusion_tag("parts/figure.html")
def timeline(chart, caption=""):
    """A core.charts.Timeline: the pathway on one line."""
    return figure(chart, drawing.timeline, caption, wide=drawing.WIDE, list_of_dates=True, paper=True)


@register.inclusion_tag("parts/figure.html")
def week_strip(chart, caption=""):
    """A core.charts.WeekStrip: eight core elements, week by week."""
    return figure(chart, drawing.week_strip, caption, wide=drawing.WIDE, paper=True)


@register.simple_tag
def sparkline(chart):
    """A core.charts.Sparkline, beside its words; the numbers stand in a table of the page's own."""
    return drawing.spark(chart)


@register.simple_tag
def dumbbells(chart):
    """A core.charts.Dumbbells in a table's row; the numbers stand in a table of the page's own."""
    return drawing.dumbbells(chart, drawing.NARROW)


@register.simple_tag
def picture(chart, kind, width=drawing.WIDE):
    """Only the drawing, for PDF: kind is bars, dumbbells, stacked, lines, timeline or week_strip."""
    return getattr(drawing, kind)(chart, width)


@register.simple_tag
def swatch(kind):
    """The field of a key, in the kind's colour."""
    return drawing.swatch(kind)
