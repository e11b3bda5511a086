"""A page of questions that has rested too long: it says so in kind words, and what was typed is found again behind the code.

Nothing is told of who was asked. What was typed lies in this browser's session on the server for half an hour, and is shown
only after the same address and code.
"""

import time
from functools import wraps

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import links
from mapping.models import Ask

LONGEST, MOST = 4_000, 30


def note(request, ask):
    """Which language and dress this browser's pages have, for the one page that cannot ask the link any more."""
    dress = {"language": get_language() or "da", "child": ask.informant == Ask.Informant.CHILD}
    if request.session.get("answer_dress") != dress:
        request.session["answer_dress"] = dress


def or_page(view):
    """The view, or the page of a break when this browser's proof has rested too long."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        proof = request.session.get("links", {}).get("answer")
        if proof and not links.proved(request, "answer"):
            return _page(request, proof["hash"])
        return view(request, *args, **kwargs)

    return wrapped


def _page(request, link_hash):
    dress = request.session.get("answer_dress", {"language": "da", "child": False})
    if request.method == "POST" and "value" in request.POST:
        values = [each[:LONGEST] for each in request.POST.getlist("value")[:MOST]]
        request.session["answer_typed"] = {
            "hash": link_hash, "path": request.path, "values": values, "at": int(time.time())
        }  # fmt: skip
    with translation.override(dress["language"]):
        if request.headers.get("Accept") == "application/json":
            words = _("You have had a break. Press “Next”, and you are told how to go on.")
            return links.private(JsonResponse({"error": words}, status=422))
        kept = _typed(request, link_hash) is not None
        response = render(request, "link/rested.html", {"is_child": dress["child"], "kept": kept}, status=404)
    return links.private(response, dress["language"])


def _typed(request, link_hash):
    kept = request.session.get("answer_typed")
    fresh = kept and kept["hash"] == link_hash and time.time() - kept["at"] <= links.IDLE_SECONDS
    return kept if fresh else None


def place(request):
    """Where something typed waits for its writer; "" for nowhere."""
    kept = _typed(request, links.proved(request, "answer"))
    return kept["path"] if kept else ""


def typed(request):
    """What was typed on this page before the break, once: a list of values, or None."""
    kept = _typed(request, links.proved(request, "answer"))
    if not kept or kept["path"] != request.path:
        return None
    del request.session["answer_typed"]
    return kept["values"]
