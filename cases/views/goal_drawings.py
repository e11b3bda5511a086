"""The drawing of the dream behind a child's goal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.goal_drawings import change_drawing, draw_dream, drawing_of, remove_drawing
from cases.files import State, served_picture
from cases.forms.goal_drawings import GoalDrawingForm
from cases.models import Goal, GoalDrawing
from cases.views.plan_parts import home_of, part_or_404
from core.forms import answer


def goal_of_child_or_404(request, uuid):
    """A goal of an annex that this person writes: a drawing is one child's."""
    goal = part_or_404(request, Goal, uuid)
    if goal.annex_id is None:
        raise Http404
    return goal


@received_once
def goal_drawing(request, uuid):
    goal = goal_of_child_or_404(request, uuid)
    drawing = drawing_of(goal, request.person)
    form = GoalDrawingForm.bind(request, drawing=drawing)
    if form.is_bound and form.is_valid():
        try:
            _save(request, goal, drawing, form)
            return redirect(home_of(goal))
        except ValidationError as error:
            form.refuse(error)
    context = {"part": goal, "goal": goal, "home": home_of(goal), "child": goal.annex.child, "form": form}
    return answer(request, "cases/goal_drawing.html", context | {"drawing": drawing}, form)


def _save(request, goal, drawing, form):
    data = form.cleaned_data
    said = {"words": data["words"], "kept_from_parents": form.is_kept}
    if data["file"] is None:
        before = {name: getattr(drawing, name) for name in said}
        change_drawing(drawing=drawing, by=request.person, **said)
        undo = _undo(request, "changed", goal, drawing=drawing.pk, **before)
        messages.success(request, _("What is said of the drawing has been saved."), extra_tags=undo)
        return
    row = draw_dream(goal=goal, cleaned=data["file"], by=request.person, **said)
    tell_of_drawn(request, goal, row, drawing)


def tell_of_drawn(request, goal, row, former):
    undo = _undo(request, "drawn", goal, drawing=row.pk, former=former.pk if former else None)
    messages.success(request, _("The drawing stands at the goal."), extra_tags=undo)
    if row.state == State.WAITING:
        messages.info(request, _("It can be opened when it has been checked for viruses."))


def _undo(request, what, goal, **kept):
    return undo_tag(request, f"cases.undo_drawings.{what}", back=home_of(goal), **kept)


@require_POST
def goal_drawing_remove(request, uuid):
    rows = GoalDrawing.objects.visible_to(request.person).kept().select_related("goal")
    drawing = get_object_or_404(rows, uuid=uuid)
    goal = goal_of_child_or_404(request, drawing.goal.uuid)
    remove_drawing(drawing=drawing, by=request.person)
    undo = _undo(request, "removed", goal, drawing=drawing.pk)
    messages.success(request, _("The drawing no longer stands at the goal."), extra_tags=undo)
    return redirect(reverse("goal_drawing", args=[goal.uuid]))


@require_GET
def goal_drawing_open(request, uuid):
    """On a page as a picture, or by itself: the look is recorded either way."""
    row = get_object_or_404(GoalDrawing.objects.visible_to(request.person).kept(), uuid=uuid)
    log_access([row.child_id], "view", "drawing")
    return served_picture(row)
