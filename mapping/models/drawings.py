"""What a child drew, or a photo of it: a part of the child's answer, and kept with it from the parents (L06)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import AccessLink, Child, StoredFile
from cases.querysets import WallQuerySet
from core.tenancy import tenant_key
from mapping.models.voices import Perspective
from mapping.walls import DRAWING


class DrawingQuerySet(WallQuerySet):
    wall = DRAWING
    item = "perspective_id"  # read by whom the answer is shared with

    def within_reach(self, person):
        return self.filter(link=person.link["id"]) if person.link else super().within_reach(person)

    def writable_by(self, person):
        return self.filter(link=person.link["id"]) if person.link else super().writable_by(person)

    def kept(self):
        return self.filter(removed_at=None)

    def shown_to_parents(self):
        """As the answer it belongs to (L06)."""
        return self.filter(perspective__in=Perspective.objects.shown_to_parents().values("pk"))


class Drawing(StoredFile):
    """The picture that one item of a child's answer points to (the item's value is this row's uuid)."""

    child = tenant_key(Child, related_name="drawings")
    perspective = tenant_key(Perspective, related_name="drawings")
    link = tenant_key(AccessLink, null=True, blank=True, related_name="+")
    instrument = models.SlugField(max_length=60)
    item = models.CharField(max_length=60)
    objects = DrawingQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawing")
        ordering = ["-added_at", "-pk"]
