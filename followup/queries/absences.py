"""Who is away, who could take her work, and whose absence somebody may write."""

from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import RoleAssignment, SchoolClass, StaffMember
from cases.models import Pathway
from followup.absence import beyond_reach
from followup.models import Absence
from followup.models.absence import LEADERS

SHOWN = 100


def workplaces(staff_ids, on):
    """{staff id: ids of the units where she works}: her own, those of her roles and of the classes and pathways she leads."""
    found = {pk: set() for pk in staff_ids}
    for pk, unit in StaffMember.objects.filter(pk__in=staff_ids).values_list("pk", "unit"):
        found[pk] |= {unit} - {None}
    roles = RoleAssignment.objects.live(on).filter(staff_member__in=staff_ids)
    classes = dict(SchoolClass.objects.filter(pk__in=roles.filter(scope="class").values("scope_id")).values_list("pk", "school"))  # fmt: skip
    for pk, scope, scope_id in roles.values_list("staff_member", "scope", "scope_id"):
        if scope in ("unit", "school"):
            found[pk].add(scope_id)
        elif scope == "class" and scope_id in classes:
            found[pk].add(classes[scope_id])
    for lead, co_lead, unit, partner in _led(staff_ids):
        for pk, place in ((lead, unit), (co_lead, partner)):
            if pk in found and place:
                found[pk].add(place)
    return found


def _led(staff_ids):
    rows = Pathway.objects.open().filter(Q(lead__in=staff_ids) | Q(co_lead__in=staff_ids))
    return rows.values_list("lead", "co_lead", "unit", "partner_unit")


def workplace_of(staff, on):
    """The unit whose leader answers for her, or None: her own, else the first of those where she works."""
    if staff.unit_id:
        return staff.unit_id
    return min(workplaces([staff.pk], on)[staff.pk], default=None)


def may_write_for(person, staff, on):
    """Herself, the administrator, and the leader of the unit where she works."""
    if person.staff_id == staff.pk or person.has("administrator"):
        return True
    return workplace_of(staff, on) in person.scopes("unit", LEADERS)


def staff_led_by(person, on):
    """Those whose leader this person is, by name; nobody for others."""
    units = person.scopes("unit", LEADERS)
    if not units:
        return []
    classes = SchoolClass.objects.filter(school__in=units).values("pk")
    here = Q(scope__in=("unit", "school"), scope_id__in=units) | Q(scope="class", scope_id__in=classes)
    roles = RoleAssignment.objects.live(on).filter(here).values("staff_member")
    rows = StaffMember.objects.visible_to(person).filter(Q(unit__in=units) | Q(unit=None, pk__in=roles))
    return list(rows.filter(user__is_active=True).exclude(pk=person.staff_id).order_by("name_key")[:SHOWN])


# ---- who could stand in ----


@dataclass
class Candidate:
    """A colleague; `lacking`: titles of the pathways of the absent one's work that she does not reach."""

    staff: StaffMember
    lacking: list = field(default_factory=list)
    away: bool = False

    @property
    def lacking_named(self):
        """Those whose titles the reader may see: an administrator sees none."""
        return [title for title in self.lacking if title]

    @property
    def can(self):
        return not self.lacking and not self.away


def candidates(staff, person, first, last):
    """Colleagues in the same sector at the same workplace, those who can stand in first. A question for each of them."""
    sectors = RoleAssignment.objects.live(first).filter(staff_member=staff).exclude(sector="").values("sector")
    same = RoleAssignment.objects.live(first).filter(sector__in=sectors).values("staff_member")
    rows = StaffMember.objects.visible_to(person).filter(pk__in=same, user__is_active=True).exclude(pk=staff.pk)
    people = list(rows.order_by("name_key"))
    places = workplaces([staff.pk, *(each.pk for each in people)], first)
    near = [each for each in people if places[each.pk] & places[staff.pk]][:SHOWN]
    away = set(
        Absence.objects.visible_to(person).touching(first, last).filter(staff__in=near).values_list("staff", flat=True)
    )
    lacking = {each.pk: beyond_reach(staff.pk, each.pk, first, last) for each in near}
    names = dict(Pathway.objects.visible_to(person).filter(pk__in=set().union(*lacking.values())).values_list("pk", "title"))  # fmt: skip
    found = [Candidate(each, sorted({names.get(pk, "") for pk in lacking[each.pk]}), each.pk in away) for each in near]
    return sorted(found, key=lambda each: not each.can)


# ---- the page ----


@dataclass(frozen=True)
class AbsencePage:
    """mine: the reader's own, now and to come; standing: those she stands in for; unit: of her people; people: whom she may write for."""

    mine: list
    standing: list
    unit: list
    people: list


def absence_page(person, today):
    rows = list(
        Absence.objects.visible_to(person).filter(last__gte=today).select_related("staff", "stand_in").order_by("first", "pk")[:SHOWN]
    )  # fmt: skip
    me = person.staff_id
    return AbsencePage(
        mine=[row for row in rows if row.staff_id == me],
        standing=[row for row in rows if row.stand_in_id == me],
        unit=[row for row in rows if me not in (row.staff_id, row.stand_in_id)],
        people=staff_led_by(person, today),
    )
