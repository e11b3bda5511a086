"""What left the system, kept as it left: the very bytes, their hash, to whom and when."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.audiences import AudienceVersion
from cases.models.children import Child, Parent
from cases.models.links import Carer
from cases.models.pathways import Pathway, PathwayChild
from cases.querysets import children_of, pathways_of
from cases.walls import DOCUMENT
from core.tenancy import Municipal, TenantQuerySet, any_of, tenant_key


class IssuedDocumentQuerySet(TenantQuerySet):
    def within_reach(self, person):
        if person.link:
            holder = {key: person.link[f"{key}_id"] for key in ("parent", "carer")}
            mine = [Q(**{key: pk}) for key, pk in holder.items() if pk]
            return self.filter(any_of(mine), child=person.link["child_id"], withdrawn_at=None)
        tests = [Q(child=None, pathway__in=pathways_of(person, person.roles))]
        for sector, roles in DOCUMENT.items():
            if any(role in person.reach for role in roles):
                tests.append(Q(sector=sector, child__in=children_of(person, roles)))
        return self.filter(any_of(tests))


class IssuedDocument(Municipal):
    """A document as it was given. Without a child it is the pathway's and names nobody.

    kind: plan | plan_parents | plan_child | plan_class | plan_class_parents | annex | minutes | agreement | mapping |
    invitation | sharing | register | questionnaire. version: words of what it was made from ("plan 2").
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="documents")
    child = tenant_key(Child, null=True, blank=True, related_name="documents")
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="documents")
    sector = models.CharField(max_length=12, choices=Sector)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="da")
    recipient = models.CharField(_("to whom"), max_length=160, blank=True)
    parent = tenant_key(Parent, null=True, blank=True, related_name="documents")
    carer = tenant_key(Carer, null=True, blank=True, related_name="documents")
    audience_version = tenant_key(AudienceVersion, null=True, blank=True, related_name="documents")
    sha256 = models.CharField(max_length=64, editable=False)
    body = models.BinaryField(editable=False)
    facts = models.JSONField(default=dict)  # KLE, parties, period: what a journal asks for besides
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = tenant_key(StaffMember, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    filed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    objects = IssuedDocumentQuerySet.as_manager()
    is_new = False  # set by `issue`: False for what had been given already

    class Meta:
        verbose_name = _("issued document")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "pathway", "kind"], name="document_by_pathway")]
