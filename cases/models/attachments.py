"""Files that somebody attached: their bytes lie outside the database under a random name (`core.files`)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child
from cases.models.pathways import Pathway
from cases.querysets import WallQuerySet, pathways_of
from cases.walls import ATTACHMENT, CLASS_FILE_WRITERS, CLASS_FILES
from core.tenancy import Municipal, any_of, tenant_key


class StoredFile(Municipal):
    """One file as it was cleaned on its way in. Nobody opens it before the scanner has found nothing in it.

    name: what it is called when it is fetched. stored: the random name of its bytes, "" once they are gone.
    A file that was removed leaves its row behind: that it was here, and who took it away when.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", _("picture")
        JPG = "jpg", _("photo")
        DOCX = "docx", "Word"

    class State(models.TextChoices):
        WAITING = "waiting", _("is being checked")
        CLEAN = "clean", _("checked")
        REFUSED = "refused", _("refused")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sector = models.CharField(max_length=12, choices=Sector)
    author = tenant_key(StaffMember, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, editable=False)
    stored = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.state == self.State.CLEAN and self.removed_at is None and bool(self.stored)

    @property
    def is_picture(self):
        return self.kind in (self.Kind.PNG, self.Kind.JPG)


class AttachmentQuerySet(WallQuerySet):
    wall = ATTACHMENT

    def within_reach(self, person):
        return self.filter(
            self.own_q(person, self.wall.own) | self.shared_q(person) | self._class_q(person, CLASS_FILES)
        )

    def writable_by(self, person):
        return self.filter(self.own_q(person, self.wall.writers) | self._class_q(person, CLASS_FILE_WRITERS))

    def _class_q(self, person, roles):
        known = any(role in person.reach for role in roles)
        return any_of([Q(child=None, pathway__in=pathways_of(person, roles))] if known else [])

    def kept(self):
        return self.filter(removed_at=None)


class Attachment(StoredFile):
    """A file about one child, on its writer's side until it is shared by name; or, with no child, everybody's of a pathway."""

    child = tenant_key(Child, null=True, blank=True, related_name="attachments")
    pathway = tenant_key(Pathway, null=True, blank=True, related_name="attachments")
    title = models.CharField(_("what is it?"), max_length=120)
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="attached_to_child_or_pathway", condition=Q(child__isnull=False) | Q(pathway__isnull=False)
            )
        ]
