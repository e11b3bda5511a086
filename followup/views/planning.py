"""Plan, change, cancel and hand over a meeting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import StaffMember
from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Pathway
from core.forms import answer
from followup import actions
from followup.cadences import cadence_of
from followup.forms.planning import CancelMeetingForm, HandOverForm, PlanForm
from followup.models import Meeting, Occurrence
from followup.permissions import can_hold_meeting
from followup.queries.holding import kind_of
from followup.queries.invitations import circle, meeting_children, proposal, warnings_of
from followup.views.base import open_occurrence, pathway_address, settled
from followup.views.meetings import own_meeting


@received_once
def occurrence_plan(request, uuid):
    """From a due line: the day, time and circle are proposed, so that one tap is enough."""
    occurrence = open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return settled(request, occurrence)
    if found := Meeting.objects.visible_to(request.person).filter(occurrence=occurrence).first():
        return redirect("meeting_detail", found.uuid)
    kind = kind_of(occurrence.pathway, cadence_of(occurrence).meeting_kind)
    if kind is None:
        raise Http404
    return _plan(request, occurrence.pathway, kind, occurrence.pathway_child, occurrence)


@received_once
def meeting_plan(request, uuid):
    """A meeting that no rhythm asks for: its kind, and the child if it is about one, stand in the address."""
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version")
    pathway = get_object_or_404(rows, uuid=uuid)
    if not (can_hold_meeting(request.person, pathway) and pathway.is_open):
        raise PermissionDenied
    children = meeting_children(pathway, request.person, timezone.localdate())
    asked, about = request.GET.get("slags", ""), request.GET.get("barn", "")
    kind, child = kind_of(pathway, asked), next((row for row in children if str(row.uuid) == about), None)
    if kind is None or (about and child is None):
        log_access([row.child_id for row in children], "view")
        kinds = [
            (each, children if {"child", "parent"} & set(each.invites) else [])
            for each in pathway.content.meeting_kinds
        ]
        context = {"pathway": pathway, "pathway_url": pathway_address(pathway), "kinds": kinds}
        return answer(request, "followup/meeting_choose.html", context)
    return _plan(request, pathway, kind, child, None)


def _plan(request, pathway, kind, child, occurrence):
    today, due_on = timezone.localdate(), occurrence and occurrence.due_on
    around = circle(pathway=pathway, kind=kind, pathway_child=child, person=request.person, today=today)
    begin = proposal(
        pathway=pathway, kind_key=kind.key, due_on=due_on, person=request.person, today=today, pathway_child=child
    )
    initial = _initial(begin.starts_at, begin.ends_at, begin.place)
    initial["invited"] = [each.key for each in around.open_to if each.expected]
    form = PlanForm.bind(request, circle=around, with_parents=bool(child), initial=initial)
    context = _context(pathway, kind, child, around) | {"occurrence": occurrence}
    if form.is_valid() and _may_go_on(request, form, pathway, child, context):
        try:
            meeting = actions.plan_meeting(
                pathway=pathway,
                kind=kind.key,
                pathway_child=child,
                occurrence=occurrence,
                by=request.person,
                **form.plan(),
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            return _planned(request, meeting)
    return _page(request, context, form, child)


def _initial(starts_at, ends_at, place):
    starts, ends = timezone.localtime(starts_at), ends_at and timezone.localtime(ends_at)
    return {"day": starts.date(), "starts": starts.time(), "ends": ends and ends.time(), "place": place}


def _context(pathway, kind, child, around):
    return {
        "pathway": pathway,
        "pathway_url": pathway_address(pathway),
        "kind": kind,
        "child": child and child.child,
        "row": child,
        "circle": around,
        "against": [],
    }


def _may_go_on(request, form, pathway, child, context, meeting=None):
    """Whether nothing speaks against the time, or all that does has been read: a new doubt is asked about anew."""
    against = warnings_of(
        pathway=pathway, pathway_child=child, starts_at=form.starts_at, ends_at=form.ends_at, staff=form.staff_ids(),
        person=request.person, now=timezone.now(), meeting=meeting,
    )  # fmt: skip
    context["against"], context["codes"] = against, ",".join(each.code for each in against)
    return {each.code for each in against} <= set(form.cleaned_data["go_on"].split(","))


def _page(request, context, form, child):
    if child:
        log_access([child.child_id], "view")
    status = 422 if context["against"] else 200
    return answer(request, "followup/meeting_plan.html", context | {"form": form}, form, status=status)


def _planned(request, meeting):
    if "now" in request.POST:
        return redirect(_hold_address(meeting))
    undo = undo_tag(
        request, "followup.undo_meetings.planned", back=pathway_address(meeting.pathway), meeting=meeting.pk
    )
    messages.success(request, _("The meeting is planned and those invited are told."), extra_tags=undo)
    return redirect("meeting_detail", meeting.uuid)


def _hold_address(meeting):
    if meeting.occurrence_id:
        return reverse("occurrence_hold", args=[meeting.occurrence.uuid])
    return reverse("meeting_hold", args=[meeting.uuid])


# ---- a planned one ----


def _planned_meeting(request, uuid):
    """(meeting, None), or (None, where a settled one leads)."""
    meeting = own_meeting(request, uuid)
    if meeting.state != Meeting.State.PLANNED:
        request.draft_stays = True
        messages.info(request, _("This meeting is no longer planned."))
        return None, redirect("meeting_detail", meeting.uuid)
    return meeting, None


def meeting_change(request, uuid):
    meeting, elsewhere = _planned_meeting(request, uuid)
    if elsewhere:
        return elsewhere
    pathway, child, today = meeting.pathway, meeting.pathway_child, timezone.localdate()
    kind = kind_of(pathway, meeting.kind)
    around = circle(pathway=pathway, kind=kind, pathway_child=child, person=request.person, today=today)
    before = _as_typed(meeting)
    form = PlanForm.bind(request, circle=around, with_parents=bool(child), initial=before)
    context = _context(pathway, kind, child, around) | {"meeting": meeting}
    if form.is_valid() and _may_go_on(request, form, pathway, child, context, meeting):
        try:
            kept = _as_kept(meeting)
            actions.change_meeting(meeting=meeting, by=request.person, **form.plan())
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = undo_tag(
                request,
                "followup.undo_meetings.changed",
                back=reverse("meeting_detail", args=[uuid]),
                meeting=meeting.pk,
                **kept,
            )
            messages.success(request, _("The meeting is changed and those invited are told."), extra_tags=undo)
            return redirect("meeting_detail", uuid)
    return _page(request, context, form, child)


def _keys(meeting):
    from followup.actions.minutes import who_of

    return [(row, "{}:{}".format(*who_of(row))) for row in meeting.participants.all() if who_of(row)[0] != "words"]


def _as_typed(meeting):
    keys = _keys(meeting)
    return _initial(meeting.starts_at, meeting.ends_at, meeting.place) | {
        "invited": [key for row, key in keys if row.part == "involved"],
        "informed": [key for row, key in keys if row.part == "informed"],
        "prepared_on": meeting.parents_prepared_on,
        "support": next((key for row, key in keys if row.is_support), ""),
    }


def _as_kept(meeting):
    """What the undo needs to put everything back."""
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at and meeting.ends_at.isoformat(),
        "place": meeting.place,
        "prepared_on": meeting.parents_prepared_on and meeting.parents_prepared_on.isoformat(),
        "invited": [[*key.split(":"), row.part, row.is_support] for row, key in _keys(meeting)],
    }


@require_POST
def meeting_invite(request, uuid):
    """One press beside whoever assessed and is not invited (C13)."""
    meeting, elsewhere = _planned_meeting(request, uuid)
    if elsewhere:
        return elsewhere
    asked = request.POST.get("staff", "")
    staff = get_object_or_404(StaffMember.objects.visible_to(request.person), pk=asked if asked.isdigit() else None)
    back, kept = reverse("meeting_detail", args=[uuid]), _as_kept(meeting)
    try:
        actions.invite_to_meeting(meeting=meeting, staff=staff, by=request.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(back)
    undo = undo_tag(request, "followup.undo_meetings.changed", back=back, meeting=meeting.pk, **kept)
    messages.success(request, _("%(name)s is invited.") % {"name": staff.name}, extra_tags=undo)
    return redirect(back)


def meeting_cancel(request, uuid):
    meeting, elsewhere = _planned_meeting(request, uuid)
    if elsewhere:
        return elsewhere
    form, occurrence = CancelMeetingForm.bind(request), meeting.occurrence_id
    if form.is_valid():
        try:
            actions.cancel_meeting(meeting=meeting, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = reverse("meeting_detail", args=[uuid])
            undo = undo_tag(
                request, "followup.undo_meetings.cancelled", back=back, meeting=meeting.pk, occurrence=occurrence
            )
            messages.success(request, _("The meeting is cancelled and those invited are told."), extra_tags=undo)
            return redirect(pathway_address(meeting.pathway))
    context = {"meeting": meeting, "kind": kind_of(meeting.pathway, meeting.kind), "form": form}
    return answer(request, "followup/meeting_cancel.html", context, form)


def meeting_lead(request, uuid):
    """The lead is handed over (C24)."""
    meeting, elsewhere = _planned_meeting(request, uuid)
    if elsewhere:
        return elsewhere
    kind = kind_of(meeting.pathway, meeting.kind)
    around = circle(
        pathway=meeting.pathway,
        kind=kind,
        pathway_child=meeting.pathway_child,
        person=request.person,
        today=timezone.localdate(),
    )
    leads, before = around.leads(), meeting.lead_id
    form = HandOverForm.bind(request, leads=leads, initial={"lead": str(before or "")})
    if form.is_valid():
        try:
            to = StaffMember.objects.visible_to(request.person).get(pk=int(form.cleaned_data["lead"]))
            actions.hand_over_meeting(meeting=meeting, to=to, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = reverse("meeting_detail", args=[uuid])
            undo = undo_tag(request, "followup.undo_meetings.handed_over", back=back, meeting=meeting.pk, lead=before)
            messages.success(request, _("%(name)s leads the meeting now.") % {"name": to.name}, extra_tags=undo)
            return redirect("meeting_detail", uuid)
    return answer(
        request, "followup/meeting_lead.html", {"meeting": meeting, "kind": kind, "form": form, "leads": leads}, form
    )
