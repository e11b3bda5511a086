"""What the adults have tried: one tap and perhaps one line, on a measure of the class part."""

import uuid

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models.plan_parts import Measure
from core.tenancy import Municipal, TenantQuerySet, tenant_key


class MeasureTrialQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(measure__in=Measure.objects.visible_to(person).values("pk"))

    def kept(self):
        return self.filter(undone_at=None)

    def of(self, measures):
        """Trials of these measures in whichever version of the plan they were written; `family` says of which."""
        families = {measure.family for measure in measures}
        return self.annotate(family=Coalesce("measure__root_id", "measure_id")).filter(family__in=families)


class MeasureTrial(Municipal):
    """A measure of the class part was tried on a day. It names no child; taken back it stays, marked (J07)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = tenant_key(Measure, related_name="trials")
    tried_on = models.DateField(_("when"))
    line = models.CharField(_("how it went"), max_length=200, blank=True)
    by = tenant_key(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    objects = MeasureTrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial")
        ordering = ["-tried_on", "-pk"]
        indexes = [models.Index(fields=["municipality", "measure", "tried_on"], name="trial_by_measure")]
