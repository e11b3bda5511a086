"""What the class, the child, the parents and the professionals say: strengths before difficulties."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.roles import Sector
from cases.models import AccessLink, Carer, Child, Parent, Pathway, PathwayChild
from cases.models.pathways import PathwayRowsQuerySet
from cases.querysets import WallQuerySet
from cases.walls import ANSWER
from core.tenancy import Municipal, TenantQuerySet, tenant_key


class NeedsMappingQuerySet(PathwayRowsQuerySet):
    pass


class NeedsMapping(Municipal):
    """One mapping of a pathway: its class environment, and a part for each child with indicated needs (A45-A50)."""

    class Kind(models.TextChoices):
        INITIAL = "initial", _("initial")
        FOLLOW_UP = "follow_up", _("follow-up")
        CLOSING = "closing", _("closing")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETE = "complete", _("complete")
        ANALYSED = "analysed", _("analysed")

    MOVES = {State.OPEN: {State.COMPLETE}, State.COMPLETE: {State.ANALYSED, State.OPEN}, State.ANALYSED: set()}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="mappings")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INITIAL)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    analysis = models.TextField(_("what we see together"), blank=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    objects = NeedsMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "kind"], condition=~Q(kind="follow_up"), name="one_initial_and_one_closing_mapping"
            )
        ]

    @property
    def is_open(self):
        return self.state == self.State.OPEN


class EnvironmentAnswerQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(mapping__in=NeedsMapping.objects.visible_to(person).values("pk"))


class EnvironmentAnswer(Municipal):
    """The class environment in one dimension, by the team or, without names, by the pupils."""

    class Informant(models.TextChoices):
        TEAM = "team", _("the class team")
        PUPILS = "pupils", _("the pupils, without names")

    mapping = tenant_key(NeedsMapping, related_name="environment")
    informant = models.CharField(max_length=10, choices=Informant)
    dimension = models.CharField(max_length=40)  # a key of the version
    strengths = models.TextField(_("what goes well"), blank=True)
    text = models.TextField(_("what is hard"), blank=True)
    author = tenant_key(StaffMember, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)
    objects = EnvironmentAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mapping", "informant", "dimension"], name="one_answer_per_dimension")
        ]


class PerspectiveQuerySet(WallQuerySet):
    wall = ANSWER

    def within_reach(self, person):
        return self.filter(link=person.link["id"]) if person.link else super().within_reach(person)

    def writable_by(self, person):
        return self.filter(link=person.link["id"]) if person.link else super().writable_by(person)

    def shown_to_parents(self):
        """What parents may come to see: nothing that a child keeps from them (L06), and nothing that is still being said."""
        return self.filter(hidden_from_parents=False).exclude(~Q(values={}), finished_at=None)


class Perspective(Municipal):
    """One voice about one child. A missing voice needs its reason; a child's can be kept from the parents (L06).

    strengths, answers: what was said in a talk, by dimension of the version. values: {instrument: {item: value}}, None for
    "I would rather not say"; versions: {instrument: number}. `finished_at`: answered to the end.
    author: who wrote it down, or who asked. parent, carer: whose voice, when more than one holds custody.
    shown_because, _by, _on: a professional has lifted what the child kept from its parents; PostgreSQL asks for the reason.
    """

    class Informant(models.TextChoices):
        CHILD = "child", _("the child")
        PARENT = "parent", _("the parents")
        PROFESSIONAL = "professional", _("a professional")

    class Method(models.TextChoices):
        TALK = "talk", _("in a talk")
        DRAWING = "drawing", _("with a drawing")
        FORM = "form", _("in writing")
        OBSERVATION = "observation", _("by observation")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mapping = tenant_key(NeedsMapping, related_name="perspectives")
    pathway_child = tenant_key(PathwayChild, related_name="perspectives")
    child = tenant_key(Child, related_name="perspectives")
    informant = models.CharField(max_length=14, choices=Informant)
    sector = models.CharField(max_length=12, choices=Sector)
    author = tenant_key(StaffMember, related_name="+")
    method = models.CharField(_("how"), max_length=12, choices=Method, blank=True)
    obtained_on = models.DateField(_("when"), null=True, blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    answers = models.JSONField(default=dict)  # dimension key -> text
    not_obtained_reason = models.CharField(_("why it is missing"), max_length=300, blank=True)
    parent = tenant_key(Parent, null=True, blank=True, related_name="+")
    carer = tenant_key(Carer, null=True, blank=True, related_name="+")
    link = tenant_key(AccessLink, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=120, blank=True)  # a professional without an account, as she was asked
    taken_from = models.UUIDField(
        null=True, blank=True, editable=False
    )  # an answer of an earlier round, used again (C11)
    values = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)
    hidden_from_parents = models.BooleanField(_("keep this from the parents"), default=False)
    shown_because = models.CharField(_("why the parents may see it all the same"), max_length=300, blank=True)
    shown_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    shown_on = models.DateField(null=True, blank=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    objects = PerspectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("perspective")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mapping", "pathway_child", "informant", "author", "parent", "carer", "link", "who"],
                nulls_distinct=False,
                name="one_voice_per_author",
            ),
            models.UniqueConstraint(
                fields=["mapping", "pathway_child", "informant", "parent", "carer"],
                condition=Q(informant__in=["child", "parent"], obtained_on__isnull=False),
                nulls_distinct=False,
                name="one_voice_of_child_and_parents",
            ),
            models.CheckConstraint(
                name="voice_or_reason",
                condition=Q(obtained_on__isnull=False, not_obtained_reason="")
                | (Q(obtained_on=None) & ~Q(not_obtained_reason="")),
            ),
        ]

    @property
    def is_heard(self):
        """Said in a talk, or answered to the end; a voice that is still being answered does not count yet."""
        told = bool(self.strengths or self.answers) or not self.values
        return self.obtained_on is not None and (told or self.finished_at is not None)
