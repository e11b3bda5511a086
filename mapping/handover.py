"""Who has assessed a child, and whether they come to the meeting where it is told what the results mean (C12, C13)."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.ui import day_month
from followup.models import Meeting
from followup.permissions import can_hold_meeting
from followup.queries.handover import Assessor, comes, day_of, handover_meetings, kinds_of, may_invite
from followup.queries.invitations import staff_around
from mapping.models import Finding, Perspective
from programmes.instruments.catalogue import instruments


@dataclass(frozen=True)
class Handover:
    """Of one finding: whoever assessed and does not come. meeting: None while none is planned; then `kind` is what to plan."""

    assessor: Assessor
    meeting: Meeting | None = None
    kind: str = ""
    may_invite: bool = False

    @property
    def words(self):
        name = {"name": self.assessor.name}
        if self.meeting is None:
            return _("The meeting about the results is not planned yet. Invite %(name)s to it.") % name
        name["day"] = day_month(day_of(self.meeting))
        if self.meeting.state == Meeting.State.HELD:
            return _("Done by %(name)s, who was not at the meeting on %(day)s.") % name
        return _("Done by %(name)s, who is not invited to the meeting on %(day)s.") % name


def handovers_of(findings, pathway, person):
    """{finding pk: Handover} of those that rest on an assessment whose maker does not come. No query when none does."""
    found = [each for each in findings if each.child_id and (each.performed_by_id or each.performer)]
    kinds = kinds_of(pathway) if found and pathway.is_open else []
    if not kinds:
        return {}
    meetings, keeps = handover_meetings(pathway, person), can_hold_meeting(person, pathway)
    told = {each.pk: handover_of(each, meetings, kinds, keeps) for each in found}
    return _with_right({pk: each for pk, each in told.items() if each}, pathway, person)


def handover_of(finding, meetings, kinds, keeps):
    """The next meeting to which the performer is not invited, else the last at which she was not; None when she comes or came."""
    assessor = _assessor(finding)
    since = timezone.localdate(finding.made_at)
    about = (None, finding.pathway_child_id)
    mine = [each for each in meetings if each.pathway_child_id in about and day_of(each) >= since]
    if any(comes(each, assessor) for each in mine):
        return None
    planned = [each for each in mine if each.state == Meeting.State.PLANNED]
    if chosen := next(iter([*planned, *reversed(mine)]), None):
        return Handover(assessor, chosen)
    return Handover(assessor, kind=kinds[0]) if keeps else None


def _with_right(told, pathway, person):
    """The same, with whether the reader may invite: asked once for each meeting."""
    for meeting in {each.meeting for each in told.values() if each.meeting}:
        mine = {pk: each for pk, each in told.items() if each.meeting == meeting}
        may = may_invite([each.assessor for each in mine.values()], meeting, pathway, person)
        told |= {pk: replace(each, may_invite=one) for (pk, each), one in zip(mine.items(), may, strict=True)}
    return told


def _assessor(finding, about=""):
    staff = finding.performed_by
    return Assessor(staff.name if staff else finding.performer, finding.performed_by_id, about, finding.child_id)


def assessors(meeting, pathway, person):
    """Whoever assessed a child of the meeting since the results were told the last time (settings.ASSESSORS)."""
    rows = Finding.objects.visible_to(person).assessed().filter(mapping__pathway=pathway)
    if meeting.pathway_child_id:
        rows = rows.filter(pathway_child=meeting.pathway_child_id)
    day = day_of(meeting)
    earlier = [
        each for each in handover_meetings(pathway, person)
        if each.state == Meeting.State.HELD and day_of(each) < day and each.pathway_child_id in (None, meeting.pathway_child_id)
    ]  # fmt: skip
    since = day_of(earlier[-1]) if earlier else None
    found = {}
    for made_on, made in [*_of_findings(rows), *_of_answers(meeting, pathway, person)]:
        if made_on <= day and (since is None or made_on > since):
            found.setdefault(made.staff_id or made.name.casefold(), made)
    return list(found.values())


def _of_findings(rows):
    for row in rows.select_related("performed_by", "child").order_by("pk"):
        about = " · ".join(word for word in (row.child.short_name, row.tool) if word)
        yield timezone.localdate(row.made_at), _assessor(row, about)


def _of_answers(meeting, pathway, person):
    """Whoever is named as performer where an assessment was answered by area; one of staff where the words hold her name."""
    asked = [each for each in instruments() if any(item.is_performer for item in each.items)]
    rows = Perspective.objects.visible_to(person).filter(mapping__pathway=pathway, obtained_on__isnull=False)
    rows = rows.filter(values__has_any_keys=[each.slug for each in asked])
    if meeting.pathway_child_id:
        rows = rows.filter(pathway_child=meeting.pathway_child_id)
    rows = [row for row in rows.select_related("child").order_by("pk") if row.is_heard]
    around = staff_around(pathway, meeting.pathway_child, timezone.localdate()) if rows else []
    for row in rows:
        for area, words in _performers(row, asked):
            staff = next((each for each, _role in around if each.name.casefold() in words.casefold()), None)
            about = " · ".join(word for word in (row.child.short_name, area) if word)
            yield row.obtained_on, Assessor(staff.name if staff else words, staff and staff.pk, about, row.child_id)


def _performers(row, asked):
    """(area, who) of one answer."""
    for each in asked:
        values = row.values.get(each.slug, {})
        for item in each.items:
            if item.is_performer and values.get(item.key):
                area = each.dimension(item.dimension)
                yield str(area.title) if area else "", values[item.key]


def assessors_around(pathway, row, person, finding=None):
    """[(id, name and work, staff member)] of those who may have assessed: who works with the pathway or the child."""
    around = staff_around(pathway, row, timezone.localdate())
    found = {staff.pk: (staff, staff.title or str(role.label)) for staff, role in around}
    if finding and finding.performed_by_id:
        found.setdefault(finding.performed_by_id, (finding.performed_by, finding.performed_by.title))
    return [
        (pk, ", ".join(word for word in (staff.name, title) if word), staff) for pk, (staff, title) in found.items()
    ]
