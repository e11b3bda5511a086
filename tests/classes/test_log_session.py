"""What a session says beside its line: the measures tried, the children, the next step; corrected, taken back, put back."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import translation

from cases.models import MeasureTrial
from classes import actions
from classes.models import ClassSession, SessionChild, SessionTrial
from classes.queries import session_log, week_to_offer, weeks_to_write, weeks_untouched
from tests.cast import acting

TODAY = date(2026, 5, 21)
SAID = {"held_on": TODAY, "kind": "class", "elements": ["praise"], "line": "Alle kom hurtigt i gang."}


@pytest.fixture
def x(cast, db):
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("da"):
        yield cast.fjord


def log(x, person, **more):
    return actions.log_session(pathway=x.w, by=person, **SAID | more)


def correct(session, person, **more):
    return actions.correct_session(session=session, by=person, **SAID | more)


def trials(x):
    """(day, alive) of what the advisor tried beside the cast's own row."""
    rows = MeasureTrial.objects.filter(by=x.staff["resource_advisor"]).exclude(pk=x.session_trial.pk).order_by("pk")
    return [(row.tried_on, row.undone_at is None) for row in rows]


# ---- measures: one truth ----


def test_measure_tried_in_a_session_is_a_trial(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person, measures=[x.measure], held_on=date(2026, 5, 20))
        assert trials(x) == [(date(2026, 5, 20), True)]
        assert session_log(x.w).weeks[0].sessions[0].tried == ["Fast start på timen"]
        assert SessionTrial.objects.get(session=made).trial.by_id == person.staff_id


def test_correction_lets_go_of_a_measure_and_takes_it_up_again(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person, measures=[x.measure])
        correct(made, person, measures=[x.measure])
        assert trials(x) == [(TODAY, True)]
        correct(made, person)
        assert trials(x) == [(TODAY, False)]
        correct(made, person, measures=[x.measure])
        assert trials(x) == [(TODAY, False), (TODAY, True)]


def test_trial_moves_with_the_day_of_its_session(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person, measures=[x.measure])
        correct(made, person, measures=[x.measure], held_on=date(2026, 5, 19))
        assert [day for day, alive in trials(x) if alive] == [date(2026, 5, 19)]


def test_undo_takes_the_trial_along_and_putting_back_brings_it(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person, measures=[x.measure])
        for _click in range(2):
            actions.undo_session(session=made, by=person)
        assert (trials(x), session_log(x.w).total) == ([(TODAY, False)], 1)
        for _click in range(2):
            actions.restore_session(session=made, by=person)
        assert (trials(x), session_log(x.w).total) == ([(TODAY, True)], 2)


def test_measure_of_a_child_is_not_tried_in_the_log_of_the_class(x):
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        log(x, person, measures=[x.annex_measure])
    assert list(refused.value.error_dict) == ["measures"]


# ---- children ----


def names(x, who):
    with acting(x, who):
        (week,) = session_log(x.w).weeks
        return [([child.pk for child in each.about], each.unnamed) for each in week.sessions]


def test_child_is_named_to_the_school_and_counted_for_the_others(x):
    with acting(x, "resource_advisor") as person:
        log(x, person, children=[x.c1.pk])
    for who in ("resource_advisor", "principal", "teacher", "learning_advisor", "both"):
        assert names(x, who) == [([x.c1.pk], 0)] * 2, who
    for who in ("group_leader", "provider_manager", "ppr_advisor"):
        assert names(x, who) == [([], 1)] * 2, who


def test_database_alone_keeps_the_name_from_the_other_side(x):
    for who in ("group_leader", "provider_manager", "ppr_advisor", "caseworker", "steering_group", "other_advisor"):
        with acting(x, who):
            assert SessionChild.objects.count() == 0, who


@pytest.mark.parametrize("child", ["c2", "c3", "c4"], ids=["family_said_no", "other_school", "not_in_the_pathway"])
def test_child_outside_the_pathway_is_never_named(x, child):
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        log(x, person, children=[getattr(x, child).pk])
    assert list(refused.value.error_dict) == ["children"]


def test_name_is_taken_out_by_correction(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person, children=[x.c1.pk])
        correct(made, person)
        made.refresh_from_db()
        assert (made.children_count, SessionChild.objects.filter(session=made).count()) == (0, 0)


# ---- correcting ----


def test_author_corrects_and_the_log_of_changes_remembers(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person, next_step="Prøv igen.", next_step_owner="team")
    with time_machine.travel("2026-06-03 10:00", tick=False), acting(x, "resource_advisor") as person:
        now = correct(made, person, line="Næsten alle.", kind="sparring")
        assert (now.line, now.kind, now.next_step, now.next_step_owner) == ("Næsten alle.", "sparring", "", "")
        assert now.corrected_at is not None
    with acting(x, "dpo"), connection.cursor() as db:
        db.execute(
            "select count(*) from audit.change where noun = 'classes_classsession' and op = 'U' and 'line' = any(columns)"
        )
        assert db.fetchone() == (1,)


def test_session_is_not_corrected_after_a_fortnight(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person)
    with (
        time_machine.travel("2026-06-05 10:00", tick=False),
        acting(x, "resource_advisor") as person,
        pytest.raises(PermissionDenied),
    ):
        correct(made, person)


@pytest.mark.parametrize("who", ["principal", "teacher", "group_leader", "learning_advisor"])
def test_nobody_corrects_the_session_of_another(x, who):
    with acting(x, who) as person, pytest.raises(PermissionDenied):
        correct(x.session, person)


def test_session_taken_back_is_not_corrected(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person)
        actions.undo_session(session=made, by=person)
        with pytest.raises(ValidationError):
            correct(made, person)


def test_name_beside_the_next_step_stays_only_where_it_is_somebody_else(x):
    with acting(x, "resource_advisor") as person:
        made = log(x, person, next_step="Ring.", next_step_owner="leader", next_step_name="Line")
        other = log(x, person, next_step="Ring.", next_step_owner="other", next_step_name="Line")
        said = [ClassSession.objects.select_related("pathway").get(pk=each.pk).owner_words for each in (made, other)]
        assert said == ["Samira Nygaard", "Line"]


# ---- what is due ----


def test_element_is_marked_after_three_weeks(x):
    with acting(x, "resource_advisor") as person:
        log(x, person, held_on=date(2026, 4, 30), elements=["praise"])
        log(x, person, held_on=date(2026, 5, 7), elements=["relations"])
        waited = weeks_untouched(x.w, TODAY)
    assert (waited["praise"], waited.get("relations"), waited["clarity"]) == (3, None, 12)


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        ("2026-05-21", date(2026, 5, 11)),  # Thursday: last week
        ("2026-05-22", date(2026, 5, 18)),  # Friday: this week
        ("2026-07-03", date(2026, 6, 22)),  # the first Friday of the holiday: the last week with school
        ("2026-07-10", None),
    ],
)
def test_week_is_offered_from_its_friday_and_never_in_a_holiday(x, day, monday):
    with acting(x, "resource_advisor"):
        assert week_to_offer(x.municipality.pk, date.fromisoformat(day)) == monday


def test_weeks_to_write_begin_with_the_pathway_and_skip_holidays(x):
    with acting(x, "resource_advisor"):
        assert weeks_to_write(x.w, date(2026, 3, 6)) == [date(2026, 3, 2), date(2026, 2, 23)]
        assert weeks_to_write(x.w, date(2026, 7, 3)) == [date(2026, 6, day) for day in (22, 15, 8, 1)] + [
            date(2026, 5, 25)
        ]
