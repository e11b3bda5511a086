"""Words in the drawings never lie on each other, whatever the pathway has had: tried on many random pathways."""

import random
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.utils import translation

from core.charts import Event, Holiday, Stretch, StripRow, Timeline, WeekStrip
from core.drawing import NARROW, PAPER, WIDE, strip
from core.drawing.labels import Board, Label, fitted
from core.drawing.marks import marks
from core.drawing.timeline import plotted as line_plotted

WIDTHS = [WIDE, PAPER, NARROW]
STATES = ["held", "planned", "due", "overdue", "not_held"]
CELLS = ["", "", "class", "group", "both", "class_planned", "group_planned", "both_planned"]


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def some_pathway(seed, *, most=240):
    chance = random.Random(seed)
    first = date(2025, 8, 11) + timedelta(days=chance.randrange(400))
    days = chance.choice([21, 90, 126, 200, 400, 730])
    on = lambda: first + timedelta(days=chance.randrange(days))  # noqa: E731
    many = chance.choice([0, 1, 5, 25, most])
    state = lambda: chance.choice(STATES)  # noqa: E731
    breaks = [on() for _n in range(chance.randrange(9))]
    phases = sorted(on() for _n in range(chance.randrange(5)))
    return Timeline(
        "Et forløb",
        first,
        first + timedelta(days=days),
        on() if seed % 5 else first - timedelta(days=9),
        [Event(on(), "Session", state()) for _n in range(many)],
        [
            Event(each := on(), "Opfølgning", state(), f"Fælles opfølgning {each.day}.{each.month}.", short=f"{each.day}.{each.month}.")
            for _n in range(chance.choice([0, 1, 3, 12, many // 8]))
        ]
        + [Event(on(), "Plan", "held", f"plan {n}", plan=True) for n in range(chance.choice([0, 1, 3, 9]))],
        None if seed % 7 == 0 else [Event(on(), "Gang", state(), str(n + 1)) for n in range(chance.choice([0, 7, 8, 30]))],
        [Holiday(each, each + timedelta(days=chance.choice([0, 0, 7, 45])), chance.choice(["Påske", "efterårsferie", "Kr. himmelfartsdag", "sommerferie"])) for each in breaks],
        class_note="23 sessioner",
        group_note="ses af lederen",
        phases=[Stretch(each, each + timedelta(days=chance.choice([1, 20, 200])), "Afsluttende kortlægning") for each in phases],
    )  # fmt: skip


def assert_apart(board):
    for one, other in combinations(board.labels, 2):
        assert not one.box.touches(other.box), (one.words, other.words)
    for label in board.labels:
        assert board.frame.left <= label.box.left and label.box.right <= board.frame.right + 0.01, label.words
        assert board.frame.top <= label.box.top and label.box.bottom <= board.frame.bottom + 0.01, label.words


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("seed", range(60))
def test_words_of_a_time_line_never_touch(seed, width):
    scale, _body = line_plotted(some_pathway(seed), width)
    assert_apart(scale.board)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("seed", range(30))
def test_signs_of_a_lane_never_touch(seed, width):
    chart = some_pathway(seed)
    scale, _body = line_plotted(chart, width)
    for events, sizes in ((chart.in_class, (6.5, 4.5)), (chart.in_group or [], (7.0,)), (chart.shared, (10.0, 7.0))):
        found = marks(events, scale.x, sizes)
        for one, other in zip(found, found[1:], strict=False):
            assert one.x + one.half < other.x - other.half
        assert sorted(id(event) for mark in found for event in mark.events) == sorted(map(id, events))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("weeks", [1, 6, 18, 30, 53, 104, 156])
def test_words_of_the_strip_never_touch(weeks, width):
    chance = random.Random(weeks)
    names = ["Ros og opmuntring", "Tydelighed og forudsigelighed i undervisningen for alle i klassen", "Ro"]
    rows = [StripRow(name, [chance.choice(CELLS) for _n in range(weeks)], "uge 35", weeks % 2 == 0) for name in names]
    numbers = [(date(2025, 8, 11) + timedelta(weeks=n)).isocalendar().week for n in range(weeks)]
    chart = WeekStrip("Rørt", numbers, rows, weeks // 2, frozenset({3}), monday=date(2025, 8, 11))
    frame, _body = strip.plotted(chart, width)
    assert_apart(frame.board)


def test_two_school_years_are_told_by_month():
    weeks = 100
    chart = WeekStrip(
        "Rørt",
        [(date(2025, 8, 11) + timedelta(weeks=n)).isocalendar().week for n in range(weeks)],
        [StripRow("Ros", ["class"] * weeks, "uge 27")],
        monday=date(2025, 8, 11),
    )
    drawn = strip.week_strip(chart, WIDE)
    assert ">aug<" in drawn and ">4<" in drawn  # four weeks of a month in one square
    assert drawn.count("#0F6B66") == 24


def test_sessions_of_one_week_are_counted_on_a_phone():
    monday = date(2026, 2, 23)
    sessions = [
        Event(monday + timedelta(days=7 * week + day), "Session", "held") for week in range(18) for day in (0, 2)
    ]
    chart = Timeline("Tæt", monday, monday + timedelta(weeks=18), monday, sessions, [], None)
    scale, _body = line_plotted(chart, NARROW)
    assert {mark.words for mark in marks(sessions, scale.x, (6.5, 4.5))} == {"2"}
    scale, _body = line_plotted(chart, WIDE)
    assert len(marks(sessions, scale.x, (6.5, 4.5))) == 36


def test_weeks_stand_apart_on_a_long_pathway():
    chart = Timeline("Lang", date(2025, 8, 11), date(2027, 6, 25), date(2026, 5, 21), [], [], None)
    scale, _body = line_plotted(chart, WIDE)
    weeks = [label for label in scale.board.labels if label.y == 33]
    assert weeks[0].words == "uge 33"
    assert len(weeks) > 20


def test_a_word_without_room_takes_the_short_one_or_none():
    board = Board(60, 40)
    assert board.place(Label(0, 20, "Fælles opfølgning"), Label(0, 20, "26.5.")).words == "26.5."
    assert board.place(Label(2, 20, "26.5.")) is None


def test_long_words_are_cut():
    assert fitted("Ros", 100) == "Ros"
    assert fitted("Tydelighed og forudsigelighed", 80).endswith("…")
