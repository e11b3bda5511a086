"""What the page of a meeting shows while it is held: who is expected, the goals with their last result, what was tried."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cases.models import ClassMembership, Measure, Parent
from cases.queries.trials import tried_by_family
from followup.agenda import OTHER_MEETINGS, asks, parts_of
from followup.cadences import cadence_of, due_after_in
from followup.models import ChildFollowUp, GoalProgress, Involvement, Meeting, NetworkMember, Occurrence, Task
from followup.queries.invitations import staff_around
from followup.queries.meetings import children_of_follow_up, open_goals, wishes_at
from followup.queries.occurrences import next_occurrence

Placement = ChildFollowUp.Placement


@dataclass
class Room:
    """One meeting about to be held. people: expected first; more: others who work with it and were not asked."""

    pathway: object
    kind: object
    today: object
    occurrence: object = None
    meeting: object = None
    people: list = field(default_factory=list)
    more: list = field(default_factory=list)
    parents: list = field(default_factory=list)
    network: list = field(default_factory=list)
    supports: set = field(default_factory=set)
    children: list = field(default_factory=list)
    waiting: int = 0
    goals: list = field(default_factory=list)
    results: dict = field(default_factory=dict)  # goal id -> its last GoalProgress
    measures: list = field(default_factory=list)  # (measure, how often it was tried or None)
    placements: dict = field(default_factory=dict)  # row id -> what is known before anybody asks
    tasks: list = field(default_factory=list)
    wishes: list = field(default_factory=list)  # what families of the reader's side want to talk about
    proposed: object = None

    @property
    def parts(self):
        return parts_of(self.kind)

    def asks(self, holds):
        return asks(self.kind, holds)

    @property
    def was_planned(self):
        return bool(self.meeting)

    @property
    def can_book(self):
        return bool(self.meeting and self.meeting.occurrence_id and self.proposed)

    @property
    def other_kinds(self):
        return [each for each in self.pathway.content.meeting_kinds if each.key in OTHER_MEETINGS]

    @property
    def child_ids(self):
        return [row.child_id for row in self.children]


def room_of(*, pathway, person, today, occurrence=None, meeting=None):
    """All that the page needs; children and goals are those that the person reaches."""
    kind = kind_of(pathway, meeting.kind if meeting else cadence_of(occurrence).meeting_kind)
    about = (meeting or occurrence).pathway_child
    children, waiting = children_of_follow_up(pathway, person, today, about)
    room = Room(pathway, kind, today, occurrence, meeting, children=children, waiting=waiting)
    _seat(room, person, about)
    room.goals = list(open_goals(pathway, person, about))
    room.results = last_results(room.goals, person)
    room.measures = running_measures(pathway, person, today, about)
    room.placements = _placements(room, person)
    room.tasks = open_decisions(pathway, person, about)
    room.wishes = wishes_at(meeting, person) if meeting else []
    if occurrence and not cadence_of(occurrence).before:  # one before the end comes once
        room.proposed = due_after_in(cadence_of(occurrence), today, occurrence.municipality_id).due_on
    return room


def kind_of(pathway, key):
    return next((each for each in pathway.content.meeting_kinds if each.key == key), None)


def _seat(room, person, about):
    around = staff_around(room.pathway, about, room.today)
    if not room.meeting:
        wanted = {*room.kind.leads, *room.kind.invites} if room.kind else set()
        room.people = [staff for staff, role in around if role in wanted or not wanted]
        room.more = [staff for staff, role in around if wanted and role not in wanted]
        return
    asked = room.meeting.participants.exclude(part=Involvement.INFORMED)
    rows = list(asked.select_related("staff_member").order_by("staff_member__name_key", "pk"))
    room.people = [row.staff_member for row in rows if row.staff_member_id]
    here = {staff.pk for staff in room.people}
    room.more = [staff for staff, _role in around if staff.pk not in here]
    room.supports = {row.staff_member_id for row in rows if row.is_support}
    room.parents = list(
        Parent.objects.visible_to(person).filter(pk__in=[row.parent_id for row in rows if row.parent_id])
    )
    members = [row.network_member_id for row in rows if row.network_member_id]
    room.network = list(NetworkMember.objects.visible_to(person).filter(pk__in=members))


def last_results(goals, person):
    """goal id -> what was last said of it."""
    rows = GoalProgress.objects.visible_to(person).filter(goal__in=[goal.pk for goal in goals])
    return {row.goal_id: row for row in rows.select_related("meeting").order_by("meeting__held_on", "pk")}


def running_measures(pathway, person, today, about=None):
    """[(measure, what was tried)] of the plan in force and the annexes that the person sees."""
    of_class = Q(plan__pathway=pathway, plan__state="in_force") if about is None else Q(pk__in=[])
    annexes = Q(annex__pathway_child__pathway=pathway, annex__pathway_child__ends_on=None)
    if about:
        annexes &= Q(annex__pathway_child=about)
    rows = Measure.objects.visible_to(person).filter(of_class | annexes)
    running = [row for row in rows.select_related("owner", "annex__child").order_by("annex_id", "order", "pk")
               if row.status(today) == "running" or (row.ended_on and row.ended_on > today - timedelta(days=100))]  # fmt: skip
    tried = tried_by_family(running, person)
    return [(row, tried.get(row.family)) for row in running]


def _placements(room, person):
    """What was said last time; the first time what the class list says."""
    last = {
        row.pathway_child_id: row.placement
        for row in ChildFollowUp.objects.visible_to(person)
        .filter(pathway_child__in=[row.pk for row in room.children])
        .order_by("meeting__held_on", "pk")
    }
    of_class = room.pathway.school_class_id
    here = set()
    if of_class:
        here = set(
            ClassMembership.objects.visible_to(person)
            .filter(school_class=of_class, child__in=room.child_ids)
            .on(room.today)
            .values_list("child_id", flat=True)
        )
    return {
        row.pk: last.get(row.pk) or (Placement.ORDINARY if row.child_id in here else Placement.UNKNOWN)
        for row in room.children
    }


def open_decisions(pathway, person, about=None):
    """What was agreed and is not done yet, the oldest first."""
    rows = Task.objects.visible_to(person).open().filter(pathway=pathway, kind=Task.Kind.DECISION)
    if about:
        rows = rows.filter(pathway_child=about)
    return list(rows.select_related("owner", "pathway_child__child").order_by("due_on", "pk"))


def last_held(pathway, person, about=None):
    """The meeting held last, of any kind that the person reads."""
    rows = Meeting.objects.visible_to(person).held().filter(pathway=pathway)
    return (rows.filter(pathway_child=about) if about else rows).order_by("-held_on", "-pk").first()


def next_after(meeting, pathway, person):
    """The open occurrence that follows a held meeting: of the same rhythm when there is one, else the pathway's next."""
    if not meeting.occurrence_id:
        return next_occurrence(pathway, person, timezone.localdate())
    mine = meeting.occurrence
    same = Q(subject=mine.subject) if mine.subject else Q(subject=None)
    rows = Occurrence.objects.visible_to(person).open().filter(same, pathway=pathway, cadence=mine.cadence)
    found = rows.select_related("responsible", "pathway_child").first()
    if found is None:
        return next_occurrence(pathway, person, timezone.localdate())
    found.pathway = pathway
    return found
