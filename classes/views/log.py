from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from cases.models import Pathway
from classes import actions, queries
from classes.forms import CoTeachingForm, SessionForm
from classes.models import ClassSession, CoTeachingWeek
from classes.permissions import can_log_session, can_read_class_log, can_undo_session
from core.forms import answer


def find_pathway(request, uuid):
    rows = Pathway.objects.visible_to(request.person).filter(track=queries.CLASS_TRACK)
    return get_object_or_404(rows.select_related("programme_version", "school_class__school"), uuid=uuid)


def _written_pathway(request, uuid):
    pathway = find_pathway(request, uuid)
    if not can_log_session(request.person, pathway):
        raise PermissionDenied
    return pathway


@received_once
def session_create(request, uuid):
    pathway, today = _written_pathway(request, uuid), timezone.localdate()
    last = queries.last_session(pathway)
    names = queries.given_names(request.person, pathway.school_class, today)
    form = SessionForm.bind(
        request, content=pathway.content, names=names, initial={"held_on": today} | _copied(request, last)
    )
    if form.is_valid():
        data = {
            name: form.cleaned_data[name] for name in ("held_on", "kind", "elements", "line", "next_step", "with_words")
        }
        try:
            made = actions.log_session(pathway=pathway, **data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _("The session is saved."),
                extra_tags=f"undo:{reverse('session_undo', kwargs={'uuid': made.uuid})}",
            )
            return redirect("session_list", uuid=uuid)
    return answer(
        request, "classes/session_create.html", {"form": form, "pathway": pathway, "last": last, "today": today}, form
    )


def _copied(request, last):
    """What the last session was like, when that is asked for; the line itself is always new."""
    if last is None or request.GET.get("som") != "sidst":
        return {}
    return {"kind": last.kind, "elements": last.elements, "with_words": last.with_words}


def session_list(request, uuid):
    pathway = find_pathway(request, uuid)
    if not can_read_class_log(request.person, pathway):
        raise PermissionDenied
    weeks = queries.sessions_by_week(pathway)
    for week in weeks:
        for session in week.sessions:
            session.can_be_undone = can_undo_session(request.person, session)
    context = {
        "pathway": pathway,
        "weeks": weeks,
        "co_teaching": queries.co_teaching_summary(pathway),
        "writes": can_log_session(request.person, pathway),
    }
    return render(request, "classes/session_list.html", context)


@require_POST
def session_undo(request, uuid):
    session = get_object_or_404(ClassSession.objects.visible_to(request.person).select_related("pathway"), uuid=uuid)
    actions.undo_session(session=session, by=request.person)
    messages.success(request, _("The session is taken back."))
    return redirect("session_list", uuid=session.pathway.uuid)


WEEKS_BACK = 6


def co_teaching_edit(request, uuid):
    pathway = _written_pathway(request, uuid)
    this_week = queries.monday_of(timezone.localdate())
    mondays = [this_week - timedelta(weeks=back) for back in range(WEEKS_BACK)]
    form = CoTeachingForm.bind(request, mondays=mondays, initial=_prefilled(request, pathway, mondays))
    if form.is_valid():
        try:
            actions.write_co_teaching(pathway=pathway, **form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The two-teacher lessons are saved."))
            return redirect("session_list", uuid=uuid)
    return answer(
        request,
        "classes/co_teaching_edit.html",
        {"form": form, "pathway": pathway, "summary": queries.co_teaching_summary(pathway)},
        form,
    )


def _prefilled(request, pathway, mondays):
    """The week asked for, else the newest without a line; what stands there already, else what the week before was."""
    written = {
        week.monday: week
        for week in CoTeachingWeek.objects.visible_to(request.person).filter(pathway=pathway, monday__in=mondays)
    }
    asked = next((each for each in mondays if each.isoformat() == request.GET.get("uge")), None)
    monday = asked or next((each for each in mondays if each not in written), mondays[0])
    like = written.get(monday) or queries.last_week_before(pathway, monday)
    return {"monday": monday.isoformat()} | ({"lessons": like.lessons, "who": like.who} if like else {})
