"""The list of groups, and a group: started, read, edited and ended."""

from datetime import timedelta

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
from parentgroups.forms import GroupForm, NewGroupForm, SeriesForm
from parentgroups.invitations import words_of
from parentgroups.models import ParentGroup
from parentgroups.permissions import (
    can_answer_referral,
    can_create_group,
    can_edit_group,
    can_lead_group,
    can_list_groups,
)
from parentgroups.series import plan_days
from parentgroups.views.families import counts_of
from parentgroups.views.ground import group_of, must
from programmes.models import ProgrammeVersion

BEGINS_AHEAD = timedelta(days=28)  # our suggestion: time enough to talk with the families
LIMITS = ("group_size", "group_sessions", "session_minutes", "group_leaders", "age_bands")


def group_list(request):
    if not can_list_groups(request.person):
        raise Http404
    rows = queries.groups_with_capacity(request.person)
    running = [row for row in rows if row.group.pathway.is_open and row.held < row.planned]
    context = {
        "places_left": sum(row.places_left or 0 for row in running),
        "waiting": sum(row.waiting for row in running),
        "open_rows": [row for row in rows if row.group.pathway.is_open],
        "ended_rows": [row for row in rows if not row.group.pathway.is_open],
        "may_create": can_create_group(request.person),
        "is_manager": request.person.has("provider_manager"),
    }
    return render(request, "parentgroups/group_list.html", context)


@received_once
def group_create(request):
    person = request.person
    if not can_create_group(person):
        raise Http404
    versions = queries.versions_with_groups(person)
    if not versions:
        return render(request, "parentgroups/group_create.html", {"form": None, "limits": []})
    form = NewGroupForm.bind(request, **_choices(request, versions), initial=_suggested(person, versions[0]))
    days = _days_of(person, form.cleaned_data if form.is_valid() else form.initial)
    unseen = form.is_valid() and form.cleaned_data["days_seen"] != signature(days)
    if form.is_valid() and not unseen and (group := _create(form, person)):
        words = _("The group is ready with %(count)s sessions. Now invite the parents.")
        messages.success(request, words % {"count": form.cleaned_data["count"]})
        return redirect("group_detail", uuid=group.pathway.uuid)
    limits = [queries.limit_of(versions[0].programme_content, key) for key in LIMITS]
    context = {
        "form": form,
        "limits": [limit for limit in limits if limit],
        "days": days,
        "signature": signature(days),
        "unseen": unseen,
    }
    return answer(request, "parentgroups/group_create.html", context, form)


def _create(form, person):
    herself = {"lead": StaffMember.objects.visible_to(person).get(pk=person.staff_id)}
    chosen = {name: value for name, value in form.cleaned_data.items() if name != "days_seen"}
    try:
        return actions.create_group(by=person, **herself | chosen)
    except ValidationError as error:
        form.refuse(error)
    return None


def group_days(request):
    """The days that a new group would get, as they change while the form is filled in."""
    if not can_create_group(request.person):
        raise Http404
    form = SeriesForm(data=request.GET, versions=ProgrammeVersion.objects.visible_to(request.person).published())
    days = _days_of(request.person, form.cleaned_data) if form.is_valid() else []
    return render(request, "parentgroups/group_days.html", {"days": days, "signature": signature(days)})


def _days_of(person, chosen):
    if not chosen.get("first_on"):
        return []
    series = chosen["first_on"], chosen["count"], chosen["weeks_between"]
    return plan_days(*series, queries.closed_for_series(person.municipality_id, *series))


def signature(days):
    return ",".join(each.on.isoformat() for each in days)


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


def _suggested(person, version):
    """The programme's series, at the weekday, place and hour of the newest group within reach: people keep their room."""
    series, today = version.programme_content.group_series, timezone.localdate()
    newest = (
        ParentGroup.objects.visible_to(person).select_related("pathway").order_by("-pathway__starts_on", "-pk").first()
    )
    weekday = newest.pathway.starts_on.weekday() if newest and newest.pathway.starts_on else today.weekday()
    ahead = today + BEGINS_AHEAD
    return {
        "first_on": ahead + timedelta(days=(weekday - ahead.weekday()) % 7),
        "count": series.default_count, "minutes": series.default_minutes, "weeks_between": series.weeks_between,
        "starts_at": newest and newest.starts_at, "venue": newest.venue if newest else "", "phone": newest.phone if newest else "",
    }  # fmt: skip


def group_detail(request, uuid):
    group, person, today = group_of(request, uuid), request.person, timezone.localdate()
    by_state, sessions = queries.families(group, person), queries.sessions_of(group, person)
    enrolments = [family.enrolment for found in by_state.values() for family in found]
    log_access([enrolment.child_id for enrolment in enrolments], "list")
    leads, is_over = (
        can_lead_group(person, group),
        not any(s.state == "planned" and s.on_day >= today for s in sessions),
    )
    joined = len(by_state.get("joined", []))
    room = queries.places_of(group, joined + len(by_state.get("completed", [])))
    context = {
        "group": group, "pathway": group.pathway, "by_state": by_state, "counts": counts_of(by_state), "sessions": sessions, "today": today,
        "next": queries.next_session(sessions, today), "calls": queries.calls_due(group, today), "places": room, "joined": joined,
        "to_contact": queries.to_contact(by_state, today) if leads and not is_over else [], "in_group": by_state.get("joined", []),
        "first_waiting": next(iter(by_state.get("waiting", [])), None) if leads and not is_over and not room.is_full else None,
        "referrals": [family for family in by_state.get("stopped", []) if family.enrolment.awaits_referral],
        "summary": queries.attendance_summary(group), "warnings": queries.group_warnings(group, sessions, enrolments, today),
        "cautions": queries.cautions_among(enrolments, person, today) if leads else [],
        "may_lead": leads, "may_edit": can_edit_group(person, group), "may_answer": can_answer_referral(person, group),
        "band": _band(group), "is_over": is_over, "has_paper": leads and bool(words_of(group)),
    }  # fmt: skip
    return render(request, "parentgroups/group_detail.html", context)


def _band(group):
    limit = queries.limit_of(group.pathway.content, "age_bands")
    return next((band.title for band in limit.bands if band.key == group.age_band), "") if limit else ""


def group_edit(request, uuid):
    group = group_of(request, uuid)
    must(can_edit_group(request.person, group))
    names = (
        "age_band", "language", "interpreter", "cultural_liaison", "venue", "childcare", "phone", "starts_at", "minutes", "planned_size"
    )  # fmt: skip
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
