"""What is due, what was held, and the mails that say so."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Side
from cases.models import Child, Goal, Pathway, PathwayChild
from cases.models.pathways import PathwayRowsQuerySet
from cases.querysets import ChildRowsQuerySet
from cases.walls import MEETING
from core.tenancy import Municipal, OpenQuerySet, TenantQuerySet, tenant_key


class SchoolBreakQuerySet(OpenQuerySet):
    def touching(self, first, last):
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class SchoolBreak(Municipal):
    """A stretch of the municipality's school calendar without school, both days included."""

    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    objects = SchoolBreakQuerySet.as_manager()

    class Meta:
        verbose_name = _("school holiday")
        ordering = ["starts_on"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="break_ends_after_start")]


class OccurrenceQuerySet(PathwayRowsQuerySet):
    """`due` and `overdue` are said here and nowhere else; lists, counts, mails and figures use them."""

    def open(self):
        return self.filter(state=Occurrence.State.OPEN)

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)

    def due(self, on):
        """Within its window, and not overdue."""
        return self.open().filter(window_opens_on__lte=on, due_on__gte=on)

    def planned(self, on):
        return self.open().filter(window_opens_on__gt=on)

    def unanswered(self):
        """From before the pathway was entered here, and nobody has said yet what became of it: asked once, never due."""
        return self.filter(state=Occurrence.State.BEFORE, answered_at=None)


class Occurrence(Municipal):
    """One dated thing that a cadence of the version asks for. `computed_on` is the date before holidays moved it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        HELD = "held", _("held")
        NOT_HELD = "not_held", _("not held because")
        CANCELLED = "cancelled", _("cancelled")
        BEFORE = "before", _("before Samspil")  # no data: neither held nor missed

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="occurrences")
    cadence = models.CharField(max_length=40)  # a key of the version
    number = models.PositiveSmallIntegerField()
    computed_on = models.DateField()
    due_on = models.DateField()
    window_opens_on = models.DateField()
    moved_because = models.JSONField(default=list)  # [{"on": iso date, "why": name of the day or holiday}], in order
    is_agreed = models.BooleanField(default=False)  # an agreed date always wins
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    responsible = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side, blank=True)  # blank: both together
    held_on = models.DateField(null=True, blank=True)
    not_held_reason = models.CharField(max_length=40, blank=True)  # a key of the version
    not_held_words = models.CharField(max_length=300, blank=True)
    settled_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True
    )  # of those before Samspil: when somebody said what became of it
    created_at = models.DateTimeField(auto_now_add=True)
    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "cadence", "number"], name="occurrence_once"),
            models.UniqueConstraint(
                fields=["pathway", "cadence"], condition=Q(state="open"), name="one_open_occurrence_per_cadence"
            ),
            models.CheckConstraint(
                name="held_has_its_day",
                condition=Q(state="held", held_on__isnull=False) | (~Q(state="held") & Q(held_on=None)),
            ),
            models.CheckConstraint(name="not_held_has_its_reason", condition=~Q(state="not_held", not_held_reason="")),
        ]
        indexes = [
            models.Index(fields=["municipality", "due_on"], condition=Q(state="open"), name="occurrence_open_by_due"),
            models.Index(
                fields=["municipality", "pathway"],
                condition=Q(state="before", answered_at=None),
                name="occurrence_unanswered",
            ),
        ]

    def status(self, on):
        """planned | due | overdue | held | not_held | cancelled | before on that day: the same words as the queryset."""
        if self.state != self.State.OPEN:
            return self.state
        if self.due_on < on:
            return "overdue"
        return "due" if self.window_opens_on <= on else "planned"

    def days_overdue(self, on):
        return (on - self.due_on).days


class MeetingQuerySet(TenantQuerySet):
    def within_reach(self, person):
        from cases.querysets import pathways_of

        invited = MeetingParticipant.objects.filter(staff_member_id=person.staff_id).values("meeting_id")
        return self.filter(Q(pathway__in=pathways_of(person, MEETING)) | Q(pk__in=invited))


class Meeting(Municipal):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="meetings")
    occurrence = models.OneToOneField(
        Occurrence, null=True, blank=True, on_delete=models.PROTECT, db_constraint=False, related_name="meeting"
    )
    kind = models.CharField(max_length=40)  # a key of the version's meeting kinds
    held_on = models.DateField(_("held on"))
    summary = models.TextField(_("what we saw"), blank=True)
    needs_network_meeting = models.BooleanField(_("a network meeting is needed"), null=True, blank=True)  # A54
    next_on = models.DateField(_("next follow-up"), null=True, blank=True)
    recorded_by = tenant_key(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-held_on", "-pk"]


class MeetingRowsQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(meeting__in=Meeting.objects.visible_to(person).values("pk"))


class ParticipantQuerySet(TenantQuerySet):
    def within_reach(self, person):
        from cases.querysets import pathways_of

        return self.filter(Q(pathway__in=pathways_of(person, MEETING)) | Q(staff_member_id=person.staff_id))


class MeetingParticipant(Municipal):
    """Who took part. `pathway` repeats the meeting's: the policies of the two tables must not read each other."""

    meeting = tenant_key(Meeting, related_name="participants")
    pathway = tenant_key(Pathway, related_name="+")
    staff_member = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    words = models.CharField(_("who"), max_length=120, blank=True)  # "forældre", "fritidspædagog": never a child's name
    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff_member__isnull=False) | ~Q(words=""), name="participant_is_somebody"
            )
        ]


class Decision(Municipal):
    meeting = tenant_key(Meeting, related_name="decisions")
    text = models.CharField(_("decision"), max_length=300)
    owner = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    objects = MeetingRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        ordering = ["pk"]


class ChildFollowUpQuerySet(ChildRowsQuerySet):
    roles = MEETING


class ChildFollowUp(Municipal):
    """What a follow-up says of one child: did it take part, and is it still in the ordinary class (A67)."""

    class Placement(models.TextChoices):
        ORDINARY = "ordinary", _("still in the ordinary class")
        OTHER_CLASS = "other_class", _("in another class or school")
        SPECIAL = "special", _("in special provision")
        UNKNOWN = "unknown", _("not known")

    class Part(models.TextChoices):
        PRESENT = "present", _("took part")
        BEFORE = "before", _("was heard before the meeting")
        NOT = "not", _("was not heard")

    meeting = tenant_key(Meeting, related_name="children")
    pathway_child = tenant_key(PathwayChild, related_name="follow_ups")
    child = tenant_key(Child, related_name="follow_ups")
    part = models.CharField(_("the child's part"), max_length=10, choices=Part)
    not_heard_reason = models.CharField(_("why not"), max_length=300, blank=True)
    placement = models.CharField(_("class"), max_length=12, choices=Placement)
    objects = ChildFollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "pathway_child"], name="child_once_in_a_follow_up"),
            models.CheckConstraint(condition=~Q(part="not", not_heard_reason=""), name="not_heard_has_a_reason"),
        ]


class GoalProgressQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(goal__in=Goal.objects.visible_to(person).values("pk"))


class GoalProgress(Municipal):
    """How far a goal has come; behind the same wall as the goal."""

    class Reach(models.TextChoices):
        BACK = "back", _("further away")
        SAME = "same", _("no change")
        CLOSER = "closer", _("closer")
        REACHED = "reached", _("reached")

    meeting = tenant_key(Meeting, related_name="progress")
    goal = tenant_key(Goal, related_name="progress")
    reach = models.CharField(_("how far"), max_length=10, choices=Reach)
    words = models.CharField(_("in words"), max_length=300, blank=True)
    objects = GoalProgressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "goal"], name="goal_once_in_a_follow_up")]


class OutboxMailQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self if person.has("system") else self.filter(recipient_id=person.staff_id)

    def waiting(self):
        return self.filter(state__in=("queued", "sending"))


class OutboxMail(Municipal):
    """A mail to a member of staff, without personal data: a row first, sent by whoever claims it (trust.md A7)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("given up")

    recipient = tenant_key(StaffMember, related_name="+")
    occurrence = tenant_key(Occurrence, null=True, blank=True, related_name="mails")
    kind = models.CharField(max_length=40)
    due_on = models.DateField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    message_id = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "occurrence", "kind", "due_on"], name="mail_once")]
        indexes = [
            models.Index(
                fields=["municipality", "created_at"], condition=Q(state__in=["queued", "sending"]), name="mail_waiting"
            )
        ]
