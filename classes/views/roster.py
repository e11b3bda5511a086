from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SchoolClass
from accounts.received import received_once
from audit.actions import log_access
from cases.models import Child, ClassMembership, Pathway, PathwayChild
from classes import actions, queries
from classes.forms import ClassForm, CorrectPupilForm, MoveForm, MoveUpForm, PupilForm
from classes.models import ClassSelection
from classes.permissions import can_list_classes, can_nominate_class, can_register, can_see_pupils
from core.forms import answer
from core.templatetags.ui import date_year


def class_list(request):
    if not can_list_classes(request.person):
        raise PermissionDenied
    schools = list(queries.own_schools(request.person))
    lines = queries.class_lines(request.person, timezone.localdate())
    several = len({line.school_class.school_id for line in lines}) > 1
    free = {
        line.school_class.pk
        for line in lines
        if not line.standing and can_nominate_class(request.person, line.school_class)
    }
    return render(
        request, "classes/class_list.html", {"lines": lines, "keeps": bool(schools), "several": several, "free": free}
    )


@received_once
def class_create(request):
    schools = list_of_schools(request)
    form = ClassForm.bind(request, schools=schools, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            made = actions.add_class(**form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": made.name})
            return redirect("class_detail", uuid=made.uuid)
    return answer(request, "classes/class_create.html", {"form": form}, form)


def list_of_schools(request):
    """The schools whose classes she keeps; nobody else comes further."""
    schools = queries.own_schools(request.person)
    if not schools:
        raise PermissionDenied
    return schools


def find_class(request, uuid):
    return get_object_or_404(queries.classes_of(request.person, timezone.localdate()), uuid=uuid)


def class_detail(request, uuid):
    person, today = request.person, timezone.localdate()
    school_class = find_class(request, uuid)
    sees = can_see_pupils(person, school_class, queries.team_classes(person, today))
    pupils = list(queries.pupils_of(person, school_class, today)) if sees else []
    names, former = queries.class_history(person, school_class, today)
    former = list(former) if sees else []
    log_access([*pupils, *(each.child_id for each in former)], "list")
    pathways = _with_phases(Pathway.objects.visible_to(person).filter(school_class=school_class))
    selections = (
        ClassSelection.objects.visible_to(person).filter(school_class=school_class).select_related("programme_version")
    )
    context = {
        "school_class": school_class, "pupils": pupils, "sees": sees, "names": names, "former": former, "keeps": can_register(person, school_class.school_id),
        "pathways": pathways, "selections": selections, "nominates": can_nominate_class(person, school_class),
        "is_free": not any(each.is_open for each in (*pathways, *selections)),
    }  # fmt: skip
    return render(request, "classes/class_detail.html", context)


def _with_phases(pathways):
    found = list(pathways.select_related("programme_version").order_by("-created_at"))
    for pathway in found:
        pathway.phase_title = pathway.content.phase(pathway.phase).title
    return found


def _kept_class(request, uuid):
    school_class = find_class(request, uuid)
    if not can_register(request.person, school_class.school_id):
        raise PermissionDenied
    return school_class


@received_once
def pupil_create(request, uuid):
    school_class = _kept_class(request, uuid)
    form = PupilForm.bind(request, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            child = actions.add_pupil(school_class=school_class, **form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("%(name)s is added to %(class)s.") % {"name": child.name, "class": school_class.name}
            )
            return redirect("class_detail", uuid=uuid)
    return answer(request, "classes/pupil_create.html", {"form": form, "school_class": school_class}, form)


def _kept_child(request, uuid):
    child = get_object_or_404(Child.objects.visible_to(request.person), uuid=uuid)
    if not can_register(request.person, child.school_id):
        raise PermissionDenied
    return child


def pupil_edit(request, uuid):
    child = _kept_child(request, uuid)
    written = {key: getattr(child, key) for key in ("given_name", "family_name", "born_on", "protected")}
    form = CorrectPupilForm.bind(request, initial=written)
    now = _membership_now(request.person, child)
    if form.is_valid():
        try:
            child = actions.correct_pupil(child=child, **form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is corrected.") % {"name": child.name})
            return redirect(_after_move(now, None))
    log_access([child], "view")
    return answer(request, "classes/pupil_edit.html", {"form": form, "child": child, "now": now}, form)


def _membership_now(person, child):
    rows = ClassMembership.objects.visible_to(person).filter(child=child, ends_on=None)
    return rows.select_related("school_class").first()


def pupil_move(request, uuid):
    person, today = request.person, timezone.localdate()
    child = _kept_child(request, uuid)
    now = _membership_now(person, child)
    classes = (
        SchoolClass.objects.visible_to(person)
        .filter(school=child.school_id, closed_on=None)
        .exclude(pk=now and now.school_class_id)
    )
    form = MoveForm.bind(request, classes=classes, initial={"on": today})
    if form.is_valid():
        try:
            actions.move_pupil(child=child, **form.cleaned_data, by=person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is moved.") % {"name": child.name})
            return redirect(_after_move(now, form.cleaned_data["to_class"]))
    log_access([child], "view")
    takes_part = (
        now
        and PathwayChild.objects.visible_to(person)
        .on(today)
        .filter(child=child, pathway__school_class=now.school_class_id)
        .exists()
    )
    return answer(
        request, "classes/pupil_move.html", {"form": form, "child": child, "now": now, "takes_part": takes_part}, form
    )


def _after_move(now, to_class):
    school_class = now.school_class if now else to_class
    return reverse("class_detail", kwargs={"uuid": school_class.uuid}) if school_class else reverse("class_list")


def class_move_up(request, uuid):
    school_class = _kept_class(request, uuid)
    form = MoveUpForm.bind(
        request, initial={"name": _next_name(school_class), "starts_on": _next_august(timezone.localdate())}
    )
    if form.is_valid():
        try:
            actions.move_class_up(school_class=school_class, **form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _("The class is called %(name)s from %(day)s.")
                % {"name": form.cleaned_data["name"], "day": date_year(form.cleaned_data["starts_on"])},
            )
            return redirect("class_detail", uuid=uuid)
    return answer(request, "classes/class_move_up.html", {"form": form, "school_class": school_class}, form)


def _next_name(school_class):
    grade = str(school_class.grade)
    name = school_class.name
    return (
        str(school_class.grade + 1) + name[len(grade) :]
        if school_class.grade is not None and name.startswith(grade)
        else ""
    )


def _next_august(today):
    this_year = date(today.year, 8, 1)
    return this_year if today <= this_year else date(today.year + 1, 8, 1)
