"""The list of groups, and a group: started, read, edited and ended."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import StaffMember
from accounts.received import received_once
from audit.actions import log_access
from core.forms import answer
from parentgroups import actions, queries
from parentgroups.forms import GroupForm, NewGroupForm
from parentgroups.models import GroupEnrolment, ParentGroup
from parentgroups.permissions import can_create_group, can_edit_group, can_lead_group, can_list_groups
from parentgroups.views.ground import group_of, must
from programmes.models import ProgrammeVersion

LIMITS = ("group_size", "group_sessions", "session_minutes", "group_leaders", "age_bands")


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
    group, person, today = group_of(request, uuid), request.person, timezone.localdate()
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
    group = group_of(request, uuid)
    must(can_edit_group(request.person, group))
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
    count = actions.complete_group(group=group_of(request, uuid), by=request.person)
    messages.success(
        request,
        ngettext("%(count)s parent has completed the group.", "%(count)s parents have completed the group.", count)
        % {"count": count},
    )
    return redirect("group_detail", uuid=uuid)
