"""What is done to a draft for an audience with one tap: begun anew from the plan, handed over to the other side, taken home."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.undo import undo_tag
from cases.actions.audiences import begin_anew
from cases.actions.audiences_together import hand_over_part, take_part_home
from cases.queries.audiences_together import parts_handed, side_name
from cases.views.audiences import tell_left_out, version_or_404
from cases.walls import ANNEX


@require_POST
def audience_anew(request, uuid):
    version = version_or_404(request, uuid, write=True)
    back = reverse("audience_edit", args=[version.uuid])
    try:
        version, left_out, before = begin_anew(version=version, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("audience_detail", version.uuid)
    undo = undo_tag(
        request, "cases.undo_audiences.begun_anew", back=back, version=version.pk, before=before, row_version=version.row_version
    )  # fmt: skip
    messages.success(request, _("The words are those of the plan again."), extra_tags=undo)
    tell_left_out(request, left_out)
    return redirect(back)


@require_POST
def audience_hand_over(request, uuid):
    version = version_or_404(request, uuid, write=True)
    back = reverse("audience_detail", args=[version.uuid])
    try:
        hand_over_part(version=version, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    other = next((sector for sector in ANNEX.write if sector != version.sector), "")
    undo = undo_tag(request, "cases.undo_audiences.part_handed", back=back, version=version.pk)
    words = _("Your part is with %(side)s, who gives both in one version.") % {"side": side_name(other)}
    messages.success(request, words, extra_tags=undo)
    return redirect(back)


@require_POST
def audience_take_home(request, uuid):
    version = version_or_404(request, uuid, write=True)
    back = reverse("audience_detail", args=[version.uuid])
    part = parts_handed(version, version.sector, request.person).first()
    if part is None:
        messages.info(request, _("The other side does not have your part."))
        return redirect(back)
    take_part_home(version=version, by=request.person)
    undo = undo_tag(request, "cases.undo_audiences.part_taken_home", back=back, version=version.pk, part=part.pk)
    messages.success(request, _("The other side no longer has your part."), extra_tags=undo)
    return redirect(back)
