"""Programmes and their versions: global tables, filled by `load_programmes` and read by everybody.

A published version never changes (a trigger in the database sees to it): a pathway keeps what it began on.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes.content import Content
from programmes.reading import read_content

_contents: dict[tuple[int, str], Content] = {}


class Programme(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["title"]

    def __str__(self):
        return self.title


class ProgrammeVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=ProgrammeVersion.State.PUBLISHED)

    def visible_to(self, person):
        """Versions for all, and those of the person's own municipality."""
        return self.filter(Q(municipality=None) | Q(municipality_id=person.municipality_id))

    def current(self):
        """The newest published version of each programme: what a new pathway may begin on."""
        newest_first = self.published().order_by("programme_id", "-published_at", "-pk")
        return newest_first.distinct("programme_id").select_related("programme")


class ProgrammeVersion(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    municipality = models.ForeignKey(
        "accounts.Municipality", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.CharField(_("version"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    source_title = models.CharField(_("source"), max_length=200)
    sha256 = models.CharField(max_length=64)
    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme version")
        verbose_name_plural = _("programme versions")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number", "municipality"],
                nulls_distinct=False,
                name="one_version_of_each_number",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | Q(state="published", published_at__isnull=False),
                name="published_has_its_time",
            ),
        ]

    def __str__(self):
        return f"{self.source_title}, {self.number}"

    @property
    def is_published(self):
        return self.state == self.State.PUBLISHED

    @property
    def programme_content(self) -> Content:
        """What the version says. Read once per process: a query at the first call, none afterwards."""
        key = (self.pk, self.sha256)
        if key not in _contents:
            _contents[key] = read_content(self.stored.content, str(self))
        return _contents[key]


class VersionContent(models.Model):
    """A version's tables, kept apart from it so that lists of pathways never carry them along."""

    version = models.OneToOneField(ProgrammeVersion, primary_key=True, on_delete=models.CASCADE, related_name="stored")
    content = models.JSONField()

    class Meta:
        verbose_name = _("version content")
        verbose_name_plural = _("version contents")

    def __str__(self):
        return str(self.version)


class InstrumentVersion(models.Model):
    """One version of an instrument, as its file says it; read through `programmes.instruments.catalogue`."""

    slug = models.SlugField(_("slug"), max_length=80)
    number = models.CharField(_("version"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=ProgrammeVersion.State.choices)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        verbose_name = _("instrument version")
        verbose_name_plural = _("instrument versions")
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="one_instrument_of_each_number")]

    def __str__(self):
        return f"{self.slug} {self.number}"
