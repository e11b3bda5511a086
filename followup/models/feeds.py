"""A person's own calendar, read by her phone: an address that nobody can guess and that she can take back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from core.tenancy import Municipal, TenantQuerySet, tenant_key


class CalendarFeedQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(staff=person.staff_id)

    def live(self):
        return self.filter(revoked_at=None)


class CalendarFeed(Municipal):
    """token_hash: SHA-256 of the address' secret part, which is shown once and kept nowhere. One live address a person."""

    staff = tenant_key(StaffMember, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_on = models.DateField(null=True, blank=True)
    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar on the phone")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "staff"], condition=Q(revoked_at=None), name="one_live_feed_a_person"
            )
        ]
