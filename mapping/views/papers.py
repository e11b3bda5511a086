"""On paper: a questionnaire to print, the answers typed in, and the pupils' papers counted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.received import received_once
from accounts.undo import undo_tag
from core.forms import answer
from core.pdf import answered, way
from mapping.actions.answers import Answering, answering, every_question, finish, save_answers
from mapping.actions.papers import type_in_tally, typed_papers, untype_papers
from mapping.actions.privacy import finish_as_child
from mapping.actions.voicerows import may_answer
from mapping.documents_questionnaire import printed, questionnaire, questionnaire_pdf
from mapping.forms.asks import TallyForm, TypedForm
from mapping.queries.rounds import asked_words, pupils_count, titles_of
from mapping.views.asks import ask_or_404, may_steer
from mapping.views.mappings import attempt


@require_GET
def ask_paper(request, uuid):
    """The questionnaire as a PDF, or with `vis` as a page; `sprog` puts a second language beside the Danish."""
    ask = ask_or_404(request, uuid)
    if not (may_steer(request.person, ask) or ask.staff_id == request.person.staff_id):
        raise PermissionDenied
    if ask.instruments and not printed(ask):
        raise Http404
    doc = questionnaire(ask, request.person, request.GET.get("sprog", ""))
    return answered(questionnaire_pdf(doc, draw=way(request)), "spoergeskema.pdf")


def _typing(request, uuid, informants):
    """The request, whether or not it is still open: what somebody has typed is not thrown away because another was quicker."""
    ask = ask_or_404(request, uuid)
    if ask.informant not in informants or not may_answer(ask, request.person):
        raise PermissionDenied
    return ask


def _too_late(request, ask):
    messages.info(request, _("This has been answered, or is no longer asked for."))
    if may_steer(request.person, ask) or ask.staff_id == request.person.staff_id:
        return redirect("ask_detail", uuid=ask.uuid)
    return redirect("mapping_detail", uuid=ask.mapping.pathway.uuid)


def ask_typed(request, uuid):
    """All questions of a paper on one page, from the keyboard; what is typed in counts when it is saved."""
    ask = _typing(request, uuid, ("child", "parent", "professional"))
    if ask.closed_at and request.method != "POST":
        return _too_late(request, ask)
    state = _all_of(ask, answering(ask, request.person))
    form = TypedForm.bind(request, state=state, is_child=ask.informant == "child")
    if form.is_valid() and _type_in(request, ask, form):
        return redirect("mapping_detail", uuid=ask.mapping.pathway.uuid)
    context = {"ask": ask, "form": form, "who": asked_words(ask), "titles": titles_of(ask), "sections": _sections(form)}
    return answer(request, "mapping/ask_typed.html", context, form)


def _all_of(ask, state):
    """On paper every question stands, whatever was answered before it."""
    return Answering(ask, state.row, state.young, every_question(ask, state))


def _sections(form):
    found = []
    for name, question in form.known.items():
        if not found or found[-1][0] is not question.section:
            found.append((question.section, []))
        found[-1][1].append(form[name])
    return found


@transaction.atomic
def _save_and_finish(*, ask, values, parents, by):
    """In one: a paper half typed in is none. A child has said with it whether its parents may see it (L06)."""
    save_answers(ask=ask, values=values, by=by)
    if parents:
        return finish_as_child(ask=ask, hidden=parents == "no", by=by)
    return finish(ask=ask, by=by)


def _type_in(request, ask, form):
    parents = form.cleaned_data.get("parents", "")
    saved = attempt(form, _save_and_finish, ask=ask, values=form.values, parents=parents, by=request.person)
    if saved:
        back = reverse("mapping_detail", args=[ask.mapping.pathway.uuid])
        undo = undo_tag(request, "mapping.undo_rounds.finished", back=back, ask=ask.pk)
        messages.success(request, _("The paper has been typed in. It stands with the others now."), extra_tags=undo)
    return saved


@received_once
def ask_tally(request, uuid):
    """The pupils' papers, counted point by point; the last ones typed in can be taken back from here by whoever types."""
    ask = _typing(request, uuid, ("pupils",))
    if ask.closed_at and request.method != "POST":
        return _too_late(request, ask)
    if "take_back" in request.POST:
        return _take_back(request, ask)
    form = TallyForm.bind(request, state=_all_of(ask, answering(ask, request.person)))
    if form.is_valid() and (made := attempt(form, type_in_tally, ask=ask, counts=form.counts, by=request.person)):
        many, batch = made
        undo = undo_tag(request, "mapping.undo_rounds.tallied", back=request.path, ask=ask.pk, batch=batch)
        text = ngettext("%(count)s paper has been typed in.", "%(count)s papers have been typed in.", many)
        messages.success(request, text % {"count": many}, extra_tags=undo)
        return redirect(request.path)
    context = {
        "ask": ask, "form": form, "titles": titles_of(ask), "typed": typed_papers(ask), "steer": may_steer(request.person, ask),
        "pupils": pupils_count(ask.mapping.pathway, request.person),
    }  # fmt: skip
    return answer(request, "mapping/ask_tally.html", context, form)


def _take_back(request, ask):
    typed = typed_papers(ask)
    try:
        gone = untype_papers(ask=ask, batch=typed.last_batch, by=request.person) if typed.last_batch else 0
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = ngettext("%(count)s paper has been taken back.", "%(count)s papers have been taken back.", gone)
        messages.success(request, text % {"count": gone})
    return redirect(request.path)
