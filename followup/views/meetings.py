from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import way_back
from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Pathway
from core.forms import answer
from followup import actions
from followup.cadences import cadence_of, due_after_in, moved_sentence
from followup.forms import HoldForm
from followup.models import Meeting, Occurrence
from followup.queries import children_of_follow_up, minutes_of, next_occurrence, open_goals, people_around
from followup.views.base import occurrence_context, open_occurrence, pathway_address, saved_words, settled


@received_once
def occurrence_hold(request, uuid):
    occurrence = open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return settled(request, occurrence)
    today = timezone.localdate()
    form, waiting = _hold_form(request, occurrence.pathway, today)
    if form.is_valid():
        try:
            meeting = actions.hold_meeting(occurrence=occurrence, by=request.person, **form.minutes())
        except ValidationError as error:
            form.refuse(error)
        else:
            back = way_back(reverse("occurrence_hold", args=[occurrence.uuid]))
            undo = undo_tag(request, "followup.undo.held", back=back, occurrence=occurrence.pk)
            messages.success(request, saved_words(occurrence.pathway, request.person), extra_tags=undo)
            return redirect("meeting_detail", meeting.uuid)
    context = occurrence_context(occurrence, today) | {"form": form, "waiting": waiting}
    context["proposed"] = due_after_in(cadence_of(occurrence), today, occurrence.municipality_id).due_on
    return answer(request, "followup/occurrence_hold.html", context, form)


def _hold_form(request, pathway, today):
    """The form, and the number of children of whom the person may say nothing."""
    children, waiting = children_of_follow_up(pathway, request.person, today)
    log_access([each.child_id for each in children], "view")
    people, goals = list(people_around(pathway, today)), list(open_goals(pathway, request.person))
    leads = {"staff": [pathway.lead_id, pathway.co_lead_id]}
    return HoldForm.bind(request, people=people, children=children, goals=goals, initial=leads), waiting


def meeting_detail(request, uuid):
    meeting = get_object_or_404(Meeting.objects.visible_to(request.person).select_related("recorded_by"), uuid=uuid)
    pathway = (
        Pathway.objects.visible_to(request.person)
        .filter(pk=meeting.pathway_id)
        .select_related("programme_version")
        .first()
    )
    minutes = minutes_of(meeting, request.person)
    log_access([row.child_id for row in minutes["children"]], "view")
    context = {
        "meeting": meeting,
        "pathway": pathway,
        "pathway_url": pathway and pathway_address(pathway),
        "kind": None,
        "following": None,
        "following_sentence": "",
    }
    if pathway:
        context["kind"] = next((k for k in pathway.content.meeting_kinds if k.key == meeting.kind), None)
        context["following"] = following = next_occurrence(pathway, request.person)
        context["following_sentence"] = moved_sentence(following) if following else ""
    return render(request, "followup/meeting_detail.html", context | minutes)
