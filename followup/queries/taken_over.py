"""What came to a leader when somebody stopped, and who could take it on; the history of who had an occurrence."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment, StaffMember
from accounts.roles import PERSON_ROLES, ROLE_SECTOR, SECTOR_SIDE
from cases.models import Pathway
from core.templatetags.ui import day
from followup.cadences import cadence_of
from followup.ics import meeting_kind
from followup.models import HandOver, Meeting, Occurrence, OccurrenceChange, Slot, Task

Noun = HandOver.Noun
HOLDERS = (
    "resource_advisor",
    "group_leader",
    "learning_coordinator",
    "learning_advisor",
    "principal",
    "provider_manager",
)
SHOWN = 200


@dataclass
class Taken:
    """One thing that came to the leader: what it is, when it is due, where it is read; `people`: who could take it on."""

    row: HandOver
    thing: object
    title: str
    about: str
    due_on: date | None
    url: str = ""
    people: list = field(default_factory=list)

    @property
    def field_name(self):
        return f"to_{self.row.pk}"

    @property
    def can_be_given(self):
        return self.row.noun != Noun.SLOT


def taken_by_person(person):
    """[(staff member who stopped, how many things of hers wait here)], most first: two questions."""
    found = defaultdict(int)
    for row, _thing in _waiting(person):
        found[row.after] += 1
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0].name_key))


def taken(person, staff, today):
    """The Taken of one who stopped, by day, with those who could take each on. A fixed number of questions."""
    pairs = _waiting(person, staff)
    pathways = _pathways(person, {thing.pathway_id for _row, thing in pairs} - {None})
    reach = who_reach(list(pathways.values()), staff, today)
    reach = {key: [each for each in people if each.pk != person.staff_id] for key, people in reach.items()}
    items = [_taken(row, thing, pathways.get(thing.pathway_id), reach) for row, thing in pairs]
    return sorted(items, key=lambda each: (each.due_on is None, each.due_on or today, each.row.pk))


def to_share_out(person):
    return HandOver.objects.visible_to(person).to_share_out().filter(to=person.staff_id)


def _waiting(person, staff=None):
    """(hand-over, its thing) that wait for the person and are still hers: a question for each kind of thing."""
    rows = to_share_out(person).select_related("after")
    rows = list((rows.filter(after=staff) if staff else rows)[:SHOWN])
    things = {noun: {each.pk: each for each in _open_of(noun, rows, person)} for noun in {row.noun for row in rows}}
    return [(row, things[row.noun][row.object_id]) for row in rows if row.object_id in things[row.noun]]


def _open_of(noun, rows, person):
    me, pks = person.staff_id, [row.object_id for row in rows if row.noun == noun]
    if noun == Noun.OCCURRENCE:
        return Occurrence.objects.visible_to(person).open().filter(pk__in=pks, responsible=me)
    if noun == Noun.MEETING:
        return Meeting.objects.visible_to(person).planned().filter(pk__in=pks, lead=me)
    if noun == Noun.TASK:
        return Task.objects.visible_to(person).open().filter(pk__in=pks, owner=me)
    return Slot.objects.visible_to(person).filter(pk__in=pks).filter(Q(people__contains=[me]) | Q(made_by=me))


def _pathways(person, pks):
    rows = Pathway.objects.visible_to(person).filter(pk__in=pks)
    return {row.pk: row for row in rows.select_related("programme_version", "school_class")}


def _taken(row, thing, pathway, reach):
    about = pathway.title if pathway else ""
    people = reach.get((thing.pathway_id, row.noun == Noun.TASK), [])
    if row.noun == Noun.OCCURRENCE:
        thing.pathway = pathway
        return Taken(row, thing, str(cadence_of(thing).title), about, thing.due_on, _of(pathway), people)
    if row.noun == Noun.MEETING:
        url = reverse("meeting_detail", args=[thing.uuid])
        return Taken(row, thing, str(meeting_kind(thing, pathway)), about, thing.starts_at.date(), url, people)
    if row.noun == Noun.TASK:
        return Taken(row, thing, thing.text, about, thing.due_on, _of(pathway), people)
    return Taken(row, thing, str(thing.get_kind_display()), about, None, reverse("slot_list"))


def _of(pathway):
    return reverse("pathway_detail", args=[pathway.uuid]) if pathway else ""


# ---- who could take it on ----


def who_reach(pathways, gone, today):
    """{(pathway id, any role will do): [staff]} on the side of whoever stopped: those who hold follow-ups, and all who work there."""
    if not pathways:
        return {}
    side = _side_of(gone)
    roles = [role for role in PERSON_ROLES if SECTOR_SIDE[ROLE_SECTOR[role]] == side] if side else list(PERSON_ROLES)
    near = _near(pathways, roles, today).exclude(pk=gone.pk)
    people = {each.pk: each for each in near}
    found = defaultdict(list)
    for loose, wanted in ((False, [role for role in roles if role in HOLDERS]), (True, roles)):
        for staff_id, pathway_id in _reached(list(people), [each.pk for each in pathways], wanted, today):
            found[pathway_id, loose].append(people[staff_id])
    return {key: sorted(staff, key=lambda each: each.name_key) for key, staff in found.items()}


def _side_of(staff):
    """The side on which she worked last."""
    last = RoleAssignment.objects.filter(staff_member=staff).exclude(sector="").order_by("-ends_on", "-pk").first()
    return SECTOR_SIDE[last.sector] if last else ""


def _near(pathways, roles, today):
    here = Q(scope="class", scope_id__in=[each.school_class_id for each in pathways if each.school_class_id])
    here |= Q(scope__in=("pathway", "group"), scope_id__in=[each.pk for each in pathways])
    units = {unit for each in pathways for unit in (each.unit_id, each.partner_unit_id) if unit}
    here |= Q(scope__in=("unit", "school"), scope_id__in=units)
    given = RoleAssignment.objects.live(today).filter(here, role__in=roles).values("staff_member")
    leads = {pk for each in pathways for pk in (each.lead_id, each.co_lead_id) if pk}
    leading = RoleAssignment.objects.live(today).filter(staff_member__in=leads, role__in=roles).values("staff_member")
    return StaffMember.objects.filter(Q(pk__in=given) | Q(pk__in=leading), user__is_active=True)


def _reached(staff_ids, pathway_ids, roles, today):
    with connection.cursor() as db:
        db.execute(
            "select s, p from unnest(%s::bigint[]) s, lateral app.staff_pathways(s, %s, %s) p where p = any(%s)",
            [staff_ids, today, list(roles), pathway_ids],
        )
        return db.fetchall()


# ---- one occurrence ----


def who_could_take(occurrence, today):
    """Those who may answer for this one, except whoever has it: by name."""
    rows = who_reach_any(occurrence.pathway, today)
    return [each for each in rows if each.pk != occurrence.responsible_id]


def who_reach_any(pathway, today):
    roles = [role for role in HOLDERS if role not in ("principal", "provider_manager")]
    people = {each.pk: each for each in _near([pathway], roles, today)}
    found = {staff_id for staff_id, _pathway in _reached(list(people), [pathway.pk], roles, today)}
    return sorted((people[pk] for pk in found), key=lambda each: each.name_key)


@dataclass(frozen=True)
class Past:
    """One line of what happened to an occurrence."""

    on: date
    words: str
    why: str = ""
    by: str = ""


def history_of(occurrence, person):
    """Moved, handed over, opened again, taken over: oldest first; two questions."""
    changes = OccurrenceChange.objects.visible_to(person).filter(occurrence=occurrence)
    found = [_change(row) for row in changes.select_related("staff_before", "staff_after", "by")]
    rows = HandOver.objects.visible_to(person).standing().filter(noun=Noun.OCCURRENCE, object_id=occurrence.pk)
    found += [
        Past(
            row.at.date(),
            _("%(to)s took over after %(after)s") % {"to": row.to.name, "after": row.after.name},
        )
        for row in rows.filter(kind=HandOver.Kind.ENDED).select_related("to", "after")
    ]
    return sorted(found, key=lambda each: each.on)


def _change(row):
    by = row.by.name if row.by else ""
    if row.kind == OccurrenceChange.Kind.MOVED:
        words = _("Moved from %(before)s to %(after)s") % {"before": day(row.due_before), "after": day(row.due_after)}
    elif row.kind == OccurrenceChange.Kind.HANDED_OVER:
        before = row.staff_before.name if row.staff_before else ""
        words = _("From %(before)s to %(after)s") % {"before": before, "after": row.staff_after.name}
        words = words if before else _("To %(after)s") % {"after": row.staff_after.name}
    else:
        words = str(row.get_kind_display()).capitalize()
    return Past(row.at.date(), words, row.reason, by)
