"""A planned meeting goes along with what it answers: moved with it, called off when it is not held."""

from django.utils import timezone

from followup import invitations
from followup.models import Meeting


def meeting_follows(occurrence, by):
    """The planned meeting, if there is one, on the occurrence's new day at the same hour; those invited are told."""
    meeting = _planned_for(occurrence, by)
    if meeting is None or timezone.localdate(meeting.starts_at) == occurrence.due_on:
        return None
    length = meeting.ends_at - meeting.starts_at if meeting.ends_at else None
    day = occurrence.due_on
    meeting.starts_at = timezone.localtime(meeting.starts_at).replace(year=day.year, month=day.month, day=day.day)
    meeting.ends_at = length and meeting.starts_at + length
    meeting.sequence += 1
    meeting.save(update_fields=["starts_at", "ends_at", "sequence"])
    invitations.tell(meeting, by)
    return meeting


def meeting_goes(occurrence, because, by):
    """The planned meeting of an occurrence that is not held is called off."""
    meeting = _planned_for(occurrence, by)
    return meeting and call_off(meeting, because, by)


def call_off(meeting, because, by):
    meeting.state, meeting.cancelled_because, meeting.occurrence = Meeting.State.CANCELLED, because[:200], None
    meeting.settled_by_id, meeting.settled_at = by.staff_id, timezone.now()
    meeting.sequence += 1
    meeting.save()
    invitations.tell(meeting, by)
    return meeting


def _planned_for(occurrence, by):
    meeting = Meeting.objects.visible_to(by).planned().filter(occurrence=occurrence).first()
    if meeting:
        meeting.pathway = occurrence.pathway
    return meeting
