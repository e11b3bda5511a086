"""The cooperation agreement of a school and a provider unit: its versions and the four who sign (A19, F14)."""

import hashlib
import json
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, StaffMember
from accounts.roles import Role
from cases.models.pathways import Pathway
from cases.querysets import pathways_of
from cases.walls import AGREEMENT, AGREEMENT_SIGNERS
from core.tenancy import Municipal, TenantQuerySet, scope_q, tenant_key
from programmes.models import ProgrammeVersion

# The two units of a pathway, school first, whichever of them owns it.
SCHOOL_OF = models.Case(models.When(side="school", then=F("unit_id")), default=F("partner_unit_id"))
PROVIDER_OF = models.Case(models.When(side="school", then=F("partner_unit_id")), default=F("unit_id"))


class AgreementQuerySet(TenantQuerySet):
    """Seen in the two units by those who run the pathways, by the four who sign, and where a pathway of the two is reached."""

    def within_reach(self, person):
        return self._near(person, AGREEMENT)

    def writable_by(self, person):
        """Those that this person may write in: as one of the four roles that sign."""
        return self.visible_to(person)._near(person, tuple(AGREEMENT_SIGNERS))

    def _near(self, person, wanted):
        roles = [role for role in wanted if role in person.reach]
        led = Pathway.objects.annotate(of_school=SCHOOL_OF, of_provider=PROVIDER_OF).filter(
            pk__in=pathways_of(person, wanted),
            of_school=models.OuterRef("school_id"),
            of_provider=models.OuterRef("provider_id"),
        )
        signs = " ".join(f"{column}_id" for column in AGREEMENT_SIGNERS.values())
        near = scope_q(person, roles, unit="school_id provider_id", lead=signs)
        if person.has("group_leader"):
            near |= Q(provider__in=StaffMember.objects.filter(pk=person.staff_id).exclude(unit=None).values("unit"))
        return self.filter(near | Q(models.Exists(led)))

    def between(self, school_id, provider_id):
        return self.filter(school=school_id, provider=provider_id)

    def signed(self):
        return self.filter(state=CooperationAgreement.State.SIGNED)

    def being_made(self):
        return self.filter(state__in=CooperationAgreement.BEING_MADE)


class CooperationAgreement(Municipal):
    """One version of what two units have agreed. It serves all their pathways; `row_version` counts saves, as in a plan.

    steps: the workflow, [{"who", "what", "when"}] in order. The four signers are named while it is written, one a role.
    reviewed_on: the four looked at it and let it stand; `review_on` moves on, the signatures stay.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        OUT = "out", _("out for signature")
        SIGNED = "signed", _("signed")
        SUPERSEDED = "superseded", _("superseded")

    MOVES = {
        State.DRAFT: {State.OUT},
        State.OUT: {State.DRAFT, State.SIGNED, State.SUPERSEDED},
        State.SIGNED: {State.SUPERSEDED},
        State.SUPERSEDED: set(),
    }
    BEING_MADE = (State.DRAFT, State.OUT)
    TEXTS = ("roles", "channels", "meetings")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = tenant_key(OrganisationUnit, related_name="+")
    provider = tenant_key(OrganisationUnit, related_name="+")
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    steps = models.JSONField(_("workflow"), default=list, blank=True)
    roles = models.TextField(_("roles, tasks and responsibility"), blank=True)
    channels = models.TextField(_("channels"), blank=True)
    meetings = models.TextField(_("meetings"), blank=True)
    review_on = models.DateField(_("looked at again"), null=True, blank=True)
    advisor = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    leader = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    principal = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    manager = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    row_version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("cooperation agreement")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "provider", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["school", "provider"], condition=Q(state__in=["draft", "out"]), name="one_agreement_being_made"
            ),
            models.UniqueConstraint(
                fields=["school", "provider"], condition=Q(state="signed"), name="one_agreement_in_force"
            ),
            models.CheckConstraint(
                name="agreement_out_has_its_four",
                condition=~Q(state__in=["out", "signed"])
                | Q(
                    advisor__isnull=False,
                    leader__isnull=False,
                    principal__isnull=False,
                    manager__isnull=False,
                    review_on__isnull=False,
                    sent_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="signed_agreement_has_its_day", condition=~Q(state="signed") | Q(signed_on__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.school} – {self.provider}"

    @property
    def content_hash(self):
        """What a signature is given to: the words. Who else signs, and when they are looked at again, may change under it."""
        told = [self.steps, *(getattr(self, name) for name in self.TEXTS)]
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def signer_ids(self):
        return [(role, getattr(self, f"{column}_id")) for role, column in AGREEMENT_SIGNERS.items()]

    def role_of(self, staff_id):
        """The role in which this person is to sign, or ""."""
        return next((role for role, pk in self.signer_ids if pk == staff_id and staff_id), "")


class AgreementRowsQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(agreement__in=CooperationAgreement.objects.visible_to(person).values("pk"))

    def standing(self):
        return self.filter(withdrawn_at=None)


class AgreementSignature(Municipal):
    """Signed by one tap, as herself: the database lets nobody write another's. content_hash: of the words she signed."""

    agreement = tenant_key(CooperationAgreement, related_name="signatures")
    role = models.CharField(max_length=30, choices=Role)
    staff_member = tenant_key(StaffMember, related_name="+")
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = AgreementRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "role"], condition=Q(withdrawn_at=None), name="one_standing_signature_a_role"
            )
        ]
