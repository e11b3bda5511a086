import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child
from cases.querysets import WallQuerySet, children_of
from cases.walls import CONCERN
from core.tenancy import Municipal, tenant_key


class ConcernNotificationQuerySet(WallQuerySet):
    wall = CONCERN

    def within_reach(self, person):
        """The sender while she works with the child, the leader of her side, and the authority. Never shared on."""
        return self.filter(self.own_q(person, self.wall.own), child__in=children_of(person, person.roles))


class ConcernNotification(Municipal):
    """That a notification of concern was sent, and on which day: nothing else of it is in Samspil (L08)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = tenant_key(Child, related_name="concerns")
    sector = models.CharField(max_length=12, choices=Sector)
    sent_on = models.DateField(_("sent on"))
    by = tenant_key(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    objects = ConcernNotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification of concern")
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["child", "by", "sent_on"], name="one_notification_a_day_and_sender")
        ]
