"""What leaves the house: a row first, sent by whoever claims it (trust.md A7)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from followup.models.occurrences import Occurrence


class OutboxMailQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self if person.has("system") else self.filter(recipient_id=person.staff_id)

    def waiting(self):
        return self.filter(state__in=("queued", "sending"))


class OutboxMail(Municipal):
    """A mail to a member of staff, without personal data: a row first, sent by whoever claims it (trust.md A7)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("given up")

    recipient = tenant_key(StaffMember, related_name="+")
    occurrence = tenant_key(Occurrence, null=True, blank=True, related_name="mails")
    kind = models.CharField(max_length=40)
    due_on = models.DateField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    attachment = models.TextField(blank=True, default="")  # a calendar file (text/calendar), never about a person
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    message_id = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "occurrence", "kind", "due_on"], name="mail_once")]
        indexes = [
            models.Index(
                fields=["municipality", "created_at"], condition=Q(state__in=["queued", "sending"]), name="mail_waiting"
            )
        ]
