"""Choose the drawing of a goal's dream among what the child drew when it was asked (C21)."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect

from accounts.received import received_once
from cases.actions.goal_drawings import drawing_of
from cases.views.goal_drawings import goal_of_child_or_404, tell_of_drawn
from cases.views.plan_parts import home_of
from core.forms import answer
from mapping.actions.dreams import use_as_dream
from mapping.forms.dreams import DreamForm
from mapping.models import Drawing
from mapping.templatetags.drawings import question_of


@received_once
def dream_choose(request, uuid):
    goal = goal_of_child_or_404(request, uuid)
    drawings = list(_drawn(goal, request.person))
    for each in drawings:
        each.question = question_of(each)
    form = DreamForm.bind(request, drawings=drawings)
    if form.is_bound and form.is_valid():
        try:
            former = drawing_of(goal, request.person)
            said = {"drawing": form.cleaned_data["drawing"], "words": form.cleaned_data["words"]}
            tell_of_drawn(request, goal, use_as_dream(goal=goal, by=request.person, **said), former)
            return redirect(home_of(goal))
        except ValidationError as error:
            form.refuse(error)
    context = {"part": goal, "goal": goal, "home": home_of(goal), "child": goal.annex.child, "form": form}
    return answer(request, "mapping/dream_choose.html", context | {"drawings": drawings}, form)


def _drawn(goal, person):
    """What the child drew in this pathway and has sent, as far as this person reads its answers; the newest first."""
    rows = Drawing.objects.visible_to(person).kept().filter(state=Drawing.State.CLEAN).exclude(stored="")
    rows = rows.filter(child=goal.annex.child_id, perspective__pathway_child=goal.annex.pathway_child_id)
    sent = Q(perspective__finished_at__isnull=False) | Q(perspective__values={})
    return rows.filter(sent, perspective__informant="child").select_related("perspective")
