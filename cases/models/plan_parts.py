"""What a plan is made of: goals with their steps and levels, and measures; of the class part or of a child's annex."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models.plans import PART_OF_ONE, ChildAnnex, PartQuerySet, PathwayPlan
from core.tenancy import Municipal, TenantQuerySet, tenant_key

LEVEL_WORDS = {
    -2: _("Much less than expected"),
    -1: _("Less than expected"),
    0: _("As expected"),
    1: _("More than expected"),
    2: _("Much more than expected"),
}


class PlanPart(Municipal):
    """A goal or measure. `row_version` counts saves: whoever saves an older one is shown what stands now."""

    plan = tenant_key(PathwayPlan, null=True, blank=True, related_name="%(class)ss")
    annex = tenant_key(ChildAnnex, null=True, blank=True, related_name="%(class)ss")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = tenant_key("self", null=True, blank=True, related_name="+")  # the same one in the first version it stood in
    row_version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def family(self):
        """What the same goal or measure is called in every version of the plan."""
        return self.root_id or self.pk


class Goal(PlanPart):
    """`points`: five words of attainment, from much less to much more than expected, written before the start; or none."""

    LEVELS = (-2, -1, 0, 1, 2)

    child_words = models.TextField(_("the child's own words"), blank=True)
    dream = models.TextField(_("the child's dream"), blank=True)
    text = models.TextField(_("goal"))
    academic = models.TextField(_("academic part"), blank=True)
    wellbeing = models.TextField(_("wellbeing part"), blank=True)
    sign = models.CharField(_("what it looks like when it succeeds"), max_length=300, blank=True)
    baseline = models.CharField(_("before the start"), max_length=300, blank=True)
    points = models.JSONField(_("points of attainment"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    reached_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("goal")
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(condition=PART_OF_ONE, name="goal_of_plan_or_annex")]

    @property
    def has_points(self):
        return len(self.points) == len(self.LEVELS) and all(self.points)


class BehaviourStepQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(goal__in=Goal.objects.visible_to(person).values("pk"))


class BehaviourStep(Municipal):
    """A small, reachable, defined step towards the goal (A60)."""

    goal = tenant_key(Goal, related_name="steps")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("step"), max_length=300)
    reached_on = models.DateField(null=True, blank=True)
    objects = BehaviourStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        ordering = ["order", "pk"]


class AttainedLevelQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(goal__in=Goal.objects.visible_to(person).values("pk"))


class AttainedLevel(Municipal):
    """How far a goal had come on a day, on its own five points: -2 much less than expected, 0 as expected, 2 much more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    goal = tenant_key(Goal, related_name="levels")
    level = models.SmallIntegerField(_("attained"))
    on = models.DateField(_("when"))
    words = models.CharField(_("what you saw"), max_length=300, blank=True)
    by = tenant_key(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    objects = AttainedLevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("attained level")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=-2, level__lte=2), name="level_of_five"),
        ]

    @property
    def level_words(self):
        return LEVEL_WORDS[self.level]


class Measure(PlanPart):
    class Arena(models.TextChoices):
        """The walls know these keys: who writes a child's annex where, and who says what has been tried."""

        SCHOOL = "school", _("School")
        SINGLE_CHILD = "single_child", _("Single child")
        HOME = "home", _("Home")
        LEISURE = "leisure", _("Leisure")

    class Different(models.TextChoices):
        """Does it make the child feel different? Asked before a measure on one child starts (C39)."""

        NO = "no", _("No")
        YES = "yes", _("Yes")
        UNKNOWN = "unknown", _("We do not know yet")

    INTENSITIES = ((-1, _("Turned down")), (0, _("As the model says")), (1, _("Turned up")))

    title = models.CharField(_("measure"), max_length=200)
    arena = models.CharField(_("arena"), max_length=20, choices=Arena)
    core_element = models.CharField(_("core element"), max_length=40)  # a key of the version
    template_key = models.CharField(max_length=60, blank=True)
    owner = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    owner_words = models.CharField(_("who else"), max_length=120, blank=True)
    intensity = models.SmallIntegerField(_("intensity"), choices=INTENSITIES, default=0)
    intensity_words = models.CharField(_("how it is turned up or down"), max_length=200, blank=True)
    partner = models.CharField(
        _("association or other partner"), max_length=120, blank=True
    )  # never sees the plan (B07)
    partner_contact = models.CharField(_("how to reach the partner"), max_length=200, blank=True)
    feels_different = models.CharField(_("feels different"), max_length=10, choices=Different, blank=True)
    different_words = models.CharField(_("what we do about it"), max_length=300, blank=True)
    different_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    different_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    effect = models.TextField(_("effect"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("measure")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=PART_OF_ONE, name="measure_of_plan_or_annex"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="measure_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(intensity__gte=-1, intensity__lte=1), name="measure_intensity"),
            models.CheckConstraint(
                condition=Q(annex__isnull=False) | ~Q(arena="single_child"), name="one_child_in_annex"
            ),
        ]

    @property
    def awaits_answer(self):
        """A measure on one child of which nobody knows yet whether it makes the child feel different (C39).

        "We do not know yet" is no answer when somebody has given it; without her it stands at what ran before the question was.
        """
        unknown = self.feels_different == self.Different.UNKNOWN and self.different_by_id is not None
        return self.annex_id is not None and (not self.feels_different or unknown)

    def status(self, on):
        """planned | running | closed on that day; one on a child runs only when the question has been answered (C39)."""
        if self.ended_on and self.ended_on <= on or self.ends_on and self.ends_on < on:
            return "closed"
        return "planned" if self.awaits_answer or self.starts_on and self.starts_on > on else "running"
