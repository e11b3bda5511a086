"""A meeting while it is held and after: the page to type in, the minutes, and their PDF."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import way_back
from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.families import tick_wishes
from cases.models import Pathway
from cases.queries.family_side import wishes_for
from core.forms import answer
from followup import actions
from followup.agenda import OTHER_MEETINGS
from followup.cadences import cadence_of, moved_sentence, written
from followup.documents import cooperation_words, minutes_pdf, note_parts
from followup.doors import page_instead
from followup.forms import HoldForm
from followup.models import Meeting, Occurrence
from followup.permissions import can_close_pathway, can_hold_meeting, can_read_minutes
from followup.queries import minutes_of
from followup.queries.handover import absent_of
from followup.queries.holding import kind_of, next_after, room_of
from followup.queries.meetings import wishes_at
from followup.views.base import occurrence_context, open_occurrence, pathway_address, settled


@received_once
def occurrence_hold(request, uuid):
    occurrence = open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return settled(request, occurrence)
    if page := page_instead(occurrence):
        return redirect(page)
    meeting = Meeting.objects.visible_to(request.person).planned().filter(occurrence=occurrence).first()
    context = occurrence_context(occurrence, timezone.localdate())
    return _hold(request, occurrence.pathway, context, occurrence=occurrence, meeting=meeting)


@received_once
def meeting_hold(request, uuid):
    """A planned meeting that answers no follow-up; one that does is held on the follow-up's page, where its draft lives."""
    meeting = own_meeting(request, uuid)
    if meeting.occurrence_id:
        return redirect("occurrence_hold", meeting.occurrence.uuid)
    if meeting.state != Meeting.State.PLANNED:
        request.draft_stays = True
        return redirect("meeting_detail", meeting.uuid)
    context = {"pathway": meeting.pathway, "pathway_url": pathway_address(meeting.pathway)}
    return _hold(request, meeting.pathway, context, meeting=meeting)


def own_meeting(request, uuid):
    """A meeting the person keeps: 404 for those who do not see it, 403 for readers."""
    rows = Meeting.objects.visible_to(request.person).select_related(
        "pathway__programme_version", "occurrence", "pathway_child__child", "lead"
    )
    meeting = get_object_or_404(rows, uuid=uuid)
    if not can_hold_meeting(request.person, meeting.pathway):
        raise PermissionDenied
    return meeting


def _hold(request, pathway, context, occurrence=None, meeting=None):
    room = room_of(
        pathway=pathway, person=request.person, today=timezone.localdate(), occurrence=occurrence, meeting=meeting
    )
    log_access(room.child_ids, "view")
    form = HoldForm.bind(request, room=room)
    if form.is_valid():
        try:
            held = actions.hold_meeting(occurrence=occurrence, meeting=meeting, by=request.person, **form.minutes())
            tick_wishes(wishes=room.wishes, spoken=form.cleaned_data["wishes"], by=request.person)
            if form.cleaned_data.get("book_next"):
                _book(request, held)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _held(request, held)
    kind = room.kind
    context |= {
        "form": form,
        "room": room,
        "meeting": meeting,
        "kind": kind,
        "title": _title(kind, context),
        "closes": _closes(kind),
    }
    return answer(request, "followup/meeting_hold.html", context, form)


def _title(kind, context):
    return str(kind.title if kind else context["cadence"].title)


def _book(request, held):
    following = next_after(held, held.pathway, request.person)
    return actions.plan_again(meeting=held, occurrence=following, by=request.person)


def _held(request, held):
    hold = reverse("occurrence_hold", args=[held.occurrence.uuid]) if held.occurrence_id else None
    back = way_back(hold or reverse("meeting_hold", args=[held.uuid]))
    if held.occurrence_id:
        undo = undo_tag(request, "followup.undo.held", back=back, occurrence=held.occurrence_id)
        words = _saved_words(held, request.person)
    else:
        undo = undo_tag(request, "followup.undo_meetings.held", back=back, meeting=held.pk)
        words = _("The minutes are saved.")
    messages.success(request, words, extra_tags=undo)
    return redirect("meeting_detail", held.uuid)


def _saved_words(held, person):
    following = next_after(held, held.pathway, person)
    if following is None:
        return _("The follow-up is saved.")
    return _("The follow-up is saved. The next one is %(day)s.") % {"day": written(following.due_on)}


# ---- what was planned or held ----


def meeting_detail(request, uuid):
    rows = Meeting.objects.visible_to(request.person).select_related("recorded_by", "lead", "occurrence")
    meeting = get_object_or_404(rows, uuid=uuid)
    pathway = pathway_of(meeting, request.person)
    minutes = minutes_of(meeting, request.person)
    log_access(minutes["child_ids"], "view")
    context = _around(meeting, pathway, request.person)
    is_held = meeting.state == Meeting.State.HELD
    template = "followup/meeting_detail.html" if is_held else "followup/meeting_planned.html"
    wishes = wishes_for(meeting.uuid, request.person) if is_held else wishes_at(meeting, request.person)
    absent = ", ".join(seat.name for seat in minutes["seats"] if seat.attended is False and not seat.is_informed)
    assessed = absent_of(meeting, pathway, request.person)
    log_access({each.assessor.child_id for each in assessed}, "view")
    return render(request, template, context | minutes | {"absent": absent, "wishes": wishes, "assessed": assessed})


def _closes(kind):
    """The meeting whose next step is the decision for the class and each child."""
    return bool(kind) and kind.key == "closing"


def _around(meeting, pathway, person):
    """What the reader may do here, and what comes next."""
    kind = kind_of(pathway, meeting.kind) if pathway else None
    following = next_after(meeting, pathway, person) if pathway and meeting.state == Meeting.State.HELD else None
    return {
        "meeting": meeting,
        "pathway": pathway,
        "pathway_url": pathway and pathway_address(pathway),
        "kind": kind,
        "keeps": bool(pathway) and can_hold_meeting(person, pathway),
        "can_prepare": bool(pathway) and can_read_minutes(person, pathway),
        "can_plan": bool(following and cadence_of(following).meeting_kind),
        "cooperation": cooperation_words(meeting),
        "notes": note_parts(meeting, kind),
        "other_kinds": [each for each in pathway.content.meeting_kinds if each.key in OTHER_MEETINGS]
        if pathway
        else [],
        "following": following,
        "closes": bool(pathway) and _closes(kind) and not pathway.ending and can_close_pathway(person, pathway),
        "following_title": cadence_of(following).title if following and not meeting.occurrence_id else "",
        "following_sentence": moved_sentence(following) if following else "",
        "booked": following and Meeting.objects.visible_to(person).planned().filter(occurrence=following).first(),
    }


def pathway_of(meeting, person):
    """The meeting's pathway, or None for those who were invited to the meeting alone."""
    rows = Pathway.objects.visible_to(person).filter(pk=meeting.pathway_id)
    return rows.select_related("programme_version", "municipality").first()


def held_meeting(request, uuid):
    rows = Meeting.objects.visible_to(request.person).held()
    return get_object_or_404(rows.select_related("recorded_by", "lead", "municipality", "pathway_child"), uuid=uuid)


def meeting_pdf(request, uuid):
    meeting = held_meeting(request, uuid)
    document = minutes_pdf(meeting, pathway_of(meeting, request.person), request.person)
    log_access(document.child_ids, "export")
    headers = {"Content-Disposition": f'inline; filename="referat-{meeting.uuid.hex[:8]}.pdf"'}
    return HttpResponse(document.pdf(), content_type="application/pdf", headers=headers)


def meeting_decisions(request, uuid):
    """After a meeting over many children: who does what by when, all on one page."""
    meeting = held_meeting(request, uuid)
    minutes = minutes_of(meeting, request.person)
    log_access(minutes["child_ids"], "view")
    pathway = pathway_of(meeting, request.person)
    context = {"meeting": meeting, "pathway": pathway, "kind": kind_of(pathway, meeting.kind) if pathway else None}
    return render(request, "followup/meeting_decisions.html", context | minutes)
