"""Who takes part in a pathway, who may own a measure, and whose names may not stand in the class part."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import RoleAssignment, StaffMember
from accounts.roles import ROLE_SECTOR, side_of
from cases.models import Child, PathwayChild


@dataclass(frozen=True)
class Participant:
    """A member of staff who takes part in a pathway: by name, what she is there, and on which side."""

    staff: StaffMember
    role: str
    side: str


def participants(pathway, person):
    """Who takes part: the two leads first, then those with a live role of the programme for class, units or pathway.

    Roles held for a single child (a caseworker's) are left out: naming them would tell that a child has one.
    """
    words = {role.key: str(role.title) for role in pathway.content.roles}
    roles = (
        RoleAssignment.objects.visible_to(person).live(timezone.localdate()).filter(_around(pathway), role__in=words)
    )
    found = {}
    for given in roles.select_related("staff_member").order_by("staff_member__name_key"):
        found.setdefault(given.staff_member_id, _participant(given, words))
    leads = [staff for staff in (pathway.lead, pathway.co_lead) if staff]
    for staff, role in zip(leads, _lead_roles(pathway), strict=False):
        found[staff.pk] = Participant(staff, staff.title or words.get(role, ""), side_of(ROLE_SECTOR.get(role, "")))
    first = [staff.pk for staff in leads]
    order = {"school": 0, "social": 1}
    rest = [p for pk, p in found.items() if pk not in first]
    return sorted([*(found[pk] for pk in first), *rest], key=lambda p: order.get(p.side, 2))


def _participant(given, words):
    return Participant(given.staff_member, given.staff_member.title or words[given.role], side_of(given.sector))


def _lead_roles(pathway):
    """The roles in which lead and co-lead stand there: the track's responsible first."""
    pair = ["resource_advisor", "group_leader"]
    return pair if pathway.side == "school" else pair[::-1]


def _around(pathway):
    units = [pk for pk in (pathway.unit_id, pathway.partner_unit_id) if pk]
    around = Q(scope__in=["unit", "school"], scope_id__in=units) | Q(
        scope__in=["pathway", "group"], scope_id=pathway.pk
    )
    if pathway.school_class_id:
        around |= Q(scope="class", scope_id=pathway.school_class_id)
    return around


def staff_of(pathway, person, also=None):
    """Staff who may own a measure: everybody who takes part, and who works in one of the units, from either side.

    also: id of whoever owns it now; she stays until another is chosen, though she has left.
    """
    ids = {p.staff.pk for p in participants(pathway, person)} | ({also} if also else set())
    units = [pk for pk in (pathway.unit_id, pathway.partner_unit_id) if pk]
    return StaffMember.objects.visible_to(person).filter(Q(pk__in=ids) | Q(unit__in=units)).order_by("name_key")


def names_not_to_write(pathway, person):
    """Children whose names may not stand in the class part: the class of today, and those in the pathway."""
    today = timezone.localdate()
    children = Child.objects.visible_to(person)
    mine = PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(today).values("child_id")
    found = children.filter(pk__in=mine)
    if pathway.school_class_id:
        found = found | children.in_class(pathway.school_class_id, today)
    return list(found.distinct())
