"""The series of sessions: prepared, edited, moved, cancelled, added to, and taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from core.forms import answer
from core.templatetags.ui import day
from followup.calendar import why_closed
from parentgroups import actions, queries
from parentgroups.forms import GroupSessionForm, SessionAddForm, SessionCancelForm, SessionMoveForm
from parentgroups.models import GroupSession
from parentgroups.permissions import can_edit_group
from parentgroups.series import WEEK, later_by_a_week
from parentgroups.views.ground import group_of, must, said, session_of


def group_series(request, uuid):
    group = group_of(request, uuid)
    context = {
        "group": group, "pathway": group.pathway, "sessions": queries.sessions_of(group, request.person),
        "may_edit": can_edit_group(request.person, group), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "parentgroups/group_series.html", context)


def session_prepare(request, uuid):
    session = session_of(request, uuid)
    element = next((e for e in session.group.pathway.content.core_elements if e.key == session.core_element), None)
    plans = session.group.pathway.content.group_series
    idea = next((each.idea for each in plans.sessions if str(each.theme) == session.theme), "") if plans else ""
    context = {
        "session": session, "group": session.group, "pathway": session.group.pathway, "element": element, "idea": idea,
        "before": queries.session_before(session, request.person), "today": timezone.localdate(),
        "may_edit": can_edit_group(request.person, session.group),
        "of_series": GroupSession.objects.visible_to(request.person).filter(group=session.group).count(),
    }  # fmt: skip
    return render(request, "parentgroups/session_prepare.html", context)


def group_session_edit(request, uuid):
    session = session_of(request, uuid)
    must(can_edit_group(request.person, session.group))
    names = ("row_version", "starts_at", "ends_at", "theme", "exercise", "home_practice", "ask_about")
    form, newer = GroupSessionForm.bind(request, initial={name: getattr(session, name) for name in names}), None
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
            return redirect("session_prepare", uuid=uuid)
    context = {"form": form, "session": session, "newer": newer, "pathway": session.group.pathway}
    return answer(request, "parentgroups/group_session_edit.html", context, form)


def session_move(request, uuid):
    session, person = session_of(request, uuid), request.person
    must(can_edit_group(person, session.group))
    rest = _rest(session, person)
    taken = any(each.on_day == session.on_day + WEEK for each, _new in rest)
    form = SessionMoveForm.bind(
        request, initial={"on_day": session.on_day + WEEK, "rest": "follow" if taken else "stay"}
    )
    if form.is_valid():
        new, follows = form.cleaned_data["on_day"], form.cleaned_data["rest"] == "follow"
        reason = form.cleaned_data["reason"]
        try:
            moved = actions.move_session(session=session, on_day=new, reason=reason, rest_follows=follows, by=person)
        except ValidationError as error:
            form.refuse(error)
        else:
            words = _("Session %(number)s is now on %(day)s.") % {"number": moved.number, "day": day(new)}
            if follows and rest:
                words += " " + _("Those after it are a week later.")
            words += " " + _("Tell the families: Samspil does not write to them.")
            if closed := why_closed(person.municipality_id, new):
                words += " " + _("Note that it is %(why)s.") % {"why": closed}
            said(request, words, _undo(moved.group))
            return redirect("group_series", uuid=session.group.pathway.uuid)
    context = {"form": form, "session": session, "pathway": session.group.pathway, "rest": rest}
    return answer(request, "parentgroups/session_move.html", context, form)


def _rest(session, person):
    """The sessions after this one with the day each would move to."""
    rows = GroupSession.objects.visible_to(person).filter(
        group=session.group, state="planned", on_day__gt=session.on_day
    )
    after = list(rows.order_by("on_day"))
    if not after:
        return []
    days = [each.on_day for each in after]
    return list(
        zip(after, later_by_a_week(days, queries.closed_from(person.municipality_id, days[0], days[-1])), strict=True)
    )


def _undo(group):
    return (
        reverse("series_undo", args=[group.pathway.uuid, group.series_before["stamp"]]) if group.series_before else ""
    )


def session_cancel(request, uuid):
    session, person = session_of(request, uuid), request.person
    must(can_edit_group(person, session.group))
    form = SessionCancelForm.bind(request)
    if form.is_valid():
        try:
            found = actions.cancel_session(session=session, by=person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error if not hasattr(error, "error_dict") else ValidationError({"make_up_on": error.messages}))
        else:
            said(request, _("Session %(number)s is cancelled.") % {"number": session.number}, _undo(found.group))
            return redirect("group_series", uuid=session.group.pathway.uuid)
    context = {"form": form, "session": session, "pathway": session.group.pathway}
    return answer(request, "parentgroups/session_cancel.html", context, form)


@received_once
def session_add(request, uuid):
    group, person = group_of(request, uuid), request.person
    must(can_edit_group(person, group))
    sessions = queries.sessions_of(group, person)
    last = max((each.on_day for each in sessions), default=timezone.localdate())
    content = actions.missing_content(group, sessions)
    initial = {
        "on_day": max(last, timezone.localdate()) + WEEK,
        "starts_at": group.starts_at,
        "theme": content["theme"],
    }
    form = SessionAddForm.bind(request, initial=initial)
    if form.is_valid():
        try:
            added = actions.add_session(group=group, by=person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            said(request, _("The extra session is on %(day)s.") % {"day": day(added.on_day)}, _undo(added.group))
            return redirect("group_series", uuid=uuid)
    lost = [each for each in sessions if each.state == "cancelled" and each.theme == content["theme"]]
    context = {"form": form, "group": group, "pathway": group.pathway, "lost": lost[0] if lost else None}
    return answer(request, "parentgroups/session_add.html", context, form)


@require_POST
def series_undo(request, uuid, stamp):
    group = group_of(request, uuid)
    try:
        actions.undo_series(group=group, stamp=stamp, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The series stands as before."))
    return redirect("group_series", uuid=uuid)
