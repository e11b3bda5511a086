"""What the pages of follow-ups share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.context import current
from followup.cadences import cadence_of, moved_sentence, moves_of, written
from followup.models import Meeting, Occurrence
from followup.permissions import can_hold_meeting
from followup.queries import next_occurrence
from followup.queries.explained import history_of


def pathway_address(pathway):
    return reverse("pathway_detail", args=[pathway.uuid])


def open_occurrence(request, uuid):
    """The occurrence, with a 403 for readers; None when it is settled."""
    rows = Occurrence.objects.visible_to(request.person).select_related("pathway__programme_version", "responsible")
    occurrence = get_object_or_404(rows, uuid=uuid)
    if not can_hold_meeting(request.person, occurrence.pathway):
        raise PermissionDenied
    return occurrence


def settled(request, occurrence):
    """Where a settled one leads: to its minutes, or to the list with the word for what became of it."""
    request.draft_stays = True  # a colleague was quicker: what was typed here is not lost
    meeting = Meeting.objects.visible_to(request.person).filter(occurrence=occurrence).first()
    if meeting:
        return redirect("meeting_detail", meeting.uuid)
    messages.info(request, _("This follow-up is already settled."))
    return redirect("occurrence_list")


def occurrence_context(occurrence, today):
    cadence = cadence_of(occurrence)
    kind = occurrence.pathway.content.meeting_kind(cadence.meeting_kind) if cadence.meeting_kind else None
    return {
        "occurrence": occurrence,
        "pathway": occurrence.pathway,
        "pathway_url": pathway_address(occurrence.pathway),
        "cadence": cadence,
        "kind": kind,
        "status": occurrence.status(today),
        "sentence": moved_sentence(occurrence),
        "moves": moves_of(occurrence),
        "days_late": occurrence.days_overdue(today),
        "history": history_of(occurrence, current()),
    }


def saved_words(pathway, person):
    following = next_occurrence(pathway, person, timezone.localdate())
    if following is None:
        return _("The follow-up is saved.")
    return _("The follow-up is saved. The next one is %(day)s.") % {"day": written(following.due_on)}
