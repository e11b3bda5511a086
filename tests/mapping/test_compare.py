"""Show 2: the figures and words of the comparison equal a table counted by hand. The instrument is small, so that a hand can."""

from decimal import Decimal

import pytest

from mapping.compare import Answers, Mark, Speaker, difference, movement, quotes, side_of, unheard, would_not
from mapping.compare.classes import class_side, is_split, spread_of
from mapping.queries.comparison import _apart
from programmes.instruments.parts import Dimension, Instrument, Item, Kind, Perspective, Point, Section, Words
from programmes.instruments.scoring import Figure


def words(text):
    return Words({"da": text, "en": text})


ALL = ("child", "parent", "professional")
HOW_OFTEN = tuple(Point(n, words(w)) for n, w in enumerate(("aldrig", "sjældent", "tit", "altid"), 1))


def ask(text, *who):
    return {key: words(f"{text} ({key})") for key in who or ALL}


ITEMS = (
    Item("good", Kind.RULER, ask("Går det godt?"), "resources", lowest=1, highest=10),
    Item("likes", Kind.RULER, ask("Kan du lide det?"), "resources", lowest=1, highest=10),
    Item("glad", Kind.SCALE, ask("Er du glad?"), "wellbeing", points=HOW_OFTEN),
    Item("alone", Kind.SCALE, ask("Er du alene?"), "wellbeing", points=HOW_OFTEN, reverse=True),
    Item("home", Kind.RULER, ask("Taler I sammen?", "parent", "professional"), "together", lowest=0, highest=10),
    Item("wish", Kind.TEXT, ask("Hvad ønsker du?"), "needs"),
)
INSTRUMENT = Instrument(
    slug="small", number="1", state="published", title=words("Lille"), summary=words(""), about="child", kit="questions", minutes=1,
    perspectives=tuple(Perspective(key, words(key)) for key in ALL),
    dimensions=(
        Dimension("wellbeing", words("Trivsel"), needs=2),
        Dimension("resources", words("Styrker"), strengths=True),
        Dimension("together", words("Sammen")),
        Dimension("needs", words("Ønsker"), scored=False),
    ),
    sections=(Section("all", words("Alt"), ITEMS),),
)  # fmt: skip

ADAM = Speaker(("child",), "Adam", "child")
MOTHER = Speaker(("parent", 1, 0), "mor", "parent")
FATHER = Speaker(("parent", 2, 0), "far", "parent")
SCHOOL = Speaker(("professional", 7, ""), "skolen", "professional")


def said(speaker, **values):
    return Answers(speaker, {"small": values}, {"small": "1"}, when="12. maj")


NOW = [
    said(ADAM, good=8, likes=7, glad=2, alone=3, wish="En ven."),
    said(MOTHER, good=8, glad=3, alone=2, home=0),
    said(SCHOOL, good=6, likes=5, glad=3, home=10, wish=None),
]
BEFORE = [said(ADAM, good=6, likes=7, glad=1, alone=3), said(SCHOOL, good=3, likes=4, home=7)]
# By hand. Ruler 1-10 as it is; never 1, seldom 4, often 7, always 10, "alone" turned round; ruler 0-10: 1 + n x 0.9.
BY_HAND = {
    # dimension: {who: (now, before)}
    "resources": {"Adam": ("7.5", "6.5"), "mor": ("8.0", None), "skolen": ("5.5", "3.5")},
    "wellbeing": {"Adam": ("4.0", "2.5"), "mor": ("7.0", None), "skolen": (None, None)},
    "together": {"mor": ("1.0", None), "skolen": ("10.0", "7.3")},
}


@pytest.fixture
def side():
    return side_of(INSTRUMENT, NOW, BEFORE, since="februar")


FACES = tuple(Point(n, words(str(n))) for n in range(1, 6))
PICTURES = Instrument(
    slug="pictures", number="1", state="published", title=words("Billeder"), summary=words(""), about="child", kit="questions", minutes=1,
    perspectives=(Perspective("child", words("child")),),
    dimensions=(Dimension("resources", words("Styrker"), strengths=True), Dimension("wellbeing", words("Trivsel"))),
    sections=(Section("all", words("Alt"), (Item("face", Kind.FACES, ask("Hvordan går det?", "child"), "resources", points=FACES),)),),
    beside="small",
)  # fmt: skip


def test_a_child_who_answered_with_pictures_stands_among_the_others():
    drew = Answers(ADAM, {"pictures": {"face": 3}}, {"pictures": "1"}, when="12. maj")
    side = side_of(INSTRUMENT, [drew, NOW[1]], [BEFORE[0]], stand_ins=[PICTURES])
    row = next(row for row in side.rows if row.key == "resources")
    # by hand: the third of five faces is 1 + 2 x 9/4 = 5.5; the mother's 8; Adam's 6.5 the time before, with the other tool
    shown = [(m.speaker.name, str(m.value), m.earlier and str(m.earlier)) for m in row.marks]
    assert shown == [("Adam", "5.5", "6.5"), ("mor", "8.0", None)]
    assert [q.words for q in row.questions][-1] == "Hvordan går det? (child)"
    assert [m.speaker.name for r in side.rows if r.key == "together" for m in r.marks] == [
        "mor"
    ]  # pictures do not ask it


def test_figures_equal_the_table_counted_by_hand(side):
    shown = {
        row.key: {
            mark.speaker.name: (mark.value and str(mark.value), mark.earlier and str(mark.earlier))
            for mark in row.marks
        }
        for row in side.rows
        if row.marks
    }
    assert shown == BY_HAND


def test_strengths_stand_first(side):
    assert [row.key for row in side.rows] == ["resources", "wellbeing", "together"]


def test_words_equal_those_written_by_hand(side):
    told = {row.key: (row.difference.look, row.difference.words, row.movement.words) for row in side.rows}
    assert told == {
        "resources": ("some", "Nogen forskel. Skolen oplever det sværere end mor.", "Begge op, skolen mest (2)"),
        "wellbeing": (
            "large",
            "Ét syn mangler. Skolen: færre end 2 svar. Stor forskel. Adam oplever det sværere end mor.",
            "Adam 1,5 op",
        ),
        "together": ("large", "Stor forskel. Mor oplever det sværere end skolen.", "Skolen 2,7 op"),
    }


def test_field_is_coloured_from_three_on(side):
    assert {row.key: row.field and tuple(map(str, row.field)) for row in side.rows} == {
        "resources": None, "wellbeing": ("4.0", "7.0"), "together": ("1.0", "10.0"),
    }  # fmt: skip


def test_each_question_stands_with_everybodys_own_answer(side):
    (wellbeing,) = [row for row in side.rows if row.key == "wellbeing"]
    glad, alone = wellbeing.questions
    assert glad.words == "Er du glad? (professional)"
    assert [(r.speaker.name, r.now, r.before) for r in glad.replies] == [
        ("Adam", "sjældent", "aldrig"), ("mor", "tit", ""), ("skolen", "tit", ""),
    ]  # fmt: skip
    assert [r.now for r in alone.replies] == ["tit", "sjældent"]
    (together,) = [row for row in side.rows if row.key == "together"]
    assert [r.now for r in together.questions[0].replies] == ["0 på 0-10", "10 på 0-10"]


def test_own_words_stand_under_their_dimension():
    found = quotes([INSTRUMENT], NOW)
    assert [(q.speaker.name, q.question, q.words) for q in found["needs"]] == [
        ("Adam", "Hvad ønsker du? (child)", "En ven.")
    ]


def test_two_parents_are_two_marks():
    side = side_of(INSTRUMENT, [said(MOTHER, good=8), said(FATHER, good=3)], [])
    (row,) = side.rows
    assert [(mark.speaker.name, str(mark.value)) for mark in row.marks] == [("far", "3.0"), ("mor", "8.0")]
    assert row.difference.words == "Stor forskel. Far oplever det sværere end mor."
    assert row.movement is None


def figure(value):
    return None if value is None else Figure(Decimal(value), 1, 1)


def mark(speaker, now, before=None, silence=None):
    return Mark(speaker, figure(now), figure(before), silence)


@pytest.mark.parametrize(
    ("figures", "look", "told"),
    [
        (("5", "5", "6"), "agree", "De er enige."),
        (("5", "5", "6.4"), "agree", "De er enige."),
        (("5", "5", "6.5"), "some", "Nogen forskel. Adam og mor oplever det sværere end skolen."),
        (("4", "6", "6.9"), "some", "Nogen forskel. Adam oplever det sværere end skolen."),
        (("4", "6", "7"), "large", "Stor forskel. Adam oplever det sværere end skolen."),
        (("6", "3", "6"), "large", "Stor forskel. Mor oplever det sværere end Adam og skolen."),
    ],
)
def test_difference_in_words(figures, look, told):
    marks = [mark(who, value) for who, value in zip((ADAM, MOTHER, SCHOOL), figures, strict=True)]
    assert (difference(marks).look, difference(marks).words) == (look, told)


def test_a_missing_view_says_why():
    marks = [mark(ADAM, None, silence=would_not()), mark(MOTHER, "7"), mark(SCHOOL, "8")]
    assert difference(marks).words == "Ét syn mangler. Adam ville ikke svare på det. De andre er enige."
    assert difference(marks).look == "missing"


def test_a_missing_view_does_not_hide_a_big_difference():
    marks = [mark(ADAM, None, silence=unheard()), mark(MOTHER, "3"), mark(SCHOOL, "8")]
    assert difference(marks).look == "large"
    assert (
        difference(marks).words
        == "Ét syn mangler. Adam er ikke hørt endnu. Stor forskel. Mor oplever det sværere end skolen."
    )


def test_one_of_two_parents_who_will_not_is_no_missing_view():
    marks = [mark(ADAM, "5"), mark(MOTHER, "5"), mark(FATHER, None, silence=would_not()), mark(SCHOOL, "5")]
    assert difference(marks).words == "De er enige."


@pytest.mark.parametrize(
    ("moves", "look", "told"),
    [
        ((("6", "5"), ("7", "5")), "up", "Begge op, skolen mest (2)"),
        ((("6", "4"), ("7", "5")), "up", "Begge 2 op"),
        ((("5", "5"), ("7", "6.6")), "same", "Som i februar"),
        ((("5", "5"), ("7", "6.5")), "up", "Skolen 0,5 op, Adam som før"),
        ((("6", "5"), ("3", "4")), "up_down", "Adam 1 op, skolen 1 ned"),
        ((("4", "5"), ("3", "4")), "down", "Begge 1 ned"),
        ((("4", None), ("3", "4")), "down", "Skolen 1 ned"),
    ],
)
def test_movement_in_words(moves, look, told):
    marks = [mark(who, *pair) for who, pair in zip((ADAM, SCHOOL), moves, strict=True)]
    assert (movement(marks, "februar").look, movement(marks, "februar").words) == (look, told)


def test_an_older_version_is_counted_on_its_own_and_compared_by_dimension():
    older = Instrument(**{name: getattr(INSTRUMENT, name) for name in INSTRUMENT.__slots__} | {"number": "0", "sections": (
        Section("all", words("Alt"), (Item("good", Kind.RULER, ask("Går det godt?"), "resources", lowest=0, highest=4),)),
    )})  # fmt: skip
    before = [Answers(ADAM, {"small": {"good": 2}}, {"small": "0"})]
    side = side_of(INSTRUMENT, [NOW[0]], before, version_of=lambda slug, number: older)
    assert side.changed
    assert [str(mark.earlier) for mark in side.rows[0].marks] == ["5.5"]


# ---- the class ----

CLASS_ITEMS = (
    Item("nice", Kind.SCALE, ask("Er det rart?", "pupils", "team"), "resources", points=HOW_OFTEN),
    Item("noise", Kind.SCALE, ask("Er der larm?", "pupils", "team"), "calm", points=HOW_OFTEN, reverse=True),
)
CLASS = Instrument(
    slug="class", number="1", state="published", title=words("Klassen"), summary=words(""), about="class", kit="questions", minutes=1,
    perspectives=(Perspective("team", words("team")), Perspective("pupils", words("elever"))),
    dimensions=(Dimension("calm", words("Ro")), Dimension("resources", words("Styrker"), strengths=True)),
    sections=(Section("all", words("Alt"), CLASS_ITEMS),),
)  # fmt: skip
SPREAD = [
    ("pupils", "", "", "", 10),
    ("team", "", "", "", 3),
    ("pupils", "class", "nice", "3", 6),  # 6 x 7 + 4 x 10 = 82 / 10 = 8.2
    ("pupils", "class", "nice", "4", 4),
    ("pupils", "class", "noise", "1", 3),  # turned: 3 x 10 + 2 x 7 + 5 x 1 = 49 / 10 = 4.9
    ("pupils", "class", "noise", "2", 2),
    ("pupils", "class", "noise", "4", 5),
    ("team", "class", "nice", "3", 3),  # 7
    ("team", "class", "noise", "2", 3),  # turned: 7
]
EARLIER = [("pupils", "", "", "", 8), ("pupils", "class", "nice", "2", 4), ("pupils", "class", "nice", "3", 4)]  # 5.5


def test_class_figures_equal_the_table_counted_by_hand():
    side = class_side(CLASS, spread_of(SPREAD), spread_of(EARLIER), "februar")
    assert [(each.row.key, [str(m.value) for m in each.row.marks]) for each in side.rows] == [
        ("resources", ["8.2", "7.0"]), ("calm", ["4.9", "7.0"]),
    ]  # fmt: skip
    assert [str(m.earlier) for m in side.rows[0].row.marks] == ["5.5", "None"]
    assert side.rows[0].row.movement.words == "Eleverne 2,7 op"
    assert side.rows[1].row.difference.words == "Nogen forskel. Eleverne oplever det sværere end teamet."


def test_bars_carry_the_words_of_each_point_from_hard_to_good():
    side = class_side(CLASS, spread_of(SPREAD), None)
    chart = side.rows[1].items[0].chart
    assert [str(kind.label) for kind in chart.kinds] == ["altid", "tit", "sjældent", "aldrig"]
    assert [(stack.label, stack.values) for stack in chart.stacks] == [
        ("Eleverne", [5, 0, 2, 3]),
        ("Teamet", [0, 0, 3, 0]),
    ]


def test_it_invites_to_ask_and_ranks_nobody():
    side = class_side(CLASS, spread_of(SPREAD), None)
    assert side.invites == (
        "Styrker: Eleverne siger, at det går godt. Hvad gør I, når det lykkes? Gør mere af det.",
        "Ro: Eleverne oplever det sværere end teamet. Hvad ser de, som I ikke ser?",
        "Eleverne svarer meget forskelligt på “Er der larm? (pupils)”. Hvornår er det svært? Spørg hele klassen, ikke det enkelte barn.",
    )  # fmt: skip


@pytest.mark.parametrize(("found", "split"), [({"1": 2, "4": 2, "2": 6}, True), ({"1": 1, "4": 9}, False), ({}, False)])
def test_a_class_of_two_minds(found, split):
    assert is_split(CLASS_ITEMS[0], found) is split


def test_few_and_open_rounds_say_why_nothing_is_shown():
    side = class_side(CLASS, spread_of([("pupils", "", "", "", 4), *[r for r in SPREAD if r[0] == "team"]]), None)
    quiet = {mark.speaker.informant: mark.silence and mark.silence.short for mark in side.rows[0].row.marks}
    assert quiet == {"pupils": "færre end 5 svar", "team": None}
    side = class_side(CLASS, spread_of([("pupils", "", "", "", 9), *[r for r in SPREAD if r[0] == "team"]]), None)
    assert side.rows[0].row.marks[0].silence.short == "vises, når runden er lukket"


def test_pictures_have_a_table_of_their_own_only_when_both_were_answered():
    found = [INSTRUMENT, PICTURES]
    only = Answers(ADAM, {"pictures": {"face": 3}}, {"pictures": "1"})
    both = Answers(ADAM, {"pictures": {"face": 3}, "small": {"good": 8}}, {"pictures": "1", "small": "1"})
    slugs = lambda answers: [each.slug for each in _apart(found, answers, [])]  # noqa: E731
    assert (slugs([only, NOW[1]]), slugs([both, NOW[1]])) == (["small"], ["small", "pictures"])
    assert [each.slug for each in _apart([PICTURES], [only], [])] == ["pictures"]
