"""Which translations of an instrument somebody who speaks the language has read; the others are marked as unchecked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from core.tenancy import Municipal, OpenQuerySet, tenant_key


class TranslationCheck(Municipal):
    """One language of one version, confirmed in one municipality. No persons in it: everybody reads it, a link too.

    It holds for that version alone: new words are read anew.
    """

    slug = models.SlugField(max_length=80)
    number = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    confirmed_by = tenant_key(StaffMember, related_name="+")
    confirmed_on = models.DateField(_("confirmed on"))
    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked translation")
        verbose_name_plural = _("checked translations")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug", "number", "language"], name="translation_confirmed_once"
            )
        ]

    def __str__(self):
        return f"{self.slug} {self.number} {self.language}"
