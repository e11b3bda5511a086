"""Each sentence about when something is due, with its dates worked out by hand in a calendar of 2026-2027."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from followup.cadences import due_after, due_again, due_between, sentence_of
from followup.calendar import Break, Calendar
from programmes.actions import DATA
from programmes.periods import Unit
from programmes.reading import read_file

SUMMER = Break("Sommerferie", date(2026, 6, 27), date(2026, 8, 9))
AUTUMN = Break("Efterårsferie", date(2026, 10, 10), date(2026, 10, 18))
CHRISTMAS = Break("Juleferie", date(2026, 12, 19), date(2027, 1, 3))
CALENDAR = Calendar((SUMMER, AUTUMN, CHRISTMAS))


@pytest.fixture(scope="module")
def follow_up():
    return read_file(DATA / "externalising_behaviour" / "0.toml").cadence("follow_up")


def due(cadence, *anchor):
    return due_after(cadence, date(*anchor), CALENDAR)


def told(found, cadence, **fields):
    row = {"number": 2, "is_agreed": False, "computed_on": found.computed_on, "due_on": found.due_on}
    return sentence_of(SimpleNamespace(**row | {"moved_because": found.moved_because} | fields), cadence)


def test_outside_the_window_it_moves_to_the_school_day_before(follow_up):
    narrow = replace(follow_up, near_days=3, early_days=7)
    found = due(
        narrow, 2026, 7, 13
    )  # Tuesday of the autumn holiday: five days to the Monday after, four to the Friday before
    assert (found.computed_on, found.due_on, found.window_opens_on) == (
        date(2026, 10, 13),
        date(2026, 10, 9),
        date(2026, 10, 2),
    )
    assert found.moved_because == [{"on": f"2026-10-{day}", "why": "efterårsferie"} for day in range(13, 19)]
    assert due(replace(narrow, near_days=6), 2026, 7, 13).due_on == date(2026, 10, 19)  # inside it: the day after


def test_in_no_window_at_all_it_is_late_rather_than_lost(follow_up):
    assert due(replace(follow_up, near_days=0, early_days=0), 2026, 9, 25).due_on == date(2027, 1, 4)


def test_summer_by_choice_is_the_second_school_week_after(follow_up):
    late = replace(follow_up, summer="after")
    found = due(late, 2026, 4, 6)
    assert (found.computed_on, found.due_on) == (date(2026, 7, 6), date(2026, 8, 17))  # school begins Monday 10 August
    assert told(found, late) == (
        "Tre måneder efter sidste gang er mandag 6. juli. Det er sommerferie. Derfor mandag 17. august, i anden skoleuge efter."
    )


def test_what_begins_in_the_last_school_week_cannot_move_before_its_start(follow_up):
    once = replace(follow_up, unit=Unit.WEEKS, count=2, times=1)
    assert due(once, 2026, 6, 26).due_on == date(2026, 8, 17)
    assert due(once, 2026, 6, 25).due_on == date(2026, 6, 26)


def test_a_rhythm_shorter_than_the_holiday_pauses(follow_up):
    fortnightly = replace(follow_up, unit=Unit.WEEKS, count=2)
    found = due(fortnightly, 2026, 6, 23)
    # two weeks after the first school day, 10 August
    assert (found.computed_on, found.due_on) == (date(2026, 7, 7), date(2026, 8, 24))
    assert found.moved_because == [{"on": "2026-07-07", "why": "sommerferie", "resumes": "2026-08-10"}]
    assert told(found, fortnightly) == (
        "To uger efter sidste gang er tirsdag 7. juli. Det er sommerferie. Rytmen holder pause og tælles igen fra mandag 10. august. "
        "Derfor mandag 24. august."
    )
    six_weekly = replace(follow_up, unit=Unit.WEEKS, count=6)  # 42 days, the holiday has 44
    assert due(six_weekly, 2026, 6, 1).due_on == date(2026, 9, 21)
    assert due(replace(follow_up, unit=Unit.WEEKS, count=7), 2026, 6, 1).due_on == date(2026, 6, 26)
    assert due(replace(fortnightly, times=1), 2026, 6, 23).due_on == date(2026, 6, 26)  # what comes once is no rhythm


def test_counted_back_from_the_planned_end(follow_up):
    content = read_file(DATA / "externalising_behaviour" / "0.toml")
    mapping = content.cadence("closing_mapping")
    found = due(mapping, 2026, 11, 16)
    # four weeks before is Monday of the week after the autumn holiday
    assert (found.computed_on, found.due_on) == (date(2026, 10, 19), date(2026, 10, 19))
    found = due(mapping, 2026, 11, 13)  # Friday 16 October, in the holiday
    assert (found.computed_on, found.due_on) == (date(2026, 10, 16), date(2026, 10, 19))
    assert told(found, mapping, number=1) == (
        "Fire uger før den planlagte slutdato er fredag 16. oktober. Det er efterårsferie. Derfor mandag."
    )


@pytest.mark.parametrize(
    ("held_on", "due_by", "due_on"),
    [
        ((2026, 9, 15), (2026, 9, 28), (2026, 9, 28)),
        ((2026, 9, 15), (2026, 9, 27), (2026, 9, 25)),  # Sunday: the Friday before
        ((2026, 10, 6), (2026, 10, 19), (2026, 10, 19)),
        ((2026, 10, 6), (2026, 10, 18), (2026, 10, 9)),  # the whole week is a holiday
        ((2026, 10, 9), (2026, 10, 12), (2026, 10, 19)),  # no school day between the two
    ],
)
def test_between_two_sessions(held_on, due_by, due_on):
    found = due_between(date(*held_on), date(*due_by), CALENDAR)
    assert found.due_on == date(*due_on)
    assert bool(found.moved_because) == (due_by != due_on)


def test_it_is_the_same_however_often_it_is_worked_out(follow_up):
    for month in range(1, 13):
        anchor = date(2026, month, 17)
        found = due_after(follow_up, anchor, CALENDAR)
        assert due_again(follow_up, found.computed_on, anchor, CALENDAR) == found
