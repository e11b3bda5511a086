"""A school's documents in one go: made by workers, part by part, kept for a day."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import OrganisationUnit, StaffMember
from core.tenancy import Municipal, TenantQuerySet, tenant_key


class BundleQuerySet(TenantQuerySet):
    def within_reach(self, person):
        if person.has("system"):
            return self
        return self.filter(made_by=person.staff_id)


class DocumentBundle(Municipal):
    """What one person asked for; only she sees it, and it goes after a day. cancelled_at: nothing more is made."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = tenant_key(OrganisationUnit, related_name="+")
    made_by = tenant_key(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
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
