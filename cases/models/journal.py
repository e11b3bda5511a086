"""Where the authority's own systems know a pathway or a child: their reference, and the municipality's file plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child
from cases.models.pathways import Pathway
from cases.querysets import children_of, pathways_of
from cases.walls import DOCUMENT
from core.tenancy import Municipal, OpenQuerySet, TenantQuerySet, any_of, tenant_key


class ExternalReferenceQuerySet(TenantQuerySet):
    def within_reach(self, person):
        tests = [Q(child=None, pathway__in=pathways_of(person, person.roles))]
        for sector, roles in DOCUMENT.items():
            if any(role in person.reach for role in roles):
                tests.append(Q(sector=sector, child__in=children_of(person, roles)))
        return self.filter(any_of(tests))


class ExternalReference(Municipal):
    """The number under which DUBU, SBSYS or Acadre know a pathway (no child) or one child, as one side wrote it (L28)."""

    class System(models.TextChoices):
        DUBU = "dubu", "DUBU"
        SBSYS = "sbsys", "SBSYS"
        ACADRE = "acadre", "Acadre"
        OTHER = "other", _("another journal")

    pathway = tenant_key(Pathway, related_name="references")
    child = tenant_key(Child, null=True, blank=True, related_name="references")
    sector = models.CharField(max_length=12, choices=Sector)
    system = models.CharField(_("journal"), max_length=10, choices=System)
    reference = models.CharField(_("reference"), max_length=60)
    by = tenant_key(StaffMember, related_name="+")
    at = models.DateTimeField(auto_now=True)
    objects = ExternalReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference to a journal")
        ordering = ["system", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "child", "sector", "system"], nulls_distinct=False, name="one_reference_each"
            )
        ]


class JournalPlan(Municipal):
    """Under which numbers of KLE the municipality files what is issued; numbers are configuration (L18)."""

    KLE_CHILD = "27.24.00"  # the child's running journal, the only number our reading has verified

    kle_child = models.CharField(_("about a child"), max_length=12, default=KLE_CHILD)
    kle_pathway = models.CharField(_("about a class or a group"), max_length=12, blank=True)
    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality"], name="one_journal_plan")]
