"""A drawing of the dream behind a child's goal: attached, chosen among what the child drew, changed and taken away (C21)."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.plan_parts import demand_part, locked
from cases.files import lay_down
from cases.models import Goal, GoalDrawing


@transaction.atomic
def draw_dream(*, goal, cleaned, words, kept_from_parents=False, copied_from=None, answer_is_kept=False, by):
    """The picture stands at the goal; one that stood there before is taken away.

    cleaned: of `core.uploads`, a picture. words: what is on it. copied_from: the picture of a child's answer that it is;
    answer_is_kept: the child keeps that answer from its parents (L06). Raises ValidationError by field.
    """
    goal = _goal_of_child(goal, by)
    words = _words(words)
    if former := drawing_of(goal, by):
        _take_away(former, by)
    row = GoalDrawing(
        municipality_id=by.municipality_id, goal=goal, annex_id=goal.annex_id, child_id=goal.annex.child_id, sector=goal.annex.sector,
        author_id=by.staff_id, words=words, kept_from_parents=kept_from_parents, copied_from=copied_from, answer_is_kept=answer_is_kept,
    )  # fmt: skip
    return lay_down(row, cleaned)


@transaction.atomic
def change_drawing(*, drawing, words, kept_from_parents, by):
    """What is said of it, and whether the parents may see it. A copy of an answer that is kept stays kept all the same."""
    row = _locked(drawing, by)
    row.words, row.kept_from_parents = _words(words), kept_from_parents
    row.save(update_fields=["words", "kept_from_parents"])
    return row


@transaction.atomic
def remove_drawing(*, drawing, by):
    """Nobody sees it from now on. Removed twice it is the same."""
    row = _locked(drawing, by)
    if row.removed_at is None:
        _take_away(row, by)
    return row


@transaction.atomic
def bring_back(*, drawing, by):
    """A drawing that was taken away a moment ago stands at its goal again, in place of what stands there now."""
    row = _locked(drawing, by)
    if not row.stored:
        raise ValidationError(_("The file itself has been deleted. Attach it again."))
    if row.removed_at is not None:
        if now := drawing_of(row.goal, by):
            _take_away(now, by)
        row.removed_at = row.removed_by = None
        row.save(update_fields=["removed_at", "removed_by"])
    return row


def follow_answer(copied_from, kept):
    """The child keeps its answer from its parents, or no longer does: so do the copies at its goals, on either side (L06)."""
    with connection.cursor() as db:
        db.execute("select app.keep_goal_drawings(%s::uuid[], %s)", [list(copied_from), kept])


def drawing_of(goal, person):
    """The one that stands at the goal now, or None."""
    return GoalDrawing.objects.visible_to(person).kept().filter(goal=goal).first()


def _goal_of_child(goal, by):
    goal = locked(Goal, goal)
    if goal.annex_id is None:
        raise ValidationError(_("A drawing is one child's. It stands at a goal in the child's annex."))
    demand_part(goal, by)
    return goal


def _locked(drawing, by):
    row = GoalDrawing.objects.visible_to(by).select_for_update(of=("self",)).get(pk=drawing.pk)
    _goal_of_child(row.goal, by)
    return row


def _take_away(row, by):
    row.removed_at, row.removed_by_id = timezone.now(), by.staff_id
    row.save(update_fields=["removed_at", "removed_by"])


def _words(words):
    if not words.strip():
        raise ValidationError({"words": _("Write in a few words what is on the drawing.")})
    return words.strip()
