"""What the log of a class shows: its sessions by week, and the lessons with two adults."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from classes.models import ClassSession, CoTeachingWeek
from core.context import current
from programmes.limits import LimitWarning


@dataclass
class WeekLessons:
    monday: date
    lessons: Decimal
    who: str
    warning: LimitWarning | None


@dataclass
class CoTeachingSummary:
    """Two-teacher lessons: the weeks newest first, their mean over taught weeks, and the warning if it is under the limit."""

    weeks: list[WeekLessons]
    mean: Decimal | None
    warning: LimitWarning | None


def co_teaching_summary(pathway):
    """Lessons a week with two adults; weeks with none at all, such as a camp, do not count in the mean (A29, F02).

    The mean has one decimal and is rounded down: 10.45 is not yet 10.5.
    """
    limit = next((each for each in pathway.content.limits if each.key == "co_teaching"), None)
    check = limit.check if limit else lambda value: None
    rows = CoTeachingWeek.objects.visible_to(current()).filter(pathway=pathway).order_by("-monday")
    weeks = [WeekLessons(row.monday, row.lessons, row.who, check(row.lessons) if row.lessons else None) for row in rows]
    taught = [week.lessons for week in weeks if week.lessons]
    mean = (sum(taught) / len(taught)).quantize(Decimal("0.1"), ROUND_DOWN) if taught else None
    return CoTeachingSummary(weeks, mean, check(mean))


def monday_of(day):
    return day - timedelta(days=day.weekday())


@dataclass
class SessionWeek:
    monday: date
    sessions: list[ClassSession]


def sessions_by_week(pathway):
    """Kept sessions as weeks, newest first; each session carries `element_titles` in the programme's short words."""
    titles = {element.key: element.short for element in pathway.content.core_elements}
    weeks: dict[date, list[ClassSession]] = defaultdict(list)
    for session in ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().select_related("author"):
        session.pathway = pathway
        session.element_titles = [titles[key] for key in session.elements if key in titles]
        weeks[monday_of(session.held_on)].append(session)
    return [SessionWeek(monday, sessions) for monday, sessions in sorted(weeks.items(), reverse=True)]


def elements_by_week(pathway):
    """Core element -> the Mondays of the weeks in which a session touched it."""
    found: dict[str, set[date]] = {element.key: set() for element in pathway.content.core_elements}
    for held_on, elements in (
        ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().values_list("held_on", "elements")
    ):
        for key in elements:
            found.setdefault(key, set()).add(monday_of(held_on))
    return found


def last_session(pathway):
    return ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().first()


def last_week_before(pathway, monday):
    """The line of the latest week before this one: who it was then, it mostly is now."""
    return (
        CoTeachingWeek.objects.visible_to(current())
        .filter(pathway=pathway, monday__lt=monday)
        .order_by("-monday")
        .first()
    )
