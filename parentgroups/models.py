"""The parent group: families, sessions, attendance and the calls between them. The school sees none of it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models import Child, Parent, Pathway
from cases.models.pathways import PathwayRowsQuerySet
from cases.querysets import WallQuerySet
from cases.walls import ENROLMENT
from core.tenancy import Municipal, TenantQuerySet, tenant_key, tenant_one_to_one

GROUP_ROLES = ("group_leader", "provider_manager", "system")


class ParentGroupQuerySet(PathwayRowsQuerySet):
    roles = GROUP_ROLES


class ParentGroup(Municipal):
    """Detail of a pathway of the parent track; its leaders are the pathway's lead and co-lead (A31)."""

    pathway = tenant_one_to_one(Pathway, related_name="parent_group")
    age_band = models.CharField(_("age of the children"), max_length=20, blank=True)  # a key of the version (A34)
    language = models.CharField(_("language"), max_length=40, blank=True)
    interpreter = models.CharField(_("interpreter"), max_length=120, blank=True)
    venue = models.CharField(_("place"), max_length=120, blank=True)
    childcare = models.CharField(_("childcare"), max_length=120, blank=True)
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    objects = ParentGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("parent group")


def groups_of(person):
    """Ids of the groups within reach, as a part of other queries."""
    return person.once("groups", lambda: ParentGroup.objects.visible_to(person).values("pk")).all()


class GroupRowsQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(group__in=groups_of(person))


class EnrolmentQuerySet(WallQuerySet):
    wall = ENROLMENT

    def within_reach(self, person):
        return super().within_reach(person).filter(group__in=groups_of(person))

    def owner_q(self, sector):
        return Q() if sector == "provider" else Q(pk__in=[])

    def shared_q(self, person):
        return Q(pk__in=[])

    def taking_part(self):
        return self.filter(state__in=("joined", "completed"))

    def on(self, day):
        """Parents who were in the group on that day: `stopped_on` is the first day without them."""
        return self.filter(Q(stopped_on=None) | Q(stopped_on__gt=day), joined_on__lte=day)


class GroupEnrolment(Municipal):
    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        CONTACTED = "contacted", _("Contacted")
        JOINED = "joined", _("Joined")
        DECLINED = "declined", _("Declined")
        STOPPED = "stopped", _("Stopped on the way")
        COMPLETED = "completed", _("Completed")

    MOVES = {
        State.INVITED: {State.CONTACTED, State.JOINED, State.DECLINED},
        State.CONTACTED: {State.JOINED, State.DECLINED},
        State.JOINED: {State.STOPPED, State.COMPLETED},
        State.DECLINED: {State.CONTACTED, State.JOINED},
        State.STOPPED: {State.JOINED},
        State.COMPLETED: set(),
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = tenant_key(ParentGroup, related_name="enrolments")
    child = tenant_key(Child, related_name="enrolments")
    parent = tenant_key(Parent, related_name="enrolments")
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    companion = models.CharField(_("companion"), max_length=120, blank=True)  # A33: no access, counted apart
    invited_on = models.DateField(null=True, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)  # a key of the version
    reason_words = models.CharField(_("in words"), max_length=300, blank=True)
    referred_to = models.CharField(_("referred on to"), max_length=120, blank=True)
    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        ordering = ["parent__name_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "parent"], name="parent_once_in_a_group"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "stopped"], reason=""), name="no_is_given_a_reason"
            ),
        ]

    def was_in_group(self, on):
        return self.joined_on is not None and self.joined_on <= on and (self.stopped_on is None or on < self.stopped_on)

    def may_become(self, state):
        return state in self.MOVES[self.state]


class GroupSession(Municipal):
    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = tenant_key(ParentGroup, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    on_day = models.DateField(_("date"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    core_element = models.CharField(max_length=40)  # a key of the version
    theme = models.CharField(_("theme"), max_length=200)
    exercise = models.TextField(_("exercise"), blank=True)
    home_practice = models.TextField(_("home practice"), blank=True)
    ask_about = models.TextField(_("ask about the home practice"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    moved_because = models.CharField(max_length=200, blank=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    objects = GroupRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("group session")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="session_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="group_session_ends_after_start"),
        ]

    @property
    def minutes(self):
        return (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute


class EnrolmentRowsQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(enrolment__in=GroupEnrolment.objects.visible_to(person).values("pk"))


class Attendance(Municipal):
    """A row exists only when somebody registered it; companions stand apart and are not counted."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Present")
        NOTICE = "notice", _("Absent with notice")
        ABSENT = "absent", _("Absent without notice")

    session = tenant_key(GroupSession, related_name="attendance")
    enrolment = tenant_key(GroupEnrolment, related_name="attendance")
    is_companion = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status)
    reason = models.CharField(max_length=40, blank=True)  # a key of the version
    reason_words = models.CharField(_("reason"), max_length=200, blank=True)
    registered_by = tenant_key(StaffMember, related_name="+")
    registered_at = models.DateTimeField(auto_now=True)
    objects = EnrolmentRowsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment", "is_companion"], name="registered_once"),
            models.CheckConstraint(
                condition=Q(status="notice") | Q(reason="", reason_words=""), name="reason_with_notice_only"
            ),
        ]


class BetweenSessionContact(Municipal):
    """A call to a parent between two sessions (A38)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = tenant_key(GroupEnrolment, related_name="contacts")
    called_on = models.DateField(_("date"))
    reached = models.BooleanField(_("reached"), default=True)
    note = models.CharField(_("one line"), max_length=300, blank=True)
    by = tenant_key(StaffMember, related_name="+")
    logged_at = models.DateTimeField(auto_now_add=True)
    objects = EnrolmentRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        ordering = ["-called_on", "-pk"]
