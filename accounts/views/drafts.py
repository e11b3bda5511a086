from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import bring_back_draft, discard_draft, keep_draft
from accounts.drafts import Slip, content_of
from accounts.models import Draft, way_back
from core.templatetags.ui import clock


@require_POST
def draft_keep(request):
    """js/drafts.js sends the whole form here while somebody types; the answer is the words for the line beside the button."""
    slip = Slip.read(request.POST.get("draft"))
    if slip is None:
        return _say(_("The page has grown old. Copy your text before you load it again."), 400)
    if not slip.belongs_to(request.person):
        return _say(_("Another person or municipality is logged in here now. What you write is not being kept."), 409)
    turn = request.POST.get("draft_turn", "")
    try:
        draft = keep_draft(
            slip=slip,
            content=content_of(slip, request.POST),
            turn=int(turn[:15]) if turn.isdecimal() else None,
            by=request.person,
        )
    except ValidationError as error:
        return _say(" ".join(error.messages), 422)
    return _say(_said(draft), draft=draft)


def _said(draft):
    if draft is None:
        return ""
    words = _("Draft saved at %(time)s") % {"time": clock(draft.saved_at)}
    if draft.pushed_aside:
        other = _("The same form is open somewhere else too. What was written there at %(time)s has been put aside.")
        words += ". " + other % {"time": clock(draft.pushed_aside)}
    return words


def _say(words, status=200, draft=None):
    answer = {"said": words}
    if draft:
        answer |= {
            "draft": str(draft.uuid),
            "elsewhere": _("A newer draft of this form was saved in another tab at %(time)s.")
            % {"time": clock(draft.saved_at)},
        }
    return JsonResponse(answer, status=status)


def _own_draft(request, uuid):
    return get_object_or_404(Draft.objects.visible_to(request.person), uuid=uuid)


def _from_form(request):
    return "formular" in request.GET


@require_POST
def draft_discard(request, uuid):
    """ "Start forfra" on the form's own page, "Slet kladde" on Today."""
    draft = discard_draft(draft=_own_draft(request, uuid), by=request.person)
    undo = reverse("draft_bring_back", args=[draft.uuid]) + ("?formular" if _from_form(request) else "")
    messages.success(request, _("The draft is put away."), extra_tags=f"undo:{undo}")
    return redirect(draft.path if _from_form(request) else "today")


@require_POST
def draft_bring_back(request, uuid):
    draft = bring_back_draft(draft=_own_draft(request, uuid), by=request.person)
    messages.success(request, _("The draft is back."))
    return redirect(way_back(draft.path) if _from_form(request) else "today")
