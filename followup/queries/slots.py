"""Time set aside as pages: whose, for what, and what became of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import OrganisationUnit, RoleAssignment, StaffMember
from followup.calendar import school_year_of
from followup.models import Slot, SlotDay
from followup.models.slots import MANAGERS
from followup.permissions import can_keep_slot
from followup.queries.contacts import pathways_to_contact
from followup.queries.meetings import people_around
from followup.slots import rhythm_words, times_of


@dataclass(slots=True)
class SlotLine:
    """One rhythm. coming: its next times; held, missed: how many of this school year's."""

    slot: Slot
    rhythm: str
    of: str
    people: list
    coming: list
    held: int
    missed: int
    may_keep: bool


def slot_lines(person, today, shown=3, weeks=10):
    """Rhythms that go on and that the person sees, her own first, with their next times. Five questions, however many."""
    slots = Slot.objects.visible_to(person).filter(Q(last_on=None) | Q(last_on__gte=today))
    rows = list(slots.select_related("pathway", "unit").order_by("starts_at", "pk"))
    coming = {}
    for each in times_of(slots.select_related("pathway", "unit"), person, today, today + timedelta(weeks=weeks)):
        if each.state != "cancelled":
            coming.setdefault(each.slot.pk, []).append(each)
    names, told = _names(rows), _told(person, rows, today)
    lines = [
        SlotLine(
            slot=row,
            rhythm=rhythm_words(row),
            of=str(row.pathway or row.unit),
            people=[names[pk] for pk in row.people if pk in names],
            coming=coming.get(row.pk, [])[:shown],
            held=told[row.pk, "held"],
            missed=told[row.pk, "not_held"],
            may_keep=can_keep_slot(person, row),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: person.staff_id not in line.slot.people)


def names_of(slot):
    """Names of those it is for, in their order."""
    names = _names([slot])
    return [names[pk] for pk in slot.people if pk in names]


def school_year_began(today):
    return date(school_year_of(today), 8, 1)


def places_for(person):
    """[(key, title)] of what time can be set aside for: the pathways she works in, and the units that she leads or belongs to."""
    pathways = [(f"p{row.pk}", row.title) for row in pathways_to_contact(person).order_by("title")]
    mine = Q(pk__in=person.scopes("unit", MANAGERS)) | Q(staff__pk=person.staff_id)
    units = OrganisationUnit.objects.visible_to(person).filter(mine).distinct().order_by("name")
    return pathways + [(f"u{row.pk}", row.name) for row in units]


def place_behind(person, key):
    """{"pathway": row} or {"unit": row} of one of those keys."""
    kind, pk = key[:1], key[1:]
    if kind == "p":
        return {"pathway": pathways_to_contact(person).get(pk=pk)}
    return {"unit": OrganisationUnit.objects.visible_to(person).get(pk=pk)}


def people_for(person, pathways, today, slot=None):
    """Staff to choose from: those around the pathways, of her own unit, and who is already on it."""
    found = StaffMember.objects.visible_to(person).filter(user__is_active=True)
    near = Q(pk=person.staff_id) | Q(pk__in=slot.people if slot else [])
    for pathway in pathways:
        near |= Q(pk__in=people_around(pathway, today).values("pk"))
    units = person.scopes("unit", MANAGERS)
    if units:
        roles = (
            RoleAssignment.objects.visible_to(person)
            .live(today)
            .filter(scope__in=("unit", "school"), scope_id__in=units)
        )
        near |= Q(pk__in=roles.values("staff_member_id")) | Q(unit__in=units)
    return found.filter(near).order_by("name_key")


def _names(slots):
    people = {pk for slot in slots for pk in slot.people}
    return dict(StaffMember.objects.filter(pk__in=people).values_list("pk", "name"))


def _told(person, slots, today):
    rows = SlotDay.objects.visible_to(person).filter(slot__in=slots, day__gte=school_year_began(today))
    return Counter(rows.values_list("slot_id", "state"))
