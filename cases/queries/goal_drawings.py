"""Drawings of dreams, as pages and papers show them. What a child keeps from its parents is in none of these (L06)."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
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


def goals_with_drawings(goals, person):
    """The goals, each with `drawing`: the picture of its dream that the parents may see too, or None. No query more."""
    columns = {name: name for name in ("uuid", "words", "stored", "content_type", "municipality_id")}
    drawn = _rows(person, goal=OuterRef("pk")).order_by().values(row=JSONObject(**columns))
    found = list(goals.annotate(drawn=Subquery(drawn[:1])))
    for goal in found:
        goal.drawing = _picture(**goal.drawn) if goal.drawn else None
    return found


def drawings_told(version, person):
    """The pictures on a paper about a child: of its writer's side. A given paper has none that came after it."""
    if version.pathway_child_id is None:
        return ()
    rows = _rows(
        person, annex__pathway_child=version.pathway_child_id, sector=version.sector, goal__dropped_on=None
    ).order_by("goal__order", "goal_id")
    if version.given_on:
        rows = rows.filter(added_at__date__lte=version.given_on)
    return tuple(_picture(**row) for row in rows.values("uuid", "words", "stored", "content_type", "municipality_id"))


def _picture(uuid, **said):
    return DreamPicture(address=reverse("goal_drawing_open", args=[uuid]), **said)


def _rows(person, **which):
    return GoalDrawing.objects.visible_to(person).kept().shown_to_parents().filter(**which)
