"""How a pathway ends: what was decided for the class and for each child, and where the child is half a year and a year later."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cases.models import Child, Pathway, PathwayChild
from cases.models.pathways import PathwayRowsQuerySet
from cases.querysets import children_of, pathways_of
from cases.walls import MEETING
from core.tenancy import Municipal, TenantQuerySet, tenant_key
from followup.models.meetings import ChildFollowUp
from followup.models.occurrences import Occurrence
from followup.models.tasks import Task

SCHOOL = ("resource_advisor", "principal", "learning_advisor", "system")  # who is asked where the child is now


class Referral(Municipal):
    """Referred on to somebody: due until it is answered. `task` is what reminds its owner."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("said yes")
        NOT_ACCEPTED = "not_accepted", _("said no")
        DECLINED = "declined", _("the family said no")

    refer_to = models.CharField(_("to whom"), max_length=120, blank=True)
    task = tenant_key(Task, null=True, blank=True, related_name="+")
    answer = models.CharField(_("the answer"), max_length=12, choices=Answer, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer_words = models.CharField(_("in a few words"), max_length=300, blank=True)
    answered_by = tenant_key(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def awaits_answer(self):
        return bool(self.refer_to) and self.answered_on is None


ANSWERED = Q(answer="", answered_on=None) | (~Q(answer="") & ~Q(refer_to="") & Q(answered_on__isnull=False))


class PathwayClosingQuerySet(PathwayRowsQuerySet):
    def standing(self):
        """Those that have not been reopened."""
        return self.filter(reopened_at=None)


class PathwayClosing(Referral):
    """A closing decision for the whole pathway (A55). A pathway that goes on, or in maintenance, gets another one later.

    mapping: whether the closing mapping was there; without it the reason is kept. planned_end_*: what going on moved.
    """

    class Mapping(models.TextChoices):
        COMPLETED = "completed", _("closing mapping completed")
        LEFT_OUT = "left_out", _("without a closing mapping")
        NOT_ASKED = "not_asked", _("no closing mapping asked for")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="closings")
    decision = models.CharField(_("decision"), max_length=30)  # a key of the version's closing decisions
    reason = models.TextField(_("why"))
    from_on = models.DateField(_("from"))
    mapping = models.CharField(max_length=10, choices=Mapping, default=Mapping.NOT_ASKED)
    no_mapping_reason = models.CharField(_("why without a closing mapping"), max_length=300, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    planned_end_before = models.DateField(null=True, blank=True)
    decided_by = tenant_key(StaffMember, related_name="+")
    decided_with = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    objects = PathwayClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="left_out_mapping_has_its_reason", condition=~Q(mapping="left_out", no_mapping_reason="")
            ),
            models.CheckConstraint(name="class_referral_answered_whole", condition=ANSWERED),
        ]


class ChildClosingQuerySet(TenantQuerySet):
    """Seen by those who read minutes of the pathway and reach the child, and by whoever wrote it."""

    def within_reach(self, person):
        return self.filter(
            Q(pathway__in=pathways_of(person, MEETING), child__in=children_of(person, MEETING))
            | Q(decided_by_id=person.staff_id)
        )

    def standing(self):
        """Those that have not been reopened."""
        return self.filter(reopened_at=None)

    def awaiting(self):
        """Referred on, and nobody has answered."""
        return self.standing().filter(answered_on=None).exclude(refer_to="")


class ChildClosing(Referral):
    """What was decided for one child, by school and social services together. `ended`: this decision ended its part in the pathway."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = tenant_key(Pathway, related_name="+")
    pathway_child = tenant_key(PathwayChild, related_name="closings")
    child = tenant_key(Child, related_name="+")
    closing = tenant_key(PathwayClosing, null=True, blank=True, related_name="children")
    decision = models.CharField(_("decision"), max_length=30)  # a key of the version's closing decisions
    why = models.CharField(_("why"), max_length=300, blank=True)
    from_on = models.DateField(_("from"))
    ended = models.BooleanField(default=False)
    decided_by = tenant_key(StaffMember, related_name="+")
    decided_with = tenant_key(StaffMember, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    objects = ChildClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision for a child")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "pathway_child"], name="child_once_in_a_closing"),
            models.CheckConstraint(name="child_referral_answered_whole", condition=ANSWERED),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "pathway"],
                condition=Q(answered_on=None, reopened_at=None) & ~Q(refer_to=""),
                name="child_referral_waiting",
            )
        ]


class PlacementAnswerQuerySet(TenantQuerySet):
    """The school that ran the pathway; a child that has left it since is a row without a name to all but the one who answered."""

    def within_reach(self, person):
        reached = Q(child__in=children_of(person, SCHOOL)) | Q(answered_by_id=person.staff_id)
        return self.filter(reached, pathway__in=pathways_of(person, SCHOOL))


class PlacementAnswer(Municipal):
    """Where a child is so many months after the pathway ended for it (A67): one tap by the school."""

    pathway = tenant_key(Pathway, related_name="+")
    pathway_child = tenant_key(PathwayChild, related_name="placements")
    child = tenant_key(Child, related_name="+")
    occurrence = tenant_key(Occurrence, related_name="placements")
    months = models.PositiveSmallIntegerField(_("months after"))
    placement = models.CharField(_("class"), max_length=12, choices=ChildFollowUp.Placement)
    answered_on = models.DateField(_("answered on"))
    answered_by = tenant_key(StaffMember, related_name="+")
    objects = PlacementAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["months", "pk"]
        constraints = [models.UniqueConstraint(fields=["occurrence"], name="placement_once_per_occurrence")]
