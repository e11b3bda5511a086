"""The class log: sessions and observations, written, corrected and read."""

import json
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from audit.actions import log_access
from cases.models import Pathway
from classes import actions, queries
from classes.forms import ObservationForm, SessionForm
from classes.models import ClassSession
from classes.permissions import can_correct_session, can_log_session, can_read_class_log, can_undo_session
from core.forms import answer

COPIED = ("kind", "elements", "with_words", "leader_took_part", "teaching_theme")  # never what was written


def find_pathway(request, uuid):
    rows = Pathway.objects.visible_to(request.person).filter(track=queries.CLASS_TRACK)
    return get_object_or_404(
        rows.select_related("programme_version", "school_class__school", "lead", "co_lead"), uuid=uuid
    )


def written_pathway(request, uuid):
    pathway = find_pathway(request, uuid)
    if not can_log_session(request.person, pathway):
        raise PermissionDenied
    return pathway


def find_session(request, uuid):
    rows = ClassSession.objects.visible_to(request.person)
    kin = ("programme_version", "school_class__school", "lead", "co_lead")
    return get_object_or_404(rows.select_related(*(f"pathway__{name}" for name in kin)), uuid=uuid)


@received_once
def session_create(request, uuid):
    pathway, today = written_pathway(request, uuid), timezone.localdate()
    observes, last = request.GET.get("slags") == "observation", queries.last_session(pathway)
    copies = last is not None and not observes and request.GET.get("som") == "sidst"
    asked = today - timedelta(days=1) if request.GET.get("dag") == "igaar" else today
    start = {"held_on": asked, "with_words": _with(pathway, last, today)} | (_copied(last) if copies else {})
    form = _form(request, pathway, today, ObservationForm if observes else SessionForm, start)
    if form.is_valid():
        try:
            made = actions.log_session(pathway=pathway, **form.answers(), by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            said = _("The observation is saved.") if observes else _("The session is saved.")
            return _saved(request, made, said)
    more = {
        "last": last,
        "copied": start if copies else {},
        "copies": "" if observes or not last else json.dumps(_copied(last)),
        "observes": observes,
        "yesterday": today - timedelta(days=1) if not form.is_bound and asked == today else None,
    }
    return _page(request, form, pathway, more)


@received_once
def session_edit(request, uuid):
    session = find_session(request, uuid)
    if not can_correct_session(request.person, session):
        raise PermissionDenied
    pathway = session.pathway
    form = _form(request, pathway, session.held_on, SessionForm, _written(session, request.person), session)
    if form.is_valid():
        try:
            actions.correct_session(session=session, **form.answers(), by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The session is corrected."))
            return redirect("session_list", uuid=pathway.uuid)
    return _page(request, form, pathway, {"session": session})


def _form(request, pathway, day, kind_of_form, start, session=None):
    """The form with its choices; a corrected session keeps those that it has, whatever the plan says today."""
    person, today = request.person, timezone.localdate()
    measures = queries.measures_to_try(pathway, day)
    children = queries.children_in_log(pathway, person, today)
    if session:
        before = queries.measures_tried_in(session)
        families = {each.family for each in before}
        start = start | {"measures": [each.pk for each in measures if each.family in families]}
        gone = [each for each in before if each.family not in {here.family for here in measures}]
        measures, start["measures"] = [*measures, *gone], [*start["measures"], *(each.pk for each in gone)]
        children += [each for each in queries.children_named_in(session, person) if each not in children]
    return kind_of_form.bind(
        request, pathway=pathway, measures=measures, children=children, initial=start,
        names=queries.given_names(person, pathway.school_class, today), untouched=queries.weeks_untouched(pathway, today),
    )  # fmt: skip


def _page(request, form, pathway, more):
    if "children" in form.fields:
        log_access([pk for pk, _name in form.fields["children"].choices], "list")
    shown = form["held_on"].value()
    context = {"form": form, "pathway": pathway, "themes": queries.themes(pathway), "shown_day": shown} | more
    return answer(request, "classes/session_create.html", context, form)


def _with(pathway, last, today):
    """Who took part: as last time, else the class's own team."""
    if last:
        return last.with_words
    return Truncator(", ".join(queries.team_names(pathway, today))).chars(200)


def _copied(last):
    """What the last session was like; what was written of it is always new."""
    return {name: getattr(last, name) for name in COPIED}


def _written(session, person):
    """What a session says now, to be corrected."""
    names = (*COPIED, "held_on", "line", "next_step", "next_step_owner", "next_step_name")
    children = [child.pk for child in queries.children_named_in(session, person)]
    return {name: getattr(session, name) for name in names} | {"children": children}


def _saved(request, session, said):
    undo = reverse("session_undo", kwargs={"uuid": session.uuid})
    messages.success(request, said, extra_tags=f"undo:{undo}")
    return redirect("session_list", uuid=session.pathway.uuid)


def session_list(request, uuid):
    pathway = find_pathway(request, uuid)
    if not can_read_class_log(request.person, pathway):
        raise PermissionDenied
    kind, element = request.GET.get("slags", ""), request.GET.get("element", "")
    log = queries.session_log(pathway, kind, element)
    log_access(log.named, "list")
    for session in (each for week in log.weeks for each in week.sessions):
        session.can_be_undone = can_undo_session(request.person, session)
        session.can_be_corrected = can_correct_session(request.person, session)
    context = {
        "pathway": pathway,
        "log": log,
        "narrowed": bool(kind or element),
        "chosen": {"kind": kind, "element": element},
        "kinds": ClassSession.Kind.choices,
        "elements": [(each.key, each.short) for each in pathway.content.elements_of("class")],
        "co_teaching": queries.co_teaching_summary(pathway),
        "writes": can_log_session(request.person, pathway),
        "today": timezone.localdate(),
    }
    return render(request, "classes/session_list.html", context)


@require_POST
def session_undo(request, uuid):
    session = find_session(request, uuid)
    actions.undo_session(session=session, by=request.person)
    restore = reverse("session_restore", kwargs={"uuid": session.uuid})
    day = date_format(session.held_on, _("l j F"))
    messages.success(request, _("The session of %(day)s is taken back.") % {"day": day}, extra_tags=f"undo:{restore}")
    return redirect("session_list", uuid=session.pathway.uuid)


@require_POST
def session_restore(request, uuid):
    session = find_session(request, uuid)
    actions.restore_session(session=session, by=request.person)
    messages.success(request, _("The session is back in the log."))
    return redirect("session_list", uuid=session.pathway.uuid)
