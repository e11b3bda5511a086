"""What was done to an occurrence besides holding it: nothing of its history is lost."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models import Pathway
from cases.models.pathways import PathwayRowsQuerySet
from cases.walls import MEETING
from core.tenancy import Municipal, tenant_key
from followup.models.occurrences import Occurrence


class OccurrenceChangeQuerySet(PathwayRowsQuerySet):
    roles = MEETING  # the reasons are read by those who read minutes


class OccurrenceChange(Municipal):
    """Moved, handed over or opened again: what stood before and after, why, by whom and when.

    `pathway` repeats the occurrence's, for the policy. together: the same for all that one act changed, so that one undo
    takes them all back.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("moved")
        HANDED_OVER = "handed_over", _("handed over")
        REOPENED = "reopened", _("opened again")

    occurrence = tenant_key(Occurrence, related_name="changes")
    pathway = tenant_key(Pathway, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)
    staff_before = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    staff_after = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    state_before = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    together = models.UUIDField(default=uuid.uuid4, editable=False)
    objects = OccurrenceChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
