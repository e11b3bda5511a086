"""The class team asks, the resource advisor answers: one page of a pathway for both, and the same two boxes on Today."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from cases.reach import reaches_pathway
from classes.actions import team as actions
from classes.forms.team import AnswerForm, QuestionForm
from classes.models import TEAM_TALK, TeamQuestion
from classes.permissions import can_answer_question, can_ask_advisor, can_undo_answer, can_withdraw_question
from classes.queries.team import questions_of
from classes.views.log import find_pathway
from core.forms import answer


@received_once
def question_list(request, uuid):
    pathway = find_pathway(request, uuid)
    if not reaches_pathway(request.person, pathway, *TEAM_TALK):
        raise Http404
    may_ask = can_ask_advisor(request.person, pathway)
    if request.method == "POST" and not may_ask:
        raise PermissionDenied
    form = QuestionForm.bind(request) if may_ask else None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_advisor(pathway=pathway, text=form.cleaned_data["text"], by=request.person)
            return _done(request, made, _("Your question is sent."), reverse("question_withdraw", args=[made.uuid]))
        except ValidationError as error:
            form.refuse(error)
    questions = questions_of(pathway, request.person)
    for each in questions:
        each.may_answer = each.answered_at is None and can_answer_question(request.person, each)
        each.may_withdraw = can_withdraw_question(request.person, each)
    context = {"pathway": pathway, "form": form, "questions": questions, "back": request.POST.get("back", "")}
    return answer(request, "classes/question_list.html", context, form)


def _question_or_404(request, uuid):
    questions = TeamQuestion.objects.visible_to(request.person).kept()
    return get_object_or_404(questions.select_related("pathway", "asked_by"), uuid=uuid)


@received_once
def question_answer(request, uuid):
    question = _question_or_404(request, uuid)
    if not can_answer_question(request.person, question):
        raise PermissionDenied
    form = AnswerForm.bind(request, initial={"answer": question.answer})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_question(question=question, answer=form.cleaned_data["answer"], by=request.person)
            return _done(
                request,
                question,
                _("Your answer is sent. The team sees it in its Today."),
                reverse("answer_undo", args=[question.uuid]),
            )
        except ValidationError as error:
            form.refuse(error)
    context = {"question": question, "pathway": question.pathway, "form": form, "back": request.POST.get("back", "")}
    return answer(request, "classes/question_answer.html", context, form)


@require_POST
def question_withdraw(request, uuid):
    questions = TeamQuestion.objects.visible_to(request.person).select_related("pathway")
    question = get_object_or_404(questions, uuid=uuid)
    actions.withdraw_question(question=question, by=request.person)
    messages.success(request, _("Your question is taken back."))
    return redirect(_back(request.GET.get("back", ""), question))


@require_POST
def answer_undo(request, uuid):
    question = _question_or_404(request, uuid)
    if question.answered_at and not can_undo_answer(request.person, question):
        raise PermissionDenied
    actions.undo_answer(question=question, by=request.person)
    messages.success(request, _("Your answer is taken back."))
    return redirect(_back(request.GET.get("back", ""), question))


def _done(request, question, words, undo):
    back = request.POST.get("back", "")
    messages.success(request, words, extra_tags=f"undo:{undo}" + ("?back=today" if back == "today" else ""))
    return redirect(_back(back, question))


def _back(place, question):
    return reverse("today") if place == "today" else reverse("question_list", args=[question.pathway.uuid])
