"""On what basis the sectors share about a child, and each thing shared: withdrawal stops sharing, never filing (L10)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child
from cases.models.pathways import Pathway
from cases.querysets import ChildRowsQuerySet
from cases.walls import SHARERS
from core.tenancy import Municipal, OpenQuerySet, tenant_key


class LegalBasisQuerySet(OpenQuerySet):
    def valid(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class LegalBasis(Municipal):
    """A ground on which information may pass between administrations; law is data with dates (L01, L09)."""

    key = models.SlugField(max_length=40)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    needs_consent = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal basis")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "key", "valid_from"], name="legal_basis_once")]

    def __str__(self):
        return self.title


class SharerRowsQuerySet(ChildRowsQuerySet):
    roles = SHARERS


class SharingBasisQuerySet(SharerRowsQuerySet):
    def live(self):
        return self.filter(withdrawn_at=None)


class SharingBasis(Municipal):
    """The recorded basis on which school and social services share about one child in one pathway."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = tenant_key(Child, related_name="sharing_bases")
    pathway = tenant_key(Pathway, related_name="sharing_bases")
    legal_basis = tenant_key(LegalBasis, related_name="+")
    text_shown = models.TextField()  # the text as it stood when the basis was recorded
    note = models.TextField(_("what the family was told"), blank=True)
    decided_on = models.DateField(_("date"))
    recorded_by = tenant_key(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)
    objects = SharingBasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("sharing basis")
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["child", "pathway"], condition=Q(withdrawn_at=None), name="one_live_basis")
        ]


class ExchangeQuerySet(SharerRowsQuerySet):
    def live(self):
        return self.filter(withdrawn_at=None, basis__withdrawn_at=None)


class InformationExchange(Municipal):
    """One thing that one sector shares with another about a child; rows stay when sharing stops."""

    basis = tenant_key(SharingBasis, related_name="exchanges")
    child = tenant_key(Child, related_name="exchanges")
    from_sector = models.CharField(max_length=12, choices=Sector)
    to_sector = models.CharField(max_length=12, choices=Sector)
    noun = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = tenant_key(StaffMember, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("information exchange")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_sector", "to_sector", "noun", "object_id"],
                condition=Q(withdrawn_at=None),
                name="shared_once_with_each",
            ),
            models.CheckConstraint(condition=~Q(from_sector=models.F("to_sector")), name="exchange_crosses_a_wall"),
        ]
        indexes = [models.Index(fields=["noun", "object_id"], name="live_exchange", condition=Q(withdrawn_at=None))]
