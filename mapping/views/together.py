"""Questions answered on a professional's own screen: her own, or together with a child or a parent who sits beside her.

When the screen is given to the child the page shows the question and nothing else; only the professional's tap leads back.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.undo import undo_tag
from cases import links
from mapping import asked, child_page
from mapping.actions.answers import answering, finish
from mapping.actions.privacy import say_of_parents
from mapping.actions.voicerows import OF_CLASS, may_answer
from mapping.kept import Outcome, keep
from mapping.models import Ask
from mapping.queries.rounds import asked_words
from mapping.views.asks import ask_or_404
from programmes.instruments.parts import Kind
from programmes.instruments.scoring import value_words


def _open(request, uuid):
    """(the request, how far it is); PermissionDenied for whoever may not answer it. state is None when it is shut."""
    ask = ask_or_404(request, uuid)
    if ask.informant == Ask.Informant.PUPILS or not may_answer(ask, request.person):
        raise PermissionDenied
    return ask, None if ask.closed_at else answering(ask, request.person)


def _address(ask, question, handed):
    name = "ask_child_question" if handed else "ask_question"
    return reverse(name, args=[ask.uuid, question.instrument.slug, question.item.key])


def _shut(request, ask):
    messages.info(request, _("This has been answered, or is no longer asked for."))
    return redirect("mapping_detail", uuid=ask.mapping.pathway.uuid)


def ask_start(request, uuid):
    """Where it goes on: before the first question what it is about, later the first that has no answer."""
    ask, state = _open(request, uuid)
    if state is None:
        return _shut(request, ask)
    if not state.questions:
        return redirect("ask_review", uuid=uuid)
    step = state.questions[min(state.next_open, state.total - 1)]
    first = reverse("ask_review", args=[uuid]) if state.answered == state.total else _address(ask, step, False)
    context = {
        "ask": ask, "state": state, "who": asked_words(ask), "first": first, "handed": _address(ask, step, True),
        "is_mine": _is_mine(ask, request.person), "minutes": sum(m for m in {q.instrument.slug: q.instrument.minutes for q in state.questions}.values()),
    }  # fmt: skip
    return render(request, "mapping/ask_start.html", context)


def _is_mine(ask, person):
    return ask.staff_id == person.staff_id or ask.informant in OF_CLASS


def ask_question(request, uuid, slug, key, handed=False):
    ask, state = _open(request, uuid)
    by_script = request.headers.get("Accept") == "application/json"
    if state is None:
        return _shut_while_answering(request, ask, handed, by_script)
    step = asked.step_of(state, slug, key)
    if step is None:
        return redirect("ask_start", uuid=uuid)
    done = keep(request, ask, state.questions[step]) if request.method == "POST" else Outcome()
    if by_script:
        return JsonResponse({"error": done.refused}, status=422) if done.refused else HttpResponse(status=204)
    if request.method == "POST" and not done.refused:
        if done.friendly:
            _say(request, done.friendly, handed)
        return redirect(_onward(request, ask, slug, key, handed))
    return _page(request, ask, state, step, handed, done.refused)


def _shut_while_answering(request, ask, handed, by_script):
    if by_script:
        return JsonResponse({"error": _("This has been answered, or is no longer asked for.")}, status=422)
    return redirect("ask_given_back", uuid=ask.uuid) if handed else _shut(request, ask)


def _say(request, words, handed):
    """On the child's own page, or among the professional's messages."""
    links.say(request, words) if handed else messages.info(request, words)


def _page(request, ask, state, step, handed, refused):
    before = _address(ask, state.questions[step - 1], handed) if step else reverse("ask_start", args=[ask.uuid])
    context = asked.question_page(state, step, request) | {
        "ask": ask, "who": asked_words(ask), "refused": refused, "handed": handed, "is_mine": _is_mine(ask, request.person),
        "back": "" if handed and not step else before, "words_in": "da",
    }  # fmt: skip
    name = "mapping/ask_child_question.html" if handed else "mapping/ask_question.html"
    if _in_pictures(ask, state.questions[step], handed):
        name = child_page.PAGES["question"]
        ways = {"home": "", "review": reverse("ask_given_back", args=[ask.uuid]), "drawing": "drawing_open"}
        context |= child_page.dress(ask, "question", context, ways)
    return render(request, name, context, status=422 if refused else 200)


def _in_pictures(ask, question, handed):
    """The child's own page on this screen; what is drawn is drawn there whoever holds the pen."""
    return (handed and ask.informant == Ask.Informant.CHILD) or question.item.kind is Kind.DRAWING


def _onward(request, ask, slug, key, handed):
    state = answering(ask, request.person)
    step = asked.step_of(state, slug, key)
    if step is None or step + 1 >= state.total:
        return reverse("ask_given_back" if handed else "ask_review", args=[ask.uuid])
    return _address(ask, state.questions[step + 1], handed)


def ask_given_back(request, uuid):
    """The end of what the child sees: what the parents may see (L06), thanks, and one button that is the professional's."""
    ask, state = _open(request, uuid)
    of_child = ask.informant == Ask.Informant.CHILD and bool(state and state.row)
    if of_child and request.POST.get("parents") in ("yes", "no"):
        say_of_parents(ask=ask, hidden=request.POST["parents"] == "no", by=request.person)
        return redirect(f"{reverse('ask_given_back', args=[uuid])}?sagt=1")
    context = {
        "ask": ask,
        "asks_parents": of_child and "sagt" not in request.GET and not state.row.hidden_from_parents,
        "row": state.row if of_child else None,
    }
    return render(request, "mapping/ask_given_back.html", context)


def ask_review(request, uuid):
    """All that was answered, to be looked through before it counts."""
    ask, state = _open(request, uuid)
    if state is None:
        return _shut(request, ask)
    wrong = _finish(request, ask) if request.method == "POST" else None
    if request.method == "POST" and wrong is None:
        return redirect("mapping_detail", uuid=ask.mapping.pathway.uuid)
    with override("da"):
        rows = [(each, _address(ask, each, False), value_words(each.item, each.value)) for each in state.questions]
    context = {
        "ask": ask,
        "state": state,
        "rows": rows,
        "wrong": wrong,
        "who": asked_words(ask),
        "is_mine": _is_mine(ask, request.person),
    }
    return render(request, "mapping/ask_review.html", context, status=422 if wrong else 200)


def _finish(request, ask):
    try:
        finish(ask=ask, by=request.person)
    except ValidationError as error:
        return " ".join(error.messages)
    back = reverse("mapping_detail", args=[ask.mapping.pathway.uuid])
    undo = undo_tag(request, "mapping.undo_rounds.finished", back=back, ask=ask.pk) if ask.child_id else ""
    messages.success(request, _("Answered. It stands with the others now."), extra_tags=undo)
    return None
