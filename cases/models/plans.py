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


class PartQuerySet(TenantQuerySet):
    """What stands in the class part (no annex) or in a child's annex, each behind its own wall."""

    def within_reach(self, person):
        plans = PathwayPlan.objects.visible_to(person).values("pk")
        annexes = ChildAnnex.objects.visible_to(person).values("pk")
        return self.filter(Q(annex=None, plan__in=plans) | Q(annex__in=annexes))

    def of_class(self):
        return self.filter(annex=None)


PART_OF_ONE = Q(plan__isnull=False, annex=None) | Q(plan=None, annex__isnull=False)


class PlanAlignment(Municipal):
    """Whether the class part, or one side's part of a child's annex, has been aligned with another plan (A52).

    `reference` says where the other plan is found: an address, or words such as a number in another system.
    """

    plan = tenant_key(PathwayPlan, null=True, blank=True, related_name="alignments")
    annex = tenant_key(ChildAnnex, null=True, blank=True, related_name="alignments")
    key = models.CharField(max_length=40)  # a key of the version's aligned plans
    reference = models.CharField(_("where it is found"), max_length=300, blank=True)
    aligned_on = models.DateField(null=True, blank=True)
    by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="aligned_once"),
            models.UniqueConstraint(fields=["annex", "key"], name="annex_aligned_once"),
            models.CheckConstraint(condition=PART_OF_ONE, name="alignment_of_plan_or_annex"),
        ]

    @property
    def link(self):
        """The reference when it can be opened: nothing but a secure address ever becomes a link."""
        return self.reference if self.reference.startswith("https://") and " " not in self.reference else ""


class Presentation(Municipal):
    """To whom the plan was presented, and when: the child, its parents, the class, all parents of the class (A51)."""

    plan = tenant_key(PathwayPlan, related_name="presentations")
    annex = tenant_key(ChildAnnex, null=True, blank=True, related_name="presentations")
    audience = models.CharField(_("to whom"), max_length=30)  # a key of the version's audiences
    presented_on = models.DateField(_("when"))
    by = tenant_key(StaffMember, related_name="+")
    with_words = models.CharField(_("who else took part"), max_length=200, blank=True)
    version = tenant_key("AudienceVersion", null=True, blank=True, related_name="presentations")  # what was given
    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("presentation")
        ordering = ["presented_on", "pk"]
