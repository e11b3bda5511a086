"""What is taken back of the drawing at a child's goal."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.goal_drawings import bring_back, change_drawing, remove_drawing
from cases.models import GoalDrawing


def _found(drawing, by):
    row = GoalDrawing.objects.visible_to(by).filter(pk=drawing).first()
    if row is None:
        raise ValidationError(_("It is gone already."))
    return row


@transaction.atomic
def drawn(*, by, drawing, former=None):
    """It is taken away, and the one that stood there before stands there again."""
    remove_drawing(drawing=_found(drawing, by), by=by)
    if former:
        bring_back(drawing=_found(former, by), by=by)
    return _("Undone: the drawing does not stand at the goal.")


def changed(*, by, drawing, words, kept_from_parents):
    change_drawing(drawing=_found(drawing, by), words=words, kept_from_parents=kept_from_parents, by=by)
    return _("Undone: what is said of the drawing is as it was.")


def removed(*, by, drawing):
    bring_back(drawing=_found(drawing, by), by=by)
    return _("Undone: the drawing stands at the goal again.")
