"""A school's documents in one go: made by workers, part by part, kept for a day."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import OrganisationUnit, StaffMember
from core.tenancy import Municipal, TenantQuerySet, tenant_key

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)  # as long as one document may take, and as long as a bell is waited for


class BundleQuerySet(TenantQuerySet):
    def within_reach(self, person):
        if person.has("system"):
            return self
        return self.filter(made_by=person.staff_id)

    def kept(self, now):
        """Not a day old yet: what is older is nobody's, also before the daily job has thrown it away."""
        return self.filter(made_at__gt=now - KEPT)

    def stood_still(self, now):
        """Something waits, nobody works on it, and nobody has come since its bell rang."""
        parts = BundlePart.objects.filter(bundle=OuterRef("pk"), municipality=OuterRef("municipality"))
        return self.kept(now).filter(
            Q(rung_at=None) | Q(rung_at__lt=now - LEASE),
            Exists(parts.waiting(now)),
            ~Exists(parts.filter(body=None, lease_until__gte=now)),
            cancelled_at=None,
        )


class DocumentBundle(Municipal):
    """What one person asked for; only she sees it, and it goes after a day.

    cancelled_at: nothing more is made. rung_at: when workers were last called to it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = tenant_key(OrganisationUnit, related_name="+")
    made_by = tenant_key(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, editable=False)
    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]


class BundlePartQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(bundle__in=DocumentBundle.objects.visible_to(person).values("pk"))

    def waiting(self, now):
        """Not made, not given up, and claimed by nobody who still has time for it."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now), body=None, attempts__lt=BundlePart.ATTEMPTS)


class BundlePart(Municipal):
    """One document of a bundle. A worker claims it with a lease; one that died leaves it to the next."""

    ATTEMPTS = 3

    bundle = tenant_key(DocumentBundle, related_name="parts", on_delete=models.CASCADE)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    title = models.CharField(max_length=200)
    body = models.BinaryField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    objects = BundlePartQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
