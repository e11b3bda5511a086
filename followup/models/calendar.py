"""The municipality's school calendar."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.tenancy import Municipal, OpenQuerySet


class SchoolBreakQuerySet(OpenQuerySet):
    def touching(self, first, last):
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class SchoolBreak(Municipal):
    """A stretch of the municipality's school calendar without school, both days included."""

    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    objects = SchoolBreakQuerySet.as_manager()

    class Meta:
        verbose_name = _("school holiday")
        ordering = ["starts_on"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="break_ends_after_start")]
