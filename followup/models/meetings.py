"""A meeting: who comes, what was said, and what was decided."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Side
from cases.models import Child, Goal, Parent, Pathway, PathwayChild
from cases.querysets import ChildRowsQuerySet
from cases.walls import MEETING
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from followup.models.occurrences import Occurrence


class MeetingQuerySet(TenantQuerySet):
    def within_reach(self, person):
        from cases.querysets import pathways_of

        invited = MeetingParticipant.objects.filter(staff_member_id=person.staff_id).values("meeting_id")
        return self.filter(Q(pathway__in=pathways_of(person, MEETING)) | Q(pk__in=invited))

    def held(self):
        return self.filter(state=Meeting.State.HELD)

    def planned(self):
        return self.filter(state=Meeting.State.PLANNED)


class Meeting(Municipal):
    """Planned with a time, then held; one that was never planned here is held at once.

    lead: who leads it, the pathway's lead unless handed over (C24). pathway_child: a meeting about one child.
    sequence: counts the changes that the invited must hear of (RFC 5545, SEQUENCE).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="meetings")
    occurrence = models.OneToOneField(
        Occurrence, null=True, blank=True, on_delete=models.PROTECT, db_constraint=False, related_name="meeting"
    )
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="meetings")
    kind = models.CharField(max_length=40)  # a key of the version's meeting kinds
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    lead = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    summary = models.TextField(_("what we saw"), blank=True)
    needs_network_meeting = models.BooleanField(_("a network meeting is needed"), null=True, blank=True)  # A54
    next_on = models.DateField(_("next follow-up"), null=True, blank=True)
    recorded_by = tenant_key(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_has_its_day",
                condition=Q(state="held", held_on__isnull=False)
                | (~Q(state="held") & Q(held_on=None, starts_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_start", condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at"))
            ),
        ]


class MeetingRowsQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(meeting__in=Meeting.objects.visible_to(person).values("pk"))


class ParticipantQuerySet(TenantQuerySet):
    def within_reach(self, person):
        from cases.querysets import pathways_of

        return self.filter(Q(pathway__in=pathways_of(person, MEETING)) | Q(staff_member_id=person.staff_id))


class MeetingParticipant(Municipal):
    """Who is invited and who took part. `pathway` repeats the meeting's: the policies of the two tables must not read each other.

    attended: None until the meeting is held. is_support: comes along to support the parents (A62).
    """

    class Part(models.TextChoices):
        INVOLVED = "involved", _("involved")
        INFORMED = "informed", _("informed")

    meeting = tenant_key(Meeting, related_name="participants")
    pathway = tenant_key(Pathway, related_name="+")
    staff_member = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    parent = tenant_key(Parent, null=True, blank=True, related_name="+")
    words = models.CharField(_("who"), max_length=120, blank=True)  # "forældre", "fritidspædagog": never a child's name
    part = models.CharField(max_length=10, choices=Part, default=Part.INVOLVED)
    invited_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(_("took part"), null=True, blank=True)
    is_support = models.BooleanField(_("supports the parents"), default=False)
    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff_member__isnull=False) | Q(parent__isnull=False) | ~Q(words=""),
                name="participant_is_somebody",
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
