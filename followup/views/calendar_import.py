from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from core.forms import answer
from followup import actions
from followup.calendar_import import compared, read_calendar
from followup.forms.calendar import CalendarFileForm, ChosenBreaksForm
from followup.models import SchoolBreak
from followup.permissions import can_edit_school_calendar

KINDS = ("new", "changed", "public", "known")


def school_calendar_import(request):
    """The file is read and shown; nothing is kept of it before it is ticked and saved."""
    if not can_edit_school_calendar(request.person):
        raise PermissionDenied
    form = CalendarFileForm.bind(request)
    if form.is_valid():
        try:
            found = read_calendar(form.cleaned_data["file"].read(), timezone.localdate())
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return _preview(request, found.found, ChosenBreaksForm(), found)
    return answer(request, "followup/calendar_import.html", {"form": form}, form)


def _preview(request, stretches, form, read=None):
    lines = compared(stretches, list(SchoolBreak.objects.visible_to(request.person)))
    shown = {kind: [line for line in lines if line.kind == kind] for kind in KINDS}
    context = shown | {"form": form, "read": read, "open": bool(shown["new"] or shown["changed"])}
    return answer(request, "followup/calendar_import_preview.html", context, form)


@require_POST
@received_once
def school_calendar_save(request):
    if not can_edit_school_calendar(request.person):
        raise PermissionDenied
    form = ChosenBreaksForm.bind(request)
    if not form.is_valid():
        return _preview(request, form.offered(), form)
    added, before = actions.import_breaks(found=form.cleaned_data["found"], by=request.person)
    if not added and not before:
        messages.info(request, _("Nothing was missing."))
        return redirect("school_calendar")
    kept = {"added": [row.pk for row in added], "before": before}
    undo = undo_tag(request, "followup.undo.breaks_imported", back=reverse("school_calendar"), **kept)
    messages.success(request, _told(len(added), len(before)), extra_tags=undo)
    return redirect("school_calendar")


def _told(added, changed):
    parts = []
    if added:
        parts.append(ngettext("%(n)s holiday is added.", "%(n)s holidays are added.", added) % {"n": added})
    if changed:
        parts.append(ngettext("%(n)s holiday is changed.", "%(n)s holidays are changed.", changed) % {"n": changed})
    return " ".join([*parts, _("Dates that are not agreed follow in a moment, tomorrow morning at the latest.")])
