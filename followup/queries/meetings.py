"""The people a meeting is held with, what it looks at, and its minutes."""

from django.db.models import Q

from accounts.models import RoleAssignment, StaffMember
from cases.models import Goal, PathwayChild
from followup.models import ChildFollowUp, Decision, GoalProgress, MeetingParticipant


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
        .filter(meeting=meeting, attended=True)
        .select_related("staff_member")
        .order_by("staff_member__name_key", "pk"),
        "children": children,
        "progress": [(row, names.get(row.goal.annex.child_id, "") if row.goal.annex_id else "") for row in progress],
        "decisions": Decision.objects.visible_to(person).filter(meeting=meeting).select_related("owner"),
    }
