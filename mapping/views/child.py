"""What a child drew, for the child and for those who read its answer; and whether the parents may see what it said."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.undo import undo_tag
from audit.actions import log_access
from cases.files import served_picture
from core.forms import answer
from mapping.actions.privacy import keep_from_parents, show_parents
from mapping.forms.privacy import PrivacyForm
from mapping.models import Drawing, Perspective
from mapping.permissions import can_keep_from_parents
from mapping.views.answering import asks
from mapping.views.mappings import attempt


@require_GET
@asks
def answer_drawing(request, ask, state, uuid):
    return served_picture(get_object_or_404(Drawing.objects.visible_to(request.person).kept(), uuid=uuid))


@require_GET
def drawing_open(request, uuid):
    """On a page as a picture, or by itself: the look is recorded either way."""
    row = get_object_or_404(Drawing.objects.visible_to(request.person).kept(), uuid=uuid)
    log_access([row.child_id], "view", "drawing")
    return served_picture(row)


def voice_privacy(request, uuid):
    voices = Perspective.objects.visible_to(request.person).select_related(
        "pathway_child__child", "mapping__pathway", "shown_by"
    )
    voice = get_object_or_404(voices, uuid=uuid)
    if not can_keep_from_parents(request.person, voice):
        raise PermissionDenied
    log_access([voice.child_id], "view")
    form = PrivacyForm.bind(request, voice=voice)
    if form.is_valid() and _keep(request, voice, form):
        return redirect("mapping_detail", uuid=voice.mapping.pathway.uuid)
    context = {"voice": voice, "child": voice.pathway_child.child, "pathway": voice.mapping.pathway, "form": form}
    return answer(request, "mapping/voice_privacy.html", context, form)


def _keep(request, voice, form):
    hidden, before = form.cleaned_data["parents"] == "no", voice.hidden_from_parents
    if hidden == before:
        saved, undo = voice, ""
    elif hidden:
        saved = attempt(form, keep_from_parents, voice=voice, by=request.person)
    else:
        saved = attempt(
            form, show_parents, voice=voice, because=form.cleaned_data.get("because", ""), by=request.person
        )
    if saved and hidden != before:
        undo = undo_tag(
            request, "mapping.undo.privacy_changed", back=request.path, voice=voice.pk, hidden=before, version=saved.row_version
        )  # fmt: skip
    if saved:
        words = (
            _("The child's answer is kept from the parents.")
            if hidden
            else _("The parents may see the child's answer.")
        )
        messages.success(request, words, extra_tags=undo)
    return saved
