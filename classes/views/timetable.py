from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.undo import undo_tag
from classes import queries
from classes.forms.timetable import TimetableForm
from classes.permissions import can_keep_timetable
from classes.views.roster import find_class
from core.forms import answer
from followup.actions.timetable import set_week
from followup.timetable import USUAL, Day, week_of


def class_timetable(request, uuid):
    school_class = find_class(request, uuid)
    days = week_of(school_class, request.person)
    keeps = can_keep_timetable(request.person, school_class, queries.team_classes(request.person, timezone.localdate()))
    is_empty = not any(day.spans for day in days)
    context = {"school_class": school_class, "days": days, "keeps": keeps, "is_empty": is_empty}
    if not keeps:
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "classes/class_timetable.html", context)
    suggested = [Day(day.weekday, day.title, USUAL) for day in days] if is_empty else days
    form = TimetableForm.bind(request, days=suggested)
    if request.POST.get("as_monday"):
        form.as_monday()
    elif form.is_valid():
        return _save(request, school_class, form)
    return answer(request, "classes/class_timetable.html", context | {"form": form}, form)


def _save(request, school_class, form):
    before = set_week(school_class=school_class, week=form.week(), by=request.person)
    back = reverse("class_timetable", args=[school_class.uuid])
    kept = {str(day): [[str(first), str(last)] for first, last in spans] for day, spans in before.items()}
    undo = undo_tag(request, "classes.undo.timetable_saved", back=back, school_class=school_class.pk, week=kept)
    words = _("The timetable of %(name)s is saved. Samspil warns when a meeting about a child lies in its lessons.")
    messages.success(request, words % {"name": school_class.name}, extra_tags=undo)
    return redirect("class_detail", uuid=school_class.uuid)
