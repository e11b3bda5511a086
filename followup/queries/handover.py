"""The meeting where the results of an assessment are handed over, and who assessed and does not come to it (C13).

Who assessed is known on the floors above: settings.ASSESSORS names what tells it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from followup.models import Meeting, MeetingParticipant
from followup.permissions import can_hold_meeting
from followup.queries.invitations import reachers

INVOLVED = MeetingParticipant.Part.INVOLVED


@dataclass(frozen=True)
class Assessor:
    """Somebody who has assessed a child of the meeting: one of staff by id, or whoever it was in words. about: what, of whom."""

    name: str
    staff_id: int | None = None
    about: str = ""
    child_id: int | None = None


@dataclass(frozen=True)
class Absent:
    """An assessor who is not invited, or who did not come. may_invite: the reader asks her with one press."""

    assessor: Assessor
    may_invite: bool = False


def kinds_of(pathway):
    """Keys of the kinds of meeting where results are handed over, as the version says."""
    return [kind.key for kind in pathway.content.meeting_kinds if kind.hands_over]


def handover_meetings(pathway, person):
    """Planned and held ones that the person sees, with those invited, the earliest first."""
    kinds = kinds_of(pathway)
    if not kinds:
        return []
    rows = Meeting.objects.visible_to(person).filter(pathway=pathway, kind__in=kinds).exclude(state="cancelled")
    rows = rows.prefetch_related("participants__staff_member", "participants__network_member")
    return sorted(rows, key=lambda row: (day_of(row), row.pk))


def day_of(meeting):
    return meeting.held_on or timezone.localdate(meeting.starts_at)


def comes(meeting, assessor):
    """Whether an assessor is asked to take part in the meeting, or took part in one that is held."""
    for row in meeting.participants.all():
        if meeting.state == Meeting.State.HELD and not row.attended or row.part != INVOLVED:
            continue
        if assessor.staff_id and row.staff_member_id == assessor.staff_id:
            return True
        if not assessor.staff_id and any(_is_one(assessor.name.casefold(), name) for name in _names(row)):
            return True
    return bool(assessor.staff_id) and meeting.lead_id == assessor.staff_id


def _names(row):
    people = (row.staff_member, row.network_member)
    return {name.casefold() for name in (row.words, *(each.name for each in people if each)) if name}


def _is_one(said, name):
    """ "Psykolog Bo Lund, PPR" is Bo Lund: what was typed holds the name, or the other way round."""
    return said in name or name in said


def absent_of(meeting, pathway, person):
    """Those who assessed a child of the meeting, as far as the reader sees it, and do not come."""
    if pathway is None or meeting.kind not in kinds_of(pathway) or meeting.state == Meeting.State.CANCELLED:
        return []
    found = [each for name in settings.ASSESSORS for each in import_string(name)(meeting, pathway, person)]
    missing = [each for each in found if not comes(meeting, each)]
    return [Absent(each, may) for each, may in zip(missing, may_invite(missing, meeting, pathway, person), strict=True)]


def may_invite(assessors, meeting, pathway, person):
    """For each whether the reader may ask her to the meeting, the walls asked as they stand for whoever is asked."""
    staff = {each.staff_id for each in assessors if each.staff_id}
    if not staff or meeting.state != Meeting.State.PLANNED or not can_hold_meeting(person, pathway):
        return [False] * len(assessors)
    child = meeting.pathway_child.child_id if meeting.pathway_child_id else None
    reach = reachers(staff, pathway.pk, child, timezone.localdate())
    return [each.staff_id in reach for each in assessors]
