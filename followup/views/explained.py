"""All that comes again in one pathway, and why there is nothing where nothing stands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Pathway
from core.forms import answer
from followup.actions import agree_date
from followup.cadences import written
from followup.forms import AgreeForm
from followup.permissions import can_hold_meeting, can_list_occurrences
from followup.queries.explained import by_case, rhythms_of
from followup.views.base import pathway_address


@received_once
def date_agree(request, uuid, cadence):
    """A date that the law or the case sets: for whom stands in the address."""
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version")
    pathway = get_object_or_404(rows, uuid=uuid)
    found = by_case(pathway, cadence, request.GET.get("om", ""), request.person)
    if found is None:
        raise Http404
    cadence, subject, child = found
    if not can_hold_meeting(request.person, pathway):
        raise PermissionDenied
    form, back = AgreeForm.bind(request), reverse("pathway_follow_ups", args=[pathway.uuid])
    if form.is_valid():
        given = {"pathway": pathway, "cadence": cadence, "subject": subject, "due_on": form.cleaned_data["due_on"]}
        try:
            made = agree_date(**given, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = undo_tag(request, "followup.undo.agreed", back=back, occurrence=made.pk)
            messages.success(request, _("Agreed: %(day)s.") % {"day": written(made.due_on)}, extra_tags=undo)
            return redirect(back)
    log_access([child[0]] if child else [], "view")
    context = {"pathway": pathway, "back": back, "cadence": cadence, "name": child and child[1], "form": form}
    return answer(request, "followup/date_agree.html", context, form)


def pathway_follow_ups(request, uuid):
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version")
    pathway = get_object_or_404(rows, uuid=uuid)
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    rhythms, children = rhythms_of(pathway, request.person, timezone.localdate())
    log_access(children, "view")
    context = {"pathway": pathway, "pathway_url": pathway_address(pathway), "rhythms": rhythms}
    return render(request, "followup/pathway_follow_ups.html", context)
