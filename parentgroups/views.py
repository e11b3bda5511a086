"""Pages of the parent track. Everything of a group that the person cannot see is a 404, the list itself too (E05)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.models import StaffMember
from accounts.received import received_once
from audit.actions import log_access
from core.forms import answer
from core.templatetags.ui import day_month
from parentgroups import actions, queries
from parentgroups.forms import (
    CallForm,
    GroupForm,
    GroupSessionForm,
    InvitationForm,
    MoveForm,
    NewGroupForm,
    RegisterForm,
    posted_marks,
)
from parentgroups.models import BetweenSessionContact, GroupEnrolment, GroupSession, ParentGroup
from parentgroups.permissions import can_create_group, can_edit_group, can_lead_group, can_list_groups
from programmes.models import ProgrammeVersion

RECENT_CALLS = 5
LIMITS = ("group_size", "group_sessions", "session_minutes", "group_leaders", "age_bands")


def _group(request, uuid):
    groups = ParentGroup.objects.visible_to(request.person).select_related(
        "pathway__programme_version", "pathway__unit", "pathway__lead", "pathway__co_lead"
    )
    return get_object_or_404(groups, pathway__uuid=uuid)


def _session(request, uuid):
    sessions = GroupSession.objects.visible_to(request.person).select_related("group__pathway__programme_version")
    return get_object_or_404(sessions, uuid=uuid)


def _enrolment(request, uuid):
    enrolments = GroupEnrolment.objects.visible_to(request.person).select_related(
        "group__pathway__programme_version", "parent", "child"
    )
    return get_object_or_404(enrolments, uuid=uuid)


def _must(allowed):
    if not allowed:
        raise PermissionDenied


# ---- groups ----


def group_list(request):
    if not can_list_groups(request.person):
        raise Http404
    rows = queries.groups_with_capacity(request.person)
    context = {
        "open_rows": [row for row in rows if row.group.pathway.is_open],
        "ended_rows": [row for row in rows if not row.group.pathway.is_open],
        "may_create": can_create_group(request.person),
        "is_manager": request.person.has("provider_manager"),
    }
    return render(request, "parentgroups/group_list.html", context)


@received_once
def group_create(request):
    if not can_create_group(request.person):
        raise Http404
    versions = queries.versions_with_groups(request.person)
    if not versions:
        return render(request, "parentgroups/group_create.html", {"form": None, "limits": []})
    series = versions[0].programme_content.group_series
    form = NewGroupForm.bind(request, **_choices(request, versions), initial=_suggested(request.person, series))
    if form.is_valid():
        chosen = {
            "lead": StaffMember.objects.visible_to(request.person).get(pk=request.person.staff_id)
        } | form.cleaned_data
        try:
            group = actions.create_group(by=request.person, **chosen)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _("The group is ready with %(count)s sessions. Now invite the parents.") % {"count": chosen["count"]},
            )
            return redirect("group_detail", uuid=group.pathway.uuid)
    limits = [queries.limit_of(versions[0].programme_content, key) for key in LIMITS]
    return answer(
        request, "parentgroups/group_create.html", {"form": form, "limits": [limit for limit in limits if limit]}, form
    )


def _choices(request, versions):
    person = request.person
    herself = None if person.has("provider_manager") else StaffMember.objects.visible_to(person).get(pk=person.staff_id)
    return {
        "versions": ProgrammeVersion.objects.visible_to(person).filter(pk__in=[version.pk for version in versions]),
        "units": queries.units_for_groups(person),
        "leaders": queries.leaders(person, timezone.localdate()),
        "content": versions[0].programme_content,
        "leads_herself": herself,
    }


def _suggested(person, series):
    """The programme's series, at the place and hour of the newest group within reach: people keep their room."""
    newest = ParentGroup.objects.visible_to(person).order_by("-pathway__starts_on", "-pk").first()
    return {
        "count": series.default_count, "minutes": series.default_minutes, "weeks_between": series.weeks_between,
        "starts_at": newest and newest.starts_at, "venue": newest.venue if newest else "",
    }  # fmt: skip


def group_detail(request, uuid):
    group, person, today = _group(request, uuid), request.person, timezone.localdate()
    by_state = queries.families(group, person)
    sessions = queries.sessions_of(group, person)
    enrolments = [family.enrolment for found in by_state.values() for family in found]
    log_access([enrolment.child_id for enrolment in enrolments], "list")
    states = [(state, label, by_state[state]) for state, label in GroupEnrolment.State.choices if state in by_state]
    context = {
        "group": group, "pathway": group.pathway, "states": states, "sessions": sessions, "today": today,
        "next": queries.next_session(sessions, today), "calls": queries.calls_due(group, today),
        "summary": queries.attendance_summary(group), "warnings": queries.group_warnings(group, sessions, enrolments, today),
        "may_lead": can_lead_group(person, group), "may_edit": can_edit_group(person, group),
        "band": _band(group), "is_over": not any(s.state == "planned" and s.on_day >= today for s in sessions),
        "joined": len(by_state.get("joined", [])),
    }  # fmt: skip
    return render(request, "parentgroups/group_detail.html", context)


def _band(group):
    limit = queries.limit_of(group.pathway.content, "age_bands")
    return next((band.title for band in limit.bands if band.key == group.age_band), "") if limit else ""


def group_edit(request, uuid):
    group = _group(request, uuid)
    _must(can_edit_group(request.person, group))
    names = ("age_band", "language", "interpreter", "venue", "childcare", "starts_at", "minutes")
    initial = {name: getattr(group, name) for name in names} | {
        "title": group.pathway.title,
        "lead": group.pathway.lead_id,
        "co_lead": group.pathway.co_lead_id,
    }
    form = GroupForm.bind(
        request,
        leaders=queries.leaders(request.person, timezone.localdate()),
        content=group.pathway.content,
        initial=initial,
    )
    if form.is_valid():
        try:
            actions.edit_group(group=group, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The group is saved."))
            return redirect("group_detail", uuid=uuid)
    return answer(
        request, "parentgroups/group_edit.html", {"form": form, "group": group, "pathway": group.pathway}, form
    )


@require_POST
def group_complete(request, uuid):
    count = actions.complete_group(group=_group(request, uuid), by=request.person)
    messages.success(
        request,
        ngettext("%(count)s parent has completed the group.", "%(count)s parents have completed the group.", count)
        % {"count": count},
    )
    return redirect("group_detail", uuid=uuid)


# ---- families ----


@received_once
def enrolment_create(request, uuid):
    group, today = _group(request, uuid), timezone.localdate()
    _must(can_lead_group(request.person, group))
    candidates = queries.candidates(group, request.person, today)
    form = InvitationForm.bind(request, candidates=candidates, initial={"invited_on": today})
    if form.is_valid():
        try:
            for custody in form.chosen:
                actions.invite_parent(
                    group=group, custody=custody, invited_on=form.cleaned_data["invited_on"], by=request.person
                )
        except ValidationError as error:
            form.refuse(error)
        else:
            count = len(form.chosen)
            messages.success(
                request,
                ngettext("%(count)s parent is invited.", "%(count)s parents are invited.", count) % {"count": count},
            )
            return redirect("group_detail", uuid=uuid)
    log_access({candidate.custody.child_id for candidate in candidates}, "list")
    context = {
        "form": form, "pathway": group.pathway, "candidates": [c for c in candidates if c.may_be_invited],
        "unseen_names": ", ".join(c.custody.parent.name for c in candidates if c.answer is None), "waiting": [c for c in candidates if not c.may_be_invited],
    }  # fmt: skip
    return answer(request, "parentgroups/enrolment_create.html", context, form)


@dataclass(frozen=True)
class Move:
    """A move of a family: what it asks for, its action, and its words on the page."""

    action: str
    title: Any
    button: Any
    done: Any
    asks: tuple = ()
    date_label: Any = ""


MOVES = {
    "kontaktet": Move("contact_parent", gettext_lazy("Talked with"), gettext_lazy("Save"), gettext_lazy("%(name)s has been contacted.")),
    "kom-med": Move(
        "join_group", gettext_lazy("Joins the group"), gettext_lazy("Save the place"), gettext_lazy("%(name)s is in the group."),
        ("on", "companion"), gettext_lazy("From"),
    ),
    "sagde-nej": Move(
        "decline_group", gettext_lazy("Says no to the group"), gettext_lazy("Save the answer"), gettext_lazy("The answer of %(name)s is saved."),
        ("reason", "words"),
    ),
    "stoppet": Move(
        "stop_in_group", gettext_lazy("Stopped on the way"), gettext_lazy("Save that the parent stopped"), gettext_lazy("%(name)s has stopped on the way."),
        ("on", "reason", "words", "referred_to"), gettext_lazy("Stopped from"),
    ),
    "gennemfoert": Move("complete_parent", gettext_lazy("Has completed the group"), gettext_lazy("Save"), gettext_lazy("%(name)s has completed the group.")),
}  # fmt: skip


def enrolment_move(request, uuid, move):
    enrolment, chosen = _enrolment(request, uuid), MOVES.get(move)
    if chosen is None:
        raise Http404
    _must(can_lead_group(request.person, enrolment.group))
    pathway = enrolment.group.pathway
    initial = {
        "on": enrolment.joined_on if move == "kom-med" and enrolment.state == "joined" else timezone.localdate(),
        "companion": enrolment.companion,
    }
    form = MoveForm.bind(
        request, asks=chosen.asks, reasons=pathway.content.stop_reasons, date_label=chosen.date_label, initial=initial
    )
    if form.is_valid():
        try:
            getattr(actions, chosen.action)(enrolment=enrolment, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, chosen.done % {"name": enrolment.parent.name})
            return redirect("group_detail", uuid=pathway.uuid)
    log_access([enrolment.child_id], "view")
    return answer(
        request,
        "parentgroups/enrolment_move.html",
        {"form": form, "move": chosen, "enrolment": enrolment, "pathway": pathway},
        form,
    )


# ---- sessions ----


def session_register(request, uuid):
    session = _session(request, uuid)
    if request.method != "POST":
        return _register_page(request, session)
    everyone = "all" in request.POST
    try:
        rows = actions.save_register(
            session=session, marks=posted_marks(request.POST), fill_present=everyone, by=request.person
        )
    except ValidationError as error:
        return _register_page(request, session, error)
    messages.success(request, _saved_words(session, rows))
    return (
        redirect("session_register", uuid=uuid)
        if everyone
        else redirect("group_detail", uuid=session.group.pathway.uuid)
    )


def _register_page(request, session, error=None):
    person, today, pathway = request.person, timezone.localdate(), session.group.pathway
    rows, form = queries.register_rows(session, person), None
    if can_lead_group(person, session.group):
        form = RegisterForm.bind(request, rows=rows, reasons=pathway.content.absence_reasons)
        if error and form.is_valid():
            form.refuse(error)
    log_access([row.enrolment.child_id for row in rows], "view")
    context = {
        "session": session, "group": session.group, "pathway": pathway, "rows": rows, "form": form,
        "parents": form.parents() if form else [], "companions": form.companions() if form else [],
        "registered": sum(1 for row in rows if row.mark), "before": queries.session_before(session, person),
        "of_series": GroupSession.objects.visible_to(person).filter(group=session.group).count(),
        "calls": queries.calls_due(session.group, today), "today": today, "may_edit": can_edit_group(person, session.group),
    }  # fmt: skip
    return answer(request, "parentgroups/session_register.html", context, form)


def _saved_words(session, rows):
    marks = [row.mark.status for row in rows if row.mark]
    words = _("Session %(number)s is saved: %(present)s present, %(notice)s with notice, %(absent)s without.") % {
        "number": session.number, "present": marks.count("present"), "notice": marks.count("notice"), "absent": marks.count("absent"),
    }  # fmt: skip
    missing = len(rows) - len(marks)
    return words + " " + _("%(count)s not registered yet.") % {"count": missing} if missing else words


def group_session_edit(request, uuid):
    session = _session(request, uuid)
    _must(can_edit_group(request.person, session.group))
    names = ("row_version", "on_day", "starts_at", "ends_at", "theme", "exercise", "home_practice", "ask_about")
    initial = {name: getattr(session, name) for name in names} | {
        "is_cancelled": session.state == GroupSession.State.CANCELLED
    }
    form, newer = GroupSessionForm.bind(request, initial=initial), None
    if form.is_valid():
        try:
            actions.edit_session(session=session, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
            if getattr(error, "code", "") == "stale":
                newer = session
                form.show_newer(session.row_version)
        else:
            messages.success(request, _("Session %(number)s is saved.") % {"number": session.number})
            return redirect("group_detail", uuid=session.group.pathway.uuid)
    context = {"form": form, "session": session, "newer": newer, "pathway": session.group.pathway}
    return answer(request, "parentgroups/group_session_edit.html", context, form)


# ---- calls ----


@received_once
def call_create(request, uuid):
    enrolment = _enrolment(request, uuid)
    _must(can_lead_group(request.person, enrolment.group))
    form = CallForm.bind(request, initial={"called_on": timezone.localdate()})
    if form.is_valid():
        try:
            call = actions.log_call(enrolment=enrolment, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            said = _("The call to %(name)s is saved.") % {"name": enrolment.parent.name}
            messages.success(request, said, extra_tags="undo:" + reverse("call_undo", args=[call.uuid]))
            return redirect("group_detail", uuid=enrolment.group.pathway.uuid)
    log_access([enrolment.child_id], "view")
    calls = (
        BetweenSessionContact.objects.visible_to(request.person)
        .filter(enrolment=enrolment)
        .select_related("by")[:RECENT_CALLS]
    )
    context = {"form": form, "enrolment": enrolment, "pathway": enrolment.group.pathway, "calls": calls}
    return answer(request, "parentgroups/call_create.html", context, form)


@require_POST
def call_undo(request, uuid):
    calls = BetweenSessionContact.objects.visible_to(request.person).select_related("enrolment__group__pathway")
    call = get_object_or_404(calls, uuid=uuid)
    pathway = call.enrolment.group.pathway
    actions.undo_call(call=call, by=request.person)
    messages.success(request, _("The call of %(day)s is taken back.") % {"day": day_month(call.called_on)})
    return redirect("group_detail", uuid=pathway.uuid)
