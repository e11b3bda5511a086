"""An agreement of a meeting becomes a measure of the plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from core.forms import answer
from followup import actions
from followup.actions.decisions import arenas_for
from followup.forms.planning import DecisionMeasureForm
from followup.models import Decision
from followup.queries.holding import kind_of
from followup.views.meetings import own_meeting


@received_once
def decision_measure(request, uuid, number):
    """number: the agreement's place in the meeting, counted from one."""
    meeting = own_meeting(request, uuid)
    decision = _decision(request, meeting, number)
    arenas = arenas_for(decision, meeting.pathway, request.person)
    if not arenas:
        raise PermissionDenied
    if decision.measure:
        messages.info(request, _("It stands in the plan as a measure."))
        return redirect("meeting_detail", uuid)
    content = meeting.pathway.content
    form = DecisionMeasureForm.bind(
        request,
        elements=[(each.key, str(each.title)) for each in content.core_elements],
        arenas=[(each.key, str(each.title)) for each in arenas],
        initial={"title": decision.text[:200], "arena": _arena(decision, arenas)},
    )
    if form.is_valid():
        try:
            actions.make_measure(decision=decision, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _made(request, decision, uuid)
    if decision.pathway_child_id:
        log_access([decision.pathway_child.child_id], "view")
    context = {"meeting": meeting, "decision": decision, "kind": kind_of(meeting.pathway, meeting.kind), "form": form}
    return answer(request, "followup/decision_measure.html", context, form)


def _decision(request, meeting, number):
    rows = Decision.objects.visible_to(request.person).filter(meeting=meeting)
    found = list(
        rows.select_related("meeting", "owner", "pathway_child__child", "pathway_child__pathway").order_by("pk")
    )
    if not 1 <= number <= len(found):
        raise Http404
    return found[number - 1]


def _arena(decision, arenas):
    """At school what the school does, at home what social services do, as far as the person may write it there."""
    wanted = "home" if decision.side == "social" else "school"
    keys = [each.key for each in arenas]
    return wanted if wanted in keys else keys[0]


def _made(request, decision, uuid):
    back = reverse("meeting_detail", args=[uuid])
    undo = undo_tag(request, "followup.undo_meetings.measure_made", back=back, decision=decision.pk)
    words = _("It stands in the plan as a measure.")
    if decision.pathway_child_id is None:
        words = _("It stands in the plan as a measure, in the version that is being written.")
    messages.success(request, words, extra_tags=undo)
    return redirect("meeting_detail", uuid)
