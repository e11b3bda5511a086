"""What is seen in the answers, and what it means in the class and at home: the step from a mapping to the plan (A50, C13)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models import Child, PathwayChild
from cases.querysets import WallQuerySet, pathways_of
from core.tenancy import Municipal, tenant_key
from mapping.models.voices import NeedsMapping
from mapping.walls import CLASS_FINDING, FINDING


class FindingQuerySet(WallQuerySet):
    """Of the class: with the mapping. Of a child: behind the wall of the side that wrote it."""

    wall = FINDING

    def within_reach(self, person):
        of_class = Q(child=None, mapping__in=NeedsMapping.objects.visible_to(person).values("pk"))
        return self.filter(of_class | self.own_q(person, self.wall.own) | self.shared_q(person))

    def writable_by(self, person):
        of_class = Q(child=None, mapping__pathway__in=pathways_of(person, CLASS_FINDING))
        return self.filter(of_class | self.own_q(person, self.wall.writers))

    def seen(self):
        return self.filter(kind=Finding.Kind.SEEN)

    def assessed(self):
        """What rests on an assessment that somebody made, of a child."""
        return self.seen().filter(child__isnull=False).exclude(performed_by=None, performer="")


class Finding(Municipal):
    """One thing seen together, about the class (no child) or a child; or how the child is told of the results (C14).

    dimension: "<instrument>.<dimension>", "" for none. tool, performed_by, performer, performed_on, qualification: where it
    rests on an assessment (C08-C12); performer is who did it in words, where it was nobody of staff. goal, measure: the uuid
    of what it became in the plan; no key, for that may be taken back.
    """

    class Kind(models.TextChoices):
        SEEN = "seen", _("what we see")
        TELLING = "telling", _("how the child is told")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mapping = tenant_key(NeedsMapping, related_name="findings")
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="findings")
    child = tenant_key(Child, null=True, blank=True, related_name="findings")
    sector = models.CharField(max_length=12, choices=Sector)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SEEN)
    dimension = models.CharField(_("area"), max_length=120, blank=True)
    text = models.TextField(_("what we see"))
    meaning_class = models.TextField(_("what it means in the class"), blank=True)
    meaning_home = models.TextField(_("what it means at home"), blank=True)
    tool = models.CharField(_("tool"), max_length=120, blank=True)
    performed_by = tenant_key(StaffMember, verbose_name=_("done by"), null=True, blank=True, related_name="+")
    performer = models.CharField(_("done by"), max_length=120, blank=True)
    performed_on = models.DateField(_("when"), null=True, blank=True)
    qualification = models.CharField(_("qualification"), max_length=160, blank=True)
    goal = models.UUIDField(null=True, blank=True, editable=False)
    measure = models.UUIDField(null=True, blank=True, editable=False)
    made_by = tenant_key(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="finding_of_class_or_child",
                condition=Q(pathway_child=None, child=None, kind="seen")
                | Q(pathway_child__isnull=False, child__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["mapping", "pathway_child", "sector"],
                condition=Q(kind="telling"),
                name="one_way_of_telling_per_side",
            ),
        ]
