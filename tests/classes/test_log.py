from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from classes import actions
from classes.models import ClassSession
from classes.queries import co_teaching_summary, elements_by_week, sessions_by_week
from tests.cast import acting

TODAY = date(2026, 5, 21)
MONDAY = date(2026, 5, 18)
pytestmark = pytest.mark.usefixtures("_the_day")


@pytest.fixture
def _the_day(db):
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("da"):
        yield


def log(person, x, **changed):
    given = {
        "held_on": TODAY,
        "kind": "class",
        "elements": ["praise", "relations"],
        "line": "Alle kom hurtigt i gang.",
    } | changed
    return actions.log_session(pathway=x.w, by=person, **given)


def teach(person, x, lessons, monday=MONDAY, who="Karen og Anders", reason="Lejrskole"):
    return actions.write_co_teaching(
        pathway=x.w, monday=monday, lessons=Decimal(lessons), who=who, reason=reason, by=person
    )


def element_keys(x):
    return [element.key for element in x.version.programme_content.core_elements]


def test_session_is_logged_and_stands_in_its_week(cast):
    x = cast.fjord
    keys = element_keys(x)[:2]
    with acting(x, "resource_advisor") as person:
        made = log(person, x, elements=keys)
        (week,) = sessions_by_week(x.w)
        assert (week.monday, [s.pk for s in week.sessions]) == (MONDAY, [made.pk, x.session.pk])
        assert [str(title) for title in week.sessions[0].element_titles] == [
            str(e.short) for e in x.version.programme_content.core_elements[:2]
        ]
        assert {key: sorted(mondays) for key, mondays in elements_by_week(x.w).items()} == dict.fromkeys(
            element_keys(x), []
        ) | dict.fromkeys(keys, [MONDAY])


def test_session_of_tomorrow_is_refused(cast):
    with acting(cast.fjord, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        log(person, cast.fjord, held_on=TODAY + timedelta(days=1))
    assert list(refused.value.error_dict) == ["held_on"]


def test_author_undoes_on_the_day_only(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        made = log(person, x)
        actions.undo_session(session=made, by=person)
        actions.undo_session(session=made, by=person)
        assert [s.pk for week in sessions_by_week(x.w) for s in week.sessions] == [x.session.pk]
        assert ClassSession.objects.filter(pk=made.pk).count() == 1
        other = log(person, x)
    with (
        time_machine.travel("2026-05-22 08:00", tick=False),
        acting(x, "resource_advisor") as person,
        pytest.raises(PermissionDenied),
    ):
        actions.undo_session(session=other, by=person)


@pytest.mark.parametrize(
    "who", ["teacher", "group_leader", "principal", "learning_advisor", "ppr_advisor", "caseworker", "other_advisor"]
)
def test_only_the_advisor_writes_the_log(cast, who):
    with acting(cast.fjord, who) as person:
        with pytest.raises(PermissionDenied):
            log(person, cast.fjord)
        with pytest.raises(PermissionDenied):
            teach(person, cast.fjord, "10.5")


def test_ten_lessons_warn_and_ten_and_a_half_do_not(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        teach(person, x, "10.5")
        weeks = co_teaching_summary(x.w).weeks
        assert [(week.monday, week.lessons, week.warning and str(week.warning)) for week in weeks] == [
            (MONDAY, Decimal("10.5"), None),
            (date(2026, 5, 11), Decimal("10.0"), "I har haft 10,0 tolærertimer om ugen. Modellen anbefaler 10,5."),
        ]


@pytest.mark.parametrize(
    ("lessons", "mean", "warns"),
    [("11.0", "10.5", False), ("10.9", "10.4", True), ("10.5", "10.2", True), ("0", "10.0", True)],
)
def test_mean_over_taught_weeks_is_rounded_down(cast, lessons, mean, warns):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        teach(person, x, lessons)
        summary = co_teaching_summary(x.w)
        assert (summary.mean, summary.warning is not None) == (Decimal(mean), warns)


def test_a_pathway_without_weeks_has_no_mean_and_no_warning(cast):
    x = cast.fjord
    with acting(x, "other_advisor"):
        summary = co_teaching_summary(x.w2)
        assert (summary.weeks, summary.mean, summary.warning) == ([], None, None)


def test_week_written_again_is_corrected(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        teach(person, x, "9.5")
        teach(person, x, "10.5", who="Karen og Line")
        assert [(w.monday, w.lessons, w.who) for w in co_teaching_summary(x.w).weeks][:1] == [
            (MONDAY, Decimal("10.5"), "Karen og Line")
        ]


@pytest.mark.parametrize(
    "monday", [MONDAY + timedelta(days=7), date(2026, 2, 16), date(2026, 7, 6)], ids=["to_come", "before", "holiday"]
)
def test_week_to_come_before_the_start_or_without_school_is_refused(cast, monday):
    now = "2026-08-20" if monday.month == 7 else "2026-05-21"
    with (
        time_machine.travel(now, tick=False),
        acting(cast.fjord, "resource_advisor") as person,
        pytest.raises(ValidationError) as refused,
    ):
        teach(person, cast.fjord, "10.5", monday=monday)
    assert list(refused.value.error_dict) == ["monday"]


def test_no_lessons_ask_why_and_keep_the_answer(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError) as refused:
            teach(person, x, "0", reason="")
        week = teach(person, x, "0")
        assert (list(refused.value.error_dict), week.who, week.reason) == (["reason"], "", "Lejrskole")
        assert co_teaching_summary(x.w).weeks[0].reason == "Lejrskole"
        assert teach(person, x, "9").reason == ""


def test_new_week_is_undone_by_being_gone(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        assert actions.undo_co_teaching(week=teach(person, x, "9.5"), by=person) is None
        assert [w.monday for w in co_teaching_summary(x.w).weeks] == [date(2026, 5, 11)]


def test_changed_week_is_undone_to_what_it_said_and_only_once(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        week = teach(person, x, "9.5", monday=date(2026, 5, 11), who="Line")
        left = actions.undo_co_teaching(week=week, by=person)
        assert (left.lessons, left.who, left.author_id) == (Decimal("10.0"), "Karen og Anders", person.staff_id)
        with pytest.raises(PermissionDenied):
            actions.undo_co_teaching(week=left, by=person)


def test_week_saved_as_it_stood_has_nothing_to_undo(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        assert teach(person, x, "10.0", monday=date(2026, 5, 11)).before is None


def test_week_is_undone_on_the_day_only_and_by_nobody_else(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        week = teach(person, x, "9.5")
    with acting(x, "principal") as person, pytest.raises(PermissionDenied):
        actions.undo_co_teaching(week=week, by=person)
    with (
        time_machine.travel("2026-05-22 08:00", tick=False),
        acting(x, "resource_advisor") as person,
        pytest.raises(PermissionDenied),
    ):
        actions.undo_co_teaching(week=week, by=person)


def test_log_is_empty_for_those_who_may_not_read_it(cast):
    x = cast.fjord
    for who in ("caseworker", "other_advisor", "steering_group"):
        with acting(x, who):
            assert (sessions_by_week(x.w), co_teaching_summary(x.w).weeks) == ([], [])
