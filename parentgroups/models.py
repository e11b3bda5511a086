"""The parent group: families, sessions, attendance and the calls between them. The school sees none of it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models import Child, CustodyRelation, Parent, Pathway
from cases.models.pathways import PathwayRowsQuerySet
from cases.querysets import WallQuerySet, children_of
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
    cultural_liaison = models.CharField(_("cultural link worker"), max_length=120, blank=True)  # E09
    planned_size = models.PositiveSmallIntegerField(_("planned number of parents"), null=True, blank=True)
    venue = models.CharField(_("place"), max_length=120, blank=True)
    childcare = models.CharField(_("childcare"), max_length=120, blank=True)
    phone = models.CharField(_("phone that families can ring"), max_length=20, blank=True)
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    series_before = models.JSONField(default=dict, blank=True, editable=False)  # what undo gives back: dates, no names
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

    def awaiting_referral(self):
        """Families referred on without an answer so far (A40)."""
        return self.filter(state="stopped", referral_answered_on=None).exclude(referred_to="")

    def taking_part(self):
        return self.filter(state__in=("joined", "completed"))

    def on(self, day):
        """Parents who were in the group on that day: `stopped_on` is the first day without them."""
        return self.filter(Q(stopped_on=None) | Q(stopped_on__gt=day), joined_on__lte=day)


class GroupEnrolment(Municipal):
    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        CONTACTED = "contacted", _("Contacted")
        WAITING = "waiting", _("On the waiting list")
        JOINED = "joined", _("Joined")
        DECLINED = "declined", _("Declined")
        STOPPED = "stopped", _("Stopped on the way")
        COMPLETED = "completed", _("Completed")

    MOVES = {
        State.INVITED: {State.CONTACTED, State.WAITING, State.JOINED, State.DECLINED},
        State.CONTACTED: {State.WAITING, State.JOINED, State.DECLINED},
        State.WAITING: {State.JOINED, State.DECLINED},
        State.JOINED: {State.WAITING, State.STOPPED, State.COMPLETED},
        State.DECLINED: {State.CONTACTED, State.WAITING, State.JOINED},
        State.STOPPED: {State.WAITING, State.JOINED},
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
    waiting_since = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)  # a key of the version
    reason_words = models.CharField(_("in words"), max_length=300, blank=True)
    referred_to = models.CharField(_("referred on to"), max_length=120, blank=True)
    referred_on = models.DateField(_("sent on"), null=True, blank=True)
    referral_answered_on = models.DateField(_("answered on"), null=True, blank=True)
    referral_answer = models.CharField(_("the answer"), max_length=300, blank=True)
    before = models.JSONField(default=dict, blank=True, editable=False)  # what undo gives back after the last move
    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        ordering = ["parent__name_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "parent"], name="parent_once_in_a_group"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "stopped"], reason=""), name="no_is_given_a_reason"
            ),
            models.CheckConstraint(condition=~Q(state="waiting", waiting_since=None), name="waiting_list_has_an_order"),
        ]

    def was_in_group(self, on):
        return self.joined_on is not None and self.joined_on <= on and (self.stopped_on is None or on < self.stopped_on)

    def may_become(self, state):
        return state in self.MOVES[self.state]

    @property
    def awaits_referral(self):
        """Referred on, and nobody has answered yet (A40)."""
        return bool(self.referred_to) and self.state == "stopped" and self.referral_answered_on is None


class SessionQuerySet(GroupRowsQuerySet):
    def unanswered(self):
        """From before the group was entered here, and nobody has said yet what became of it: asked once, never due."""
        return self.filter(state=GroupSession.State.BEFORE, answered_at=None)


class GroupSession(Municipal):
    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        BEFORE = "before", _("Before Samspil")  # no data: neither held nor missed

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
    cancelled_because = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)  # when somebody said what became of it
    row_version = models.PositiveIntegerField(default=1, editable=False)
    objects = SessionQuerySet.as_manager()

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
    marked_at = models.DateTimeField(null=True, blank=True)  # when the leader tapped it, by her own device's clock
    objects = EnrolmentRowsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment", "is_companion"], name="registered_once"),
            models.CheckConstraint(
                condition=Q(status="notice") | Q(reason="", reason_words=""), name="reason_with_notice_only"
            ),
        ]

    @property
    def tapped_at(self):
        """When it was marked: of two taps on one person the later one stands."""
        return self.marked_at or self.registered_at


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


class RecruitmentContact(Municipal):
    """Somebody talked with a family about joining, or tried to (A39, E04)."""

    class How(models.TextChoices):
        PHONE = "phone", _("by phone")
        TALK = "talk", _("face to face")
        SCHOOL_MEETING = "school_meeting", _("at a meeting at the school")
        LETTER = "letter", _("by letter or message")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Talked with")
        NOT_REACHED = "not_reached", _("Not reached")
        THINKING = "thinking", _("Thinks it over")
        YES = "yes", _("Wants to join")
        NO = "no", _("Says no")
        WAITING = "waiting", _("Wants to wait for a place")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = tenant_key(GroupEnrolment, related_name="recruitment")
    on = models.DateField(_("date"))
    how = models.CharField(_("how"), max_length=14, choices=How, default=How.PHONE)
    outcome = models.CharField(_("how did it go?"), max_length=11, choices=Outcome)
    line = models.CharField(_("one line"), max_length=300, blank=True)
    by = tenant_key(StaffMember, related_name="+")
    logged_at = models.DateTimeField(auto_now_add=True)
    objects = EnrolmentRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact about joining")
        ordering = ["-on", "-pk"]


class CautionQuerySet(TenantQuerySet):
    def within_reach(self, person):
        known = parents_of_leader(person)
        return self.filter(parent_a__in=known, parent_b__in=known)

    def on(self, day):
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


def parents_of_leader(person):
    """Ids of those who hold or held custody of a child that the person reaches as a group leader."""
    children = children_of(person, ("group_leader",)) if person.has("group_leader") else []
    return CustodyRelation.objects.filter(child__in=children).values("parent")


class Caution(Municipal):
    """Two adults who should not be in the same room. Known to group leaders who reach both, and to nobody else.

    No page, list, paper or export of another reader has it; what a family sees never says that there is one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent_a = tenant_key(Parent, related_name="+")
    parent_b = tenant_key(Parent, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note to group leaders"), max_length=300, blank=True)
    by = tenant_key(StaffMember, related_name="+")
    objects = CautionQuerySet.as_manager()

    class Meta:
        verbose_name = _("caution")
        constraints = [
            models.CheckConstraint(condition=Q(parent_a__lt=F("parent_b")), name="caution_is_of_two"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="caution_ends_after_start"),
            models.UniqueConstraint(fields=["parent_a", "parent_b"], condition=Q(until=None), name="one_live_caution"),
        ]
