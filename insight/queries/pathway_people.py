"""Who takes part in a pathway, as far as the reader may know."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import RoleAssignment
from accounts.roles import ROLE_SECTOR, SECTOR_SIDE, Role
from cases.models import ClassMembership, PathwayChild, SharingBasis
from cases.permissions import can_view_sharing


@dataclass(frozen=True)
class OnSide:
    side: str  # school | social
    people: list


NOT_NAMED = (Role.CASEWORKER, Role.SYSTEM)  # caseworkers belong to a child, not to the class


def people_of(person, pathway, today):
    """Names and roles on both sides: the two leads first, then the team and those assigned."""
    units = [unit for unit in (pathway.unit_id, pathway.partner_unit_id) if unit]
    here = Q(scope__in=("pathway", "group"), scope_id=pathway.pk) | Q(
        scope__in=("unit", "school"), scope_id__in=units, role__in=("principal", "provider_manager")
    )
    if pathway.school_class_id:
        here |= Q(scope="class", scope_id=pathway.school_class_id)
    roles = (
        RoleAssignment.objects.visible_to(person)
        .live(today)
        .filter(here)
        .exclude(role__in=NOT_NAMED)
        .exclude(sector="")
    )
    named = [
        (lead, role) for lead, role in ((pathway.lead, "resource_advisor"), (pathway.co_lead, "group_leader")) if lead
    ]
    for role in roles.select_related("staff_member").order_by("staff_member__name_key"):
        if (role.staff_member, role.role) not in named:
            named.append((role.staff_member, role.role))
    titles = {role.key: str(role.title) for role in pathway.content.roles}
    sides = {"school": [], "social": []}
    for staff, role in named:
        words = staff.title or titles.get(role, str(Role(role).label))
        sides[SECTOR_SIDE[ROLE_SECTOR[role]]].append((staff.name, _within_a_line(words)))
    return [OnSide(side, people) for side, people in sides.items()]


def _within_a_line(title):
    """ "Leder af Familiehuset" becomes "leder af Familiehuset"; PPR stays PPR."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


@dataclass(frozen=True)
class ChildHere:
    row: PathwayChild
    status: str


def children_of(person, pathway, today):
    """(children the reader sees in the pathway, how many more there are)."""
    rows = PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(today)
    total = rows.count()
    seen = list(
        PathwayChild.objects.seen_with_child(person)
        .filter(pathway=pathway)
        .on(today)
        .select_related("child")
        .order_by("child__name_key", "pk")
    )
    live = set()
    if any(can_view_sharing(person, row) for row in seen):
        live = set(
            SharingBasis.objects.visible_to(person).live().filter(pathway=pathway).values_list("child_id", flat=True)
        )
    return [
        ChildHere(row, "" if row.child_id in live else str(pathway.content.word("awaiting_basis"))) for row in seen
    ], total - len(seen)


def pupils_of(person, pathway, today):
    if pathway.school_class_id is None or not person.has(
        "resource_advisor", "principal", "class_team", "learning_advisor"
    ):
        return None
    return (
        ClassMembership.objects.visible_to(person).filter(school_class=pathway.school_class_id).on(today).count()
        or None
    )
