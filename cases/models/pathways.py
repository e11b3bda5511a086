"""The spine: a pathway runs a programme version for a class, a child, a parent group or a training round."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, SchoolClass, StaffMember
from accounts.roles import Side
from cases.models.children import Child
from cases.querysets import pathways_of, pathways_q
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from programmes.models import ProgrammeVersion


class PathwayQuerySet(TenantQuerySet):
    def within_reach(self, person):
        return self.filter(pathways_q(person, person.roles))

    def in_reach_of(self, person, roles):
        return self.filter(pk__in=pathways_of(person, roles))

    def open(self):
        return self.exclude(state__in=Pathway.ENDED)

    def active(self):
        return self.filter(state__in=(Pathway.State.ACTIVE, Pathway.State.CLOSING))

    def of_track(self, track):
        return self.filter(track=track)


class Pathway(Municipal):
    """One general `state` and one `phase` (a key of the version); the tracks' detail tables have no state of their own.

    unit: the unit that owns it; partner_unit: the unit of the other side that runs it too; side: on which side `unit` stands.
    lead, co_lead: the two who answer for it together (A22); being named there opens the pathway to them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        ACTIVE = "active", _("Running")
        PAUSED = "paused", _("Paused")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")
        ARCHIVED = "archived", _("Archived")

    MOVES = {
        State.DRAFT: {State.PROPOSED, State.ACCEPTED},
        State.PROPOSED: {State.ACCEPTED, State.DECLINED},
        State.ACCEPTED: {State.ACTIVE, State.CLOSED},
        State.ACTIVE: {State.PAUSED, State.CLOSING, State.CLOSED},
        State.PAUSED: {State.ACTIVE, State.CLOSED},
        State.CLOSING: {State.ACTIVE, State.CLOSED},
        State.CLOSED: {State.ACTIVE, State.ARCHIVED},  # active: opened again
        State.DECLINED: {State.ARCHIVED},
        State.ARCHIVED: set(),
    }
    ENDED = (State.DECLINED, State.CLOSED, State.ARCHIVED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=30)  # a track's key in the version: class, parent_group, child, training
    unit = tenant_key(OrganisationUnit, related_name="+")
    partner_unit = tenant_key(OrganisationUnit, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    school_class = tenant_key(SchoolClass, null=True, blank=True, related_name="pathways")
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    phase = models.CharField(_("phase"), max_length=30)
    lead = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    co_lead = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("start"), null=True, blank=True)
    planned_end_on = models.DateField(_("planned end"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ending = models.CharField(max_length=30, blank=True)  # a closing decision's key in the version
    ending_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = PathwayQuerySet.as_manager()

    class Meta:
        verbose_name = _("pathway")
        verbose_name_plural = _("pathways")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "programme_version"],
                condition=Q(school_class__isnull=False, ended_on=None),
                name="one_open_pathway_per_class_and_version",
            ),
            models.CheckConstraint(
                name="active_pathway_has_a_start",
                condition=~Q(state__in=["active", "paused", "closing"]) | Q(starts_on__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_pathway_has_its_day",
                condition=Q(state__in=["declined", "closed", "archived"], ended_on__isnull=False)
                | (~Q(state__in=["declined", "closed", "archived"]) & Q(ended_on=None)),
            ),
            models.CheckConstraint(name="two_different_leads", condition=Q(co_lead=None) | ~Q(co_lead=F("lead"))),
        ]
        indexes = [models.Index(fields=["municipality", "unit", "state"], name="pathway_by_unit")]

    def __str__(self):
        return self.title

    @property
    def content(self):
        """The programme version this pathway runs: its limits, phases, cadences and words."""
        return self.programme_version.programme_content

    @property
    def is_open(self):
        return self.state not in self.ENDED


class PathwayRowsQuerySet(TenantQuerySet):
    """Rows that follow a pathway: seen by those who see it (in one of `roles`, when given)."""

    roles: tuple = ()

    def within_reach(self, person):
        return self.filter(pathway__in=pathways_of(person, self.roles or person.roles))


class PathwayTransition(Municipal):
    """Who moved a pathway, when and why; nothing is deleted."""

    pathway = tenant_key(Pathway, related_name="transitions")
    kind = models.CharField(max_length=5, choices=[("state", _("state")), ("phase", _("phase"))])
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    objects = PathwayRowsQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]


class PathwayChildQuerySet(PathwayRowsQuerySet):
    def on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def seen_with_child(self, person):
        """Rows whose child this person sees; the rest of `visible_to` wait for a basis and show no name."""
        return self.visible_to(person).filter(child__in=Child.objects.visible_to(person).values("pk"))


class PathwayChild(Municipal):
    """A child who takes part in a pathway: the one table by which any track's people reach a child."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="children")
    child = tenant_key(Child, related_name="pathways")
    entry_group = models.CharField(_("entry group"), max_length=30, blank=True)  # a key of the version (A02)
    age_at_start = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    confirmed_with = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    accepted_on = models.DateField(
        null=True, blank=True, editable=False
    )  # when all who hold custody had said yes: opens the child's part
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ending_reason = models.CharField(max_length=200, blank=True)
    objects = PathwayChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("child in the pathway")
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "child"], condition=Q(ends_on=None), name="child_once_in_a_pathway"
            )
        ]
