from allauth.account.forms import ResetPasswordForm
from allauth.core.context import request_context
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import assign_role, create_unit, end_role, invite_staff, undo_role, undo_role_end
from accounts.forms import RoleEndForm, RoleForm, StaffForm, UnitForm
from accounts.models import OrganisationUnit, RoleAssignment, SchoolClass, StaffMember
from accounts.permissions import can_administer
from accounts.queries import role_lines
from accounts.received import received_once
from accounts.roles import ROLE_OPENS
from accounts.undo import undo_tag
from core.forms import answer
from core.sort_key import sort_key

A_PAGE = 50


def _administrators_only(request):
    if not can_administer(request.person):
        raise PermissionDenied


def _units(request):
    return OrganisationUnit.objects.visible_to(request.person)


def staff_list(request):
    _administrators_only(request)
    sought = request.GET.get("q", "").strip()
    people = StaffMember.objects.visible_to(request.person).exclude(roles__role="system").select_related("unit", "user")
    if sought:
        people = people.filter(name_key__contains=sort_key(sought))
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    lines = role_lines(
        RoleAssignment.objects.visible_to(request.person)
        .live(timezone.localdate())
        .filter(staff_member__in=[p.pk for p in page]),
        request.person,
        timezone.localdate(),
    )
    rows = [(each, [line for line in lines if line.assignment.staff_member_id == each.pk]) for each in page]
    return render(request, "accounts/staff_list.html", {"rows": rows, "page": page, "sought": sought})


@received_once
def staff_create(request):
    _administrators_only(request)
    form = StaffForm.bind(request, units=_units(request))
    if form.is_valid():
        try:
            staff = invite_staff(**form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            _send_invitation(request, staff.user)
            messages.success(request, _("%(name)s is invited. Now give a role.") % {"name": staff.name})
            return redirect("staff_detail", uuid=staff.uuid)
    return answer(request, "accounts/staff_create.html", {"form": form}, form)


def _send_invitation(request, user):
    """A link to choose a password; a mail server that is down does not undo the invitation."""
    form = ResetPasswordForm({"email": user.email})

    def send():
        with request_context(request):
            form.save(request)

    if form.is_valid():
        transaction.on_commit(send, robust=True)


def staff_detail(request, uuid):
    _administrators_only(request)
    staff = get_object_or_404(StaffMember.objects.visible_to(request.person).select_related("user", "unit"), uuid=uuid)
    if request.method == "POST":
        _send_invitation(request, staff.user)
        messages.success(request, _("The mail is on its way to %(email)s.") % {"email": staff.user.email})
        return redirect("staff_detail", uuid=uuid)
    today = timezone.localdate()
    lines = role_lines(
        RoleAssignment.objects.visible_to(request.person).filter(staff_member=staff), request.person, today
    )
    return render(request, "accounts/staff_detail.html", {"staff": staff, "lines": lines, "today": today})


@received_once
def role_create(request, uuid):
    _administrators_only(request)
    staff = get_object_or_404(StaffMember.objects.visible_to(request.person), uuid=uuid)
    classes = SchoolClass.objects.visible_to(request.person).filter(closed_on=None).select_related("school")
    form = RoleForm.bind(request, units=_units(request), classes=classes, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("role", "scope", "scope_id", "starts_on", "ends_on")}
        try:
            given = assign_role(staff_member=staff, **data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = reverse("role_undo", args=[given.pk])
            messages.success(request, _("The role is given."), extra_tags=f"undo:{undo}")
            return redirect("staff_detail", uuid=uuid)
    opens = [(role.label, words) for role, words in ROLE_OPENS.items()]
    return answer(request, "accounts/role_create.html", {"form": form, "staff": staff, "opens": opens}, form)


def role_end(request, pk):
    _administrators_only(request)
    assignment = get_object_or_404(
        RoleAssignment.objects.visible_to(request.person).select_related("staff_member"), pk=pk
    )
    form = RoleEndForm.bind(request, initial={"ends_on": assignment.ends_on or timezone.localdate()})
    undo = reverse("role_end_undo", args=[assignment.pk, assignment.ends_on or "-"])
    if form.is_valid():
        try:
            end_role(assignment=assignment, ends_on=form.cleaned_data["ends_on"], by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            words = _("The role ends. The day after, it opens nothing, and the leader shares out what lay there.")
            messages.success(request, words, extra_tags=f"undo:{undo}")
            return redirect("staff_detail", uuid=assignment.staff_member.uuid)
    line = role_lines([assignment], request.person, timezone.localdate())[0]
    return answer(
        request, "accounts/role_end.html", {"form": form, "line": line, "staff": assignment.staff_member}, form
    )


@require_POST
def role_undo(request, pk):
    _administrators_only(request)
    assignment = get_object_or_404(
        RoleAssignment.objects.visible_to(request.person).select_related("staff_member"), pk=pk
    )
    try:
        undo_role(assignment=assignment, by=request.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Undone: the role is not given."))
    return redirect("staff_detail", uuid=assignment.staff_member.uuid)


@require_POST
def role_end_undo(request, pk, day):
    _administrators_only(request)
    assignment = get_object_or_404(
        RoleAssignment.objects.visible_to(request.person).select_related("staff_member"), pk=pk
    )
    try:
        undo_role_end(assignment=assignment, ends_on=parse_date(day), by=request.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Undone: the role goes on."))
    return redirect("staff_detail", uuid=assignment.staff_member.uuid)


def unit_list(request):
    _administrators_only(request)
    units = list(_units(request))
    below = {unit.pk: [each for each in units if each.parent_id == unit.pk] for unit in units}
    tops = [unit for unit in units if unit.parent_id is None]
    return render(
        request,
        "accounts/unit_list.html",
        {"tree": [(top, [(each, below[each.pk]) for each in below[top.pk]]) for top in tops]},
    )


@received_once
def unit_create(request):
    _administrators_only(request)
    form = UnitForm.bind(request, units=_units(request))
    if form.is_valid():
        try:
            unit = create_unit(**form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = undo_tag(request, "accounts.actions.people.remove_unit", back=reverse("unit_list"), unit=unit.pk)
            messages.success(request, _("The unit is added."), extra_tags=undo)
            return redirect("unit_list")
    return answer(request, "accounts/unit_create.html", {"form": form}, form)
