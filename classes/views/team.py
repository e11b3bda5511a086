"""The pulse of a class: its page, and the taps that are sent from there and from Today."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import SchoolClass
from cases.models import Pathway
from classes.actions import team as actions
from classes.forms.team import pulse_form, strain_form
from classes.permissions import can_answer_pulse, class_reach
from classes.queries import CLASS_TRACK
from classes.queries.roster import team_classes
from classes.queries.team import pulse_panel, taps_of
from core.forms import answer


def _class_or_404(request, uuid):
    """The class, the newest of its pathways that the reader sees, and whether she answers; 404 for those it is not for."""
    classes = SchoolClass.objects.visible_to(request.person).select_related("school")
    school_class = get_object_or_404(classes, uuid=uuid)
    pathways = Pathway.objects.visible_to(request.person).of_track(CLASS_TRACK)
    pathway = pathways.filter(school_class=school_class).order_by("-pk").first()
    team = team_classes(request.person, timezone.localdate())
    if not class_reach(request.person, school_class, team, pathway):
        raise Http404
    return school_class, pathway, can_answer_pulse(school_class, team)


def class_pulse(request, uuid):
    school_class, pathway, may_answer = _class_or_404(request, uuid)
    if request.method != "POST":
        return _page(request, school_class, pathway)
    if not may_answer:
        raise PermissionDenied
    form = pulse_form(request.POST, school_class=school_class)
    if form.is_valid():
        monday = form.cleaned_data["monday"]
        try:
            actions.answer_pulse(school_class=school_class, monday=monday, **form.answers(), by=request.person)
            return _saved(request, school_class, "pulse_undo", monday)
        except ValidationError as error:
            form.refuse(error)
    return _page(request, school_class, pathway, pulse=form)


@require_POST
def team_strain(request, uuid):
    school_class, pathway, may_answer = _class_or_404(request, uuid)
    if not may_answer:
        raise PermissionDenied
    form = strain_form(request.POST, school_class=school_class)
    if form.is_valid():
        monday = form.cleaned_data["monday"]
        try:
            actions.answer_strain(school_class=school_class, monday=monday, **form.answers(), by=request.person)
            return _saved(request, school_class, "strain_undo", monday)
        except ValidationError as error:
            form.refuse(error)
    return _page(request, school_class, pathway, strain=form)


def _page(request, school_class, pathway, pulse=None, strain=None):
    today = timezone.localdate()
    week = next((each for each in taps_of(request.person, today) if each.school_class == school_class), None)
    dress(week, pulse)
    context = {
        "school_class": school_class,
        "pathway": pathway,
        "week": week,
        "strain_form": strain,
        "pulse": pulse_panel(request.person, school_class, today, pathway),
    }
    return answer(request, "classes/class_pulse.html", context, pulse, strain)


def dress(week, form=None):
    """Give the week its form of three questions, when there is one to answer."""
    if week and week.monday:
        week.form = form or pulse_form(school_class=week.school_class, monday=week.monday, pulse=week.pulse)


def _saved(request, school_class, undo, monday):
    back = request.POST.get("back", "")
    year, week, _day = monday.isocalendar()
    address = reverse(undo, args=[school_class.uuid, year, week]) + ("?back=today" if back == "today" else "")
    messages.success(request, _("Thank you. It is saved."), extra_tags=f"undo:{address}")
    return redirect(_back(back, school_class))


def _back(place, school_class):
    return reverse("today") if place == "today" else reverse("class_pulse", args=[school_class.uuid])


@require_POST
def pulse_undo(request, uuid, year, week):
    return _taken_back(request, uuid, year, week, actions.take_back_pulse)


@require_POST
def strain_undo(request, uuid, year, week):
    return _taken_back(request, uuid, year, week, actions.take_back_strain)


def _taken_back(request, uuid, year, week, take_back):
    school_class, _pathway, _may = _class_or_404(request, uuid)
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise Http404 from None
    take_back(school_class=school_class, monday=monday, by=request.person)
    messages.success(request, _("Your answer is taken back."))
    return redirect(_back(request.GET.get("back", ""), school_class))
