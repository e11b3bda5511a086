"""Time set aside that comes again: for sparring, reflection, planning and following up (A20, A23)."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, StaffMember
from cases.models import Pathway
from cases.querysets import pathways_of
from cases.walls import MEETING
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from followup.models.contacts import Contact

MANAGERS = ("principal", "provider_manager")


class SlotQuerySet(TenantQuerySet):
    def within_reach(self, person):
        """Those it is for, whoever made it, the pathway's people, and the managers of the unit."""
        return self.filter(
            self._mine(person)
            | Q(pathway__in=pathways_of(person, MEETING))
            | Q(unit__in=person.scopes("unit", MANAGERS))
        )

    def of(self, person):
        """Those it is for."""
        return self.filter(people__contains=[person.staff_id])

    def between(self, first, last):
        return self.filter(Q(last_on=None) | Q(last_on__gte=first), first_on__lte=last)

    @staticmethod
    def _mine(person):
        return Q(people__contains=[person.staff_id]) | Q(made_by_id=person.staff_id)


class Slot(Municipal):
    """On one weekday every so many weeks, counted from `first_on`, in school weeks. Of a pathway or of a unit.

    people: ids of the staff it is for. last_on: None while it goes on.
    """

    class Kind(models.TextChoices):
        SPARRING = "sparring", _("Sparring")
        REFLECTION = "reflection", _("Reflection")
        PLANNING = "planning", _("Planning")
        FOLLOW_UP = "follow_up", _("Following up")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, null=True, blank=True, related_name="slots")
    unit = tenant_key(OrganisationUnit, null=True, blank=True, related_name="slots")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"), null=True, blank=True)
    every_weeks = models.PositiveSmallIntegerField(
        _("every so many weeks"), default=1, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    people = ArrayField(models.BigIntegerField(), default=list)
    made_by = tenant_key(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurring time")
        ordering = ["first_on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="slot_is_of_one_place",
                condition=Q(pathway__isnull=False, unit=None) | Q(pathway=None, unit__isnull=False),
            ),
            models.CheckConstraint(name="slot_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="slot_days_in_order", condition=Q(last_on=None) | Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(name="slot_comes_again", condition=Q(every_weeks__gte=1)),
        ]

    @property
    def weekday(self):
        return self.first_on.weekday()

    def days(self, first, last):
        """The days of its rhythm between the two, both included; school holidays are not looked at."""
        step = timedelta(weeks=self.every_weeks)
        behind = (first - self.first_on).days
        day = self.first_on + step * max(-(-behind // step.days), 0)
        until = min(last, self.last_on) if self.last_on else last
        while day <= until:
            yield day
            day += step


class SlotDayQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(slot__in=Slot.objects.visible_to(person).values("pk"))


class SlotDay(Municipal):
    """What became of one day of it: moved, called off, held or not held. `on` is the day in the rhythm."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        NOT_HELD = "not_held", _("not held")
        CANCELLED = "cancelled", _("called off")

    slot = tenant_key(Slot, related_name="settled_days")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    contact = models.OneToOneField(
        Contact, null=True, blank=True, on_delete=models.PROTECT, db_constraint=False, related_name="slot_day"
    )
    by = tenant_key(StaffMember, related_name="+")
    at = models.DateTimeField(auto_now=True)
    objects = SlotDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of a recurring time")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "on"], name="slot_day_once"),
            models.CheckConstraint(name="slot_day_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]
