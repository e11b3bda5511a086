"""What the pages ask of a version: limits, phases, periods, sessions, words."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from programmes.actions import DATA
from programmes.content import choices
from programmes.periods import Unit, later
from programmes.reading import read_file


@pytest.fixture(scope="module")
def content():
    return read_file(DATA / "externalising_behaviour/0.toml")


@pytest.mark.parametrize("lessons", ["10.5", "10.50", "11", "12"])
def test_enough_co_teaching_does_not_warn(content, lessons):
    assert content.limit("co_teaching").check(Decimal(lessons)) is None


def test_too_little_co_teaching_warns_in_both_languages(content):
    warning = content.limit("co_teaching").check(Decimal("10.0"))
    with override("da"):
        assert str(warning) == "I har haft 10,0 tolærertimer om ugen. Modellen anbefaler 10,5."
    with override("en"):
        assert warning.message == "You have had 10.0 two-teacher lessons a week. The model recommends 10.5."


def test_a_warning_carries_its_source(content):
    source = content.limit("co_teaching").check(Decimal("9.5")).source
    with override("da"):
        assert (str(source.strength_words), source.requirement) == ("Modellen anbefaler", "A29")


def test_a_value_not_given_does_not_warn(content):
    assert content.limit("co_teaching").check(None) is None


@pytest.mark.parametrize(
    ("key", "outside", "inside"),
    [
        ("age", [8, 15], [9, 14]),
        ("advisor_fte", [Decimal("0.9")], [Decimal("1.0"), 2]),
        ("group_leaders", [0, 3], [1, 2]),
        ("group_size", [5, 17], [6, 16]),
        ("group_sessions", [5, 9], [6, 8]),
        ("session_minutes", [89, 121], [90, 120]),
    ],
)
def test_both_ends_of_a_limit_count_as_inside(content, key, outside, inside):
    limit = content.limit(key)
    assert [limit.check(value) is None for value in outside] == [False] * len(outside)
    assert [limit.check(value) is None for value in inside] == [True] * len(inside)


def test_a_track_of_three_calendar_months_is_long_enough(content):
    limit = content.limit("class_track")
    assert limit.check_span(date(2026, 2, 24), date(2026, 5, 24)) is None
    assert limit.check_span(date(2026, 2, 24), None) is None
    with override("da"):
        warning = limit.check_span(date(2026, 2, 24), date(2026, 5, 23))
        assert str(warning) == "Forløbet varer 88 dage. Modellen kræver mindst 3 måneder."


def test_children_of_one_age_band_do_not_warn(content):
    limit = content.limit("age_bands")
    assert [limit.check_together(ages) for ages in ([9, 10, 11], [12, 14], [])] == [None, None, None]
    with override("da"):
        assert str(limit.check_together([10, 12])).startswith("Børnene i gruppen er 10-12 år.")


def test_the_default_series_asks_about_the_last_home_practice(content):
    series = content.group_series.plan()
    assert len(series) == 7
    assert series[0].ask_about_last is None
    assert [s.ask_about_last for s in series[1:]] == [s.ask_next_time for s in series[:-1]]


@pytest.mark.parametrize("count", range(1, 13))
def test_a_series_has_the_count_that_was_asked_for(content, count):
    assert len(content.group_series.plan(count)) == count


@pytest.mark.parametrize("count", range(6, 11))
def test_each_series_begins_and_ends_alike_and_holds_each_content_element(content, count):
    series = content.group_series.plan(count)
    assert (series[0].key, series[-1].key) == ("welcome", "going_on")
    assert {e for session in series for e in session.elements} == {"home_school", "relations", "praise", "clarity"}


def test_moves_of_a_class_pathway(content):
    found = {phase.key: [to.key for to in content.moves(phase.key)] for phase in content.phases_of("class")}
    assert found == {
        "planned": ["mapping"],
        "mapping": ["analysis"],
        "analysis": ["presented"],
        "presented": ["running"],
        "running": ["follow_up", "closing_mapping"],
        "follow_up": ["running", "closing_mapping"],
        "closing_mapping": ["maintenance", "closed", "referred"],
        "maintenance": ["closed", "referred"],
        "closed": [],
        "referred": [],
    }
    assert content.first_phase("class").key == "planned"
    assert content.may_move("running", "closed") is False


def test_moves_of_a_selection(content):
    found = {phase.key: [to.key for to in content.moves(phase.key)] for phase in content.phases_of("selection")}
    assert found == {
        "nominated": ["assessed"],
        "assessed": ["offered", "not_offered"],
        "offered": ["accepted", "declined"],
        "not_offered": [],
        "accepted": [],
        "declined": [],
    }


def test_follow_up_comes_every_three_calendar_months_from_start_then_from_last_held(content):
    cadence = content.cadence("follow_up")
    assert (cadence.first_from, cadence.then_from) == ("start", "last_held")
    assert cadence.next_after(date(2026, 2, 24)) == date(2026, 5, 24)
    assert cadence.next_after(date(2026, 2, 2)) == date(2026, 5, 2)


def test_cadences_run_only_in_their_phases(content):
    running = {
        phase.key: [c.key for c in content.cadences_in("class", phase.key)] for phase in content.phases_of("class")
    }
    ending = ["closing_mapping", "closing_analysis", "closing_meeting"]
    always = ["placement_half_year", "placement_year", "agreement_review"]
    assert {phase: keys for phase, keys in running.items() if keys != always} == {
        "running": ["follow_up", *ending, *always],
        "follow_up": ["follow_up", *ending, *always],
        "closing_mapping": [*ending, *always],
        "maintenance": ["maintenance", *always],
    }


def test_what_is_counted_back_comes_before_its_day(content):
    assert content.cadence("closing_mapping").next_after(date(2026, 6, 26)) == date(2026, 5, 29)
    assert content.cadence("closing_meeting").next_after(date(2026, 6, 26)) == date(2026, 6, 19)


def test_a_contact_knows_what_it_counts_for(content):
    fed = {kind.key: [c.key for c in content.cadences_fed_by(kind.key)] for kind in content.contact_kinds}
    assert fed == {
        "visit": ["maintenance_home"],
        "call": ["call_between_sessions", "maintenance_home"],
        "guidance_talk": ["maintenance_home"],
        "sparring": [],
        "daily_note": [],
        "small_success": [],
    }
    assert [variant.key for variant in content.contact_kind("sparring").variants] == [
        "talk",
        "peer",
        "observation",
        "team_meeting",
    ]


def test_the_child_is_there_for_the_first_part_of_its_meeting(content):
    kind = content.meeting_kind("child")
    assert (kind.child_minutes, [part.key for part in kind.agenda if part.child_takes_part]) == (
        20,
        ["own_words", "successes", "wishes"],
    )
    assert {"goals", "placement"} & {part.asks for part in kind.agenda} == {"goals"}


def test_a_call_per_session_has_no_calendar_interval(content):
    with pytest.raises(ValueError, match="no calendar interval"):
        content.cadence("call_between_sessions").next_after(date(2026, 2, 24))


@pytest.mark.parametrize(
    ("day", "unit", "count", "expected"),
    [
        (date(2026, 11, 30), Unit.MONTHS, 3, date(2027, 2, 28)),
        (date(2027, 11, 30), Unit.MONTHS, 3, date(2028, 2, 29)),
        (date(2026, 10, 1), Unit.MONTHS, 3, date(2027, 1, 1)),
        (date(2026, 1, 31), Unit.MONTHS, 12, date(2027, 1, 31)),
        (date(2026, 2, 24), Unit.WEEKS, 2, date(2026, 3, 10)),
        (date(2026, 2, 24), Unit.DAYS, 5, date(2026, 3, 1)),
        (date(2026, 5, 31), Unit.MONTHS, 3, date(2026, 8, 31)),
        (date(2026, 5, 31), Unit.MONTHS, -3, date(2026, 2, 28)),
        (date(2026, 1, 31), Unit.MONTHS, -2, date(2025, 11, 30)),
        (date(2026, 6, 26), Unit.WEEKS, -4, date(2026, 5, 29)),
    ],
)
def test_calendar_steps(day, unit, count, expected):
    assert later(day, unit, count) == expected


def test_a_text_follows_the_language_in_a_template(content):
    template = Template("{{ word }} · {{ element.title }}")
    shown = {"word": content.word("mapping"), "element": content.element("praise")}
    with override("da"):
        assert template.render(Context(shown)) == "kortlægning · Ros og opmuntring"
    with override("en"):
        assert template.render(Context(shown)) == "mapping · Praise and encouragement"


def test_choices_are_keys_with_texts(content):
    with override("da"):
        assert [(key, str(text)) for key, text in choices(content.plan.arenas)] == [
            ("school", "Skole"),
            ("single_child", "Det enkelte barn"),
            ("home", "Hjem"),
            ("leisure", "Fritid"),
        ]


def test_a_key_the_version_does_not_have_raises(content):
    for ask in (content.limit, content.phase, content.element, content.cadence, content.meeting_kind, content.word):
        with pytest.raises(KeyError):
            ask("moon")
