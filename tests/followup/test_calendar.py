from datetime import date
from types import SimpleNamespace

import pytest

from followup import calendar
from followup.cadences import due_after, responsible_for, sentence_of
from followup.calendar import Break, Calendar, default_breaks
from programmes.models import ProgrammeVersion
from tests.cast import acting

SUMMER = Break("Sommerferie", date(2026, 6, 27), date(2026, 8, 10))
AUTUMN = Break("Efterårsferie", date(2026, 10, 10), date(2026, 10, 18))
CALENDAR = Calendar((SUMMER, AUTUMN))


@pytest.fixture
def content(cast, db):
    return ProgrammeVersion.objects.get(programme__slug="externalising_behaviour", number="0").programme_content


@pytest.fixture
def follow_up(content):
    return content.cadence("follow_up")


def due(cadence, *anchor):
    return due_after(cadence, date(*anchor), CALENDAR)


def test_story_pentecost_moves_two_days(follow_up):
    found = due(follow_up, 2026, 2, 24)
    assert (found.computed_on, found.due_on, found.window_opens_on) == (
        date(2026, 5, 24),
        date(2026, 5, 26),
        date(2026, 5, 12),
    )
    assert found.moved_because == [{"on": "2026-05-24", "why": "pinsedag"}, {"on": "2026-05-25", "why": "2. pinsedag"}]


def test_story_saturday_moves_to_monday(follow_up):
    found = due(follow_up, 2026, 2, 2)
    assert (found.computed_on, found.due_on) == (date(2026, 5, 2), date(2026, 5, 4))
    assert [each["why"] for each in found.moved_because] == ["weekend", "weekend"]


@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        ((2026, 2, 1), date(2026, 5, 1)),  # no holiday any more
        ((2026, 4, 6), date(2026, 6, 26)),  # in the summer holiday: the last school day before it
        ((2026, 3, 27), date(2026, 6, 26)),  # its first Saturday too
        ((2026, 5, 10), date(2026, 6, 26)),  # and its last day
        ((2026, 5, 31), date(2026, 8, 31)),
        ((2025, 11, 30), date(2026, 3, 2)),  # 28 February is a Saturday
        ((2027, 11, 30), date(2028, 2, 29)),
        ((2026, 7, 14), date(2026, 10, 19)),  # a short holiday moves forward
        ((2026, 2, 13), date(2026, 5, 13)),
        ((2026, 2, 14), date(2026, 5, 15)),  # Kristi himmelfartsdag
        ((2023, 1, 26), date(2023, 4, 26)),
        ((2023, 2, 5), date(2023, 5, 8)),  # store bededag of 2023 was a Friday: 5.5.2023
    ],
)
def test_due_day(follow_up, start, due_on):
    assert due(follow_up, *start).due_on == due_on


def occurrence(found, **fields):
    shown = {"number": 1, "is_agreed": False}
    return SimpleNamespace(
        computed_on=found.computed_on, due_on=found.due_on, moved_because=found.moved_because, **shown | fields
    )


@pytest.mark.parametrize(
    ("start", "number", "words"),
    [
        (
            (2026, 2, 24),
            1,
            "Tre måneder efter start er søndag 24. maj. Det er pinsedag, og mandag er 2. pinsedag. Derfor tirsdag.",
        ),
        ((2026, 2, 2), 1, "Tre måneder efter start er lørdag 2. maj. Det er weekend. Derfor mandag."),
        ((2026, 2, 1), 1, "Tre måneder efter start er fredag 1. maj."),
        (
            (2026, 4, 6),
            2,
            "Tre måneder efter sidste gang er mandag 6. juli. Det er sommerferie. Derfor fredag 26. juni, i den sidste skoleuge før.",
        ),
        (
            (2026, 7, 13),
            2,
            "Tre måneder efter sidste gang er tirsdag 13. oktober. Det er efterårsferie. Derfor mandag.",
        ),
    ],
)
def test_sentence_says_why(follow_up, start, number, words):
    assert sentence_of(occurrence(due(follow_up, *start), number=number), follow_up) == words


def test_agreed_day_says_so(follow_up):
    assert (
        sentence_of(occurrence(due(follow_up, 2026, 2, 24), is_agreed=True), follow_up)
        == "I har aftalt tirsdag 26. maj."
    )


def test_responsible_stands_on_the_side_of_the_cadence(follow_up):
    pathway = SimpleNamespace(side="school", lead_id=1, co_lead_id=2)
    assert responsible_for(pathway, follow_up) == 1
    assert responsible_for(SimpleNamespace(side="social", lead_id=1, co_lead_id=2), follow_up) == 2
    assert responsible_for(SimpleNamespace(side="social", lead_id=1, co_lead_id=None), follow_up) == 1


def test_usual_holidays_of_a_school_year():
    assert default_breaks(2025) == [
        ("Efterårsferie", date(2025, 10, 11), date(2025, 10, 19)),
        ("Juleferie", date(2025, 12, 20), date(2026, 1, 4)),
        ("Vinterferie", date(2026, 2, 7), date(2026, 2, 15)),
        ("Påskeferie", date(2026, 3, 28), date(2026, 4, 6)),
        ("Grundlovsdag", date(2026, 6, 5), date(2026, 6, 5)),
        ("Sommerferie", date(2026, 6, 27), date(2026, 8, 9)),
    ]


def test_questions_to_the_calendar_of_a_municipality(cast, db, django_assert_num_queries):
    m = cast.fjord.municipality.pk
    with acting(cast.fjord, "group_leader"):
        with django_assert_num_queries(1):
            assert calendar.is_school_day(m, date(2026, 6, 26)) is True
        assert calendar.is_school_day(m, date(2026, 6, 29)) is False
        assert calendar.next_school_day(m, date(2026, 6, 29)) == date(2026, 8, 11)
        assert calendar.last_school_day_before(m, date(2026, 8, 11)) == date(2026, 6, 26)
        assert calendar.closed_days(m, date(2026, 5, 20), date(2026, 6, 28)) == [
            (date(2026, 5, 24), "pinsedag"),
            (date(2026, 5, 25), "2. pinsedag"),
            (date(2026, 6, 27), "sommerferie"),
            (date(2026, 6, 28), "sommerferie"),
        ]
