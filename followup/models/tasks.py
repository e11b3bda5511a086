"""What somebody must do by a day: decided at a meeting, or asked for by a rule."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Side
from cases.models import CooperationAgreement, Pathway, PathwayChild
from cases.querysets import children_of, pathways_of
from cases.walls import MEETING
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from followup.models.absence import Absence
from followup.models.meetings import Decision, Meeting


class TaskQuerySet(TenantQuerySet):
    """Seen by those who read the pathway's minutes (and reach the child, if it is about one), its owner, and her stand-in."""

    def within_reach(self, person):
        about = Q(pathway_child=None) | Q(pathway_child__child__in=children_of(person, MEETING))
        hers = Q(owner_id=person.staff_id) | Q(owner__in=Absence.objects.on(timezone.localdate()).filter(stand_in=person.staff_id).values("staff"))  # fmt: skip
        return self.filter(about & Q(pathway__in=pathways_of(person, MEETING)) | hers)

    def open(self):
        return self.filter(settled_on=None)

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)


class Task(Municipal):
    """One thing for one person (or for a side, while nobody has it). settled_on: done, or not to be done because."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("agreed")  # at a meeting
        MINUTES = "minutes", _("send the minutes")  # to whoever could not come (C18)
        CALL = "call", _("call about the meeting")  # the other half of that pair
        PREPARE = "prepare", _("prepare")
        REFERRAL = "referral", _("referral")  # due until it is answered
        REVIEW = "review", _("look at it again")
        OTHER = "other", _("other")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="tasks")
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="tasks")
    meeting = tenant_key(Meeting, null=True, blank=True, related_name="tasks")
    decision = tenant_key(Decision, null=True, blank=True, related_name="tasks")
    agreement = tenant_key(
        CooperationAgreement, null=True, blank=True, related_name="tasks"
    )  # to sign, or to look at again
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    text = models.CharField(_("what"), max_length=300)
    owner = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    left_out_because = models.CharField(max_length=300, blank=True)  # settled without being done
    made_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["municipality", "due_on"], condition=Q(settled_on=None), name="task_open_by_due")
        ]

    def is_overdue(self, on):
        return self.settled_on is None and self.due_on is not None and self.due_on < on
