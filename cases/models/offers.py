"""The offer to a family: what they were told, and the answer of each who holds custody (A02, A39, L09-L11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child, CustodyRelation
from cases.models.pathways import PathwayChild
from cases.querysets import WallQuerySet
from cases.walls import OFFER
from core.tenancy import Municipal, TenantQuerySet, tenant_key


class OfferQuerySet(WallQuerySet):
    wall = OFFER


class Offer(Municipal):
    """Taking part is accepted or declined; it is never called a consent (L10)."""

    class Method(models.TextChoices):
        MEETING = "meeting", _("at a meeting")
        PHONE = "phone", _("by phone")
        LETTER = "letter", _("in writing")
        HOME = "home", _("on a home visit")

    pathway_child = tenant_key(PathwayChild, related_name="offers")
    child = tenant_key(Child, related_name="offers")
    sector = models.CharField(max_length=12, choices=Sector)
    informed_on = models.DateField(_("informed on"))
    method = models.CharField(_("how"), max_length=10, choices=Method)
    language = models.CharField(_("language"), max_length=40, blank=True)
    interpreter = models.BooleanField(_("with an interpreter"), default=False)
    told = models.TextField(_("what was said"), blank=True)
    recorded_by = tenant_key(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        constraints = [models.UniqueConstraint(fields=["pathway_child"], name="one_offer_per_child_and_pathway")]


class OfferAnswerQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(offer__in=Offer.objects.visible_to(person).values("pk"))


class OfferAnswer(Municipal):
    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NOT_ANSWERED = "not_answered", _("not answered yet")
        NOT_ASKED = "not_asked", _("not asked")

    offer = tenant_key(Offer, related_name="answers")
    custody = tenant_key(CustodyRelation, related_name="+")
    answer = models.CharField(_("answer"), max_length=12, choices=Answer, default=Answer.NOT_ANSWERED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    objects = OfferAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "custody"], name="one_answer_per_custody_holder"),
            models.CheckConstraint(name="not_asked_has_a_reason", condition=~models.Q(answer="not_asked", reason="")),
        ]
