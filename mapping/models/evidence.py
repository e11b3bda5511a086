"""What is known already about a child or a class, and is drawn in instead of being asked again (A47)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models import Child, PathwayChild
from cases.querysets import children_of, pathways_of
from cases.walls import ANSWER
from core.tenancy import Municipal, TenantQuerySet, any_of, tenant_key
from mapping.models.voices import NeedsMapping
from mapping.walls import CLASS_ASK


class EvidenceQuerySet(TenantQuerySet):
    def within_reach(self, person):
        tests = []
        if any(role in person.reach for role in CLASS_ASK):
            tests.append(Q(child=None, mapping__pathway__in=pathways_of(person, CLASS_ASK)))
        for sector, roles in ANSWER.own.items():
            if any(role in person.reach for role in roles):
                tests.append(Q(sector=sector, child__in=children_of(person, roles)))
        return self.filter(any_of(tests))


class Evidence(Municipal):
    """One source that was read: what it is, from when, and what it says, in a few words. Of the class when no child."""

    class Kind(models.TextChoices):
        WELLBEING = "wellbeing", _("wellbeing survey")
        PUPIL_PLAN = "pupil_plan", _("pupil plan")
        ACTION_PLAN = "action_plan", _("action plan")
        TEST = "test", _("test or assessment")
        OTHER = "other", _("something else")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mapping = tenant_key(NeedsMapping, related_name="evidence")
    child = tenant_key(Child, null=True, blank=True, related_name="+")
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="evidence")
    kind = models.CharField(_("what it is"), max_length=12, choices=Kind)
    source = models.CharField(_("whose it is"), max_length=120, blank=True)
    dated_on = models.DateField(_("from"))
    text = models.TextField(_("what it says"))
    sector = models.CharField(max_length=12, choices=Sector)
    written_by = tenant_key(StaffMember, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("what is known already")
        ordering = ["-dated_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_of_child_or_class",
                condition=Q(child=None, pathway_child=None) | Q(child__isnull=False, pathway_child__isnull=False),
            )
        ]
