"""The instruments: for everybody who works here to read, and for the administrator to confirm what has been translated."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import can_administer
from accounts.undo import undo_tag
from cases.audience_parts import language_name
from core.templatetags.ui import capital
from mapping.actions.translations import confirm_translation, take_back_translation
from mapping.queries.instruments import instrument_rows, languages_of, languages_shown, sections_shown
from programmes.instruments.catalogue import UnknownInstrument, instrument

ABOUT = ("class", "child")


def instrument_list(request):
    rows = instrument_rows(request.person)
    groups = [(about, [row for row in rows if row[0].about == about]) for about in ABOUT]
    unread = sum(not language.is_checked for _each, languages in rows for language in languages)
    context = {"groups": groups, "unread": unread, "may_confirm": can_administer(request.person)}
    return render(request, "mapping/instrument_list.html", context)


def instrument_detail(request, slug):
    found = _instrument_or_404(slug, request.GET.get("version"))
    asked = [each.key for each in found.perspectives]
    perspective = request.GET.get("syn") if request.GET.get("syn") in asked else asked[0]
    languages = languages_shown(found, perspective, request.person)
    wanted = {language.key: language for language in languages}
    spoken = wanted.get(request.GET.get("sprog", ""), languages[0])
    context = {
        "instrument": found, "perspective": perspective, "spoken": spoken, "languages": languages,
        "all_languages": [language_name(key) for key in languages_of(found)], "ages": _ages(found),
        "sections": sections_shown(found, perspective, spoken.key), "may_confirm": can_administer(request.person),
        "is_newest": found.number == instrument(slug).number,
    }  # fmt: skip
    return render(request, "mapping/instrument_detail.html", context)


def _instrument_or_404(slug, number):
    try:
        return instrument(slug, number or None)
    except UnknownInstrument:
        raise Http404 from None


def _ages(found):
    if found.about == "class" or None in (found.youngest, found.oldest):
        return ""
    return _("%(youngest)s-%(oldest)s years") % {"youngest": found.youngest, "oldest": found.oldest}


@require_POST
def instrument_confirm(request):
    """Confirm one translation, or take the confirmation back."""
    about = {name: request.POST.get(name, "") for name in ("slug", "number", "language")}
    try:
        _take_back(request, about) if "take_back" in request.POST else _confirm(request, about)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("instrument_list")
    return redirect(_place(about))


def _confirm(request, about):
    confirm_translation(**about, by=request.person)
    undo = undo_tag(request, "mapping.actions.translations.undo_confirmation", back=_place(about), **about)
    words = _("%(language)s is confirmed: it is no longer marked as unread.")
    messages.success(request, words % {"language": capital(language_name(about["language"]))}, extra_tags=undo)


def _take_back(request, about):
    if take_back_translation(**about, by=request.person):
        undo = undo_tag(request, "mapping.actions.translations.undo_taking_back", back=_place(about), **about)
        messages.success(request, _("The translation is marked as not yet read."), extra_tags=undo)


def _place(about):
    """The page of the language that was confirmed, with a perspective that has it."""
    found = instrument(about["slug"], about["number"])
    asked = next(each.key for each in found.perspectives if about["language"] in found.languages_for(each.key))
    return f"{reverse('instrument_detail', args=[found.slug])}?syn={asked}&sprog={about['language']}"
