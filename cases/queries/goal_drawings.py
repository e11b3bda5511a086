"""Drawings of dreams, as pages and papers show them. What a child keeps from its parents is in none of these (L06)."""

from dataclasses import dataclass

from django.urls import reverse

from cases.models import GoalDrawing
from core import files


@dataclass(frozen=True)
class DreamPicture:
    """A picture on a page or paper: `address` opens it for staff, and names it inside a PDF."""

    address: str
    words: str
    stored: str
    content_type: str
    municipality_id: int

    def read(self):
        """Its bytes, or None when they are gone: the paper is made all the same."""
        try:
            return files.read(self.stored, self.municipality_id)
        except FileNotFoundError:
            return None


def with_drawings(goals, person):
    """Give each goal `drawing`: the picture of its dream that the parents may see too, or None. One query, or none."""
    rows = _rows(person, goal__in=[goal.pk for goal in goals if goal.annex_id])
    found = {row.goal_id: picture_of(row) for row in rows} if any(goal.annex_id for goal in goals) else {}
    for goal in goals:
        goal.drawing = found.get(goal.pk)


def drawings_told(version, person):
    """The pictures on a paper about a child: of its writer's side. A given paper has none that came after it."""
    if version.pathway_child_id is None:
        return ()
    rows = _rows(
        person, annex__pathway_child=version.pathway_child_id, sector=version.sector, goal__dropped_on=None
    ).order_by("goal__order", "goal_id")
    if version.given_on:
        rows = rows.filter(added_at__date__lte=version.given_on)
    return tuple(picture_of(row) for row in rows)


def picture_of(row):
    return DreamPicture(
        reverse("goal_drawing_open", args=[row.uuid]), row.words, row.stored, row.content_type, row.municipality_id
    )


def _rows(person, **which):
    return GoalDrawing.objects.visible_to(person).kept().shown_to_parents().filter(**which)
