"""The municipality's own values of what a programme recommends."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from core.tenancy import Municipal, OpenQuerySet, tenant_key
from programmes.models import ProgrammeVersion


class CadenceChangeQuerySet(OpenQuerySet):
    def latest(self, on):
        """The one that holds for each cadence on that day: of those that have begun, the newest."""
        begun = self.filter(from_on__lte=on).order_by("programme_version_id", "cadence", "-from_on", "-pk")
        return begun.distinct("programme_version_id", "cadence")

    def coming(self, on):
        return self.filter(from_on__gt=on).order_by("from_on", "pk")


class CadenceChange(Municipal):
    """A rhythm as the municipality wants it from a day on; a later one takes its place, and the version keeps its own.

    One whose values are the version's own says that the municipality went back to them.
    """

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        WEEKS = "weeks", _("weeks")
        MONTHS = "months", _("months")

    class Summer(models.TextChoices):
        BEFORE = "before", _("to the last school week before it")
        AFTER = "after", _("to the second school week after it")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    cadence = models.CharField(max_length=40)  # a key of the version
    count = models.PositiveSmallIntegerField(_("how many"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    early_days = models.PositiveSmallIntegerField(_("days before that count"))
    near_days = models.PositiveSmallIntegerField(_("days after that are near"))
    summer = models.CharField(_("a day in the summer holiday moves"), max_length=10, choices=Summer)
    reason = models.CharField(_("why"), max_length=300)
    from_on = models.DateField(_("from"))
    by = tenant_key(StaffMember, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    objects = CadenceChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("own rhythm")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="own_rhythm_counts"),
            models.CheckConstraint(condition=~Q(reason=""), name="own_rhythm_has_a_reason"),
        ]
        indexes = [models.Index(fields=["municipality", "programme_version", "cadence"], name="own_rhythm")]
