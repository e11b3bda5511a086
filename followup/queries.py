"""Follow-ups for "I dag", for a pathway's page, and the people a follow-up is held with."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import RoleAssignment, StaffMember
from cases.models import Goal, PathwayChild
from followup.cadences import cadence_of, moved_sentence
from followup.calendar import default_breaks, public_holidays, school_year_of
from followup.models import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant, Occurrence, SchoolBreak
from followup.permissions import can_hold_meeting


@dataclass(frozen=True, slots=True)
class DueItem:
    """One occurrence as a line. days: until due, below zero when overdue. can_settle: the reader may hold and move it."""

    occurrence: Occurrence
    title: str
    pathway_title: str
    status: str  # planned | due | overdue | held | not_held | cancelled
    due_on: date
    days: int
    responsible: str
    is_mine: bool
    can_settle: bool
    meeting_uuid: object = None  # of the minutes, when the reader may read them

    @property
    def url(self):
        """To hold it; "" when the reader may not or it is settled."""
        return reverse("occurrence_hold", args=[self.occurrence.uuid]) if self.can_settle else ""

    @property
    def sentence(self):
        """Why it is due on that day."""
        return moved_sentence(self.occurrence)

    @property
    def days_late(self):
        return -self.days

    @property
    def not_held_reason(self):
        reasons = self.occurrence.pathway.content.not_held_reasons
        return next((each.title for each in reasons if each.key == self.occurrence.not_held_reason), "")


def due_items(person, today):
    """Overdue first, then due: all that the person sees; `is_mine` tells her own and those of pathways she leads."""
    seen = Occurrence.objects.visible_to(person)
    return _lines(person, today, seen.overdue(today)) + _lines(person, today, seen.due(today))


def coming_items(person, today, days=30):
    """Planned ones that are due within so many days."""
    seen = Occurrence.objects.visible_to(person)
    return _lines(person, today, seen.planned(today).filter(due_on__lte=today + timedelta(days=days)))


def open_lines(pathway, person, today):
    return _lines(person, today, Occurrence.objects.visible_to(person).open().filter(pathway=pathway))


def listed_occurrences(person, shown, today):
    """(what is shown, rows) of the list of follow-ups: what is open, the most urgent first; else the newest first."""
    rows = Occurrence.objects.visible_to(person).select_related("pathway__programme_version", "responsible")
    if shown in ("held", "not_held"):
        return shown, rows.filter(state=shown).order_by("-due_on", "-pk")
    chosen = {"overdue": rows.overdue(today), "due": rows.due(today), "planned": rows.planned(today)}
    return (shown, chosen[shown]) if shown in chosen else ("", rows.open())


def _lines(person, today, rows):
    rows = rows.order_by("due_on", "pk").select_related("pathway__programme_version", "responsible")
    return [line(person, today, row) for row in rows]


def listed_lines(person, today, rows):
    """Lines of one page of the list, with the address of those minutes that the person may read."""
    minutes = dict(
        Meeting.objects.visible_to(person)
        .filter(occurrence__in=[row.pk for row in rows])
        .values_list("occurrence_id", "uuid")
    )
    return [line(person, today, row, minutes.get(row.pk)) for row in rows]


def line(person, today, row, meeting_uuid=None):
    return DueItem(
        occurrence=row,
        title=str(cadence_of(row).title),
        pathway_title=row.pathway.title,
        status=row.status(today),
        due_on=row.due_on,
        days=(row.due_on - today).days,
        responsible=row.responsible.name if row.responsible else "",
        is_mine=person.staff_id in (row.responsible_id, row.pathway.lead_id, row.pathway.co_lead_id),
        can_settle=row.state == Occurrence.State.OPEN and can_hold_meeting(person, row.pathway),
        meeting_uuid=meeting_uuid,
    )


def next_occurrence(pathway, person):
    """The open occurrence of the pathway that is due first, or None."""
    rows = Occurrence.objects.visible_to(person).open().filter(pathway=pathway).order_by("due_on", "pk")
    found = rows.select_related("responsible").first()
    if found:
        found.pathway = pathway
    return found


def people_around(pathway, today):
    """Staff who work on the pathway today: its two leads, the class team, those assigned, and the units' managers."""
    roles = RoleAssignment.objects.live(today).filter(
        Q(scope="class", scope_id=pathway.school_class_id)
        | Q(scope__in=("pathway", "group"), scope_id=pathway.pk)
        | Q(
            scope__in=("unit", "school"),
            scope_id__in=(pathway.unit_id, pathway.partner_unit_id),
            role__in=("principal", "provider_manager"),
        )
    )
    leads = Q(pk__in=(pathway.lead_id, pathway.co_lead_id))
    return StaffMember.objects.filter(
        leads | Q(pk__in=roles.values("staff_member_id")), municipality_id=pathway.municipality_id
    )


def children_of_follow_up(pathway, person, today):
    """(rows of the children the person reaches and whose families said yes, number of those who wait for a basis).

    A family that has not said yes has not agreed that anything is written about its child.
    """
    rows = PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(today)
    seen = list(
        PathwayChild.objects.seen_with_child(person)
        .filter(pathway=pathway)
        .on(today)
        .select_related("child")
        .order_by("child__name_key")
    )
    return [row for row in seen if row.accepted_on], rows.count() - len(seen)


def open_goals(pathway, person):
    """Goals of the plan in force and of the annexes that the person sees, not reached and not dropped; class goals first."""
    of_pathway = Q(plan__pathway=pathway, plan__state="in_force") | Q(
        annex__pathway_child__pathway=pathway, annex__pathway_child__ends_on=None
    )
    rows = Goal.objects.visible_to(person).filter(of_pathway, reached_on=None, dropped_on=None)
    return rows.select_related("annex").order_by("annex__child_id", "order", "pk")


def minutes_of(meeting, person):
    """Rows of one meeting that the person sees: each behind the wall of what it is about."""
    children = (
        ChildFollowUp.objects.visible_to(person)
        .filter(meeting=meeting)
        .select_related("child")
        .order_by("child__name_key")
    )
    names = {row.child_id: row.child.short_name for row in children}
    progress = (
        GoalProgress.objects.visible_to(person)
        .filter(meeting=meeting)
        .select_related("goal__annex")
        .order_by("goal__annex__child_id", "goal__order")
    )
    return {
        "participants": MeetingParticipant.objects.visible_to(person)
        .filter(meeting=meeting)
        .select_related("staff_member")
        .order_by("staff_member__name_key", "pk"),
        "children": children,
        "progress": [(row, names.get(row.goal.annex.child_id, "") if row.goal.annex_id else "") for row in progress],
        "decisions": Decision.objects.visible_to(person).filter(meeting=meeting).select_related("owner"),
    }


def span_limit(pathway):
    """The version's limit on the length of a track, by its key "<track>_track" (A27); None when it names none."""
    return next((limit for limit in pathway.content.limits if limit.key == f"{pathway.track}_track"), None)


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """August to July. holidays: public holidays on weekdays outside the school holidays."""

    year: int
    breaks: list
    holidays: list
    can_fetch: bool  # the usual holidays, while few stand here

    @property
    def name(self):
        return f"{self.year}/{(self.year + 1) % 100:02}"


def calendar_years(person, today):
    """This school year and the next, and later ones that something stands in."""
    rows = list(SchoolBreak.objects.visible_to(person))
    first = school_year_of(today)
    last = max([first + 1, *(school_year_of(row.starts_on) for row in rows)])
    return [_school_year(year, rows, can_fetch=year <= first + 1) for year in range(first, last + 1)]


def _school_year(year, rows, can_fetch):
    breaks = [row for row in rows if school_year_of(row.starts_on) == year]
    found = public_holidays(date(year, 8, 1), date(year + 1, 7, 31))
    free = [
        each
        for each in found
        if each[0].weekday() < 5 and not any(row.starts_on <= each[0] <= row.ends_on for row in breaks)
    ]
    return SchoolYear(year, breaks, free, can_fetch and len(breaks) < len(default_breaks(year)))
