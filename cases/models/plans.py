"""One joint plan: a class part that names no child, and an annex for each child and side, shared on that child's basis."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child
from cases.models.pathways import Pathway, PathwayChild, PathwayRowsQuerySet
from cases.querysets import WallQuerySet
from cases.walls import ANNEX
from core.tenancy import Municipal, TenantQuerySet, tenant_key


class PathwayPlanQuerySet(PathwayRowsQuerySet):
    def in_force(self):
        return self.filter(state=PathwayPlan.State.IN_FORCE)

    def newest(self):
        return self.order_by("-number")


class PathwayPlan(Municipal):
    """A version of the class part. `row_version` counts saves: whoever saves an older one is shown what changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SHARED = "shared", _("Shared")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Superseded")

    MOVES = {
        State.DRAFT: {State.SHARED},
        State.SHARED: {State.IN_FORCE},
        State.IN_FORCE: {State.SUPERSEDED},
        State.SUPERSEDED: set(),
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="plans")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    strengths = models.TextField(_("what goes well"), blank=True)
    focus = models.TextField(_("what we work on"), blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    objects = PathwayPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["pathway"], condition=Q(state="in_force"), name="one_plan_in_force"),
            models.UniqueConstraint(
                fields=["pathway"], condition=Q(state__in=["draft", "shared"]), name="one_plan_being_written"
            ),
        ]

    @property
    def state_words(self):
        """The state as a page says it."""
        words = {
            "draft": _("draft"),
            "shared": _("shared with everybody around the class"),
            "in_force": _("in force"),
            "superseded": _("superseded"),
        }
        return words[self.state]


class ChildAnnexQuerySet(WallQuerySet):
    wall = ANNEX


class ChildAnnex(Municipal):
    """One side's part of a child's annex: school's is the team's too, the family's is never the team's."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway_child = tenant_key(PathwayChild, related_name="annexes")
    child = tenant_key(Child, related_name="annexes")
    sector = models.CharField(max_length=12, choices=[(Sector.SCHOOL, _("School")), (Sector.PROVIDER, _("Home"))])
    strengths = models.TextField(_("strengths"), blank=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    objects = ChildAnnexQuerySet.as_manager()

    class Meta:
        verbose_name = _("annex")
        constraints = [models.UniqueConstraint(fields=["pathway_child", "sector"], name="one_annex_per_child_and_side")]


class PlanPartQuerySet(TenantQuerySet):
    """Goals and measures: of the class part (no annex) or of a child's annex, each behind its own wall."""

    def within_reach(self, person):
        plans = PathwayPlan.objects.visible_to(person).values("pk")
        annexes = ChildAnnex.objects.visible_to(person).values("pk")
        return self.filter(Q(annex=None, plan__in=plans) | Q(annex__in=annexes))

    def of_class(self):
        return self.filter(annex=None)


class PlanPart(Municipal):
    plan = tenant_key(PathwayPlan, null=True, blank=True, related_name="%(class)ss")
    annex = tenant_key(ChildAnnex, null=True, blank=True, related_name="%(class)ss")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    objects = PlanPartQuerySet.as_manager()

    class Meta:
        abstract = True


PART_OF_ONE = Q(plan__isnull=False, annex=None) | Q(plan=None, annex__isnull=False)


class Goal(PlanPart):
    child_words = models.TextField(_("the child's own words"), blank=True)
    text = models.TextField(_("goal"))
    baseline = models.CharField(_("before the start"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    reached_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("goal")
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(condition=PART_OF_ONE, name="goal_of_plan_or_annex")]


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


class Measure(PlanPart):
    class Arena(models.TextChoices):
        SCHOOL = "school", _("School")
        HOME = "home", _("Home")

    title = models.CharField(_("measure"), max_length=200)
    arena = models.CharField(_("arena"), max_length=10, choices=Arena)
    core_element = models.CharField(_("core element"), max_length=40)  # a key of the version
    template_key = models.CharField(max_length=60, blank=True)
    owner = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    owner_words = models.CharField(_("who else"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    effect = models.TextField(_("effect"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    root = tenant_key(
        "self", null=True, blank=True, related_name="+"
    )  # the same measure in the first version it stood in

    class Meta:
        verbose_name = _("measure")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=PART_OF_ONE, name="measure_of_plan_or_annex"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="measure_ends_after_start",
            ),
        ]

    @property
    def family(self):
        """What the same measure is called in every version of the plan: trials are counted over all of them."""
        return self.root_id or self.pk

    def status(self, on):
        """planned | running | closed on that day."""
        if self.ended_on and self.ended_on <= on or self.ends_on and self.ends_on < on:
            return "closed"
        return "planned" if self.starts_on and self.starts_on > on else "running"


class AlignmentQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(plan__in=PathwayPlan.objects.visible_to(person).values("pk"))


class PlanAlignment(Municipal):
    """Whether the joint plan has been aligned with another plan that the child or class has (A52)."""

    plan = tenant_key(PathwayPlan, related_name="alignments")
    key = models.CharField(max_length=40)  # a key of the version's aligned plans
    aligned_on = models.DateField(null=True, blank=True)
    by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    objects = AlignmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="aligned_once")]


class PresentationQuerySet(TenantQuerySet):
    def within_reach(self, person):
        plans = PathwayPlan.objects.visible_to(person).values("pk")
        annexes = ChildAnnex.objects.visible_to(person).values("pk")
        return self.filter(Q(annex=None, plan__in=plans) | Q(annex__in=annexes))


class Presentation(Municipal):
    """To whom the plan was presented, and when: the child, its parents, the class, all parents of the class (A51)."""

    plan = tenant_key(PathwayPlan, related_name="presentations")
    annex = tenant_key(ChildAnnex, null=True, blank=True, related_name="presentations")
    audience = models.CharField(_("to whom"), max_length=30)  # a key of the version's audiences
    presented_on = models.DateField(_("when"))
    by = tenant_key(StaffMember, related_name="+")
    with_words = models.CharField(_("who else took part"), max_length=200, blank=True)
    objects = PresentationQuerySet.as_manager()

    class Meta:
        verbose_name = _("presentation")
        ordering = ["presented_on", "pk"]
