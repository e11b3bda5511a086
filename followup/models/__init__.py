"""What is due, what was held, and the mails that say so."""

from followup.models.calendar import SchoolBreak
from followup.models.contacts import Contact, ContactChild
from followup.models.feeds import CalendarFeed
from followup.models.meetings import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant
from followup.models.occurrences import Occurrence
from followup.models.outbox import OutboxMail
from followup.models.slots import Slot, SlotDay
from followup.models.tasks import Task

__all__ = [
    "CalendarFeed",
    "ChildFollowUp",
    "Contact",
    "ContactChild",
    "Decision",
    "GoalProgress",
    "Meeting",
    "MeetingParticipant",
    "Occurrence",
    "OutboxMail",
    "SchoolBreak",
    "Slot",
    "SlotDay",
    "Task",
]
