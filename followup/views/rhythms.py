from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.received import received_once
from accounts.undo import undo_tag
from core.forms import answer
from followup.actions.local import back_to_model, change_rhythm, withdraw_change
from followup.forms.rhythms import RhythmForm
from followup.local import values_of
from followup.permissions import can_change_rhythms, can_read_rhythms
from followup.queries.rhythms import rhythm_of, rhythms_of
from programmes.models import ProgrammeVersion


def rhythm_list(request):
    if not can_read_rhythms(request.person):
        raise PermissionDenied
    programmes = rhythms_of(request.person, timezone.localdate())
    keeps = can_change_rhythms(request.person)
    return render(request, "followup/rhythm_list.html", {"programmes": programmes, "keeps": keeps})


@received_once
def rhythm_change(request):
    """Which one stands in the address: ?om=<version's uuid>~<cadence>."""
    if not can_change_rhythms(request.person):
        raise PermissionDenied
    version, key = _asked_for(request)
    rhythm = rhythm_of(request.person, version, key, timezone.localdate())
    if rhythm is None:
        raise Http404
    if rhythm.coming and request.POST.get("withdraw"):
        return _withdraw(request, rhythm.coming)
    from_on = rhythm.coming.from_on if rhythm.coming else timezone.localdate()
    initial = values_of(rhythm.coming or rhythm.own or rhythm.cadence) | {"from_on": from_on}
    form = RhythmForm.bind(request, initial=initial).about(rhythm.cadence)
    if not rhythm.fixed and form.is_valid():
        try:
            made = _save(request, version, key, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            _tell(request, made)
            return redirect("rhythm_list")
    return answer(request, "followup/rhythm_change.html", {"form": form, "rhythm": rhythm, "version": version}, form)


def _asked_for(request):
    uuid, _tilde, key = request.GET.get("om", "").partition("~")
    try:
        uuid = UUID(uuid)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(ProgrammeVersion.objects.visible_to(request.person).published(), uuid=uuid), key


def _save(request, version, key, form):
    asked = {"version": version, "key": key, "reason": form.cleaned_data["reason"], "by": request.person}
    if request.POST.get("model"):
        return back_to_model(**asked)
    return change_rhythm(**asked, values=form.values(), from_on=form.cleaned_data["from_on"])


def _withdraw(request, change):
    kept = values_of(change) | {"unit": str(change.unit), "reason": change.reason, "from_on": str(change.from_on)}
    version, key = str(change.programme_version.uuid), change.cadence
    withdraw_change(change=change.pk, by=request.person)
    again = {"back": reverse("rhythm_list"), "version": version, "key": key, **kept}
    undo = undo_tag(request, "followup.undo_rhythms.withdrawn", **again)
    messages.success(request, _("Withdrawn: the rhythm stays as it is now."), extra_tags=undo)
    return redirect("rhythm_list")


def _tell(request, change):
    if change.from_on > timezone.localdate():
        words = _("The rhythm is saved. It holds from the day you chose; dates that are not agreed follow then.")
    else:
        words = _("The rhythm is saved. Dates that are not agreed follow in a moment, tomorrow morning at the latest.")
    undo = undo_tag(request, "followup.undo_rhythms.changed", back=reverse("rhythm_list"), change=change.pk)
    messages.success(request, words, extra_tags=undo)
