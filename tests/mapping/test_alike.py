"""Answers given on different versions of an instrument: each is read with its own, and only what they have in common is
compared. Counted by hand."""

from dataclasses import replace

import pytest

from mapping.compare import Answers, side_of
from mapping.compare.alike import changed_words, in_common, is_same
from mapping.compare.classes import class_side, spread_of
from programmes.instruments.parts import Dimension, Item, Kind, Section
from tests.mapping.test_compare import ADAM, CLASS, CLASS_ITEMS, INSTRUMENT, ITEMS, MOTHER, SCHOOL, ask, words

# Version 2: "likes" is gone, "rests" is new, "alone" is no longer turned round, "home" counts for another area, and the
# dimension "calm" is new. "good", "glad" are as they were.
GOOD, LIKES, GLAD, ALONE, HOME, WISH = ITEMS
NEW = (
    GOOD,
    Item("rests", Kind.RULER, ask("Kan du hvile?"), "resources", lowest=1, highest=10),
    GLAD,
    replace(ALONE, reverse=False),
    replace(HOME, dimension="calm"),
    WISH,
)
SECOND = replace(
    INSTRUMENT,
    number="2",
    dimensions=(
        Dimension("resources", words("Styrker"), strengths=True),
        Dimension("wellbeing", words("Trivsel"), needs=2),
        Dimension("calm", words("Ro")),
        Dimension("needs", words("Ønsker"), scored=False),
    ),
    sections=(Section("all", words("Alt"), NEW),),
)
VERSIONS = {"1": INSTRUMENT, "2": SECOND}


def said(speaker, number, **values):
    return Answers(speaker, {"small": values}, {"small": number})


def side(now, before):
    return side_of(SECOND, now, before, version_of=lambda _slug, number: VERSIONS[number], since="februar")


def shown(side):
    return {
        row.key: [(m.speaker.name, *(v and str(v) for v in (m.value, m.earlier))) for m in row.marks]
        for row in side.rows
        if row.marks
    }


NOW = [
    said(ADAM, "2", good=8, rests=2, glad=3, alone=2),
    said(SCHOOL, "2", good=6, rests=10, glad=4, alone=1, home=9),
]
BEFORE = [
    said(ADAM, "1", good=6, likes=10, glad=1, alone=3),
    said(SCHOOL, "1", good=None, likes=4, glad=2, alone=2, home=7),
]


def test_only_what_both_versions_ask_alike_is_compared():
    found = side(NOW, BEFORE)
    assert shown(found) == {
        # "good" alone is in both: Adam 8 and 6, not 5 and 8; the school said nothing of it then
        "resources": [("Adam", "8.0", "6.0"), ("skolen", "6.0", None)],
        # two answers are asked for, and "glad" alone is in both: not compared, and counted now as it was asked.
        # never 1, seldom 4, often 7, always 10: Adam (7 + 4) / 2, the school (10 + 1) / 2
        "wellbeing": [("Adam", "5.5", None), ("skolen", "5.5", None)],
        "calm": [("skolen", "9.1", None)],  # 0-10: 1 + 9 x 0.9; it counted for another area then
    }
    assert [row.movement.words for row in found.rows if row.marks] == [
        "Adam 2 op", "Ikke spurgt på samme måde i februar", "Ikke spurgt på samme måde i februar",
    ]  # fmt: skip
    assert found.changed == (
        "Spørgsmålene er ændret: version 1 i februar, version 2 nu. Det, der sammenlignes, er talt af de spørgsmål, der er ens i begge."
    )


def test_what_was_another_question_then_stands_without_its_old_answer():
    found = side(NOW, BEFORE)
    (wellbeing,) = [row for row in found.rows if row.key == "wellbeing"]
    glad, alone = wellbeing.questions
    assert [(r.now, r.before) for r in glad.replies] == [("tit", "aldrig"), ("altid", "sjældent")]
    assert [(r.now, r.before) for r in alone.replies] == [("sjældent", ""), ("aldrig", "")]


def test_the_same_version_in_both_rounds_is_counted_whole():
    found = side(NOW, [said(ADAM, "2", good=6, rests=4, glad=1, alone=3)])
    assert (found.changed, shown(found)["resources"][0]) == ("", ("Adam", "5.0", "5.0"))


def test_two_versions_in_one_round_are_counted_from_what_they_share():
    found = side([NOW[0], said(MOTHER, "1", good=3, likes=9)], [])
    assert shown(found)["resources"] == [("Adam", "8.0", None), ("mor", "3.0", None)]  # not 5 and 6
    assert [m.silence and m.silence.short for m in found.rows[1].marks] == ["spurgt på en anden måde"] * 2
    assert found.changed.startswith("Ikke alle har svaret på den samme version: 1 og 2.")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(GOOD, ask=ask("Gik det godt?")), True),  # words may be mended
        (replace(GOOD, lowest=0), True),  # every figure is stretched to 1-10
        (replace(GOOD, reverse=True), False),
        (replace(GOOD, dimension="wellbeing"), False),
        (replace(GOOD, kind=Kind.NUMBER), False),
        (None, False),
    ],
)
def test_what_is_the_same_question(other, same):
    assert is_same(GOOD, other) is same


def test_in_common():
    assert in_common([INSTRUMENT, SECOND]) == {"good", "glad", "wish"}
    assert (changed_words({"2"}, {"2"}, "maj"), changed_words({"2"}, set(), "maj")) == ("", "")


# ---- the class ----

CLASS_2 = replace(
    CLASS,
    number="2",
    sections=(Section("all", words("Alt"), (CLASS_ITEMS[0], replace(CLASS_ITEMS[1], key="quiet", reverse=False))),),
)
NOW_2 = [
    ("pupils", "", "", "", 6),
    ("pupils", "class", "", "2", 0),
    ("pupils", "class", "nice", "3", 6),  # 7
    ("pupils", "class", "quiet", "2", 6),  # 4
]
BEFORE_1 = [
    ("pupils", "", "", "", 5),
    ("pupils", "class", "", "1", 0),
    ("pupils", "class", "nice", "2", 5),  # 4
    ("pupils", "class", "noise", "4", 5),
]


def test_a_class_is_compared_by_the_questions_of_both_rounds():
    versions = {"1": CLASS, "2": CLASS_2}
    found = class_side(
        CLASS_2, spread_of(NOW_2), spread_of(BEFORE_1), "februar", lambda _slug, number: versions[number]
    )
    told = {
        each.row.key: [(str(m.value), m.earlier and str(m.earlier)) for m in each.row.marks][:1] for each in found.rows
    }
    assert told == {"resources": [("7.0", "4.0")], "calm": [("4.0", None)]}
    assert [each.row.movement.words for each in found.rows] == ["Eleverne 3 op", "Ikke spurgt på samme måde i februar"]
    assert found.changed.startswith("Spørgsmålene er ændret: version 1 i februar, version 2 nu.")
    (nice,) = found.rows[0].items
    assert [(stack.label, stack.values) for stack in nice.chart.stacks] == [
        ("Eleverne", [0, 0, 6, 0]), ("Eleverne, februar", [0, 5, 0, 0]),
    ]  # fmt: skip
