"""The municipality's own texts, and its list of words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.forms import LocalTextForm, WordForm, WordsForm
from accounts.models import LocalText, WordAdvice
from accounts.permissions import can_administer
from accounts.queries import Said, texts_said
from accounts.received import received_once
from accounts.undo import undo_tag
from accounts.words import advise, missing_from
from core.forms import answer


def _administrators_only(request):
    if not can_administer(request.person):
        raise PermissionDenied


# ---- texts ----


def local_text_list(request):
    _administrators_only(request)
    words = WordAdvice.objects.visible_to(request.person).in_use().count()
    return render(request, "accounts/text_list.html", {"texts": texts_said(request.person), "words": words})


@received_once
def local_text_edit(request):
    _administrators_only(request)
    key = request.GET.get("om", LocalText.Key.CONCERN)
    said = next((each for each in texts_said(request.person) if each.key == key), None)
    if said is None:
        raise Http404
    form = LocalTextForm.bind(request, initial=said.as_initial())
    if form.is_valid() and "preview" not in request.POST:
        text = actions.save_text(key=key, **form.cleaned_data, by=request.person)
        undo = f"{reverse('local_text_undo')}?tekst={text.pk}"
        messages.success(request, _("The text is saved."), extra_tags=f"undo:{undo}")
        return redirect("local_text_list")
    shown = Said.of(key, form.cleaned_data) if form.is_bound and form.is_valid() else None
    return answer(request, "accounts/text_edit.html", {"form": form, "said": said, "shown": shown}, form)


@require_POST
def local_text_undo(request):
    _administrators_only(request)
    pk = request.GET.get("tekst", "")
    text = LocalText.objects.visible_to(request.person).filter(pk=pk).first() if pk.isdigit() else None
    if text and actions.undo_text(text=text, by=request.person):
        messages.success(request, _("Undone: the text is as it was before."))
    else:
        messages.info(request, _("It is undone already, or somebody has written a newer text."))
    return redirect("local_text_list")


# ---- words ----


@received_once
def word_list(request):
    _administrators_only(request)
    rows = list(WordAdvice.objects.visible_to(request.person).in_use())
    form = WordForm.bind(request)
    if form.is_valid() and _word_saved(request, form):
        return redirect("word_list")
    missing = missing_from([row.word for row in rows])
    return answer(request, "accounts/word_list.html", {"rows": rows, "form": form, "missing": missing}, form)


def _word_saved(request, form, entry=None):
    try:
        entry = actions.save_word(**form.cleaned_data, entry=entry, by=request.person)
    except ValidationError as error:
        form.refuse(error)
        return None
    words = _("“%(word)s” stands on the list.") % {"word": entry.word}
    messages.success(request, words, extra_tags=f"undo:{reverse('word_remove', args=[entry.uuid])}")
    return entry


def word_edit(request, uuid):
    _administrators_only(request)
    entry = get_object_or_404(WordAdvice.objects.visible_to(request.person).in_use(), uuid=uuid)
    before = {name: getattr(entry, name) for name in ("word", "instead", "why")}
    form = WordForm.bind(request, initial=before)
    if form.is_valid():
        try:
            actions.save_word(**form.cleaned_data, entry=entry, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            kept = {"entry": entry.pk, "before": before}
            undo = undo_tag(request, "accounts.actions.texts.undo_word_change", back=reverse("word_list"), **kept)
            messages.success(request, _("“%(word)s” is saved.") % {"word": entry.word}, extra_tags=undo)
            return redirect("word_list")
    return answer(request, "accounts/word_edit.html", {"form": form, "entry": entry, "word": before["word"]}, form)


@require_POST
def word_remove(request, uuid):
    _administrators_only(request)
    entry = get_object_or_404(WordAdvice.objects.visible_to(request.person), uuid=uuid)
    actions.remove_word(entry=entry, by=request.person)
    words = _("“%(word)s” is taken off the list.") % {"word": entry.word}
    messages.success(request, words, extra_tags=f"undo:{reverse('word_undo', args=[entry.uuid])}")
    return redirect("word_list")


@require_POST
def word_undo(request, uuid):
    _administrators_only(request)
    entry = get_object_or_404(WordAdvice.objects.visible_to(request.person), uuid=uuid)
    actions.undo_word(entry=entry, by=request.person)
    messages.success(request, _("“%(word)s” stands on the list.") % {"word": entry.word})
    return redirect("word_list")


@received_once
def word_import(request):
    _administrators_only(request)
    form = WordsForm.bind(request)
    if form.is_valid():
        _tell_added(request, actions.add_words(rows=form.cleaned_data["lines"], by=request.person))
        return redirect("word_list")
    return answer(request, "accounts/word_import.html", {"form": form}, form)


@require_POST
def word_starter(request):
    """Take over the suggestions, or those that are ticked."""
    _administrators_only(request)
    known = WordAdvice.objects.visible_to(request.person).in_use().values_list("word", flat=True)
    wanted = set(request.POST.getlist("word"))
    _tell_added(
        request, actions.add_words(rows=[row for row in missing_from(known) if row[0] in wanted], by=request.person)
    )
    return redirect("word_list")


def _tell_added(request, made):
    if not made:
        messages.info(request, _("Nothing was added: the words stand on the list already."))
        return
    words = ngettext("%(n)s word is added.", "%(n)s words are added.", len(made)) % {"n": len(made)}
    messages.success(request, words, extra_tags=f"undo:{reverse('word_import_undo', args=[made[0].batch])}")


@require_POST
def word_import_undo(request, batch):
    _administrators_only(request)
    if not WordAdvice.objects.visible_to(request.person).filter(batch=batch).exists():
        raise Http404
    n = actions.undo_import(batch=batch, by=request.person)
    words = ngettext("Undone: %(n)s word is off the list.", "Undone: %(n)s words are off the list.", n) % {"n": n}
    messages.success(request, words) if n else messages.info(request, _("It is undone already."))
    return redirect("word_list")


@require_POST
def word_check(request):
    """What the list says of a text while it is written; the text is looked at and not kept."""
    found = advise([request.POST.get("text", "")], request.person)
    rows = [{"written": each.written, "instead": each.instead, "why": each.why} for each in found]
    return JsonResponse({"found": rows})
