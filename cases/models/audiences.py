"""What a plan says to each of its audiences, in a text of its own; and the good word that goes home from school."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models.children import Child
from cases.models.pathways import Pathway, PathwayChild
from cases.models.plans import PathwayPlan
from cases.querysets import WallQuerySet, children_of, pathways_of
from cases.walls import AUDIENCE, HANDED, PRAISE
from core.tenancy import Municipal, TenantQuerySet, any_of, tenant_key


class AudienceVersionQuerySet(TenantQuerySet):
    def within_reach(self, person):
        tests = [Q(child=None, pathway__in=pathways_of(person, person.roles))]
        for sector, roles in AUDIENCE.own.items():
            if any(role in person.reach for role in roles):
                tests.append(Q(sector=sector, child__in=children_of(person, roles)))
        return self.filter(any_of(tests))

    def kept(self):
        return self.filter(withdrawn_at=None)

    def drafts(self):
        return self.filter(state=AudienceVersion.State.DRAFT, withdrawn_at=None)

    def given(self):
        """Given and not taken back."""
        return self.filter(state=AudienceVersion.State.GIVEN, withdrawn_at=None)


class AudienceVersion(Municipal):
    """The plan as one audience is told it: written by hand from a safe beginning, previewed, then given and dated (A51).

    audience: a key of the version's audiences. Without a child it is for many and points at nobody.
    sections: [{"key", "text", "other"}] in order; `other` is the same in `language` when that is not Danish.
    looked_at: the hints that were found and that the giver had looked at. Taken back it stays, with a reason.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        GIVEN = "given", _("Given")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="audience_versions")
    plan = tenant_key(PathwayPlan, related_name="audience_versions")
    audience = models.CharField(_("to whom"), max_length=30)
    pathway_child = tenant_key(PathwayChild, null=True, blank=True, related_name="audience_versions")
    child = tenant_key(Child, null=True, blank=True, related_name="audience_versions")
    sector = models.CharField(max_length=12, choices=Sector)  # the side that wrote it
    language = models.CharField(_("language"), max_length=5, default="da")
    title = models.CharField(_("heading"), max_length=160)
    other_title = models.CharField(_("heading"), max_length=160, blank=True)
    sections = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    made_by = tenant_key(StaffMember, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    given_on = models.DateField(null=True, blank=True)
    given_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    looked_at = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(_("why"), max_length=300, blank=True)
    objects = AudienceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version for an audience")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "audience", "pathway_child", "sector", "language"],
                condition=Q(state="draft", withdrawn_at=None),
                nulls_distinct=False,
                name="one_draft_per_audience",
            ),
            models.CheckConstraint(
                name="given_version_has_its_day",
                condition=Q(state="draft", given_on=None) | Q(state="given", given_on__isnull=False),
            ),
            models.CheckConstraint(
                name="version_of_a_child_or_of_many",
                condition=Q(child=None, pathway_child=None) | Q(child__isnull=False, pathway_child__isnull=False),
            ),
        ]

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_bilingual(self):
        return self.language != "da"


class HandedPartQuerySet(WallQuerySet):
    wall = HANDED


class HandedPart(Municipal):
    """One side's part of what a plan tells a child's parents, as it was handed to the other side, which gives both (A51).

    It crosses by an exchange on the child's basis. sections: [{"key", "text"}] as the side had written them then.
    """

    pathway = tenant_key(Pathway, related_name="handed_parts")
    plan = tenant_key(PathwayPlan, related_name="handed_parts")
    child = tenant_key(Child, related_name="handed_parts")
    sector = models.CharField(max_length=12, choices=Sector)  # the side that wrote it
    sections = models.JSONField(default=list)
    by = tenant_key(StaffMember, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    objects = HandedPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("handed part of a version")
        ordering = ["-pk"]


class PraiseQuerySet(WallQuerySet):
    wall = PRAISE

    def within_reach(self, person):
        if person.link:
            adult = person.link["parent_id"] or person.link["carer_id"]
            return self.filter(child=person.link["child_id"] if adult else None, withdrawn_at=None)
        return super().within_reach(person)

    def kept(self):
        return self.filter(withdrawn_at=None)


class PraiseMessage(Municipal):
    """A short good word from school to the home, so that the child is praised for it there too (A59).

    signed: who says it, as the family reads it. contact: the contact that logs it as a small success (C40), by its uuid.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway_child = tenant_key(PathwayChild, related_name="praise")
    child = tenant_key(Child, related_name="praise")
    sector = models.CharField(max_length=12, choices=Sector)
    text = models.CharField(_("what went well"), max_length=300)
    by = tenant_key(StaffMember, related_name="+")
    signed = models.CharField(max_length=160)
    said_on = models.DateField()
    contact = models.UUIDField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = PraiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("good word to the home")
        ordering = ["-said_on", "-pk"]
