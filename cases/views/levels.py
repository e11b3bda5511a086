"""How far a goal has come, on its own five points."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.plan_parts import pathway_of, record_level
from cases.forms.plan_parts import LevelForm
from cases.models import Goal
from cases.permissions import can_read_drafts, can_record_level
from cases.queries.plan_parts import with_levels, with_steps
from cases.views.plans import allow, warn_of_given_names
from core.forms import answer


def goal_or_404(request, uuid):
    goals = Goal.objects.visible_to(request.person).select_related(
        "plan__pathway__programme_version", "annex__pathway_child__pathway__programme_version", "annex__child"
    )
    goal = get_object_or_404(goals, uuid=uuid)
    if goal.annex_id:
        goal.annex.pathway_child.child = goal.annex.child
        log_access([goal.annex.child_id], "view")
    elif goal.plan.state == "draft" and not can_read_drafts(request.person, goal.plan.pathway):
        raise Http404
    return goal


@received_once
def level_create(request, uuid):
    goal = goal_or_404(request, uuid)
    allow(can_record_level(request.person, goal))
    with_steps([goal])
    with_levels([goal])
    form = LevelForm.bind(request, goal=goal)
    home = _home(goal)
    if request.method == "POST" and form.is_valid():
        try:
            level = record_level(goal=goal, by=request.person, **form.cleaned_data)
            _told(request, goal, level, home)
            return redirect(home)
        except ValidationError as error:
            form.refuse(error)
    child = goal.annex.child if goal.annex_id else None
    context = {"goal": goal, "pathway": pathway_of(goal), "child": child, "home": home, "form": form, "part": goal}
    return answer(request, "cases/level_create.html", context | {"plan": goal.plan}, form)


def _told(request, goal, level, home):
    undo = undo_tag(request, "cases.undo.level_recorded", back=home, level=level.pk)
    messages.success(request, _("It has been written how far the goal has come."), extra_tags=undo)
    if not goal.annex_id:
        warn_of_given_names(request, goal.plan.pathway, level.words)


def _home(goal):
    if goal.annex_id:
        return reverse("annex_detail", args=[goal.annex.pathway_child.uuid])
    return reverse("plan_detail", args=[goal.plan.pathway.uuid])
