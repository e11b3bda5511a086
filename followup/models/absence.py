"""Who is away and who takes her work meanwhile, and what one person has handed to another."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, StaffMember
from cases.models import Pathway
from cases.querysets import pathways_of
from cases.walls import MEETING
from core.tenancy import Municipal, TenantQuerySet, scope_q, tenant_key

LEADERS = ("principal", "provider_manager")


class AbsenceQuerySet(TenantQuerySet):
    """Seen by the two it is about, the leader of her unit, the administrator and the daily job."""

    def within_reach(self, person):
        if person.has("administrator", "system"):
            return self
        led = scope_q(person, LEADERS, unit="unit_id")
        return self.filter(Q(staff=person.staff_id) | Q(stand_in=person.staff_id) | led)

    def on(self, day):
        return self.filter(first__lte=day, last__gte=day)

    def touching(self, first, last):
        return self.filter(first__lte=last, last__gte=first)


class Absence(Municipal):
    """From the first day to the last, both included, `stand_in` gets what falls to `staff`. Never why she is away.

    unit: her workplace when it was written, by which its leader finds it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = tenant_key(StaffMember, related_name="absences")
    stand_in = tenant_key(StaffMember, related_name="+")
    unit = tenant_key(OrganisationUnit, null=True, blank=True, related_name="+")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    made_by = tenant_key(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_start", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="absence_has_another", condition=~Q(staff=F("stand_in"))),
        ]
        indexes = [models.Index(fields=["municipality", "staff", "first"], name="absence_by_staff")]


class HandOverQuerySet(TenantQuerySet):
    def within_reach(self, person):
        mine = Q(to=person.staff_id) | Q(after=person.staff_id)
        return self.filter(Q(pathway__in=pathways_of(person, MEETING)) | mine)

    def standing(self):
        return self.filter(undone_at=None)

    def to_share_out(self):
        """Come to a leader because somebody stopped, and not yet given on or kept."""
        return self.standing().filter(kind=HandOver.Kind.ENDED, settled_at=None)


class HandOver(Municipal):
    """A task or a meeting that changed hands, and whatever came to a leader when somebody stopped.

    object_id: of the row that `noun` says, as in an exchange. after: who had it. settled_at: the leader gave it on or kept it.
    An occurrence given by hand keeps that in its own history.
    """

    class Noun(models.TextChoices):
        OCCURRENCE = "occurrence", _("follow-up")
        MEETING = "meeting", _("meeting")
        TASK = "task", _("task")
        SLOT = "slot", _("fixed time")

    class Kind(models.TextChoices):
        GIVEN = "given", _("handed over")
        ENDED = "ended", _("taken over")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, null=True, blank=True, related_name="+")
    noun = models.CharField(max_length=12, choices=Noun)
    object_id = models.BigIntegerField()
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.GIVEN)
    after = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    to = tenant_key(StaffMember, related_name="+")
    reason = models.CharField(_("why"), max_length=200, blank=True)
    by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["municipality", "noun", "object_id"], name="hand_over_of"),
            models.Index(
                fields=["municipality", "to"],
                condition=Q(kind="ended", settled_at=None, undone_at=None),
                name="hand_over_to_share_out",
            ),
        ]
