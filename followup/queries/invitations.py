"""Who may be asked to a meeting, who may not and why, and what speaks against its time."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import RoleAssignment, StaffMember
from accounts.roles import ROLE_SECTOR, Role, side_of
from cases.models import CustodyRelation, PathwayChild
from core.templatetags.ui import clock
from followup.calendar import school_calendar, why_closed
from followup.models import Meeting, MeetingParticipant, NetworkMember
from followup.permissions import KEEPERS
from followup.timetable import clash

AT_THE_SCHOOL = (Role.PRINCIPAL, Role.PROVIDER_MANAGER, Role.RESOURCE_ADVISOR, Role.LEARNING_ADVISOR)
USUAL_START, USUAL_LENGTH = time(14, 15), timedelta(hours=1)


@dataclass
class Invitee:
    """Somebody who could be asked. key: "staff:7", "parent:3" or "network:2". why_not: "" when she may be asked."""

    key: str
    name: str
    role: str
    side: str = ""
    expected: bool = False  # the kind of meeting asks for her role
    may_lead: bool = False
    why_not: str = ""

    @property
    def kind(self):
        return self.key.partition(":")[0]

    @property
    def pk(self):
        return int(self.key.partition(":")[2])


@dataclass
class Circle:
    """Everybody around a meeting: those who may be asked, and those who may not, each with the reason."""

    people: list = field(default_factory=list)

    @property
    def open_to(self):
        return [each for each in self.people if not each.why_not]

    @property
    def shut_to(self):
        return [each for each in self.people if each.why_not]

    def leads(self):
        return [each for each in self.open_to if each.may_lead]


def circle(*, pathway, kind, pathway_child, person, today):
    """Staff on both sides; and for a meeting about one child its parents and its network."""
    people = _staff(pathway, kind, pathway_child, person, today)
    if pathway_child:
        people += _parents(kind, pathway_child, person, today) + _network(pathway_child, person, today)
    return Circle(people)


def reachers(staff_ids, pathway_id, child_id, today):
    """Those of the staff who reach the pathway, and the child if there is one, under the walls as they stand for each. One query."""
    with connection.cursor() as db:
        db.execute("select * from app.reachers(%s, %s, %s, %s)", [list(staff_ids), pathway_id, child_id, today])
        return {pk for (pk,) in db.fetchall()}


def may_be_asked(*, meeting_pathway, child_id, staff=(), parents=(), network=(), person, today):
    """What of these may not be asked, as {(kind, id): sentence}: the wrong recipient is the commonest leak."""
    refused = {}
    reach = reachers(staff, meeting_pathway.pk, child_id, today) if staff else set()
    names = dict(StaffMember.objects.visible_to(person).filter(pk__in=set(staff) - reach).values_list("pk", "name"))
    for pk in set(staff) - reach:
        refused["staff", pk] = _no_reach(names.get(pk, _("Somebody")), child_id)
    holders = (
        CustodyRelation.objects.visible_to(person)
        .holding(today)
        .filter(child=child_id)
        .values_list("parent_id", flat=True)
    )
    refused |= {("parent", pk): _not_a_parent() for pk in set(parents) - set(holders)}
    known = NetworkMember.objects.visible_to(person).on(today).filter(child=child_id).values_list("pk", flat=True)
    return refused | {("network", pk): _not_in_network() for pk in set(network) - set(known)}


def _no_reach(name, child_id):
    if child_id:
        return _("%(name)s has no right to hear of this child and cannot be invited.") % {"name": name}
    return _("%(name)s has no right to hear of this pathway and cannot be invited.") % {"name": name}


def _not_a_parent():
    return _("Only a parent who holds custody of this child, and whose access is not suspended, can be invited.")


def _not_in_network():
    return _("A guest must first stand in the child's network, with a function and a basis.")


# ---- staff ----


def staff_around(pathway, pathway_child, today):
    """Roles of those who work with the pathway or with the child: [(staff member, role)]; the two leads first."""
    units = [pk for pk in (pathway.unit_id, pathway.partner_unit_id) if pk]
    here = Q(scope__in=("pathway", "group"), scope_id=pathway.pk) | Q(
        scope__in=("unit", "school"), scope_id__in=units, role__in=AT_THE_SCHOOL
    )
    if pathway.school_class_id:
        here |= Q(scope="class", scope_id=pathway.school_class_id)
    if pathway_child:
        here |= Q(scope="child", scope_id=pathway_child.child_id)
    rows = RoleAssignment.objects.live(today).filter(here, municipality_id=pathway.municipality_id).exclude(sector="")
    found = {}
    for each in StaffMember.objects.filter(pk__in=[pk for pk in (pathway.lead_id, pathway.co_lead_id) if pk]):
        found[each.pk] = (
            each,
            Role.RESOURCE_ADVISOR if (each.pk == pathway.lead_id) == (pathway.side == "school") else Role.GROUP_LEADER,
        )
    found = dict(sorted(found.items(), key=lambda pair: pair[0] != pathway.lead_id))
    for row in rows.select_related("staff_member").order_by("staff_member__name_key", "pk"):
        found.setdefault(row.staff_member_id, (row.staff_member, Role(row.role)))
    return list(found.values())


def _staff(pathway, kind, pathway_child, person, today):
    around = staff_around(pathway, pathway_child, today)
    child_id = pathway_child.child_id if pathway_child else None
    reach = reachers([staff.pk for staff, _role in around], pathway.pk, child_id, today)
    titles = {role.key: str(role.title) for role in pathway.content.roles}
    wanted = {*kind.leads, *kind.invites} if kind else set()
    return [
        Invitee(
            f"staff:{staff.pk}",
            staff.name,
            staff.title or titles.get(role, str(role.label)),
            side_of(ROLE_SECTOR[role]),
            expected=role in wanted,
            may_lead=role in KEEPERS,
            why_not="" if staff.pk in reach else _no_reach(staff.name, child_id),
        )
        for staff, role in around
    ]


# ---- a child's parents and network ----


def _parents(kind, pathway_child, person, today):
    rows = CustodyRelation.objects.visible_to(person).on(today).filter(child=pathway_child.child_id, has_custody=True)
    return [
        Invitee(
            f"parent:{row.parent_id}",
            row.parent.name,
            str(row.get_relation_display()),
            expected=kind is None or "parent" in kind.invites,
            why_not=_("%(name)s's access is suspended and nothing is sent.") % {"name": row.parent.name}
            if row.is_suspended(today)
            else "",
        )
        for row in rows.select_related("parent").order_by("parent__name_key")
    ]


def _network(pathway_child, person, today):
    rows = NetworkMember.objects.visible_to(person).on(today).filter(child=pathway_child.child_id)
    words = lambda row: ", ".join(word for word in (row.function, row.organisation) if word)  # noqa: E731
    return [Invitee(f"network:{row.pk}", row.name, words(row), expected=row.involvement == "involved") for row in rows]


# ---- the time ----


@dataclass(frozen=True)
class Proposal:
    starts_at: datetime
    ends_at: datetime
    place: str = ""


def proposal(*, pathway, kind_key, due_on, person, today, pathway_child=None):
    """A day and time to begin with: the day it is due if that is a school day to come, at the time and place of the last one."""
    first = max(due_on or today + timedelta(days=14), today)
    calendar = school_calendar(pathway.municipality_id, first, first)
    day = calendar.next_school_day(first)
    last = (
        Meeting.objects.visible_to(person)
        .filter(pathway=pathway, kind=kind_key, pathway_child=pathway_child, starts_at__isnull=False)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("-starts_at")
        .first()
    )
    at = timezone.localtime(last.starts_at).time() if last else USUAL_START
    starts_at = timezone.make_aware(datetime.combine(day, at))
    length = last.ends_at - last.starts_at if last and last.ends_at else USUAL_LENGTH
    return Proposal(starts_at, starts_at + length, last.place if last else "")


@dataclass(frozen=True)
class Against:
    code: str
    words: str


def warnings_of(*, pathway, pathway_child, starts_at, ends_at, staff, person, now, meeting=None):
    """What speaks against the time: past, no school, in lessons (C23), two at once. The person may go on all the same."""
    found = []
    if starts_at < now:
        found.append(Against("past", _("The time lies in the past.")))
    if ends_at and ends_at <= starts_at:
        found.append(
            Against("end", _("The end lies before the start. If you go on, the meeting stands without an end."))
        )
        ends_at = None
    ends_at = ends_at or starts_at + USUAL_LENGTH
    if why := why_closed(pathway.municipality_id, timezone.localdate(starts_at)):
        found.append(Against("closed", _("There is no school that day: %(why)s.") % {"why": why}))
    elif pathway_child and (lesson := clash(pathway_child, starts_at, ends_at)):
        found.append(Against("lessons", lesson))
    return found + _at_once(pathway, starts_at, ends_at, staff, person, meeting)


def _at_once(pathway, starts_at, ends_at, staff, person, meeting):
    others = Meeting.objects.visible_to(person).touching(starts_at, ends_at).exclude(pk=meeting.pk if meeting else None)
    rows = MeetingParticipant.objects.visible_to(person).filter(meeting__in=others.values("pk"), staff_member__in=staff)
    names = list(rows.order_by("staff_member__name_key").values_list("staff_member__name", flat=True).distinct())
    if not names:
        return []
    words = ngettext(
        "%(names)s is at another meeting at %(time)s.", "%(names)s are at another meeting at %(time)s.", len(names)
    )
    return [Against("busy", words % {"names": ", ".join(names), "time": clock(starts_at)})]


def meeting_children(pathway, person, today):
    """The children that a meeting may be about: those whom the person reaches, and whose families said yes."""
    rows = PathwayChild.objects.seen_with_child(person).filter(pathway=pathway, accepted_on__isnull=False).on(today)
    return list(rows.select_related("child").order_by("child__name_key", "pk"))
