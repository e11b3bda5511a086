"""Counting: what `person` may see, narrowed to what is asked. The overview's numbers and the stored figures are both made here,
and each number is that of the rows which `queries/lists.py` lists for the same question.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import Case, Count, F, Min, Q, Sum, Value, When
from django.db.models.functions import Coalesce, TruncWeek

from cases.models import Pathway, PathwayChild
from classes.models import ClassPathway, ClassSession, CoTeachingWeek
from followup.models import Occurrence
from insight.periods import monday
from parentgroups.models import Attendance, GroupEnrolment, GroupSession

COUNTED = ("accepted", "active", "paused", "closing")


@dataclass
class Figure:
    """One number. `people`: how many persons stand behind it, None when it counts no persons; `family`: cells of one family
    add up to a total that is shown too.
    """

    indicator: str
    period: date
    n: int | None
    unit_id: int | None = None
    side: str = ""
    key: str = ""
    version_id: int | None = None
    value: Decimal | None = None
    people: int | None = None
    family: tuple = ()
    is_suppressed: bool = False

    @property
    def place(self):
        return self.indicator, self.period, self.unit_id, self.side, self.key, self.version_id

    @property
    def shown(self):
        """(n, value, is_suppressed) as they are written."""
        if self.is_suppressed:
            return None, None, True
        return self.n, Decimal(self.n) if self.value is None else self.value, False


# ---- pathways ----


def pathways(person, asked):
    """Pathways from the yes until the end."""
    rows = Pathway.objects.visible_to(person).filter(asked.on(""), state__in=COUNTED, side__in=asked.sides)
    return rows.select_related("programme_version").order_by("title", "pk")


def active_figures(found, asked):
    counted = Counter((row.unit_id, row.side, row.phase, row.programme_version_id) for row in found)
    return [
        Figure("active_pathways", asked.today, n, unit, side, phase, version)
        for (unit, side, phase, version), n in counted.items()
    ]


# ---- persons ----


def children(person, asked):
    """Children in class pathways today whose names the reader sees; a child in two pathways stands twice."""
    if asked.side == "social":
        return PathwayChild.objects.none()
    return (
        PathwayChild.objects.seen_with_child(person)
        .on(asked.today)
        .filter(asked.on("pathway__"), pathway__state__in=COUNTED, pathway__side="school")
    )


def parents(person, asked):
    """Parents who take part in a group, companions not counted; their school is the child's."""
    if asked.side == "school":
        return GroupEnrolment.objects.none()
    here = Q(child__school=asked.unit_id) if asked.is_school else Q()
    return GroupEnrolment.objects.visible_to(person).filter(
        here, of_group(asked), state="joined", group__pathway__state__in=COUNTED
    )


def of_group(asked):
    return asked.on("group__pathway__", unit=not asked.is_school)


def children_figures(person, asked):
    return _persons(
        "children_in_pathways",
        asked,
        children(person, asked).order_by().values_list("pathway__unit", "child").distinct(),
    )


def parents_figures(person, asked):
    return _persons(
        "parents_in_groups", asked, parents(person, asked).order_by().values_list("child__school", "parent").distinct()
    )


def _persons(indicator, asked, pairs):
    """A cell for each unit and one for all of them together, in which each person counts once."""
    by_unit = defaultdict(set)
    for unit, one in pairs:
        by_unit[unit].add(one)
    everybody = set().union(*by_unit.values())
    cells = [
        Figure(indicator, asked.today, len(found), unit, people=len(found), family=(indicator,))
        for unit, found in by_unit.items()
    ]
    return [*cells, Figure(indicator, asked.today, len(everybody), people=len(everybody))]


# ---- follow-ups ----

DONE, NOW = ("in_time", "late", "not_held"), ("due", "overdue")


def follow_ups(person, asked):
    """{in_time, late, not_held, due, overdue: rows}: settled in the period, due and overdue today."""
    rows = Occurrence.objects.visible_to(person).filter(asked.on("pathway__"))
    if asked.side:
        rows = rows.filter(side__in=(asked.side, ""))  # what both do together belongs to each
    if asked.who:
        rows = rows.filter(side="" if asked.who == "both" else asked.who)
    going = rows.exclude(pathway__state__in=Pathway.ENDED)
    return {
        "in_time": rows.held_in_time().filter(held_on__range=asked.days),
        "late": rows.held_late().filter(held_on__range=asked.days),
        "not_held": rows.not_held().filter(due_on__range=asked.days),
        "due": going.due(asked.today),
        "overdue": going.overdue(asked.today),
    }


def follow_up_figures(person, asked):
    rows, found = follow_ups(person, asked), []
    said = Case(
        When(state="not_held", then=Value("not_held")),
        When(held_on__lte=F("due_on"), then=Value("in_time")),
        default=Value("late"),
    )
    done = (rows["in_time"] | rows["late"] | rows["not_held"]).annotate(
        key=said, week=TruncWeek(Coalesce("held_on", "due_on"))
    )
    place = ("pathway__unit", "side", "pathway__programme_version")
    counted, because = Counter(), ("key", "week", "not_held_reason")
    for unit, side, version, key, week, why, n in done.order_by().values_list(*place, *because).annotate(n=Count("pk")):
        counted[week, unit, side, key, version] += n
        if key == "not_held":
            found.append(Figure("not_held_because", week, n, unit, side, why, version))
    found += [Figure("follow_ups_done", week, n, *cell) for (week, *cell), n in counted.items()]
    late = When(due_on__lt=asked.today, then=Value("overdue"))
    now = (rows["due"] | rows["overdue"]).annotate(key=Case(late, default=Value("due")))
    for unit, side, version, key, n, oldest in (
        now.order_by().values_list(*place, "key").annotate(n=Count("pk"), oldest=Min("due_on"))
    ):
        found.append(Figure("follow_ups_now", asked.today, n, unit, side, key, version))
        if key == "overdue":
            days = (asked.today - oldest).days
            found.append(Figure("overdue_oldest", asked.today, days, unit, side, "", version))
    return found


# ---- sessions ----


def class_sessions(person, asked):
    if asked.side == "social":
        return ClassSession.objects.none()
    first, last = asked.days
    return (
        ClassSession.objects.visible_to(person)
        .kept()
        .filter(asked.on("pathway__"), held_on__range=(first, min(last, asked.today)))
    )


def session_figures(person, asked):
    rows = class_sessions(person, asked).annotate(week=TruncWeek("held_on")).order_by()
    place = ("pathway__unit", "pathway__programme_version", "week")
    return [
        Figure("class_sessions", week, n, unit, "school", "", version)
        for unit, version, week, n in rows.values_list(*place).annotate(n=Count("pk"))
    ]


@dataclass
class Register:
    """One session with a register, and how many of the places were used; companions are in neither number."""

    pk: int
    group_id: int
    unit_id: int
    version_id: int
    on_day: date
    number: int
    title: str  # of the group
    pathway_uuid: object
    places: int = 0
    present: int = 0


PARTS = (
    "group__pathway__unit group__pathway__programme_version on_day number group__pathway__title group__pathway__uuid"
)


def registers(person, asked):
    """Sessions that somebody registered. A place is a parent in the group that day, or one who was registered all the same.

    Three questions to the database whatever the number of sessions: asked one by one, each row would ask its walls again.
    """
    if asked.side == "school":
        return []
    first, last = asked.days
    rows = GroupSession.objects.visible_to(person).filter(
        of_group(asked), state="held", on_day__range=(first, min(last, asked.today))
    )
    found = [Register(*row) for row in rows.order_by("-on_day", "pk").values_list("pk", "group", *PARTS.split())]
    marks, members = _marks(person, found), _members(person, found)
    for row in found:
        here = marks[row.pk]
        there = {pk for pk, since, until in members[row.group_id] if _was_in(since, until, row.on_day)}
        row.places, row.present = len(there | set(here)), sum(status == "present" for status in here.values())
    return [row for row in found if marks[row.pk]]


def _marks(person, sessions):
    """{session: {enrolment: status}}"""
    rows = Attendance.objects.visible_to(person).filter(session__in=[row.pk for row in sessions], is_companion=False)
    found = defaultdict(dict)
    for session, enrolment, status in rows.values_list("session", "enrolment", "status"):
        found[session][enrolment] = status
    return found


def _members(person, sessions):
    """{group: [(enrolment, joined, stopped)]}"""
    rows = GroupEnrolment.objects.visible_to(person).filter(
        group__in={row.group_id for row in sessions}, joined_on__isnull=False
    )
    found = defaultdict(list)
    for group, *one in rows.order_by().values_list("group", "pk", "joined_on", "stopped_on"):
        found[group].append(one)
    return found


def _was_in(since, until, on):
    """The rule of `GroupEnrolment.was_in_group`."""
    return since <= on and (until is None or on < until)


def attendance_figures(person, asked):
    """Each week: n places, value percent of them used. Behind it stand the families of each group, who are counted once."""
    cells = defaultdict(lambda: [0, 0, Counter()])
    for row in registers(person, asked):
        cell = cells[row.unit_id, row.version_id, monday(row.on_day)]
        cell[0] += row.places
        cell[1] += row.present
        cell[2][row.group_id] = max(cell[2][row.group_id], row.places)
    return [
        Figure("attendance", week, n, unit, "social", "", version, percent(present, n), sum(behind.values()))
        for (unit, version, week), (n, present, behind) in cells.items()
    ]


def percent(present, places):
    return (Decimal(100 * present) / places).quantize(Decimal("0.01"))


# ---- limits ----


def warned(person, found, today):
    """[(pathway, warning)] of running pathways outside a limit of their version (A26, A27, A29, A32)."""
    running = [row for row in found if row.state != "accepted"]
    classes, groups = [row for row in running if row.track == "class"], [row for row in running if row.track != "class"]
    lessons, joined = _lessons(person, classes), _joined(person, groups, today)
    shares = _shares(person, classes)
    for row in running:
        limits = {limit.key: limit for limit in row.content.limits}
        values = []
        if row.track == "class":
            values = [("co_teaching", lessons.get(row.pk)), ("advisor_fte", shares.pop(row.unit_id, None))]
            if "class_track" in limits and (
                warning := limits["class_track"].check_span(row.starts_on, row.planned_end_on)
            ):
                yield row, warning
        elif row.pk in joined:
            values = [("group_size", joined[row.pk])]
        for key, value in values:
            if value is not None and key in limits and (warning := limits[key].check(value)):
                yield row, warning


def _lessons(person, found):
    """Mean of the weeks taught, rounded down to one decimal: the rule of `classes.queries.co_teaching_summary`, for many at once."""
    rows = CoTeachingWeek.objects.visible_to(person).filter(pathway__in=[row.pk for row in found], lessons__gt=0)
    means = rows.order_by().values_list("pathway").annotate(sum=Sum("lessons"), n=Count("pk"))
    return {pathway: (total / n).quantize(Decimal("0.1"), ROUND_DOWN) for pathway, total, n in means}


def _shares(person, found):
    """Advisor time of each school; said once, at the first of its pathways."""
    rows = ClassPathway.objects.visible_to(person).filter(
        pathway__in=[row.pk for row in found], advisor_fte__isnull=False
    )
    sums = rows.order_by().values_list("pathway__unit").annotate(sum=Sum("advisor_fte"))
    return {unit: total.normalize() for unit, total in sums}


def _joined(person, found, today):
    """Parents of each group that has met."""
    ids = [row.pk for row in found]
    met = GroupSession.objects.visible_to(person).filter(group__pathway__in=ids, on_day__lte=today)
    joined = GroupEnrolment.objects.visible_to(person).taking_part().filter(group__pathway__in=ids)
    counted = dict(joined.order_by().values_list("group__pathway").annotate(n=Count("pk")))
    return {pathway: counted.get(pathway, 0) for pathway in set(met.values_list("group__pathway", flat=True))}


def warning_figures(person, found, asked):
    counted = Counter(
        (row.unit_id, row.side, warning.limit.key, row.programme_version_id)
        for row, warning in warned(person, found, asked.today)
    )
    return [
        Figure("warnings", asked.today, n, unit, side, key, version)
        for (unit, side, key, version), n in counted.items()
    ]
