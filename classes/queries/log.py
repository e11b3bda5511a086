"""What the log of a class shows: its sessions by week, and the lessons with two adults."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from accounts.models import RoleAssignment
from cases.models import Measure, PathwayChild, PathwayPlan
from classes.models import ClassSession, CoTeachingWeek, SessionChild, SessionTrial
from core.context import current
from followup.calendar import page_calendar, school_calendar
from programmes.limits import LimitWarning

LONG_UNTOUCHED = 3  # weeks without an element before the form says so
WEEKS_BACK = 6  # how far back a week of two-teacher lessons can be written
MANY = 30  # sessions before the list can be narrowed down


@dataclass
class WeekLessons:
    monday: date
    lessons: Decimal
    who: str
    warning: LimitWarning | None
    reason: str = ""


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
    weeks = [
        WeekLessons(row.monday, row.lessons, row.who, check(row.lessons) if row.lessons else None, row.reason)
        for row in rows
    ]
    taught = [week.lessons for week in weeks if week.lessons]
    mean = (sum(taught) / len(taught)).quantize(Decimal("0.1"), ROUND_DOWN) if taught else None
    return CoTeachingSummary(weeks, mean, check(mean))


def monday_of(day):
    return day - timedelta(days=day.weekday())


@dataclass
class SessionWeek:
    monday: date
    sessions: list[ClassSession]


@dataclass
class SessionLog:
    """The kept sessions as weeks, newest first. `total` counts all of them, `shown` those that were asked for."""

    weeks: list[SessionWeek]
    total: int
    shown: int
    named: set = field(default_factory=set)  # ids of children whose names stand on the page

    @property
    def is_long(self):
        return self.total > MANY


def session_log(pathway, kind="", element=""):
    """The log of a pathway as this reader may see it. Each session carries `element_titles`, `tried`, `about` and `unnamed`."""
    person = current()
    every = list(ClassSession.objects.visible_to(person).filter(pathway=pathway).kept().select_related("author"))
    shown = [each for each in every if kind in ("", each.kind) and (not element or element in each.elements)]
    named = _dress(pathway, shown, person)
    weeks: dict[date, list[ClassSession]] = defaultdict(list)
    for session in shown:
        weeks[monday_of(session.held_on)].append(session)
    return SessionLog(
        [SessionWeek(monday, rows) for monday, rows in sorted(weeks.items(), reverse=True)],
        len(every),
        len(shown),
        named,
    )


def sessions_by_week(pathway):
    """Kept sessions as weeks, newest first."""
    return session_log(pathway).weeks


def _dress(pathway, sessions, person):
    """Give sessions what the page says of them; gives the ids of the children named."""
    titles = {element.key: element.short for element in pathway.content.core_elements}
    tried, about = defaultdict(list), defaultdict(list)
    links = SessionTrial.objects.visible_to(person).filter(session__pathway=pathway, trial__undone_at=None)
    for session_id, title in links.order_by("pk").values_list("session", "trial__measure__title"):
        tried[session_id].append(title)
    rows = SessionChild.objects.visible_to(person).filter(session__pathway=pathway).select_related("child")
    for row in rows.order_by("child__name_key"):
        about[row.session_id].append(row.child)
    for session in sessions:
        session.pathway = pathway
        session.element_titles = [titles[key] for key in session.elements if key in titles]
        session.tried, session.about = tried[session.pk], about[session.pk]
        session.unnamed = max(session.children_count - len(session.about), 0)
    return {child.pk for session in sessions for child in session.about}


def elements_by_week(pathway):
    """Core element -> the Mondays of the weeks in which a session touched it."""
    found: dict[str, set[date]] = {element.key: set() for element in pathway.content.core_elements}
    for held_on, elements in (
        ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().values_list("held_on", "elements")
    ):
        for key in elements:
            found.setdefault(key, set()).add(monday_of(held_on))
    return found


def weeks_untouched(pathway, today):
    """Core element -> whole weeks since a session touched it, or since the start; only those that have waited long."""
    if pathway.starts_on is None:
        return {}
    waited, always = {}, {element.key for element in pathway.content.core_elements if element.always}
    for key, mondays in elements_by_week(pathway).items():
        if key in always:
            continue  # runs through the whole pathway, whatever a session is about
        since = max(mondays, default=pathway.starts_on)
        weeks = (monday_of(today) - monday_of(since)).days // 7
        if weeks >= LONG_UNTOUCHED:
            waited[key] = weeks
    return waited


def last_session(pathway):
    last = ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().first()
    if last:
        last.pathway = pathway
    return last


def themes(pathway):
    """Teaching themes to choose from: those of this class first, the latest on top, then the programme's own suggestions."""
    own = ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().exclude(teaching_theme="")
    suggested = [
        str(each.title)
        for element in pathway.content.elements_of("class")
        for each in pathway.content.templates_for(element.key, "school")
    ]
    return list(dict.fromkeys([*own.values_list("teaching_theme", flat=True), *suggested]))


def measures_to_try(pathway, day):
    """Measures of the class part in force that run on that day."""
    plans = PathwayPlan.objects.visible_to(current()).in_force().filter(pathway=pathway)
    rows = Measure.objects.visible_to(current()).of_class().filter(plan__in=plans.values("pk"))
    return [row for row in rows if row.status(day) == "running"]


def measures_tried_in(session):
    rows = SessionTrial.objects.visible_to(current()).filter(session=session, trial__undone_at=None)
    return [row.trial.measure for row in rows.select_related("trial__measure").order_by("pk")]


def children_in_log(pathway, person, today):
    """Children whom a session may name: those in the pathway whose families have said yes."""
    rows = PathwayChild.objects.seen_with_child(person).filter(pathway=pathway, accepted_on__isnull=False).on(today)
    return [row.child for row in rows.select_related("child").order_by("child__name_key")]


def children_named_in(session, person):
    rows = SessionChild.objects.visible_to(person).filter(session=session).select_related("child")
    return [row.child for row in rows.order_by("child__name_key")]


def team_names(pathway, today):
    """The class's own team, as the roles say today."""
    team = RoleAssignment.objects.visible_to(current()).live(today)
    team = team.filter(role="class_team", scope="class", scope_id=pathway.school_class_id)
    return list(team.order_by("staff_member__name_key").values_list("staff_member__name", flat=True).distinct())


# ---- lessons taught by two ----


def last_week_before(pathway, monday):
    """The line of the latest taught week before this one: what it was then, it mostly is now."""
    return (
        CoTeachingWeek.objects.visible_to(current())
        .filter(pathway=pathway, monday__lt=monday, lessons__gt=0)
        .order_by("-monday")
        .first()
    )


def is_taught(calendar, monday):
    """Whether there is school on any day of that week."""
    return any(calendar.is_school_day(monday + timedelta(days=n)) for n in range(5))


def weeks_to_write(pathway, today):
    """Mondays of the weeks in which two adults can have taught: since the start, with school, newest first."""
    if pathway.starts_on is None:
        return []
    this = monday_of(today)
    calendar = school_calendar(pathway.municipality_id, this - timedelta(weeks=WEEKS_BACK), this)
    mondays = [this - timedelta(weeks=back) for back in range(WEEKS_BACK)]
    first = monday_of(pathway.starts_on)
    return [monday for monday in mondays if monday >= first and is_taught(calendar, monday)]


def week_to_offer(municipality_id, today):
    """The newest taught week that is over but for its Friday: from Friday on it is offered on Today. None in a long holiday."""
    this = monday_of(today)
    newest = this if today.weekday() >= 4 else this - timedelta(weeks=1)
    calendar = page_calendar(municipality_id, this - timedelta(weeks=WEEKS_BACK), this)
    weeks = (newest - timedelta(weeks=back) for back in range(2))
    return next((monday for monday in weeks if is_taught(calendar, monday)), None)
