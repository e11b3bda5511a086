"""Children, the classes they were in, and those who hold custody of them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, SchoolClass
from cases.querysets import ChildRowsQuerySet, children_of, children_q
from core import cpr
from core.sort_key import sort_key
from core.tenancy import Municipal, TenantQuerySet, tenant_key


class ChildQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(children_q(person, person.roles))

    def in_class(self, school_class, on):
        return self.filter(pk__in=ClassMembership.objects.filter(school_class=school_class).on(on).values("child_id"))

    def with_cpr(self, number, municipality_id):
        return self.filter(cpr_index=cpr.blind_index(number, municipality_id))

    def by_name(self):
        return self.order_by("name_key", "pk")


class Child(Municipal):
    """A pupil. The CPR number is sealed; a protected address is shown by one logged click and nowhere else (L13)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = tenant_key(OrganisationUnit, related_name="pupils")
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    name_key = models.CharField(max_length=340, editable=False)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    cpr_sealed = models.BinaryField(null=True, editable=False)
    cpr_index = models.BinaryField(null=True, editable=False)
    cpr_mask = models.CharField(max_length=11, blank=True, editable=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    protected_until = models.DateField(_("address protected until"), null=True, blank=True)
    protected = models.BooleanField(_("name and address protection"), default=False)
    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        constraints = [models.UniqueConstraint(fields=["municipality", "cpr_index"], name="one_child_per_cpr")]
        indexes = [models.Index(fields=["municipality", "school", "name_key"], name="child_by_name")]

    def __str__(self):
        return self.name

    def save(self, **options):
        self.name_key = sort_key(self.name)
        super().save(**options)

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def short_name(self):
        """Given name and initial: "Adam W.", for pages that others may glance at."""
        return f"{self.given_name} {self.family_name[:1]}.".strip(" .") + ("." if self.family_name else "")

    def is_protected(self, on):
        """Name and address protection lapses a year after it was granted unless longer (L13)."""
        return self.protected and (self.protected_until is None or on <= self.protected_until)

    def seal_cpr(self, number):
        self.cpr_sealed = cpr.seal(number, self.municipality_id)
        self.cpr_index = cpr.blind_index(number, self.municipality_id)
        self.cpr_mask = cpr.masked(number)
        self.born_on = cpr.birth_date(number)

    def age(self, on):
        """Whole years on that day, or None without a date of birth."""
        if self.born_on is None:
            return None
        return on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))


class ClassMembershipQuerySet(ChildRowsQuerySet):
    def on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class ClassMembership(Municipal):
    child = tenant_key(Child, related_name="memberships")
    school_class = tenant_key(SchoolClass, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    objects = ClassMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(ends_on=None), name="one_class_at_a_time"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="membership_ends_after_start"
            ),
        ]


class ParentQuerySet(TenantQuerySet):
    def within_reach(self, person):
        mine = children_of(person, person.roles)
        return self.filter(
            Q(known_through__in=mine) | Q(pk__in=CustodyRelation.objects.filter(child__in=mine).values("parent_id"))
        )


class Parent(Municipal):
    """Somebody who holds, or held, custody or daily care. `known_through` is the child that brought the parent here.

    message_choice: how the parent wants to be reminded of a meeting; blank: nobody has asked yet.
    """

    class MessageChoice(models.TextChoices):
        SMS = "sms", _("SMS")
        MAIL = "mail", _("e-mail")
        NONE = "none", _("no messages")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    known_through = tenant_key(Child, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    name_key = models.CharField(max_length=340, editable=False)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=40, blank=True)
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    protected = models.BooleanField(_("name and address protection"), default=False)
    message_choice = models.CharField(_("messages"), max_length=4, choices=MessageChoice, blank=True, default="")
    chosen_on = models.DateField(null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)  # answered STOP: nothing until START
    objects = ParentQuerySet.as_manager()

    class Meta:
        verbose_name = _("parent")

    def __str__(self):
        return self.name

    def save(self, **options):
        self.name_key = sort_key(self.name)
        super().save(**options)


class CustodyRelationQuerySet(ChildRowsQuerySet):
    def on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def holding(self, day):
        """Custody that counts that day: dated, and not suspended (L11)."""
        return self.on(day).filter(has_custody=True).exclude(suspended_from__lte=day, suspended_until__gte=day)


class CustodyRelation(Municipal):
    """Dated custody. While access is suspended the parent sees and is sent nothing, school name included (L11)."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("mother")
        FATHER = "father", _("father")
        CO_MOTHER = "co_mother", _("co-mother")
        GUARDIAN = "guardian", _("guardian")
        OTHER = "other", _("other")

    child = tenant_key(Child, related_name="custody")
    parent = tenant_key(Parent, related_name="custody")
    relation = models.CharField(_("relation"), max_length=12, choices=Relation, default=Relation.OTHER)
    has_custody = models.BooleanField(_("holds custody"), default=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    suspended_from = models.DateField(_("access suspended from"), null=True, blank=True)
    suspended_until = models.DateField(_("access suspended until"), null=True, blank=True)
    objects = CustodyRelationQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], condition=Q(ends_on=None), name="one_live_custody"),
            models.CheckConstraint(
                name="suspension_has_both_ends",
                condition=Q(suspended_from=None, suspended_until=None)
                | Q(suspended_from__isnull=False, suspended_until__gte=models.F("suspended_from")),
            ),
        ]

    def is_suspended(self, on):
        return self.suspended_from is not None and self.suspended_from <= on <= self.suspended_until
