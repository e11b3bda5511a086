"""What is posted to one question is kept, or it is said why not: to a child in a child's words, and never as an error.

A child that presses "Next" with nothing said has skipped the question; words that it has wiped out are gone.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.uploads import LARGEST
from mapping import asked, child_page
from mapping.actions.answers import save_answer
from mapping.models import Ask
from programmes.instruments.parts import Kind


@dataclass(frozen=True)
class Outcome:
    """refused: the words of what was wrong, "" when it is kept; friendly: what is said to a child that skipped."""

    refused: str = ""
    friendly: str = ""


def keep(request, ask, question, device="", sheet=None):
    """Keep what was posted, on whichever page this question stands."""
    of_child = ask.informant == Ask.Informant.CHILD
    try:
        _save(request, ask, question, device, sheet)
    except ValidationError as error:
        code = error.error_list[0].code
        if of_child and code == "empty":
            return _skipped(request, ask, question, device)
        words = _childs_words(request, question, code) if of_child else ""
        return Outcome(refused=words or " ".join(error.messages))
    return Outcome()


def _save(request, ask, question, device, sheet):
    place = {"ask": ask, "instrument": question.instrument.slug, "item": question.item.key, "by": request.person}
    if "rather_not" in request.POST:
        save_answer(value=None, device=device, sheet=sheet, **place)
    elif question.item.kind is Kind.DRAWING:
        child_page.keep_drawing(request, ask, question, device)
    else:
        save_answer(value=asked.posted(request, question.item), device=device, sheet=sheet, **place)


def _skipped(request, ask, question, device):
    if question.item.kind is Kind.DRAWING:
        return Outcome(friendly=_("No drawing this time. That is quite all right. You can come back to it."))
    if question.value is not None:
        save_answer(
            ask=ask, instrument=question.instrument.slug, item=question.item.key, value=None, by=request.person, device=device
        )  # fmt: skip
    return Outcome(friendly=_("You skipped that one. That is quite all right. You can come back to it."))


def _childs_words(request, question, code):
    """What a child is told to do; "" where the words are plain enough already."""
    if code == "long":
        return _(
            "You have told so much that there is no room for it. Make it a little shorter. All of it stands here still."
        )
    if question.item.kind is not Kind.DRAWING:
        return ""
    file = request.FILES.get("drawing")
    if file is None:
        return ""
    if (file.size or 0) > LARGEST:
        return _("That photo is too big to send. Take it again, or draw here on the screen.")
    return _("We cannot open that picture. Take a new photo, or draw here on the screen.")
