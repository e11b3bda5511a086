"""Questions answered by link: what is asked and why, one question a page, what was said, and thanks.

Whoever comes has no account and no menu. Each answer is saved by itself; the same link goes on from any device.
"""

from functools import wraps

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import links
from cases.actions.links import note_visit
from mapping import asked, child_page, rested
from mapping.actions.answers import answering, finish
from mapping.actions.asks import decline
from mapping.actions.privacy import finish_as_child, hide_what_declined
from mapping.kept import Outcome, keep
from mapping.models import Ask
from programmes.instruments.parts import Kind

PAGES = {
    "home": "link/answer_home.html",
    "question": "link/answer_question.html",
    "review": "link/answer_review.html",
    "thanks": "link/answer_thanks.html",
    "over": "link/answer_over.html",
    "decline": "link/answer_decline.html",
}


def page(request, ask, name, context, status=200):
    """One step; a child's own page says the same in pictures and few words."""
    context = {"ask": ask, **asked.frame(ask, request.person), **context}
    if ask.informant == Ask.Informant.CHILD or _is_drawn(context):
        return render(request, child_page.PAGES[name], context | child_page.dress(ask, name, context), status=status)
    return render(request, PAGES[name], context, status=status)


def _is_drawn(context):
    return "question" in context and context["question"].item.kind is Kind.DRAWING


def asks(view):
    """The view gets the link's request and how far this person is; one that is shut shows its own page instead."""

    @links.link_page("answer", "class")
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        ask = asked.ask_of(request.person)
        if ask is None:
            return render(request, PAGES["over"], {"ask": None, "why": "gone"})
        state = answering(ask, request.person, asked.sheet_of(request, ask))
        if ask.closed_at:
            return _shut(request, ask, state)
        return view(request, ask, state, *args, **kwargs)

    return rested.or_page(wrapped)


def _shut(request, ask, state):
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": _("This has been answered, or is no longer asked for.")}, status=422)
    if state.is_finished:
        return page(request, ask, "thanks", {"state": state, "next_pupil": False})
    return page(request, ask, "over", {"why": "declined" if ask.declined_at else "gone"})


@asks
def answer_home(request, ask, state):
    if ask.informant == Ask.Informant.PUPILS and state.is_finished:
        return redirect("answer_thanks")
    step = min(state.next_open, state.total - 1)
    first = asked.address(state.questions[step]) if state.questions else ""
    if state.questions and state.answered == state.total:
        first = reverse("answer_review")
    return page(request, ask, "home", {"state": state, "first": first, **asked.about(ask, request.person)})


@asks
def answer_question(request, ask, state, slug, key):
    step = asked.step_of(state, slug, key)
    if step is None:  # an answer before it hides it now
        return redirect("answer_home")
    done = _keep(request, ask, state.questions[step]) if request.method == "POST" else Outcome()
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": done.refused}, status=422) if done.refused else HttpResponse(status=204)
    if request.method == "POST" and not done.refused:
        if done.friendly:
            links.say(request, done.friendly)
        return redirect(_onward(request, ask, slug, key, mends=state.answered == state.total))
    context = asked.question_page(state, step, request) | {"refused": done.refused}
    return page(request, ask, "question", context, 422 if done.refused else 200)


def _keep(request, ask, question):
    return keep(request, ask, question, links.device_of(request), asked.sheet_of(request, ask))


def _onward(request, ask, slug, key, *, mends):
    """The next question in the order that the answer just given makes; after the last, or one that mends, all that was said."""
    state = answering(ask, request.person, asked.sheet_of(request, ask))
    step = asked.step_of(state, slug, key)
    if step is None or step + 1 >= state.total or (mends and state.answered == state.total):
        return reverse("answer_review")
    return asked.address(state.questions[step + 1])


@asks
def answer_review(request, ask, state):
    wrong = ""
    if request.method == "POST":
        try:
            _finish(request, ask)
        except ValidationError as error:
            wrong = " ".join(error.messages)
        else:
            if ask.informant != Ask.Informant.PUPILS:
                note_visit(by=request.person, device=links.device_of(request), what="finished")
            return redirect("answer_thanks")
    rows = [(each, asked.address(each), asked.said(each)) for each in state.questions]
    return page(
        request,
        ask,
        "review",
        {"state": state, "rows": rows, "wrong": wrong, "parents": request.POST.get("parents", "")},
        422 if wrong else 200,
    )


def _finish(request, ask):
    if ask.informant == Ask.Informant.CHILD:
        hidden = {"yes": False, "no": True}.get(request.POST.get("parents"))
        finish_as_child(ask=ask, hidden=hidden, by=request.person)
    else:
        finish(ask=ask, by=request.person, sheet=asked.sheet_of(request, ask))


@asks
def answer_thanks(request, ask, state):
    """A class's round stays open: the sheet of who has just finished is put away, so that the next one cannot see it."""
    if not state.is_finished:
        return redirect("answer_home")
    asked.put_away(request)
    return page(request, ask, "thanks", {"state": state, "next_pupil": True})


@asks
def answer_decline(request, ask, state):
    if ask.informant == Ask.Informant.PUPILS:
        return redirect("answer_home")
    if request.method != "POST":
        return page(request, ask, "decline", {"refused": "", "typed": ""})
    try:
        decline(ask=ask, words=request.POST.get("words", "")[:200], by=request.person)
        if ask.informant == Ask.Informant.CHILD and "hide" in request.POST:
            hide_what_declined(ask=ask, by=request.person)
    except ValidationError as error:
        context = {"refused": " ".join(error.messages), "typed": request.POST.get("words", "")}
        return page(request, ask, "decline", context, 422)
    note_visit(by=request.person, device=links.device_of(request), what="declined")
    return redirect("answer_home")


@asks
@require_POST
def answer_next_pupil(request, ask, state):
    """A new sheet at a shared device, in the class's language again."""
    asked.put_away(request)
    links.speak_as_made(request)
    links.say(request, _("A new sheet is ready. Nobody can see the one before."))
    return redirect("answer_home")
