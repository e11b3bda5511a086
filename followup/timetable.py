"""Lessons: a child is not fetched out of them for a meeting (C23). It warns, and never stops anybody."""

from dataclasses import dataclass
from datetime import time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import ClassMembership, PathwayChild
from followup.calendar import is_school_day
from followup.models import Lesson

AN_HOUR = timedelta(hours=1)
USUAL = ((time(8), time(9, 30)), (time(9, 50), time(11, 20)), (time(11, 50), time(13, 20)))
"""A suggestion where nothing has been typed: nobody's own timetable."""


@dataclass(frozen=True, slots=True)
class Day:
    """The lessons of one weekday, in order."""

    weekday: int
    title: str
    spans: tuple


def clash(about, starts_at, ends_at=None):
    """What to say when a meeting about a child (a PathwayChild) or a school class lies in its lessons, else "".

    A class without a timetable, a day without school and the breaks between lessons do not clash. A meeting without an
    end lasts an hour. Two queries, three for a child.
    """
    begins = timezone.localtime(starts_at)
    ends = timezone.localtime(ends_at) if ends_at else begins + AN_HOUR
    if begins.weekday() > 4 or not is_school_day(about.municipality_id, begins.date()):
        return ""
    school_class_id = _class_of(about, begins.date())
    lessons = _lessons(about, school_class_id, begins) if school_class_id else []
    until = ends.time() if ends.date() == begins.date() else time.max
    lesson = next((each for each in lessons if each.starts_at < until and each.ends_at > begins.time()), None)
    return _words(lesson, begins, max(each.ends_at for each in lessons)) if lesson else ""


def _class_of(about, day):
    if not isinstance(about, PathwayChild):
        return about.pk
    found = ClassMembership.objects.filter(child_id=about.child_id).on(day).values_list("school_class_id", flat=True)
    return found.first()


def _lessons(about, school_class_id, day):
    """Those of its weekday, in order."""
    rows = Lesson.objects.filter(municipality_id=about.municipality_id, school_class_id=school_class_id)
    return list(rows.filter(weekday=day.weekday()).select_related("school_class").order_by("starts_at"))


def _words(lesson, begins, free):
    words = _(
        "%(school_class)s has lessons on %(day)s from %(first)s to %(last)s. Find a time when nobody is fetched out of them, such as after %(free)s."
    )
    return words % {
        "school_class": lesson.school_class.name,
        "day": date_format(begins, "l"),
        "first": clock(lesson.starts_at),
        "last": clock(lesson.ends_at),
        "free": clock(free),
    }


def clock(moment):
    """8.00"""
    return f"{moment.hour}.{moment.minute:02}"


def week_of(school_class, person):
    """Five Days, empty ones too: one query."""
    rows = list(Lesson.objects.visible_to(person).filter(school_class=school_class))
    return [
        Day(number, str(label), tuple((row.starts_at, row.ends_at) for row in rows if row.weekday == number))
        for number, label in Lesson.Weekday.choices
    ]


def written(spans):
    """ "8.00-9.30, 9.50-11.20": as it is typed."""
    return ", ".join(f"{clock(first)}-{clock(last)}" for first, last in spans)
