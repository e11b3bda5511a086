"""Municipalities, their units and classes, the people who work in them, and the dated roles that open doors."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLE_SECTOR, Role, Sector
from accounts.texts import LocalText, WordAdvice  # noqa: F401 (models of their own file)
from core.sort_key import sort_key
from core.tenancy import Municipal, OpenQuerySet, TenantQuerySet, tenant_key


class Municipality(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    is_fictional = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self):
        return self.name


class UserManager(BaseUserManager):
    def create_user(self, email, password=None):
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login and nothing else; what the person is in a municipality is StaffMember."""

    email = models.EmailField(_("e-mail"), unique=True)
    is_active = models.BooleanField(default=True)
    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = _("user")


class OrganisationUnitQuerySet(OpenQuerySet):
    def schools(self):
        return self.filter(kind=OrganisationUnit.Kind.SCHOOL)


class OrganisationUnit(Municipal):
    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", _("administration")
        SCHOOL = "school", _("school")
        PPR = "ppr", _("PPR")
        AUTHORITY = "authority", _("social authority")
        PROVIDER = "provider", _("social provider unit")
        FOSTER_CARE = "foster_care", _("foster care")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = tenant_key("self", null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector, blank=True)
    name = models.CharField(_("name"), max_length=80)
    objects = OrganisationUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "parent", "name"], name="unit_name_once", nulls_distinct=True
            )
        ]

    def __str__(self):
        return self.name


class SchoolClassQuerySet(OpenQuerySet):
    def of_schools(self, school_ids):
        return self.filter(school_id__in=school_ids)


class SchoolClass(Municipal):
    """A class keeps its identity over school years; `name` and `grade` are those of today, ClassName holds all of them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = tenant_key(OrganisationUnit, related_name="classes")
    name = models.CharField(_("name"), max_length=40)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    objects = SchoolClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        ordering = ["grade", "name"]

    def __str__(self):
        return self.name


class ClassName(Municipal):
    """What a class is called from a date on: 5.B becomes 6.B on 1 August."""

    school_class = tenant_key(SchoolClass, related_name="names")
    name = models.CharField(_("name"), max_length=40)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    starts_on = models.DateField()
    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["school_class", "starts_on"], name="one_class_name_a_day")]


class StaffMemberQuerySet(OpenQuerySet):
    def with_role(self, role, on):
        return self.filter(pk__in=RoleAssignment.objects.filter(role=role).live(on).values("staff_member_id"))


class StaffMember(Municipal):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff")
    unit = tenant_key(OrganisationUnit, null=True, blank=True, related_name="staff")
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=160, editable=False)
    title = models.CharField(_("title"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    post_email = models.EmailField(_("e-mail for post"), blank=True, default="")  # where it is not the login's
    objects = StaffMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff member")
        ordering = ["name_key"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "user"], name="one_staff_member_per_municipality")
        ]

    def __str__(self):
        return self.name

    @property
    def address(self):
        """Where mails to her go; `user` is read with it."""
        return self.post_email or self.user.email

    def save(self, **options):
        self.name_key = sort_key(self.name)
        super().save(**options)


class RoleAssignmentQuerySet(OpenQuerySet):
    def live(self, on):
        """Roles that open doors on that day: begun, and not ended before it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class RoleAssignment(Municipal):
    class Scope(models.TextChoices):
        OWN = "own", _("what the person leads")
        MUNICIPALITY = "municipality", _("the whole municipality")
        UNIT = "unit", _("unit")
        SCHOOL = "school", _("school")
        CLASS = "class", _("class")
        GROUP = "group", _("parent group")
        PATHWAY = "pathway", _("pathway")
        CHILD = "child", _("child")

    staff_member = tenant_key(StaffMember, related_name="roles")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector, blank=True, editable=False)
    scope = models.CharField(_("scope"), max_length=20, choices=Scope)
    scope_id = models.BigIntegerField(
        null=True, blank=True
    )  # unit, class, pathway (also of a group) or child, as `scope` says
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_has_its_sector",
                condition=Q(*[Q(role=role, sector=sector) for role, sector in ROLE_SECTOR.items()], _connector=Q.OR),
            ),
            models.CheckConstraint(
                name="scope_id_unless_municipality",
                condition=Q(scope__in=["own", "municipality"], scope_id=None)
                | (~Q(scope__in=["own", "municipality"]) & Q(scope_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="role_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on"))
            ),
        ]

    def save(self, **options):
        self.sector = ROLE_SECTOR[self.role]
        super().save(**options)


class ReceivedKey(Municipal):
    """A form that has arrived: the same form sent twice leads to what the first one made."""

    key = models.UUIDField()
    location = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "key"], name="form_received_once")]


class DraftQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(staff=person.staff_id)

    def waiting(self, now):
        """Text that somebody typed, did not save and did not throw away."""
        return self.filter(saved_at__gt=now - Draft.LIFETIME)

    def on_page(self, path):
        return self.filter(Q(path=path) | Q(path__startswith=f"{path}?"))


# In an address: go on with what was typed on this page.
GO_ON = "kladde"


def way_back(path):
    """The form's address with its draft put back."""
    return f"{path}{'&' if '?' in path else '?'}{GO_ON}=fortsaet"


class Draft(Municipal):
    """What was typed in a form and not saved: sealed whole, for its writer alone, gone when the form is saved.

    `earlier` is what it pushed aside: the text of another tab (`earlier_tab`), or what the writer threw away (no tab).
    Nothing on the row names anybody: `form` and `subject` are a page's name and the uuid in its address.
    """

    # Long enough for an illness or a week's holiday; half a thought about a child should not lie about for longer.
    LIFETIME = timedelta(days=14)
    LIMIT = 64 * 1024

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = tenant_key(StaffMember, related_name="+")
    form = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=200)
    tab = models.UUIDField()
    turn = models.BigIntegerField(default=0)
    sealed = models.BinaryField(null=True, editable=False)
    saved_at = models.DateTimeField(null=True, blank=True)
    earlier = models.BinaryField(null=True, editable=False)
    earlier_tab = models.UUIDField(null=True, blank=True)
    earlier_saved_at = models.DateTimeField(null=True, blank=True)
    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "staff", "form", "subject"], name="one_draft_a_form"),
            models.CheckConstraint(
                name="draft_has_its_time",
                condition=Q(sealed=None, saved_at=None) | Q(sealed__isnull=False, saved_at__isnull=False),
            ),
        ]

    @property
    def way_back(self):
        return way_back(self.path)
