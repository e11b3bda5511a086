"""Figures for those who see no person: counted by the daily job and after writes, suppressed below 5 when written."""

from django.db import models
from django.db.models import Q

from accounts.models import OrganisationUnit
from accounts.roles import Side
from core.tenancy import Municipal, OpenQuerySet, tenant_key
from programmes.models import ProgrammeVersion

SMALLEST = 5


class InsightFigureQuerySet(OpenQuerySet):
    def of(self, indicator):
        return self.filter(indicator=indicator)


class InsightFigure(Municipal):
    """One number of one indicator. `n` counts what lies behind it, `value` is what is shown (None: too few to show).

    period: Monday of the week, or the day itself for figures of today. key: a phase, a state or "" as the indicator says.
    version: the programme version that is run; none where all are counted together, as persons are.
    """

    indicator = models.CharField(max_length=40)
    period = models.DateField()
    unit = tenant_key(OrganisationUnit, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side, blank=True)
    key = models.CharField(max_length=40, blank=True)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    n = models.PositiveIntegerField(null=True)
    value = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    is_suppressed = models.BooleanField(default=False)
    counted_at = models.DateTimeField(auto_now=True)
    objects = InsightFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "indicator", "period", "unit", "side", "key", "version"],
                name="figure_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(is_suppressed=False) | Q(n=None, value=None), name="suppressed_shows_nothing"
            ),
        ]
