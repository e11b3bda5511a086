"""A class's week, and the warning when a meeting about a child lies in it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from followup.models import Lesson, SchoolBreak
from followup.timetable import clash
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SAID = "5.B har undervisning onsdag fra 8.00 til 9.30. Find et tidspunkt, hvor barnet ikke tages ud af timen, fx efter kl. 9.30."


@pytest.fixture(autouse=True)
def _story_day():
    with time_machine.travel("2026-05-21 10:00"):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


def at(day, clock):
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), COPENHAGEN)


def said(x, day, first, last, about=None, who="resource_advisor"):
    with acting(x, who):
        return clash(about or x.p1, at(day, first), at(day, last) if last else None)


WEDNESDAY = "2026-06-03"


@pytest.mark.parametrize(
    ("day", "first", "last", "words"),
    [
        (WEDNESDAY, "08:30", "09:00", SAID),
        (WEDNESDAY, "07:30", "08:01", SAID),
        (WEDNESDAY, "09:29", "10:30", SAID),
        (WEDNESDAY, "07:00", "12:00", SAID),
        (WEDNESDAY, "07:30", None, SAID),  # an hour, when no end is known
        (WEDNESDAY, "07:30", "08:00", ""),  # up to the lesson
        (WEDNESDAY, "09:30", "10:00", ""),  # the break
        (WEDNESDAY, "06:00", None, ""),
        ("2026-06-04", "08:30", "09:00", ""),  # Thursday
        ("2026-06-06", "08:30", "09:00", ""),  # Saturday
        ("2027-03-24", "08:30", "09:00", SAID),  # the clocks go forward on the Sunday after
    ],
)
def test_only_lessons_clash(x, day, first, last, words):
    assert said(x, day, first, last) == words


def test_a_class_may_be_asked_itself(x):
    assert said(x, WEDNESDAY, "08:30", "09:00", about=x.w.school_class) == SAID


def test_a_child_of_another_class_does_not_clash(x):
    assert said(x, WEDNESDAY, "08:30", "09:00", about=x.p1, who="group_leader") == SAID
    with acting(x, "resource_advisor"):
        Lesson.objects.filter(pk=x.lesson.pk).delete()
    assert said(x, WEDNESDAY, "08:30", "09:00") == ""


def test_holidays_do_not_clash(x):
    with acting(x, "administrator"):
        x.make(SchoolBreak, name="Lukket", starts_on=date(2026, 6, 3), ends_on=date(2026, 6, 3))
    assert said(x, WEDNESDAY, "08:30", "09:00") == ""
    assert said(x, "2026-12-23", "08:30", "09:00") == SAID  # no Christmas holiday stands here
    assert said(x, "2026-05-13", "08:30", "09:00") == SAID


def test_a_warning_costs_few_queries(x, django_assert_max_num_queries):
    with acting(x, "resource_advisor"), django_assert_max_num_queries(3):
        clash(x.p1, at(WEDNESDAY, "08:30"), at(WEDNESDAY, "09:00"))


def test_the_other_schools_people_cannot_write_it(x):
    for who in ("other_advisor", "other_teacher", "group_leader", "administrator"):
        with acting(x, who), pytest.raises(DatabaseError), transaction.atomic():
            x.make(Lesson, school_class=x.w.school_class, weekday=0, starts_at=time(8), ends_at=time(9))


# ---- the page ----

WEEK = {
    "day_0": "8-9.30, 9.50-11.20",
    "day_1": "8.00 – 9.30",
    "day_2": "",
    "day_3": "08:00-09:30; 10-11",
    "day_4": "9-10",
}


def address(x):
    return reverse("class_timetable", args=[x.w.school_class.uuid])


def week(x):
    with acting(x, "resource_advisor") as person:
        rows = Lesson.objects.visible_to(person).filter(school_class=x.w.school_class)
        return [(row.weekday, f"{row.starts_at:%H:%M}", f"{row.ends_at:%H:%M}") for row in rows]


@pytest.fixture
def log_in(client, x):
    def enter(who):
        client.force_login(x.users[who])
        return client

    return enter


@pytest.mark.parametrize("who", ["resource_advisor", "principal", "teacher"])
def test_the_week_is_saved_and_undone(x, log_in, who):
    client = log_in(who)
    page = client.post(address(x), WEEK, follow=True).content.decode()
    assert "Skemaet for 5.B er gemt." in page
    assert week(x) == [
        (0, "08:00", "09:30"),
        (0, "09:50", "11:20"),
        (1, "08:00", "09:30"),
        (3, "08:00", "09:30"),
        (3, "10:00", "11:00"),
        (4, "09:00", "10:00"),
    ]
    client.post(reverse("undo", args=[client.session["undo"][0]["key"]]))
    assert week(x) == [(2, "08:00", "09:30")]


def test_saved_twice_is_the_same(x, log_in):
    client = log_in("principal")
    client.post(address(x), WEEK)
    first = week(x)
    client.post(address(x), WEEK)
    assert week(x) == first


def test_all_days_as_monday_saves_nothing_yet(x, log_in):
    answer = log_in("teacher").post(address(x), WEEK | {"as_monday": "1"})
    page = answer.content.decode()
    assert (answer.status_code, page.count('value="8-9.30, 9.50-11.20"')) == (200, 5)
    assert week(x) == [(2, "08:00", "09:30")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("otte til ti", "Skriv tiderne som"),
        ("8-25", "Skriv tiderne som"),
        ("8", "Skriv tiderne som"),
        ("10-9", "skal slutte, efter den begynder"),
        ("8-10, 9-11", "overlapper"),
    ],
)
def test_a_line_nobody_can_read_is_kept_and_explained(x, log_in, line, words):
    answer = log_in("principal").post(address(x), WEEK | {"day_1": line})
    page = answer.content.decode()
    assert (answer.status_code, words in page, f'value="{line}"' in page) == (422, True, True)
    assert week(x) == [(2, "08:00", "09:30")]


def test_a_class_without_a_week_gets_a_suggestion(x, log_in):
    with acting(x, "resource_advisor"):
        Lesson.objects.filter(pk=x.lesson.pk).delete()
    page = log_in("resource_advisor").get(address(x)).content.decode()
    assert ("Der står et forslag i felterne." in page, page.count('value="8.00-9.30, 9.50-11.20, 11.50-13.20"')) == (
        True,
        5,
    )
    page = log_in("group_leader").get(address(x)).content.decode()
    assert "Intet skema endnu" in page


def test_others_read_it_and_write_nothing(x, log_in):
    client = log_in("group_leader")
    page = client.get(address(x)).content.decode()
    assert ("8.00–9.30" in page, "Gem skemaet" in page) == (True, False)
    assert client.post(address(x), WEEK).status_code == 403
    assert week(x) == [(2, "08:00", "09:30")]


def test_the_page_costs_the_same_with_many_lessons(x, log_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in("resource_advisor")
    client.get(address(x))
    with CaptureQueriesContext(connection) as one:
        client.get(address(x))
    hours = ", ".join(f"{hour}-{hour}.45" for hour in range(8, 15))
    client.post(address(x), {f"day_{number}": hours for number in range(5)})
    client.get(address(x))  # the message is read
    with CaptureQueriesContext(connection) as many:
        client.get(address(x))
    assert len(many) == len(one)
