import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child
from cases.models.pathways import Pathway
from cases.querysets import WallQuerySet
from cases.walls import NOTE
from core.tenancy import Municipal, tenant_key


class CaseNoteQuerySet(WallQuerySet):
    wall = NOTE


class CaseNote(Municipal):
    """A note stays in the sector that wrote it until it is shared by name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = tenant_key(Child, related_name="notes")
    pathway = tenant_key(Pathway, null=True, blank=True, related_name="notes")
    sector = models.CharField(max_length=12, choices=Sector)
    author = tenant_key(StaffMember, related_name="+")
    body = models.TextField(_("note"))
    created_at = models.DateTimeField(auto_now_add=True)
    objects = CaseNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        ordering = ["-created_at", "-pk"]
