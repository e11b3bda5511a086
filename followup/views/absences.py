"""Fravær: who is away, and who takes the work."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import StaffMember
from accounts.received import received_once
from accounts.undo import undo_tag
from core.forms import answer
from followup.actions.absences import end_absence, write_absence
from followup.forms.absences import AbsenceForm
from followup.models import Absence
from followup.permissions import can_see_absences
from followup.queries.absences import absence_page, candidates, may_write_for


@require_GET
def absence_list(request):
    if not can_see_absences(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    gives_roles = request.person.has("administrator")
    context = {"page": absence_page(request.person, today), "today": today, "gives_roles": gives_roles}
    return render(request, "followup/absence_list.html", context)


@received_once
def absence_create(request, uuid=None):
    """Of oneself, or of the person with that uuid: for her leader and the administrator."""
    person, today = request.person, timezone.localdate()
    people = StaffMember.objects.visible_to(person).select_related("unit")
    staff = get_object_or_404(people, uuid=uuid) if uuid else get_object_or_404(people, pk=person.staff_id)
    if not can_see_absences(person) or not may_write_for(person, staff, today):
        raise PermissionDenied
    found = candidates(staff, person, *_days(request, today))
    form = AbsenceForm.bind(
        request, people=people.filter(pk__in=[each.staff.pk for each in found]), initial={"first": today}
    )
    if form.is_valid():
        try:
            made = write_absence(staff=staff, by=person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            _tell_written(request, made)
            return redirect("absence_list")
    able, unable = [each for each in found if each.can], [each for each in found if not each.can]
    context = {"form": form, "staff": staff, "able": able, "unable": unable, "is_me": staff.pk == person.staff_id}
    context["gives_roles"] = person.has("administrator")
    return answer(request, "followup/absence_create.html", context, form)


def _days(request, today):
    """The days that were typed, so that whoever cannot take them all is not offered again; else today."""
    first, last = (_date(request.POST.get(name)) or today for name in ("first", "last"))
    return (first, last) if today <= first <= last else (today, today)


def _date(typed):
    try:
        return parse_date(typed or "")
    except ValueError:
        return None


def _tell_written(request, made):
    undo = undo_tag(request, "followup.undo_absences.written", back=reverse("absence_list"), absence=made.pk)
    words = _("%(name)s takes the work. It ends by itself.") % {"name": made.stand_in.name}
    messages.success(request, words, extra_tags=undo)


@require_POST
def absence_end(request, uuid):
    absence = get_object_or_404(Absence.objects.visible_to(request.person).select_related("staff"), uuid=uuid)
    kept = {"absence": absence.pk, "staff": absence.staff_id, "stand_in": absence.stand_in_id}
    days = {"first": absence.first, "last": absence.last}
    end_absence(absence=absence, by=request.person)
    undo = undo_tag(request, "followup.undo_absences.ended", back=reverse("absence_list"), **kept, **days)
    messages.success(request, _("The absence is ended. The work falls to %(name)s again.") % {"name": absence.staff.name}, extra_tags=undo)  # fmt: skip
    return redirect("absence_list")
