"""What is due, what was held, and the mails that say so."""

from followup.models.absence import Absence, HandOver
from followup.models.calendar import SchoolBreak
from followup.models.changes import OccurrenceChange
from followup.models.closings import ChildClosing, PathwayClosing, PlacementAnswer, Referral
from followup.models.contacts import Contact, ContactChild
from followup.models.feeds import CalendarFeed
from followup.models.local import CadenceChange
from followup.models.meetings import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant
from followup.models.network import Involvement, NetworkMember
from followup.models.occurrences import Occurrence
from followup.models.outbox import OutboxMail, ParentMessage
from followup.models.reminders import DailyRun, Heartbeat, PostHours, Reminder
from followup.models.slots import Slot, SlotDay
from followup.models.tasks import Task
from followup.models.timetable import Lesson

__all__ = [
    "Absence",
    "CadenceChange",
    "CalendarFeed",
    "ChildClosing",
    "ChildFollowUp",
    "Contact",
    "ContactChild",
    "DailyRun",
    "Decision",
    "GoalProgress",
    "HandOver",
    "Heartbeat",
    "Involvement",
    "Lesson",
    "Meeting",
    "MeetingParticipant",
    "NetworkMember",
    "Occurrence",
    "OccurrenceChange",
    "OutboxMail",
    "ParentMessage",
    "PathwayClosing",
    "PlacementAnswer",
    "PostHours",
    "Referral",
    "Reminder",
    "SchoolBreak",
    "Slot",
    "SlotDay",
    "Task",
]
