"""What a municipality says in its own words: three texts with a contact, and the words it would rather not read."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.sort_key import sort_key
from core.tenancy import Municipal, OpenQuerySet, tenant_key


class LocalTextQuerySet(OpenQuerySet):
    def in_force(self):
        """The newest of each key: the earlier ones are kept, so that a change can be taken back."""
        return self.order_by("key", "-changed_at", "-pk").distinct("key")


class LocalText(Municipal):
    """Where a notification of concern, a use of force and a work injury are reported in this municipality (L08)."""

    class Key(models.TextChoices):
        CONCERN = "concern", _("Worried about a child")
        FORCE = "force", _("Use of force")
        INJURY = "injury", _("Work injury")

    key = models.CharField(max_length=10, choices=Key)
    title = models.CharField(_("heading"), max_length=80, blank=True)
    body = models.TextField(_("text"))
    contact = models.CharField(_("who answers"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    url = models.URLField(_("web page"), blank=True)
    changed_by = tenant_key("accounts.StaffMember", related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)
    objects = LocalTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the municipality")
        ordering = ["key", "-changed_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "key", "-changed_at"], name="local_text_newest")]


class WordAdviceQuerySet(OpenQuerySet):
    def in_use(self):
        return self.filter(removed_at=None)


class WordAdvice(Municipal):
    """A word of the municipality's list, with another wording to offer and why (A08, A64)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    word = models.CharField(_("word"), max_length=60)
    word_key = models.CharField(max_length=130, editable=False)
    instead = models.CharField(_("write rather"), max_length=200)
    why = models.CharField(_("why"), max_length=300, blank=True)
    batch = models.UUIDField(null=True, blank=True, editable=False)  # those taken over together
    changed_by = tenant_key("accounts.StaffMember", related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = WordAdviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("word on the list")
        ordering = ["word_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "word_key"], condition=Q(removed_at=None), name="word_once_on_the_list"
            )
        ]

    def __str__(self):
        return self.word

    def save(self, **options):
        self.word_key = sort_key(self.word)
        super().save(**options)
