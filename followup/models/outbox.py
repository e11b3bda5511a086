"""What leaves the house: a row first, sent by whoever claims it (trust.md A7)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models import Parent, Pathway
from cases.querysets import pathways_of
from cases.walls import MEETING
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from followup.models.meetings import Meeting
from followup.models.occurrences import Occurrence

GROUP_ROLES = ("group_leader", "provider_manager", "system")


class State(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DEAD = "dead", _("given up")  # tried five times
    BOUNCED = "bounced", _("refused")  # the address does not take it: trying again would not help
    DROPPED = "dropped", _("not needed any more")  # what it was about is settled, or its reader may not have it


class PostQuerySet(TenantQuerySet):
    def waiting(self):
        return self.filter(state__in=("queued", "sending"))

    def undelivered(self):
        """Neither delivered nor laid aside: somebody must look."""
        return self.filter(state__in=("dead", "bounced"), set_aside_at=None)


class Post(Municipal):
    """What is sent at least once: claimed with a lease and a token, under one Message-ID however often it is tried.

    not_before: the moment from which it may go; None for what is sent at any hour. last_error: the class of what went
    wrong and a code, never an address.
    """

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    message_id = models.CharField(max_length=120)
    last_error = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)  # when it became dead or bounced
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class OutboxMailQuerySet(PostQuerySet):
    def within_reach(self, person):
        if person.has("system", "administrator"):
            return self
        return self.filter(recipient_id=person.staff_id)


class OutboxMail(Post):
    """A mail to a member of staff, without personal data. due_on: the day it is for.

    A digest, the notice of a day and a leader's notice have no words until they are sent: they say what is open then.
    """

    State = State
    BY_DAY = ("digest", "day", "escalation")  # one of each a person and day

    recipient = tenant_key(StaffMember, related_name="+")
    occurrence = tenant_key(Occurrence, null=True, blank=True, related_name="mails")
    kind = models.CharField(max_length=40)
    due_on = models.DateField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    attachment = models.TextField(blank=True, default="")  # a calendar file (text/calendar), never about a person
    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "recipient", "kind", "due_on"],
                condition=Q(kind__in=["digest", "day", "escalation"]),
                name="mail_once_a_day",
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "created_at"], condition=Q(state__in=["queued", "sending"]), name="mail_waiting"
            ),
            models.Index(fields=["message_id"], name="mail_by_message_id"),
        ]


class ParentMessageQuerySet(PostQuerySet):
    def within_reach(self, person):
        of_meetings = Q(meeting__isnull=False, pathway__in=pathways_of(person, MEETING))
        return self.filter(of_meetings | Q(meeting=None, pathway__in=pathways_of(person, GROUP_ROLES)))


class ParentMessage(Post):
    """To a parent, by SMS or mail: time, place and whom to ring. No word about a child, a topic or the kind of group.

    about: the uuid of the session or meeting. starts_at, place: what the message says, so that a later change is known.
    number: counts the corrections of one; a reminder is none.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        MAIL = "mail", _("e-mail")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = tenant_key(Parent, related_name="+")
    pathway = tenant_key(Pathway, related_name="+")
    meeting = tenant_key(Meeting, null=True, blank=True, related_name="parent_messages")
    about = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REMINDER)
    channel = models.CharField(max_length=4, choices=Channel)
    number = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    expires_at = models.DateTimeField()  # nobody is told of what is over
    objects = ParentMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a parent")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "about", "kind", "starts_at", "number"], name="told_a_parent_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "created_at"],
                condition=Q(state__in=["queued", "sending"]),
                name="parent_message_waiting",
            ),
            models.Index(fields=["municipality", "starts_at"], name="parent_message_by_start"),
            models.Index(fields=["message_id"], name="parent_message_by_id"),
        ]
