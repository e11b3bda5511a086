"""Counting of the figures that readers without access to persons may see. Runs as Samspil itself; nothing here is shown as it is.

What is counted, and of which day or week:

active_pathways       today, by unit and phase: class pathways and parent groups from the yes until the end
children_in_pathways  today, by school: children in class pathways; the row without a unit is all of them, each once
parents_in_groups     today, by the child's school: parents who take part in a group, companions not counted
follow_ups            the term, by unit and side: in_time, late, not_held (of those settled in the term), due, overdue (today)
overdue_oldest        today: days since the oldest one overdue was due
class_sessions        each week, by school
attendance            each week, by unit of the group: n places, value percent of them used
attendance_total      the term, by unit and in all
warnings              today, by unit: pathways outside a limit of their version; key is the limit

Numbers of persons below 5 are hidden when written; where one hidden number could be worked out from a total, the smallest
other one is hidden too. Figures of places are hidden when fewer than five families stand behind them. Numbers of
classes, pathways and meetings are no numbers of persons (trust.md, amendment 4).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from cases.models import Pathway, PathwayChild
from classes.models import ClassPathway, ClassSession
from classes.queries import co_teaching_summary
from followup.models import Occurrence
from insight.models import SMALLEST
from parentgroups.models import Attendance, GroupEnrolment, GroupSession

COUNTED = ("accepted", "active", "paused", "closing")
WEEK = timedelta(days=7)


@dataclass
class Figure:
    """One number on its way to be written. `family`: cells of one family add up to a total that is shown too."""

    indicator: str
    period: date
    n: int
    unit_id: int | None = None
    side: str = ""
    key: str = ""
    value: Decimal | None = None
    people: int | None = None  # how many persons stand behind it; None when it counts no persons
    family: tuple = field(default=())
    is_suppressed: bool = False

    @property
    def place(self):
        return self.indicator, self.period, self.unit_id, self.side, self.key

    @property
    def shown(self):
        """(n, value, is_suppressed) as they are written."""
        if self.is_suppressed:
            return None, None, True
        return self.n, Decimal(self.n) if self.value is None else self.value, False


def count_all(person, today, term):
    """Every figure of this day and term, suppressed where it must be."""
    pathways = list(Pathway.objects.visible_to(person).filter(state__in=COUNTED).select_related("programme_version"))
    found = [
        *_active(pathways, today),
        *_children(person, pathways, today),
        *_parents(person, pathways, today),
        *_follow_ups(person, today, term),
        *_sessions(person, today, term),
        *_attendance(person, today, term),
        *_warnings(person, pathways, today),
    ]
    return suppress(found)


def suppress(figures):
    """Hide what counts fewer than five persons, and a second cell where the hidden one follows from a total."""
    families = defaultdict(list)
    for each in figures:
        if each.people is not None:
            each.is_suppressed = 0 < each.people < SMALLEST
            families[each.family].append(each)
    for family, cells in families.items():
        hidden = [cell for cell in cells if cell.is_suppressed]
        others = [cell for cell in cells if not cell.is_suppressed and cell.people]
        if family and len(hidden) == 1 and others:
            min(others, key=lambda cell: cell.people).is_suppressed = True
    return figures


def _active(pathways, today):
    counted = Counter((row.unit_id, row.side, row.phase) for row in pathways)
    return [Figure("active_pathways", today, n, unit, side, phase) for (unit, side, phase), n in counted.items()]


def _children(person, pathways, today):
    rows = (
        PathwayChild.objects.visible_to(person)
        .on(today)
        .filter(pathway__in=[row.pk for row in pathways if row.side == "school"])
    )
    by_unit = defaultdict(set)
    for unit, child in rows.values_list("pathway__unit", "child"):
        by_unit[unit].add(child)
    return _persons("children_in_pathways", today, by_unit)


def _parents(person, pathways, today):
    rows = GroupEnrolment.objects.visible_to(person).filter(
        state="joined", group__pathway__in=[row.pk for row in pathways]
    )
    by_unit = defaultdict(set)
    for unit, parent in rows.values_list("child__school", "parent"):
        by_unit[unit].add(parent)
    return _persons("parents_in_groups", today, by_unit)


def _persons(indicator, today, by_unit):
    """A cell for each unit and one for all of them together."""
    everybody = set().union(*by_unit.values())
    cells = [
        Figure(indicator, today, len(found), unit, people=len(found), family=(indicator,))
        for unit, found in by_unit.items()
    ]
    return [*cells, Figure(indicator, today, len(everybody), people=len(everybody))]


def _follow_ups(person, today, term):
    rows = Occurrence.objects.visible_to(person)
    counted = Counter()
    for unit, side, held_on, due_on in rows.filter(state="held", held_on__range=(term.first, term.last)).values_list(
        "pathway__unit", "side", "held_on", "due_on"
    ):
        counted[unit, side, "in_time" if held_on <= due_on else "late"] += 1
    for unit, side in rows.filter(state="not_held", due_on__range=(term.first, term.last)).values_list(
        "pathway__unit", "side"
    ):
        counted[unit, side, "not_held"] += 1
    going = rows.exclude(pathway__state__in=Pathway.ENDED)
    for unit, side in going.due(today).values_list("pathway__unit", "side"):
        counted[unit, side, "due"] += 1
    oldest = 0
    for unit, side, due_on in going.overdue(today).values_list("pathway__unit", "side", "due_on"):
        counted[unit, side, "overdue"] += 1
        oldest = max(oldest, (today - due_on).days)
    return [
        *(Figure("follow_ups", term.first, n, unit, side, key) for (unit, side, key), n in counted.items()),
        Figure("overdue_oldest", today, oldest),
    ]


def monday(on):
    return on - timedelta(days=on.weekday())


def _sessions(person, today, term):
    weeks = set(term.mondays(today))
    rows = ClassSession.objects.visible_to(person).kept().filter(held_on__range=(term.first, today))
    counted = Counter((unit, monday(on)) for unit, on in rows.values_list("pathway__unit", "held_on"))
    return [Figure("class_sessions", week, n, unit, "school") for (unit, week), n in counted.items() if week in weeks]


def _attendance(person, today, term):
    places, used, families, units = places_and_present(person, term.first, min(today, term.last))
    mondays = set(term.mondays(today))
    weekly, whole = defaultdict(lambda: [0, 0, set()]), defaultdict(lambda: [0, 0, set()])
    for session, (unit, on) in units.items():
        if session in places:
            for cell in (weekly[unit, monday(on)], whole[unit], whole[None]):
                cell[0] += places[session]
                cell[1] += used[session]
                cell[2] |= families[session]
    weeks = [
        Figure(
            "attendance",
            week,
            n,
            unit,
            "social",
            value=percent(present, n),
            people=len(behind),
            family=("attendance", unit),
        )
        for (unit, week), (n, present, behind) in weekly.items()
        if week in mondays
    ]
    totals = [
        Figure(
            "attendance_total",
            term.first,
            n,
            unit,
            "social",
            value=percent(present, n),
            people=len(behind),
            family=("attendance_total",) if unit else (),
        )
        for unit, (n, present, behind) in whole.items()
    ]
    return weeks + totals


def percent(present, places):
    return (Decimal(100 * present) / places).quantize(Decimal("0.01"))


def places_and_present(person, first, last):
    """({session: places}, {session: present}, {session: families}, {session: (unit, day)}) of held sessions between the days.

    A place is a parent in the group on the day of a session somebody registered; companions are never counted.
    """
    sessions = GroupSession.objects.visible_to(person).filter(state="held", on_day__range=(first, last))
    days = {
        pk: (group, unit, on)
        for pk, group, unit, on in sessions.values_list("pk", "group", "group__pathway__unit", "on_day")
    }
    marks = Attendance.objects.visible_to(person).filter(session__in=days, is_companion=False)
    rows = {
        (session, enrolment): status
        for session, enrolment, status in marks.values_list("session", "enrolment", "status")
    }
    members = defaultdict(list)
    for enrolment in GroupEnrolment.objects.visible_to(person).filter(
        group__in={group for group, _unit, _on in days.values()}
    ):
        members[enrolment.group_id].append(enrolment)
    families = defaultdict(set)
    for session in {session for session, _enrolment in rows}:
        group, _unit, on = days[session]
        families[session] = {e.pk for e in members[group] if e.was_in_group(on)}
    for session, enrolment in rows:
        families[session].add(enrolment)
    places = {session: len(found) for session, found in families.items()}
    present = Counter(session for (session, _enrolment), status in rows.items() if status == "present")
    return places, present, families, {pk: (unit, on) for pk, (_group, unit, on) in days.items()}


def _warnings(person, pathways, today):
    counted = Counter()
    for pathway, warning in warned(person, pathways, today):
        counted[pathway.unit_id, pathway.side, warning.limit.key] += 1
    return [Figure("warnings", today, n, unit, side, key) for (unit, side, key), n in counted.items()]


def warned(person, pathways, today):
    """[(pathway, warning)] of running pathways outside a limit of their version (A26, A27, A29, A32)."""
    joined = Counter(
        GroupEnrolment.objects.visible_to(person)
        .filter(state__in=("joined", "completed"), group__pathway__in=pathways)
        .values_list("group__pathway", flat=True)
    )
    met = set(
        GroupSession.objects.visible_to(person)
        .filter(group__pathway__in=pathways, on_day__lte=today)
        .values_list("group__pathway", flat=True)
    )
    shares = defaultdict(Decimal)
    for unit, fte in (
        ClassPathway.objects.visible_to(person)
        .filter(pathway__in=pathways, advisor_fte__isnull=False)
        .values_list("pathway__unit", "advisor_fte")
    ):
        shares[unit] += fte
    told = set()
    for pathway in pathways:
        if pathway.state == "accepted":
            continue
        limits = {limit.key: limit for limit in pathway.content.limits}
        found = []
        if pathway.track == "class":
            found = [co_teaching_summary(pathway).warning, _check_span(limits, pathway)]
            if pathway.unit_id in shares and pathway.unit_id not in told and "advisor_fte" in limits:
                told.add(pathway.unit_id)  # a school's share is said once
                found.append(limits["advisor_fte"].check(shares[pathway.unit_id].normalize()))
        elif pathway.pk in met and "group_size" in limits:
            found = [limits["group_size"].check(joined[pathway.pk])]
        yield from ((pathway, warning) for warning in found if warning)


def _check_span(limits, pathway):
    return (
        limits["class_track"].check_span(pathway.starts_on, pathway.planned_end_on) if "class_track" in limits else None
    )
