"""A meeting: who comes, what was said, and what was decided."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Side
from cases.models import Child, Goal, Parent, Pathway, PathwayChild
from cases.querysets import ChildRowsQuerySet, children_of, pathways_of
from cases.walls import MEETING
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from followup.models.network import Involvement, NetworkMember
from followup.models.occurrences import Occurrence


def about_reached(person, roles):
    """Rows about no child, or about one that the person reaches in one of the roles."""
    return Q(pathway_child=None) | Q(pathway_child__child__in=children_of(person, roles))


class MeetingQuerySet(TenantQuerySet):
    """Those who read the pathway's minutes, and who was invited; one about a child only while they reach it and what is done for it."""

    def within_reach(self, person):
        invited = MeetingParticipant.objects.filter(staff_member_id=person.staff_id).values("meeting_id")
        of_pathway = Q(pathway__in=pathways_of(person, MEETING)) & about_reached(person, MEETING)
        about = about_reached(person, person.roles) & Q(pathway__in=pathways_of(person, person.roles))
        return self.filter(of_pathway | Q(pk__in=invited) & (Q(pathway_child=None) | about))

    def held(self):
        return self.filter(state=Meeting.State.HELD)

    def planned(self):
        return self.filter(state=Meeting.State.PLANNED)

    def touching(self, starts_at, ends_at):
        """Planned ones that take place at the same time."""
        return (
            self.planned()
            .filter(starts_at__lt=ends_at)
            .filter(Q(ends_at__gt=starts_at) | Q(ends_at=None, starts_at__gte=starts_at))
        )


class Meeting(Municipal):
    """Planned with a time, then held; one that was never planned here is held at once.

    lead: who leads it, the pathway's lead unless handed over (C24). pathway_child: a meeting about one child.
    sequence: counts the changes that the invited must hear of (RFC 5545, SEQUENCE).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    class Cooperation(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

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
    parents_prepared_on = models.DateField(_("parents were prepared"), null=True, blank=True)  # A62
    held_on = models.DateField(_("held on"), null=True, blank=True)
    summary = models.TextField(_("what we saw"), blank=True)
    needs_network_meeting = models.BooleanField(_("a network meeting is needed"), null=True, blank=True)  # A54
    cooperation = models.CharField(_("does our cooperation work"), max_length=6, choices=Cooperation, blank=True)  # C26
    cooperation_words = models.CharField(_("in a few words"), max_length=300, blank=True)
    notes = models.JSONField(default=dict)  # a part of the agenda by its key in the version -> what was said
    next_on = models.DateField(_("next follow-up"), null=True, blank=True)
    cancelled_because = models.CharField(_("why it is cancelled"), max_length=200, blank=True)
    settled_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")  # who held or cancelled it here
    settled_at = models.DateTimeField(null=True, blank=True)
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


class MeetingParticipant(Municipal):
    """Who is invited and who took part: one of staff, parent, network member or words. `pathway` repeats the meeting's.

    attended: None until the meeting is held. is_support: comes along to support the parents (A62).
    """

    Part = Involvement

    meeting = tenant_key(Meeting, related_name="participants")
    pathway = tenant_key(Pathway, related_name="+")
    staff_member = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    parent = tenant_key(Parent, null=True, blank=True, related_name="+")
    network_member = tenant_key(NetworkMember, null=True, blank=True, related_name="+")
    words = models.CharField(_("who"), max_length=120, blank=True)  # "forældre", "fritidspædagog": never a child's name
    part = models.CharField(max_length=10, choices=Involvement, default=Involvement.INVOLVED)
    invited_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(_("took part"), null=True, blank=True)
    is_support = models.BooleanField(_("supports the parents"), default=False)
    objects = MeetingRowsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff_member__isnull=False)
                | Q(parent__isnull=False)
                | Q(network_member__isnull=False)
                | ~Q(words=""),
                name="participant_is_somebody",
            )
        ]


class DecisionQuerySet(MeetingRowsQuerySet):
    """Read with the minutes; one about a child only by those who reach it, and by whoever is to do it."""

    def within_reach(self, person):
        about = about_reached(person, person.roles) | Q(owner_id=person.staff_id)
        return super().within_reach(person).filter(about)


class Decision(Municipal):
    """What was decided: who does what by when, about everybody or about one child. A task or a measure comes of it."""

    meeting = tenant_key(Meeting, related_name="decisions")
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="decisions")
    text = models.CharField(_("decision"), max_length=300)
    owner = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    measure = models.UUIDField(null=True, blank=True, editable=False)  # the measure that came of it; it may go again
    objects = DecisionQuerySet.as_manager()

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

    class How(models.TextChoices):
        TALK = "talk", _("in a talk")
        DRAWING = "drawing", _("with a drawing")
        FORM = "form", _("in writing")
        PLAY = "play", _("while playing")
        OTHER = "other", _("in another way")

    meeting = tenant_key(Meeting, related_name="children")
    pathway_child = tenant_key(PathwayChild, related_name="follow_ups")
    child = tenant_key(Child, related_name="follow_ups")
    part = models.CharField(_("the child's part"), max_length=10, choices=Part)
    how = models.CharField(_("how the child was heard"), max_length=8, choices=How, blank=True)  # C22, C25
    not_heard_reason = models.CharField(_("why not"), max_length=300, blank=True)
    wanted = models.CharField(_("whom the child wanted there"), max_length=200, blank=True)
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
