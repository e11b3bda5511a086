"""Plan, change, cancel and hand over a meeting. Whoever is asked is told by `followup.invitations`."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from cases.models import PathwayChild
from followup import invitations
from followup.actions.follow import call_off
from followup.actions.minutes import locked_meeting, participant_fields, who_of
from followup.actions.occurrences import locked_occurrence, move_occurrence, must_be_open
from followup.actions.pathways import locked_pathway
from followup.models import Meeting, MeetingParticipant, Occurrence
from followup.permissions import can_hold_meeting, can_undo
from followup.queries.invitations import may_be_asked, reachers

State = Meeting.State


@transaction.atomic
def plan_meeting(
    *, pathway, kind, starts_at, by, ends_at=None, place="", pathway_child=None, occurrence=None, lead=None, invited=(), parents_prepared_on=None
):  # fmt: skip
    """A meeting of one of the version's kinds, about the pathway or one child; it answers an occurrence when it is given one.

    invited: {"staff" | "parent" | "network": id, "part": involved | informed, "is_support": bool}. An end that is not after the
    start is left out. An occurrence's day follows the agreed one. Its meeting is planned already: gives that.
    ValidationError by "invited" for whoever has no right to the child or the pathway.
    """
    pathway = locked_pathway(pathway, by, can_hold_meeting)
    if occurrence:
        occurrence = locked_occurrence(occurrence, by)
        if found := Meeting.objects.visible_to(by).filter(occurrence=occurrence).first():
            return found
        must_be_open(occurrence)
        pathway_child = pathway_child or occurrence.pathway_child
    _known_kind(pathway, kind)
    _reached_child(pathway, pathway_child, by)
    meeting = Meeting(
        municipality_id=by.municipality_id, pathway=pathway, kind=kind, state=State.PLANNED, pathway_child=pathway_child,
        occurrence=occurrence, lead_id=lead.pk if lead else pathway.lead_id or by.staff_id, recorded_by_id=by.staff_id,
        starts_at=starts_at, ends_at=_end(starts_at, ends_at), place=place.strip(), parents_prepared_on=parents_prepared_on,
    )  # fmt: skip
    _check_invited(meeting, invited, by)
    meeting.save()
    _invite(meeting, invited, by)
    _agree(meeting, by)
    invitations.tell(meeting, by)
    return meeting


def _known_kind(pathway, kind):
    if kind not in {each.key for each in pathway.content.meeting_kinds}:
        raise ValidationError({"kind": _("Choose a kind of meeting.")})


def _reached_child(pathway, pathway_child, by):
    if (
        pathway_child
        and not PathwayChild.objects.seen_with_child(by).filter(pk=pathway_child.pk, pathway=pathway).exists()
    ):
        raise PermissionDenied


def _end(starts_at, ends_at):
    return ends_at if ends_at and ends_at > starts_at else None


def _check_invited(meeting, invited, by):
    """Each invitation is held against the walls as they stand for whoever gets it."""
    of = lambda kind: [each[kind] for each in invited if each.get(kind)]  # noqa: E731
    child_id = meeting.pathway_child.child_id if meeting.pathway_child_id else None
    staff = {*of("staff"), *([meeting.lead_id] if meeting.lead_id else [])}
    refused = may_be_asked(
        meeting_pathway=meeting.pathway, child_id=child_id, staff=staff, parents=of("parent"), network=of("network"),
        person=by, today=timezone.localdate(),
    )  # fmt: skip
    if refused:
        raise ValidationError({"invited": sorted(set(refused.values()))})


def _invite(meeting, invited, by):
    now = timezone.now()
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(
            **participant_fields(meeting, by, each),
            part=each.get("part") or MeetingParticipant.Part.INVOLVED,
            is_support=each.get("is_support", False),
            # staff are told by mail, which says when; the others hear it from whoever asks them
            invited_at=None if each.get("staff") else now,
        )
        for each in invited
    )


def _agree(meeting, by):
    """The day that was agreed is the day the follow-up is due."""
    day = timezone.localdate(meeting.starts_at)
    if meeting.occurrence_id and meeting.occurrence.due_on != day and day >= timezone.localdate():
        occurrence = Occurrence.objects.visible_to(by).select_related("pathway").get(pk=meeting.occurrence_id)
        move_occurrence(occurrence=occurrence, due_on=day, reason=_("The meeting is agreed."), by=by)


@transaction.atomic
def change_meeting(*, meeting, starts_at, by, ends_at=None, place="", invited=(), parents_prepared_on=None, lead=None):
    """Another time, place or circle; everybody asked is told once, and whoever was taken off it too. Nothing changed: nothing is sent.

    Arguments as `plan_meeting`. Only a planned meeting can be changed.
    """
    meeting = locked_meeting(meeting, by)
    _must_be_planned(meeting)
    lead_id = lead.pk if lead else meeting.lead_id
    told = {"starts_at": starts_at, "ends_at": _end(starts_at, ends_at), "place": place.strip(), "lead_id": lead_id}
    is_new = any(getattr(meeting, name) != value for name, value in told.items())
    for name, value in told.items():
        setattr(meeting, name, value)
    meeting.parents_prepared_on = parents_prepared_on
    _check_invited(meeting, invited, by)
    gone, came = _reinvite(meeting, invited, by)
    if is_new or gone or came:
        meeting.sequence += 1
    meeting.save()
    _agree(meeting, by)
    invitations.tell(meeting, by, gone=gone)
    return meeting


def _reinvite(meeting, invited, by):
    """(ids of staff taken off, how many were added); the rest keep when they were asked."""
    wanted = {next((k, each[k]) for k in ("staff", "parent", "network") if each.get(k)): each for each in invited}
    gone = []
    for row in meeting.participants.all():
        key = who_of(row)
        if key[0] == "words":
            continue
        if key not in wanted:
            gone += [row.staff_member_id] if row.staff_member_id else []
            row.delete()
            continue
        said = wanted.pop(key)
        row.part, row.is_support = said.get("part") or row.part, said.get("is_support", row.is_support)
        row.save(update_fields=["part", "is_support"])
    _invite(meeting, wanted.values(), by)
    return gone, len(wanted)


@transaction.atomic
def invite_to_meeting(*, meeting, staff, by):
    """Ask one more of staff to take part; whoever was only to be told comes too. Asked already: nothing is sent.

    Raises ValidationError by "invited" for whoever has no right to the child or the pathway.
    """
    meeting = locked_meeting(meeting, by)
    _must_be_planned(meeting)
    row = meeting.participants.filter(staff_member=staff.pk).first()
    if row and row.part == MeetingParticipant.Part.INVOLVED:
        return meeting
    _check_invited(meeting, [{"staff": staff.pk}], by)
    if row:
        row.part = MeetingParticipant.Part.INVOLVED
        row.save(update_fields=["part"])
    else:
        _invite(meeting, [{"staff": staff.pk}], by)
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    invitations.tell(meeting, by)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting, because, by):
    """Called off, with a reason; what it answered is open again. Cancelled already: nothing happens."""
    meeting = locked_meeting(meeting, by)
    if meeting.state == State.CANCELLED:
        return meeting
    _must_be_planned(meeting)
    if not because.strip():
        raise ValidationError({"because": _("Write why the meeting is cancelled.")})
    return call_off(meeting, because.strip(), by)


@transaction.atomic
def undo_cancel(*, meeting, occurrence_id, by):
    """Planned again, by whoever cancelled it, the same day; it answers its occurrence again while that is open and free."""
    meeting = locked_meeting(meeting, by)
    if meeting.state != State.CANCELLED:
        return meeting
    if not can_undo(by, meeting.settled_by_id, meeting.settled_at):
        raise PermissionDenied
    free = Occurrence.objects.visible_to(by).open().filter(pk=occurrence_id, meeting=None).first()
    meeting.state, meeting.cancelled_because, meeting.occurrence = State.PLANNED, "", free
    meeting.settled_by = meeting.settled_at = None
    meeting.sequence += 1
    meeting.save()
    invitations.tell(meeting, by)
    return meeting


@transaction.atomic
def hand_over_meeting(*, meeting, to, by):
    """Somebody else leads it (C24: the coordinator may leave the lead to the learning advisor). `to` must reach what it is about."""
    meeting = locked_meeting(meeting, by)
    _must_be_planned(meeting)
    child_id = meeting.pathway_child.child_id if meeting.pathway_child_id else None
    if to.pk not in reachers([to.pk], meeting.pathway_id, child_id, timezone.localdate()):
        raise ValidationError(
            {"lead": _("%(name)s has no right to hear of this and cannot lead it.") % {"name": to.name}}
        )
    if meeting.lead_id == to.pk:
        return meeting
    meeting.lead_id = to.pk
    meeting.sequence += 1
    meeting.save(update_fields=["lead", "sequence"])
    if not meeting.participants.filter(staff_member=to.pk).exists():
        _invite(meeting, [{"staff": to.pk}], by)
    invitations.tell(meeting, by)
    return meeting


@transaction.atomic
def plan_again(*, meeting, occurrence, by):
    """The next one as this one was: the same people, place and hour, on the day the next follow-up is due. None when it cannot be."""
    if occurrence is None or meeting.starts_at is None:
        return None
    clock = timezone.localtime(meeting.starts_at)
    starts_at = clock.replace(year=occurrence.due_on.year, month=occurrence.due_on.month, day=occurrence.due_on.day)
    length = meeting.ends_at - meeting.starts_at if meeting.ends_at else timedelta(hours=1)
    return plan_meeting(
        pathway=meeting.pathway, kind=meeting.kind, starts_at=starts_at, ends_at=starts_at + length, place=meeting.place,
        pathway_child=meeting.pathway_child, occurrence=occurrence, by=by, invited=_those_who_may(meeting, by),
        lead=StaffMember.objects.visible_to(by).filter(pk=meeting.lead_id).first(),
    )  # fmt: skip


def _those_who_may(meeting, by):
    rows = [row for row in meeting.participants.exclude(invited_at=None) if who_of(row)[0] != "words"]
    of = lambda kind: [pk for key, pk in map(who_of, rows) if key == kind]  # noqa: E731
    refused = may_be_asked(
        meeting_pathway=meeting.pathway, child_id=meeting.pathway_child.child_id if meeting.pathway_child_id else None,
        staff=of("staff"), parents=of("parent"), network=of("network"), person=by, today=timezone.localdate(),
    )  # fmt: skip
    return [
        {who_of(row)[0]: who_of(row)[1], "part": row.part, "is_support": row.is_support}
        for row in rows
        if who_of(row) not in refused
    ]


def _must_be_planned(meeting):
    if meeting.state != State.PLANNED:
        raise ValidationError(_("This meeting is no longer planned."))
