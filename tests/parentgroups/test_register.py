from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parentgroups.actions import join_group, log_call, save_register, stop_in_group, undo_call
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment
from parentgroups.queries import AttendanceSummary, attendance_summary, calls_due, register_rows, sessions_for_timeline
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")


def on(day):
    return time_machine.travel(day, tick=False)


def enrolled(group, by):
    """The parents by first name, in the order of the register."""
    found = GroupEnrolment.objects.visible_to(by).filter(group=group).select_related("parent")
    return {enrolment.parent.name.split()[0]: enrolment for enrolment in found}


def marks_of(rows):
    return {row.enrolment.parent.name.split()[0]: row.mark and row.mark.status for row in rows}


# Seven sessions of eight: who was away with notice (n) and without (a); all others came.
AWAY = [
    {"Camilla": "n"},
    {"Bo": "n", "Gitte": "a"},
    {"Dariusz": "n", "Lars-Ole": "n"},
    {"Gitte": "n", "Fatma": "a"},
    {"Camilla": "n", "Mia": "a"},
    {"Camilla": "n", "Gitte": "n"},
    {"Amina": "n", "Lars-Ole": "a"},
]


def hold_all(story, group, away=AWAY):
    for number, absent in enumerate(away):
        with acting(story, "group_leader"):
            day = sessions_for_timeline(group.pathway)[number].on_day
        with on(str(day)), acting(story, "group_leader") as by:
            session = sessions_for_timeline(group.pathway)[number]
            people = enrolled(group, by)
            marks = {
                (people[name].pk, False): ("notice", "ill") if kind == "n" else ("absent", "")
                for name, kind in absent.items()
            }
            marks[people["Mia"].pk, True] = ("present", "")
            save_register(session=session, marks=marks, fill_present=True, by=by)


def test_story_43_of_56_places_is_76_8_percent(story, make_group):
    group = make_group()
    hold_all(story, group)
    with on("2026-06-05"), acting(story, "group_leader"):
        assert attendance_summary(group) == AttendanceSummary(
            places=56, present=43, notice=9, absent=4, percent=Decimal("76.8")
        )
    with on("2026-06-05"), acting(story, "provider_manager"):
        assert attendance_summary(group).percent == Decimal("76.8")
    with on("2026-06-05"), acting(story, "group_leader") as by:
        first = sessions_for_timeline(group.pathway)[0]
        save_register(session=first, marks={(enrolled(group, by)["Camilla"].pk, False): ("present", "")}, by=by)
        assert attendance_summary(group) == AttendanceSummary(
            places=56, present=44, notice=8, absent=4, percent=Decimal("78.6")
        )


def test_nothing_is_registered_until_somebody_does(story, make_group):
    group = make_group()
    with on("2026-03-12"), acting(story, "group_leader") as by:
        session = sessions_for_timeline(group.pathway)[0]
        assert set(marks_of(register_rows(session, by)).values()) == {None}
        save_register(session=session, marks={}, by=by)
        session.refresh_from_db()
        assert (session.state, Attendance.objects.filter(session=session).count()) == ("planned", 0)
        assert attendance_summary(group) == AttendanceSummary(0, 0, 0, 0, None)


def test_all_present_fills_only_the_blanks(story, make_group):
    group = make_group(parents=3)
    with on("2026-03-12"), acting(story, "group_leader") as by:
        session, people = sessions_for_timeline(group.pathway)[0], enrolled(group, by)
        save_register(session=session, marks={(people["Bo"].pk, False): ("notice", "ill")}, by=by)
        save_register(session=session, marks={}, fill_present=True, by=by)
        assert marks_of(register_rows(session, by)) == {"Amina": "present", "Bo": "notice", "Camilla": "present"}
        session.refresh_from_db()
        group.pathway.refresh_from_db()
        assert (session.state, group.pathway.phase) == ("held", "group_running")


def test_companions_stand_apart(story, make_group):
    group = make_group()
    with on("2026-03-12"), acting(story, "group_leader") as by:
        session, people = sessions_for_timeline(group.pathway)[0], enrolled(group, by)
        marks = {(people["Mia"].pk, True): ("present", ""), (people["Bo"].pk, True): ("present", "")}
        save_register(session=session, marks=marks, by=by)
        rows = {row.enrolment.parent.name.split()[0]: row for row in register_rows(session, by)}
        assert (rows["Mia"].companion_mark.status, rows["Mia"].mark, rows["Bo"].companion_mark) == (
            "present",
            None,
            None,
        )
        assert attendance_summary(group).places == 0


def test_same_register_twice_writes_once_and_the_last_one_wins(story, make_group):
    group = make_group(parents=2)
    with on("2026-03-12"), acting(story, "group_leader") as by:
        session, people = sessions_for_timeline(group.pathway)[0], enrolled(group, by)
        first = {(people["Bo"].pk, False): ("notice", "work")}
        save_register(session=session, marks=first, by=by)
        with CaptureQueriesContext(connection) as asked:
            save_register(session=session, marks=first, by=by)
        assert [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE"))] == []
        save_register(session=session, marks={(people["Bo"].pk, False): ("absent", "work")}, by=by)
        assert list(Attendance.objects.values_list("status", "reason").filter(session=session)) == [("absent", "")]


def test_notice_ahead_of_the_day_leaves_the_session_planned(story, make_group):
    group = make_group(parents=1)
    with on("2026-03-10"), acting(story, "group_leader") as by:
        session = sessions_for_timeline(group.pathway)[0]
        save_register(session=session, marks={(enrolled(group, by)["Amina"].pk, False): ("notice", "work")}, by=by)
        session.refresh_from_db()
    assert session.state == "planned"


def test_parents_are_shown_on_the_days_they_were_in_the_group(story, make_group):
    group = make_group(parents=3)
    with on("2026-03-20"), acting(story, "group_leader") as by:
        people = enrolled(group, by)
        join_group(enrolment=people["Bo"], on=date(2026, 3, 26), by=by)
        stop_in_group(enrolment=people["Camilla"], on=date(2026, 3, 26), reason="time", by=by)
        shown = [list(marks_of(register_rows(session, by))) for session in sessions_for_timeline(group.pathway)[:2]]
    assert shown == [["Amina", "Camilla"], ["Amina", "Bo"]]


def test_a_stranger_and_a_wrong_word_are_not_registered(story, make_group):
    group = make_group(parents=1)
    with on("2026-03-12"), acting(story, "group_leader") as by:
        session, amina = sessions_for_timeline(group.pathway)[0], enrolled(group, by)["Amina"]
        save_register(session=session, marks={(story.enrolment.pk, False): ("present", "")}, by=by)
        for wrong in (("late", ""), ("notice", "weather")):
            with pytest.raises(ValidationError):
                save_register(session=session, marks={(amina.pk, False): wrong}, by=by)
        assert not Attendance.objects.filter(session=session).exists()


def test_the_manager_cannot_register(story, make_group):
    group = make_group(parents=1)
    with on("2026-03-12"), acting(story, "provider_manager") as by, pytest.raises(PermissionDenied):
        save_register(session=sessions_for_timeline(group.pathway)[0], marks={}, by=by)


def test_saving_costs_the_same_for_eight_as_for_two(story, make_group):
    def cost(parents):
        group = make_group(parents=parents)
        with on("2026-03-12"), acting(story, "group_leader") as by:
            session = sessions_for_timeline(group.pathway)[0]
            with CaptureQueriesContext(connection) as asked:
                save_register(session=session, marks={}, fill_present=True, by=by)
        return len(asked)

    assert cost(8) == cost(2) <= 16  # the first mark of a session also opens the calls until the next one


def test_calls_due_since_the_last_session_two_absences_first(story, make_group):
    group = make_group()
    hold_all(story, group, AWAY[:6])
    with on("2026-05-22"), acting(story, "group_leader") as by:
        people = enrolled(group, by)
        log_call(enrolment=people["Amina"], reached=True, note="Det går godt", by=by)
        log_call(enrolment=people["Bo"], reached=False, by=by)
        due = calls_due(group, date(2026, 5, 22))
    assert [(call.enrolment.parent.name.split()[0], call.two_absences) for call in due] == [
        ("Camilla", True), ("Bo", False), ("Dariusz", False), ("Fatma", False), ("Gitte", False), ("Lars-Ole", False), ("Mia", False),
    ]  # fmt: skip
    assert (due[0].all_with_notice, due[0].last_talk, due[1].tried.reached) == (True, None, False)


def test_no_calls_are_due_before_the_first_or_after_the_last_session(story, make_group):
    group = make_group()
    with on("2026-03-01"), acting(story, "group_leader"):
        assert calls_due(group, date(2026, 3, 1)) == []
    hold_all(story, group)
    with on("2026-06-05"), acting(story, "group_leader"):
        assert calls_due(group, date(2026, 6, 5)) == []


def test_undo_call_is_for_its_author_on_the_same_day(story, make_group):
    group = make_group(parents=1)
    with on("2026-03-13"), acting(story, "group_leader") as by:
        call, other = (log_call(enrolment=enrolled(group, by)["Amina"], reached=True, by=by) for _ in range(2))
        undo_call(call=call, by=by)
        undo_call(call=call, by=by)
        assert list(BetweenSessionContact.objects.filter(enrolment__group=group)) == [other]
    with on("2099-03-14"), acting(story, "group_leader") as by, pytest.raises(PermissionDenied):
        undo_call(call=other, by=by)


def test_a_call_in_the_future_is_refused(story, make_group):
    group = make_group(parents=1)
    with on("2026-03-13"), acting(story, "group_leader") as by, pytest.raises(ValidationError):
        log_call(enrolment=enrolled(group, by)["Amina"], reached=True, called_on=date(2026, 3, 14), by=by)
