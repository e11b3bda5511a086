"""A planned meeting as a file for one's own calendar."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe

from cases.models import Pathway
from followup.ics import TYPE, published
from followup.invitations import entry_of
from followup.models import Meeting


@require_safe
def meeting_file(request, uuid):
    """Kind, class, time and place; the same as the invitation says, without anybody's name."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.person), uuid=uuid)
    if meeting.starts_at is None:
        raise Http404
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version", "school_class")
    with translation.override(settings.LANGUAGE_CODE):
        entry = entry_of(meeting, request.person, rows.filter(pk=meeting.pathway_id).first())
        answer = HttpResponse(published([entry], "Samspil"), content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="moede.ics"'
    return answer
