"""Figures equal a table computed by hand; they never leave 1-10, whatever was answered."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.actions import DATA
from programmes.instruments.parts import Item, Kind, Option, Point, Words
from programmes.instruments.reading import read_instrument, read_instrument_file
from programmes.instruments.scoring import (
    Figure,
    change,
    dimension_figures,
    figure_of,
    gap,
    is_scored,
    is_shown,
    on_ten,
    shown_items,
    turned,
)
from tests.programmes.instruments.trial import trial

TABLE = tomllib.loads((Path(__file__).parents[2] / "data/instrument_scores.toml").read_text(encoding="utf-8"))
ANSWERS = {row["name"]: row for row in TABLE["answers"]}
SHIPPED = {path.parent.name: read_instrument_file(path) for path in DATA.glob("instruments/*/*.toml")}
INSTRUMENTS = SHIPPED | {"trial": read_instrument(trial())}


def figures(name):
    row = ANSWERS[name]
    values = {key: None if value == "None" else value for key, value in row["values"].items()}
    return dimension_figures(INSTRUMENTS[row["instrument"]], values, row["perspective"])


def written(value):
    return "-" if value is None else str(value)


@pytest.mark.parametrize("name", ANSWERS)
def test_figures_equal_the_hand_computed_table(name):
    found = figures(name)
    assert {key: written(figure.value) for key, figure in found.items()} == ANSWERS[name]["figures"]
    assert {key: f"{figure.answered}/{figure.of}" for key, figure in found.items()} == ANSWERS[name]["answered"]


@pytest.mark.parametrize("row", TABLE["changes"], ids=lambda row: row["after"])
def test_change_equals_the_hand_computed_table(row):
    before, after = figures(row["before"]), figures(row["after"])
    assert {key: written(change(before[key], after[key])) for key in before} == row["change"]


@pytest.mark.parametrize("row", TABLE["gaps"], ids=lambda row: " / ".join(row["of"]))
def test_gap_equals_the_hand_computed_table(row):
    voices = {name: figures(name) for name in row["of"]}
    assert {key: written(gap({n: found[key] for n, found in voices.items()})) for key in row["gap"]} == row["gap"]


def test_change_without_a_round_before_is_nothing():
    assert change(None, Figure(Decimal("5.0"), 1, 1)) is None


# ---- conditions ----


def shown(**values):
    return [item.key for item in shown_items(INSTRUMENTS["trial"], values, "child")]


def test_a_condition_that_is_not_met_hides_its_item():
    assert shown() == ["likes", "mood", "sleeps", "worried"]
    assert shown(worried=None) == ["likes", "mood", "sleeps", "worried"]
    assert shown(worried="yes") == ["likes", "mood", "sleeps", "worried", "worry"]
    assert shown(worried="yes", worry=5)[-1] == "words"
    assert shown(worried="yes", worry=4)[-1] == "worry"


def test_what_hangs_on_a_hidden_item_is_hidden_too():
    assert shown(worried="no", worry=9) == ["likes", "mood", "sleeps", "worried"]


def test_one_condition_alone():
    item = INSTRUMENTS["trial"].item("worry")
    assert (is_shown(item, {"worried": "yes"}), is_shown(item, {"worried": ["no", "yes"]}), is_shown(item, {})) == (
        True,
        True,
        False,
    )


def test_which_items_are_scored():
    voices = INSTRUMENTS["child_voices"]
    scored = [item.key for item in voices.items if is_scored(voices, item)]
    assert scored == ["uses_strengths", "feels", "with_others", "calms", "says_in_time", "needs_help", "together"]
    assert not any(is_scored(SHIPPED["sdq_totals"], item) for item in SHIPPED["sdq_totals"].items)


# ---- what always holds ----


def said(text="Ord"):
    return Words({"da": text, "en": text})


@st.composite
def figure_items(draw):
    low = draw(st.integers(0, 5))
    high = draw(st.integers(low + 1, 20))
    kind = draw(st.sampled_from([Kind.RULER, Kind.NUMBER, Kind.SCALE]))
    points = tuple(Point(value, said()) for value in range(low, high + 1)) if kind is Kind.SCALE else ()
    ends = {} if points else {"lowest": low, "highest": high}
    key = f"i{draw(st.integers(0, 10**6))}"
    return Item(key=key, kind=kind, ask={"child": said()}, points=points, reverse=draw(st.booleans()), **ends)


@settings(
    suppress_health_check=[HealthCheck.too_slow]
)  # the first draw waits for a busy machine, and says nothing of ours
@given(st.lists(figure_items(), max_size=8, unique_by=lambda item: item.key), st.data(), st.integers(1, 3))
def test_a_figure_stays_between_one_and_ten_in_any_order(items, data, needs):
    anything = st.one_of(st.none(), st.integers(-3, 25), st.booleans(), st.text(max_size=3))
    values = {item.key: data.draw(anything) for item in items if data.draw(st.booleans())}
    figure = figure_of(items, values, needs)
    assert figure.value is None or Decimal(1) <= figure.value <= Decimal(10)
    assert (figure.value is None) == (figure.answered < needs)
    assert figure_of(data.draw(st.permutations(items)), values, needs) == figure


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(figure_items(), st.data())
def test_turning_round_twice_is_nothing(item, data):
    value = data.draw(st.integers(*item.ends))
    assert turned(item, turned(item, value)) == value
    assert 1 <= on_ten(item, value) <= 10


def test_a_choice_is_no_figure():
    item = Item(key="c", kind=Kind.CHOICE, ask={"child": said()}, options=(Option("a", said()), Option("b", said())))
    assert (item.is_figure, item.ends) == (False, None)
