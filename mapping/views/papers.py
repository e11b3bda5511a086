"""On paper: a questionnaire to print, the answers typed in, and the pupils' papers counted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from mapping.actions.answers import Answering, answering, every_question, finish, save_answers, type_in_tally
from mapping.actions.voicerows import may_answer
from mapping.documents_questionnaire import printed, questionnaire, questionnaire_pdf
from mapping.forms.asks import TallyForm, TypedForm
from mapping.models import Ask
from mapping.queries.rounds import asked_words, titles_of
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
    ask = ask_or_404(request, uuid)
    if ask.informant not in informants or not may_answer(ask, request.person) or ask.closed_at:
        raise PermissionDenied
    return ask


def ask_typed(request, uuid):
    """All questions of a paper on one page, from the keyboard; what is typed counts when the box below is ticked or all is there."""
    ask = _typing(request, uuid, ("child", "parent", "professional"))
    state = _all_of(ask, answering(ask, request.person))
    form = TypedForm.bind(request, state=state)
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


def _save_and_finish(*, ask, values, by):
    save_answers(ask=ask, values=values, by=by)
    return finish(ask=ask, by=by)


def _type_in(request, ask, form):
    saved = attempt(form, _save_and_finish, ask=ask, values=form.values, by=request.person)
    if saved:
        back = reverse("mapping_detail", args=[ask.mapping.pathway.uuid])
        undo = undo_tag(request, "mapping.undo_rounds.finished", back=back, ask=ask.pk)
        messages.success(request, _("The paper has been typed in. It stands with the others now."), extra_tags=undo)
    return saved


@received_once
def ask_tally(request, uuid):
    """The pupils' papers, counted point by point."""
    ask = _typing(request, uuid, ("pupils",))
    state = answering(ask, request.person)
    form = TallyForm.bind(request, state=_all_of(ask, state))
    if form.is_valid() and (rows := attempt(form, type_in_tally, ask=ask, counts=form.counts, by=request.person)):
        back = reverse("mapping_detail", args=[ask.mapping.pathway.uuid])
        undo = undo_tag(request, "mapping.undo_rounds.tallied", back=back, rows=rows)
        text = ngettext("%(count)s paper has been typed in.", "%(count)s papers have been typed in.", len(rows))
        messages.success(request, text % {"count": len(rows)}, extra_tags=undo)
        return redirect(back)
    return answer(
        request,
        "mapping/ask_tally.html",
        {"ask": ask, "form": form, "titles": titles_of(ask), "is_pupils": Ask.Informant.PUPILS},
        form,
    )
