"""Før I mødes: the sheet before a meeting, on the screen, on paper and as a PDF."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import log_access
from cases.documents import Sheet
from core.pdf import answered, way
from core.templatetags.ui import capital, date_year, day_year
from followup.cadences import cadence_of
from followup.models import Meeting, Occurrence
from followup.permissions import can_hold_meeting, can_read_minutes
from followup.queries.holding import kind_of
from insight.queries.meeting_sheet import meeting_sheet


def _of_meeting(request, uuid):
    rows = Meeting.objects.visible_to(request.person).select_related(
        "pathway__programme_version", "pathway__municipality", "pathway_child"
    )
    meeting = get_object_or_404(rows, uuid=uuid)
    return _sheet(request, meeting.pathway, meeting.pathway_child, meeting.kind, meeting=meeting)


def _of_occurrence(request, uuid):
    rows = Occurrence.objects.visible_to(request.person).select_related(
        "pathway__programme_version", "pathway__municipality", "pathway_child"
    )
    occurrence = get_object_or_404(rows, uuid=uuid)
    return _sheet(
        request,
        occurrence.pathway,
        occurrence.pathway_child,
        cadence_of(occurrence).meeting_kind,
        occurrence=occurrence,
    )


def _sheet(request, pathway, about, kind_key, meeting=None, occurrence=None):
    """Context of the sheet, for those who read the pathway's minutes."""
    if not can_read_minutes(request.person, pathway):
        raise PermissionDenied
    page = meeting_sheet(
        pathway=pathway, about=about, person=request.person, today=timezone.localdate(), meeting=meeting
    )
    kind = kind_of(pathway, kind_key)
    title = kind.title if kind else cadence_of(occurrence).title if occurrence else ""
    child = about.child if about and about.child_id in page.child_ids else None
    return {
        "page": page,
        "pathway": pathway,
        "meeting": meeting,
        "occurrence": occurrence,
        "title": title,
        "child": child,
        "may_hold": bool(occurrence)
        and occurrence.state == Occurrence.State.OPEN
        and can_hold_meeting(request.person, pathway),
    }


def _shown(request, context):
    log_access(context["page"].child_ids, "view")
    return render(request, "insight/meeting_sheet.html", context)


def _printed(request, context):
    log_access(context["page"].child_ids, "export")
    doc = {"sheet": _head(context, request.person)}
    return answered(way(request)("pdf/meeting_sheet.html", context | {"doc": doc}), "foer-i-moedes.pdf")


def _head(context, person):
    pathway, meeting, occurrence = context["pathway"], context["meeting"], context["occurrence"]
    day = timezone.localdate(meeting.starts_at) if meeting and meeting.starts_at else occurrence and occurrence.due_on
    child = context["child"].short_name if context["child"] else ""
    lead = [str(context["title"]), pathway.title, child, capital(day_year(day)) if day else ""]
    title = _("Before you meet")
    foot = " · ".join([title, pathway.title, _("printed %(day)s") % {"day": date_year(timezone.localdate())}])
    return Sheet(
        title,
        " · ".join(word for word in lead if word),
        foot,
        person.municipality_name,
        pathway.municipality.is_fictional,
    )


def meeting_before(request, uuid):
    return _shown(request, _of_meeting(request, uuid))


def meeting_before_pdf(request, uuid):
    return _printed(request, _of_meeting(request, uuid))


def occurrence_before(request, uuid):
    return _shown(request, _of_occurrence(request, uuid))


def occurrence_before_pdf(request, uuid):
    return _printed(request, _of_occurrence(request, uuid))
