from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.received import received_once
from accounts.undo import undo_tag
from core.forms import answer
from followup import actions
from followup.calendar import school_year_of
from followup.following import follow_soon
from followup.forms import SchoolBreakForm
from followup.models import SchoolBreak
from followup.permissions import can_edit_school_calendar
from followup.queries import calendar_years


def school_calendar(request):
    if not can_edit_school_calendar(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    if request.method == "POST":
        year = request.POST.get("year", "")
        if year.isdigit() and school_year_of(today) <= int(year) <= school_year_of(today) + 1:
            made = actions.add_default_breaks(municipality_id=request.person.municipality_id, school_year=int(year))
            follow_soon(request.person)
            _tell_added(request, made)
        return redirect("school_calendar")
    return render(request, "followup/school_calendar.html", {"years": calendar_years(request.person, today)})


def _tell_added(request, made):
    if not made:
        messages.info(request, _("Nothing was missing."))
        return
    words = _("Added: %(names)s.") % {"names": ", ".join(each.name for each in made)}
    messages.success(
        request, words, extra_tags=_undo_breaks(request, "breaks_added", breaks=[each.pk for each in made])
    )


def _undo_breaks(request, what, **kept):
    return undo_tag(request, f"followup.undo.{what}", back=reverse("school_calendar"), **kept)


@received_once
def school_break_create(request):
    return _edit_break(request, SchoolBreak(municipality_id=request.person.municipality_id))


def school_break_edit(request, pk):
    return _edit_break(request, get_object_or_404(SchoolBreak.objects.visible_to(request.person), pk=pk))


def _edit_break(request, row):
    if not can_edit_school_calendar(request.person):
        raise PermissionDenied
    before = {"name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on}
    known = row.pk
    if known and request.POST.get("remove"):
        undo = _undo_breaks(request, "break_removed", **before)
        row.delete()
        follow_soon(request.person)
        words = _(
            "The holiday is removed. Dates that are not agreed follow in a moment, tomorrow morning at the latest."
        )
        messages.success(request, words, extra_tags=undo)
        return redirect("school_calendar")
    form = SchoolBreakForm.bind(request, instance=row)
    if form.is_valid():
        saved = form.save()
        follow_soon(request.person)
        kept = {"pk": known, **before} if known else {"breaks": [saved.pk]}
        words = _("The holiday is saved. Dates that are not agreed follow in a moment, tomorrow morning at the latest.")
        undo = _undo_breaks(request, "break_changed" if known else "breaks_added", **kept)
        messages.success(request, words, extra_tags=undo)
        return redirect("school_calendar")
    return answer(request, "followup/school_break.html", {"form": form, "row": row}, form)
