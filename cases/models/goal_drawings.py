"""What a child drew of its dream, or a photo of it: it stands at a goal of the child's annex (C21)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.attachments import StoredFile
from cases.models.children import Child
from cases.models.plan_parts import Goal
from cases.models.plans import ChildAnnex
from cases.querysets import WallQuerySet
from cases.walls import GOAL_DRAWING
from core.tenancy import tenant_key


class GoalDrawingQuerySet(WallQuerySet):
    wall = GOAL_DRAWING
    item = "annex_id"  # read by whom the annex is shared with

    def kept(self):
        return self.filter(removed_at=None)

    def shown_to_parents(self):
        """Without what the child keeps from its parents (L06): papers, what is told, and pages that lie open at a meeting."""
        return self.filter(kept_from_parents=False, answer_is_kept=False, state=self.model.State.CLEAN).exclude(
            stored=""
        )


class GoalDrawing(StoredFile):
    """`words` say what is on it, to those who do not see it. `copied_from`: the picture in a child's answer that it is.

    kept_from_parents: the child has told whoever attached it. answer_is_kept: the child keeps the answer it comes from.
    """

    annex = tenant_key(ChildAnnex, related_name="goal_drawings")
    goal = tenant_key(Goal, related_name="drawings")
    child = tenant_key(Child, related_name="goal_drawings")
    words = models.CharField(_("what is on it"), max_length=200)
    kept_from_parents = models.BooleanField(_("kept from the parents"), default=False)
    copied_from = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    answer_is_kept = models.BooleanField(default=False, editable=False)
    objects = GoalDrawingQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawing of a dream")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["goal"], condition=Q(removed_at=None), name="one_drawing_of_a_goal")
        ]

    @property
    def is_kept(self):
        return self.kept_from_parents or self.answer_is_kept
