"""The people a meeting is held with, what it looks at, and its minutes."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment, StaffMember
from cases.models import Child, Goal, Parent, PathwayChild
from cases.queries.family_side import wishes_for
from followup.models import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant, NetworkMember, Task

LEFT_OVER = 6  # meetings back from which what was not spoken of comes along


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


def children_of_follow_up(pathway, person, today, about=None):
    """(rows of the children the person reaches and whose families said yes, number of those who wait for a basis).

    A family that has not said yes has not agreed that anything is written about its child.
    """
    only = {"pathway": pathway} | ({"pk": about.pk} if about else {})
    rows = PathwayChild.objects.visible_to(person).filter(**only).on(today)
    seen = list(
        PathwayChild.objects.seen_with_child(person)
        .filter(**only)
        .on(today)
        .select_related("child")
        .order_by("child__name_key")
    )
    return [row for row in seen if row.accepted_on], rows.count() - len(seen)


def open_goals(pathway, person, about=None):
    """Goals of the plan in force and of the annexes that the person sees, not reached and not dropped; class goals first.

    about: only those of this child.
    """
    of_pathway = Q(annex__pathway_child__pathway=pathway, annex__pathway_child__ends_on=None)
    if about:
        of_pathway &= Q(annex__pathway_child=about)
    else:
        of_pathway |= Q(plan__pathway=pathway, plan__state="in_force")
    rows = Goal.objects.visible_to(person).filter(of_pathway, reached_on=None, dropped_on=None)
    return rows.select_related("annex").order_by("annex__child_id", "order", "pk")


def wishes_at(meeting, person):
    """What families of the reader's side want to talk about there, with what was left over from the meetings before it."""
    rows = Meeting.objects.visible_to(person).filter(pathway=meeting.pathway_id).exclude(state=Meeting.State.PLANNED)
    over = list(rows.order_by("-starts_at", "-pk").values_list("uuid", flat=True)[:LEFT_OVER])
    return wishes_for(meeting.uuid, person, over=over, child=_child_of(meeting, person))


def _child_of(meeting, person):
    rows = PathwayChild.objects.visible_to(person).filter(pk=meeting.pathway_child_id)
    return rows.values_list("child", flat=True).first() if meeting.pathway_child_id else None


def minutes_of(meeting, person):
    """Rows of one meeting that the person sees: each behind the wall of what it is about."""
    children = list(
        ChildFollowUp.objects.visible_to(person)
        .filter(meeting=meeting)
        .select_related("child")
        .order_by("child__name_key")
    )
    decisions = _decisions(meeting, person)
    names = {row.child_id: row.child.short_name for row in children}
    progress = (
        GoalProgress.objects.visible_to(person)
        .filter(meeting=meeting)
        .select_related("goal__annex")
        .order_by("goal__annex__child_id", "goal__order")
    )
    return {
        "seats": seats_of(meeting, person),
        "children": children,
        "progress": [(row, names.get(row.goal.annex.child_id, "") if row.goal.annex_id else "") for row in progress],
        "decisions": decisions,
        "child_ids": [row.child_id for row in children] + [each.child_id for each in decisions if each.child_id],
        "about": _about(meeting, person),
    }


@dataclass(frozen=True)
class DecisionLine:
    """ "Barn X får Y af Z inden …": one line of the list of decisions."""

    decision: Decision
    child: str
    child_id: int | None
    who: str
    due_on: object
    is_done: bool

    @property
    def text(self):
        return self.decision.text


def _decisions(meeting, person):
    rows = (
        Decision.objects.visible_to(person)
        .filter(meeting=meeting)
        .select_related("owner", "pathway_child")
        .prefetch_related(Prefetch("tasks", Task.objects.visible_to(person)))
        .order_by("pk")
    )
    names = Child.objects.visible_to(person).in_bulk(
        [row.pathway_child.child_id for row in rows if row.pathway_child_id]
    )
    return [_decision_line(row, names) for row in rows]


def _decision_line(row, names):
    child = names.get(row.pathway_child.child_id) if row.pathway_child_id else None
    tasks = list(row.tasks.all())
    sides = {"school": _("The school"), "social": _("Social services")}
    return DecisionLine(
        row,
        child.short_name if child else "",
        child.pk if child else None,
        row.owner.name if row.owner else sides.get(row.side, ""),
        row.due_on or next((task.due_on for task in tasks), None),
        bool(tasks) and all(task.settled_on and not task.left_out_because for task in tasks),
    )


def _about(meeting, person):
    """The child that the meeting is about, when the reader reaches it."""
    if not meeting.pathway_child_id:
        return None
    return Child.objects.visible_to(person).filter(pathways=meeting.pathway_child_id).first()


@dataclass(frozen=True)
class Seat:
    """One who was asked or who came, as the reader may know her. attended: None until the meeting is held."""

    name: str
    role: str
    attended: bool | None
    is_informed: bool
    is_support: bool


def seats_of(meeting, person):
    """Everybody of the meeting: staff by name, parents and network by name where the reader reaches the child."""
    rows = list(
        MeetingParticipant.objects.visible_to(person)
        .filter(meeting=meeting)
        .select_related("staff_member")
        .order_by("staff_member__name_key", "pk")
    )
    parents = Parent.objects.visible_to(person).in_bulk([row.parent_id for row in rows if row.parent_id])
    guests = NetworkMember.objects.visible_to(person).in_bulk(
        [row.network_member_id for row in rows if row.network_member_id]
    )
    return [Seat(*_named(row, parents, guests), row.attended, row.part == "informed", row.is_support) for row in rows]


def _named(row, parents, guests):
    if row.staff_member_id:
        return row.staff_member.name, row.staff_member.title
    if row.parent_id:
        parent = parents.get(row.parent_id)
        return (parent.name, _("parent")) if parent else (_("A parent"), "")
    if row.network_member_id:
        guest = guests.get(row.network_member_id)
        return (
            (guest.name, ", ".join(word for word in (guest.function, guest.organisation) if word))
            if guest
            else (_("A guest"), "")
        )
    return row.words[:1].upper() + row.words[1:], ""
