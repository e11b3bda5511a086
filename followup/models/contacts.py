"""A contact between meetings: a visit, a call, sparring, a note of the day, a small success. Logged in a minute."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector, side_of
from cases.models import Child, Pathway, PathwayChild
from cases.models.pathways import PathwayRowsQuerySet
from cases.querysets import WallQuerySet
from cases.walls import CONTACT, CONTACTS
from core.tenancy import Municipal, tenant_key


class ContactQuerySet(PathwayRowsQuerySet):
    roles = CONTACTS

    def kept(self):
        return self.filter(undone_at=None)

    def by(self, person):
        return self.filter(by_id=person.staff_id)

    def expired(self, on):
        """Short-lived ones whose last day has passed."""
        return self.filter(expires_on__lt=on)


class Contact(Municipal):
    """What the pathway's people may all read of it: it names no child. What is said of each child is a ContactChild.

    kind, variant: keys of the version's contact kinds. settled: ids of the occurrences that it settled.
    children_count: told to those who see no names. expires_on: the last day of a short-lived one; then it is removed.
    """

    class With(models.TextChoices):
        CHILD = "child", _("the child")
        HOME = "home", _("the home")
        TEAM = "team", _("the class team")
        ADVISOR = "advisor", _("the resource advisor")
        LEADER = "leader", _("the group leader")
        MANAGER = "manager", _("managers")
        OTHER = "other", _("others")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=40)
    variant = models.CharField(_("how"), max_length=40, blank=True)
    held_on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    with_whom = ArrayField(models.CharField(max_length=10, choices=With), default=list, blank=True)
    line = models.CharField(_("one line"), max_length=300, blank=True)
    sector = models.CharField(max_length=12, choices=Sector)
    by = tenant_key(StaffMember, related_name="+")
    is_success = models.BooleanField(
        _("something went well"), default=False
    )  # shown on the sheet before a meeting (C40)
    children_count = models.PositiveSmallIntegerField(default=0, editable=False)
    settled = ArrayField(models.BigIntegerField(), default=list, editable=False)
    expires_on = models.DateField(null=True, blank=True, editable=False)
    logged_at = models.DateTimeField(auto_now_add=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["municipality", "pathway", "held_on"], name="contact_by_day"),
            models.Index(fields=["municipality", "by", "logged_at"], name="contact_by_author"),
            models.Index(
                fields=["municipality", "expires_on"], condition=Q(expires_on__isnull=False), name="contact_expiring"
            ),
        ]

    @property
    def side(self):
        return side_of(self.sector)


class ContactChildQuerySet(WallQuerySet):
    wall = CONTACT

    def kept(self):
        return self.filter(contact__undone_at=None)


class ContactChild(Municipal):
    """One child of a contact, and what was said of this child alone: behind the wall of its author's sector."""

    contact = tenant_key(Contact, related_name="children")
    pathway_child = tenant_key(PathwayChild, related_name="contacts")
    child = tenant_key(Child, related_name="contacts")
    sector = models.CharField(max_length=12, choices=Sector)
    note = models.CharField(_("about this child"), max_length=500, blank=True)
    expires_on = models.DateField(null=True, blank=True, editable=False)
    objects = ContactChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of a contact")
        constraints = [models.UniqueConstraint(fields=["contact", "pathway_child"], name="child_once_in_a_contact")]
