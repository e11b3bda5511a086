"""The words of the families' pages in each language we have put them into, beside the Danish; the administrator confirms them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import can_administer
from accounts.undo import undo_tag
from cases.actions.page_words import confirm_words, take_back_words
from cases.audience_parts import language_name
from cases.links import direction
from cases.page_words import TRANSLATED, check_of, words_of
from core.templatetags.ui import capital

UNDO = "cases.actions.page_words"


def page_words(request, language=TRANSLATED[0]):
    if language not in TRANSLATED:
        raise Http404
    context = {
        "language": language, "name": language_name(language), "direction": direction(language), "rows": words_of(language),
        "languages": [(key, capital(language_name(key))) for key in TRANSLATED],
        "check": check_of(language, request.person), "may_confirm": can_administer(request.person),
    }  # fmt: skip
    return render(request, "cases/page_words.html", context)


@require_POST
def page_words_confirm(request):
    """Confirm the words as they are, or take the confirmation back."""
    language = request.POST.get("language", "")
    if language not in TRANSLATED:
        raise Http404
    about, back = {"language": language}, reverse("page_words", args=[language])
    if "take_back" not in request.POST:
        confirm_words(by=request.person, **about)
        undo = undo_tag(request, f"{UNDO}.undo_confirmation", back=back, **about)
        words = _("%(language)s is confirmed: it is no longer marked as unread.")
        messages.success(request, words % {"language": capital(language_name(language))}, extra_tags=undo)
    elif take_back_words(by=request.person, **about):
        undo = undo_tag(request, f"{UNDO}.undo_taking_back", back=back, **about)
        messages.success(request, _("The translation is marked as not yet read."), extra_tags=undo)
    return redirect(back)
