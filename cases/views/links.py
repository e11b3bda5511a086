"""The door of every link, and what all pages of links have: another language, and closing."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases import links
from cases.actions.families import keep_language
from cases.actions.links import prove, tries_left
from cases.forms.links import FORMS
from core.links import NoLink, by_link, hash_of


@login_not_required
@transaction.non_atomic_requests
def link_door(request, token):
    """Nobody's name before the second factor; and after it the address holds no secret any more."""
    token_hash = hash_of(token)
    try:
        with by_link(token_hash, request_id=uuid.uuid4().hex) as holder:
            with translation.override(links.language_of(request, holder)):
                response = _at_the_door(request, holder, token_hash)
            return links.private(response, links.language_of(request, holder))
    except NoLink:
        return links.closed(request)


def _at_the_door(request, holder, token_hash):
    if request.method == "POST" and "language" in request.POST:
        links.choose_language(request, holder, request.POST["language"])
        return redirect(request.path)
    if request.method != "POST" and links.proved(request, holder.link["kind"]) == token_hash:
        return redirect(links.HOMES[holder.link["kind"]])
    form = FORMS[holder.link["factor"]](request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "link/door.html", {"form": form}, status=422 if form.is_bound else 200)
    right = prove(by=holder, given=form.cleaned_data["factor"], device=links.device_of(request))
    if right is None:
        return links.closed(request)
    if right:
        links.remember(request, holder, token_hash)
        return redirect(links.HOMES[holder.link["kind"]])
    form.add_error("factor", _not_right(holder))
    return render(request, "link/door.html", {"form": form}, status=422)


def _not_right(holder):
    left = tries_left(by=holder)
    words = ngettext("You can try %(n)s more time.", "You can try %(n)s more times.", left) % {"n": left}
    return f"{_('That is not right.')} {words}"


@links.link_page("answer", "class")
@require_POST
def answer_language(request):
    return _speak(request)


@links.link_page("family")
@require_POST
def family_language(request):
    keep_language(language=request.POST.get("language", ""), by=request.person)
    return _speak(request)


def _speak(request):
    links.choose_language(request, request.person, request.POST.get("language", ""))
    home = links.HOMES[request.person.link["kind"]]
    back = request.POST.get("next", "")
    return redirect(back if back.startswith(home) and "//" not in back else home)


@links.link_page("answer", "class")
@require_POST
def answer_close(request):
    return _close(request)


@links.link_page("family")
@require_POST
def family_close(request):
    return _close(request)


def _close(request):
    """This browser forgets the link; whoever comes next needs the address and the code again."""
    links.forget(request, request.person.link["kind"])
    return render(request, "link/left.html")
