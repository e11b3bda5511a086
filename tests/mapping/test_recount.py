"""Two of our own instruments counted by hand: reverse questions, some left out, some rather not said, two rounds."""

from mapping.compare import Answers, Speaker, side_of, unheard
from tests.programmes.instruments.test_scoring import SHIPPED

ADAM = Speaker(("child",), "Adam", "child")
MOTHER = Speaker(("parent", 1, 0), "mor", "parent")
FATHER = Speaker(("parent", 2, 0), "far", "parent")
SCHOOL = Speaker(("professional", 7, ""), "skolen", "professional")


def rows(slug, now, before=(), **more):
    given = lambda rounds: [Answers(who, {slug: values}, {slug: "1"}) for who, values in rounds]  # noqa: E731
    side = side_of(SHIPPED[slug], given(now), given(before), since="februar", **more)
    return {row.key: row for row in side.rows}


def figures(row):
    return [(m.speaker.name, *(v if v is None else str(v) for v in (m.value, m.earlier))) for m in row.marks]


def test_everyday_life_counted_by_hand():
    found = rows(
        "child_voices",
        [
            (ADAM, {"uses_strengths": 8, "feels": None, "with_others": 4, "calms": 6, "together": None}),
            (MOTHER, {"uses_strengths": 7, "feels": 5, "calms": 3, "says_in_time": 2, "needs_help": 5, "together": 9}),
            (SCHOOL, {"feels": 6, "with_others": 8, "calms": 5, "says_in_time": 4, "needs_help": None, "together": 9}),
        ],
        [
            (ADAM, {"uses_strengths": 7, "feels": 3, "with_others": 2, "calms": 5}),
            (SCHOOL, {"feels": 6, "with_others": 5, "calms": 4, "says_in_time": 3, "needs_help": 2, "together": 9}),
        ],
    )
    assert figures(found["resources"]) == [("Adam", "8.0", "7.0"), ("mor", "7.0", None), ("skolen", None, None)]
    assert figures(found["wellbeing"]) == [("Adam", None, "3.0"), ("mor", "5.0", None), ("skolen", "6.0", "6.0")]
    assert figures(found["interaction"]) == [("Adam", "4.0", "2.0"), ("mor", None, None), ("skolen", "8.0", "5.0")]
    # of 1-5, 2 is 3.25 and 4 is 7.75; turned round, 5 is 1 and 2 is 7.75. Mother: (3 + 3.25 + 1) / 3 = 2.4166;
    # school now (5 + 7.75) / 2 = 6.375, one not said; then (4 + 5.5 + 7.75) / 3 = 5.75, a half goes up
    assert figures(found["behaviour"]) == [("Adam", "6.0", "5.0"), ("mor", "2.4", None), ("skolen", "6.4", "5.8")]
    assert figures(found["school_home"]) == [("Adam", None, None), ("mor", "9.0", None), ("skolen", "9.0", "9.0")]
    told = {key: (row.difference.look, row.difference.words) for key, row in found.items() if row.marks}
    assert told == {
        "resources": ("missing", "Ét syn mangler. Skolen har ikke svaret på det. De andre er enige."),
        "wellbeing": ("missing", "Ét syn mangler. Adam ville ikke svare på det. De andre er enige."),
        "interaction": (
            "large",
            "Ét syn mangler. Mor har ikke svaret på det. Stor forskel. Adam oplever det sværere end skolen.",
        ),
        "behaviour": ("large", "Stor forskel. Mor oplever det sværere end skolen."),  # 6.4 - 2.4 = 4
        "school_home": ("missing", "Ét syn mangler. Adam ville ikke svare på det. De andre er enige."),
    }
    moved = {key: row.movement and row.movement.words for key, row in found.items() if row.marks}
    assert moved == {
        "resources": "Adam 1 op",
        "wellbeing": "Som i februar",
        "interaction": "Begge op, skolen mest (3)",
        "behaviour": "Begge op, Adam mest (1)",  # 6.4 - 5.8 = 0.6
        "school_home": "Som i februar",
    }


def test_coming_to_school_counted_by_hand():
    """Every weight is turned round: of 1-4, "slet ikke" is 10, "lidt" 7, "en del" 4, "meget" 1."""
    found = rows(
        "absence_fields",
        [
            (ADAM, {"comes": 3, "school_weight": 4, "peers_weight": 1, "home_weight": None, "child_weight": 3}),
            (MOTHER, {"comes": 4, "school_weight": 3, "peers_weight": 2, "home_weight": 2}),
            (FATHER, {"comes": 6, "school_weight": 1, "peers_weight": 1, "home_weight": 1, "child_weight": 1}),
        ],
        silent=[(SCHOOL, unheard())],
    )
    shown = {key: figures(row) for key, row in found.items()}
    assert shown == {
        "helps": [("Adam", "3.0", None), ("far", "6.0", None), ("mor", "4.0", None), ("skolen", None, None)],
        "school": [("Adam", "1.0", None), ("far", "10.0", None), ("mor", "4.0", None), ("skolen", None, None)],
        "peers": [("Adam", "10.0", None), ("far", "10.0", None), ("mor", "7.0", None), ("skolen", None, None)],
        "home": [("Adam", None, None), ("far", "10.0", None), ("mor", "7.0", None), ("skolen", None, None)],
        "child": [("Adam", "4.0", None), ("far", "10.0", None), ("mor", None, None), ("skolen", None, None)],
    }
    assert found["school"].difference.words == (
        "Ét syn mangler. Skolen er ikke hørt endnu. Stor forskel. Adam oplever det sværere end far."
    )
    assert found["home"].difference.words.startswith("2 syn mangler. Adam ville ikke svare på det. Skolen er ikke hørt")
    (weight,) = [q for q in found["school"].questions if "skoledagen" in q.words or "læringsmiljøet" in q.words]
    assert [(r.speaker.name, r.now) for r in weight.replies] == [
        ("Adam", "Meget"),
        ("far", "Slet ikke"),
        ("mor", "En del"),
    ]
