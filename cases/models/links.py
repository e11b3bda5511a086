"""Links: the way in for those without an account. One person, one errand, a second factor, an end."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child, Parent
from cases.models.pathways import Pathway, PathwayChild
from cases.querysets import ChildRowsQuerySet, children_of, pathways_of
from cases.walls import CLASS_LINK, FAMILY_LINK
from core.tenancy import Municipal, TenantQuerySet, any_of, tenant_key


class CarerQuerySet(ChildRowsQuerySet):
    def on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Carer(Municipal):
    """Who has the daily care of a placed child without custody: a foster parent, or one of a home's staff."""

    class Kind(models.TextChoices):
        FOSTER_PARENT = "foster_parent", _("foster parent")
        HOME_STAFF = "home_staff", _("staff of the home")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = tenant_key(Child, related_name="carers")
    kind = models.CharField(_("who"), max_length=14, choices=Kind, default=Kind.FOSTER_PARENT)
    name = models.CharField(_("name"), max_length=160)
    home = models.CharField(_("the home"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    objects = CarerQuerySet.as_manager()

    class Meta:
        verbose_name = _("carer")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class AccessLinkQuerySet(TenantQuerySet):
    def within_reach(self, person):
        if person.link:
            return self.filter(pk=person.link["id"])
        tests = []
        if any(role in person.reach for role in CLASS_LINK):
            tests.append(Q(child=None, pathway__in=pathways_of(person, CLASS_LINK)))
        for sector, roles in FAMILY_LINK.items():
            if any(role in person.reach for role in roles):
                tests.append(Q(sector=sector, child__in=children_of(person, roles)))
        return self.filter(any_of(tests))

    def live(self, now):
        return self.filter(revoked_at=None, locked_at=None, expires_at__gt=now)


class AccessLink(Municipal):
    """One link for one person and one errand. `token_hash`: SHA-256 of the secret part, which is shown once.

    who: how the page and the professionals call its holder ("Mor", "Klasse 5.B", "Fritidspædagog"); never a child's name.
    factor: what the holder must know besides: a code that the professional hands over, or the child's date of birth.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("questions to answer")
        CLASS = "class", _("questions for the pupils, without names")
        FAMILY = "family", _("the family's page")

    class Factor(models.TextChoices):
        CODE = "code", _("a code")
        BIRTH_DATE = "birth_date", _("the child's date of birth")

    TRIES = 5  # wrong factors before the link is locked

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    pathway = tenant_key(Pathway, related_name="links")
    child = tenant_key(Child, null=True, blank=True, related_name="links")
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="links")
    parent = tenant_key(Parent, null=True, blank=True, related_name="links")
    carer = tenant_key(Carer, null=True, blank=True, related_name="links")
    who = models.CharField(max_length=120)
    sector = models.CharField(max_length=12, choices=Sector)  # the side that handed it out
    language = models.CharField(max_length=5, default="da")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    factor = models.CharField(max_length=10, choices=Factor, default=Factor.CODE)
    code_hash = models.CharField(max_length=128, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = tenant_key(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="link_of_child_or_class",
                condition=Q(kind="class", child=None, pathway_child=None, parent=None, carer=None)
                | (~Q(kind="class") & Q(child__isnull=False, pathway_child__isnull=False)),
            ),
            models.CheckConstraint(name="link_of_one_person", condition=Q(parent=None) | Q(carer=None)),
        ]

    def works(self, now):
        """Of the link itself; whether its holder may still come is asked at the door."""
        return self.revoked_at is None and self.locked_at is None and self.expires_at > now


class LinkVisitQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(link__in=AccessLink.objects.visible_to(person).values("pk"))


class LinkVisit(Municipal):
    """That somebody came by a link: `device` is the first part of a random name kept in that browser's session."""

    link = tenant_key(AccessLink, related_name="visits")
    device = models.CharField(max_length=12)
    what = models.CharField(max_length=40)  # opened, wrong_code, answered:<instrument>.<item>, withdrew …
    at = models.DateTimeField(auto_now_add=True)
    objects = LinkVisitQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
