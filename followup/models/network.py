"""Whoever has no login and still helps a child: named, with a function, on a recorded basis and for a time."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models import Child, LegalBasis, PathwayChild
from cases.querysets import ChildRowsQuerySet
from cases.walls import MEETING
from core.tenancy import Municipal, tenant_key


class Involvement(models.TextChoices):
    INVOLVED = "involved", _("involved")
    INFORMED = "informed", _("informed")


class NetworkMemberQuerySet(ChildRowsQuerySet):
    roles = MEETING

    def on(self, day):
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class NetworkMember(Municipal):
    """A person of a child's network. A guest at a meeting is one of these first: nobody is invited without a basis (L09).

    involvement: involved takes part in what is decided; informed is told afterwards. legal_basis: the ground on which she may hear of the child.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway_child = tenant_key(PathwayChild, related_name="network")
    child = tenant_key(Child, related_name="network")
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    involvement = models.CharField(_("involvement"), max_length=10, choices=Involvement, default=Involvement.INVOLVED)
    legal_basis = tenant_key(LegalBasis, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    added_by = tenant_key(StaffMember, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    objects = NetworkMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("network member")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="network_member_ends_after_start"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def who(self):
        """ "Hanne Lund, pædagog, Fritteren": as an attendance list says it."""
        return ", ".join(word for word in (self.name, self.function, self.organisation) if word)
