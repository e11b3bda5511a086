"""Who works with a pathway today, read for its people page."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import RoleAssignment
from accounts.roles import Role, side_of
from cases.models import Child, PathwayChild


@dataclass(frozen=True)
class Colleague:
    """One live role that reaches the pathway; `child` only for a caseworker's own child."""

    assignment: RoleAssignment
    role: str
    side: str
    child: Child | None


def colleagues(pathway, person, on):
    """Colleagues of the class team, PPR and the children's caseworkers whom this reader may know of, two queries."""
    children = {
        pc.child_id: pc.child
        for pc in PathwayChild.objects.seen_with_child(person).filter(pathway=pathway).on(on).select_related("child")
    }
    here = (
        Q(scope="class", scope_id=pathway.school_class_id, role=Role.CLASS_TEAM)
        | Q(scope="pathway", scope_id=pathway.pk)
        | Q(scope="child", scope_id__in=children, role=Role.CASEWORKER)
    )
    live = (
        RoleAssignment.objects.visible_to(person)
        .live(on)
        .filter(here)
        .select_related("staff_member")
        .order_by("role", "staff_member__name_key")
    )
    return [
        Colleague(
            a, str(Role(a.role).label), side_of(a.sector), children.get(a.scope_id) if a.scope == "child" else None
        )
        for a in live
    ]
