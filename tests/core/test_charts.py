"""Charts: the table equals the input, the picture carries no class, style or address, and gaps stay gaps."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template import engines
from django.utils import translation

from core import charts, drawing
from core.charts import (
    Bar,
    BarChart,
    Event,
    Holiday,
    Kind,
    LineChart,
    Series,
    Stack,
    StackedBars,
    StripRow,
    Timeline,
    WeekStrip,
)

START = date(2026, 2, 24)
BARS = BarChart(
    "To klasser <under> målet",
    [Bar("5.B", 10.0), Bar("4.A", 10.5), Bar("6.C", None, "færre end 5")],
    "Klasse",
    "Lektioner",
    limit=10.5,
    limit_label="anbefalet 10,5",
    decimals=1,
)
STACKS = StackedBars(
    "2 af 30 er overskredet.",
    [charts.HELD_IN_TIME, charts.HELD_LATE, charts.DUE, charts.OVERDUE],
    [Stack("Skole", [21, 4, 3, 2], "school"), Stack("Social", [0, 0, 0, 0], "home")],
    "Hvem",
)
LINES = LineChart(
    "Fremmødet er steget.",
    ["10", "11", "12", "13"],
    [
        Series("Sessioner", [9, 11, None, 13], 16, columns=True),
        Series("Fremmøde", [72.0, 76.8, None, 78], 100, unit=" %"),
    ],
    hatched={2: "påske"},
)
LINE = Timeline(
    "Forløbet på én linje",
    START,
    date(2026, 6, 28),
    date(2026, 5, 21),
    [
        Event(START, "Session", "held"),
        Event(date(2026, 5, 28), "Session"),
        Event(date(2026, 4, 1), "Session", "not_held"),
    ],
    [
        Event(date(2026, 5, 26), "Opfølgning", "due", "Opfølgning 26.5"),
        Event(date(2026, 3, 6), "Plan 1", "held", "Plan 1", plan=True),
    ],
    [Event(date(2026, 3, 12) + timedelta(days=14 * n), f"Mødegang {n + 1}", "held", str(n + 1)) for n in range(7)],
    [Holiday(date(2026, 3, 30), date(2026, 4, 6), "Påske")],
)
STRIP = WeekStrip(
    "Syv af otte er rørt.",
    [9, 10, 11, 12],
    [
        StripRow("Ros", ["class", "group", "", "both_planned"], "uge 10"),
        StripRow("Trivsel", ["", "", "", ""], quiet=True),
    ],
    this_week=2,
    holidays=frozenset({1}),
)
ALL = [
    (BARS, drawing.bars),
    (STACKS, drawing.stacked),
    (LINES, drawing.lines),
    (LINE, drawing.timeline),
    (STRIP, drawing.week_strip),
]


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


@pytest.mark.parametrize("width", [drawing.WIDE, drawing.HALF, drawing.NARROW])
@pytest.mark.parametrize(("chart", "draw"), ALL)
def test_picture_is_plain_svg_with_the_conclusion_as_title(chart, draw, width):
    root = ElementTree.fromstring(draw(chart, width))
    names = {name for element in root.iter() for name in element.attrib}
    assert names & {"class", "style", "href", "onclick"} == set()
    assert root.attrib["role"] == "img"
    assert root[0].tag == "title"
    assert root[0].text == chart.title
    assert float(root.attrib["width"]) == width


@pytest.mark.parametrize(("chart", "draw"), ALL)
def test_picture_stays_inside_its_frame(chart, draw):
    for width in (drawing.WIDE, drawing.NARROW):
        root = ElementTree.fromstring(draw(chart, width))
        for element in root.iter("rect"):
            if "x" in element.attrib:
                assert -1 <= float(element.attrib["x"]) <= width
        assert all(0 <= float(each.attrib["x"]) <= width for each in root.iter("text"))


@pytest.mark.parametrize(("chart", "draw"), ALL)
def test_picture_is_the_same_every_time(chart, draw):
    assert draw(chart, drawing.WIDE) == draw(chart, drawing.WIDE)


def test_numbers_are_written_in_danish():
    assert charts.number(76.8) == "76,8"
    assert charts.number(10) == "10"
    assert charts.number(10, 1) == "10,0"
    assert charts.number(None) == "–"


def test_bar_table_equals_the_input():
    assert BARS.table() == (["Klasse", "Lektioner"], [["5.B", "10,0"], ["4.A", "10,5"], ["6.C", "færre end 5"]])


def test_hidden_number_is_not_in_the_picture_either():
    chart = BarChart("Skjult", [Bar("A", 3, "færre end 5"), Bar("B", 7)], "Skole", "Børn")
    root = ElementTree.fromstring(drawing.bars(chart, drawing.HALF))
    assert len(list(root.iter("rect"))) == 1  # the bar of B alone: the length would tell the number of A


def test_stacked_table_has_totals():
    headings, rows = STACKS.table()
    assert headings == ["Hvem", "Holdt til tiden", "Holdt for sent", "Forfalder", "Overskredet", "I alt"]
    assert rows == [["Skole", "21", "4", "3", "2", "30"], ["Social", "0", "0", "0", "0", "0"]]


def test_line_table_shows_gaps_as_dashes():
    assert LINES.table() == (
        ["Uge", "Sessioner", "Fremmøde"],
        [["10", "9", "72 %"], ["11", "11", "76,8 %"], ["12", "–", "–"], ["13", "13", "78 %"]],
    )


def test_line_breaks_at_a_gap():
    svg = drawing.lines(LINES, drawing.HALF)
    assert svg.count("<polyline") == 2
    assert svg.count("<circle") == 3


def test_timeline_runs_over_whole_weeks():
    assert LINE.monday == date(2026, 2, 23)
    assert LINE.days == 18 * 7


def test_timeline_lists_its_dates_in_order():
    headings, rows = LINE.table()
    assert headings == ["Dato", "Hvad", "Status"]
    assert rows[0] == ["tirsdag 24. februar", "Session", "Holdt"]
    assert ["tirsdag 26. maj", "Opfølgning", "Forfalder"] in rows
    assert ["onsdag 1. april", "Session", "Ikke holdt"] in rows
    assert ["30. marts – 6. april", "Påske", "Skolefri"] in rows
    assert len(rows) == 13


def test_table_leads_to_the_page_of_each_thing():
    line = Timeline("Kort", START, START, START, [Event(START, "Session", "held", url="/session")], [], None)
    assert line.links() == ["/session"]
    html = engines["django"].from_string("{% load charts %}{% timeline chart %}").render({"chart": line})
    assert '<td><a href="/session">Session</a></td>' in html


def test_today_outside_the_line_is_not_drawn():
    later = Timeline("Slut", START, date(2026, 3, 28), date(2027, 1, 1), [], [], [])
    assert "I dag" not in drawing.timeline(later, drawing.WIDE)
    assert "I dag" in drawing.timeline(LINE, drawing.WIDE)


def test_hatches_of_two_charts_do_not_share_an_id():
    ids = [re.findall(r'pattern id="([^"]+)"', draw(chart, width)) for chart, draw in ALL[2:] for width in (1118, 324)]
    flat = [name for found in ids for name in found]
    assert len(flat) == len(set(flat)) == 6


def test_strip_table_groups_weeks_by_place():
    assert STRIP.table()[1] == [["Ros", "9", "10", "12", "2"], ["Trivsel", "–", "–", "–", "0"]]


def test_strip_sums_weeks_and_elements():
    assert [row.total for row in STRIP.rows] == [2, 0]
    assert STRIP.sums == [1, 1, 0, 0]


def test_empty_charts_draw_nothing_and_do_not_fail():
    assert "<svg" in drawing.lines(LineChart("Intet endnu", [], [Series("Sessioner", [], 16)]), drawing.HALF)
    assert "<svg" in drawing.bars(BarChart("Intet endnu", [], "Klasse", "Antal"), drawing.HALF)
    assert "<svg" in drawing.stacked(StackedBars("Intet endnu", [Kind("A", "#fff")], [], "Skole"), drawing.HALF)


def test_figure_has_caption_key_and_table():
    template = engines["django"].from_string('{% load charts %}{% stacked_bars chart "Forår 2026" %}')
    html = template.render({"chart": STACKS})
    assert "<figcaption>" in html
    assert "Forår 2026" in html
    assert html.count("<li>") == 4
    assert '<th scope="row">Skole</th>' in html
    assert "Vis tal som tabel" in html
