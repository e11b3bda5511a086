"""A session's register: the page, what a device kept without a connection, and the paper."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.device import device_owner
from audit.actions import log_access
from core.forms import answer
from core.pdf import answered, way
from parentgroups import actions, queries
from parentgroups.documents import register_pdf
from parentgroups.forms import RegisterForm
from parentgroups.forms.register import (
    by_whom,
    companion_lines,
    line_name,
    parent_lines,
    read_register,
    read_taps,
    standing,
)
from parentgroups.models import GroupEnrolment, GroupSession
from parentgroups.permissions import can_edit_group, can_lead_group
from parentgroups.views.ground import session_of


@transaction.non_atomic_requests  # the middleware's transaction is the page's, and the action has its own savepoint
def session_register(request, uuid):
    session = session_of(request, uuid)
    if request.method != "POST":
        return _register_page(request, session)
    touched, seen = read_register(request.POST)
    everyone = "all" in request.POST
    try:
        rows = actions.save_register(session=session, marks=touched, fill_present=everyone, by=request.person)
    except ValidationError as error:
        return _register_page(request, session, touched, error)
    messages.success(request, _saved_words(session, rows))
    _tell_of_others(request, queries.lines_of(rows), touched, seen)
    if everyone:
        return redirect("session_register", uuid=uuid)
    return redirect("group_detail", uuid=session.group.pathway.uuid)


def _register_page(request, session, posted=None, error=None):
    person, today, pathway = request.person, timezone.localdate(), session.group.pathway
    rows, form = queries.register_rows(session, person), None
    queries.with_leaders(queries.lines_of(rows).values(), person)
    if can_lead_group(person, session.group):
        form = RegisterForm.bind(request)
        if error and form.is_valid():
            form.refuse(error)
    log_access([row.enrolment.child_id for row in rows], "view")
    context = {
        "session": session, "group": session.group, "pathway": pathway, "rows": rows, "form": form, "today": today,
        "parents": parent_lines(rows, posted or {}, person), "companions": companion_lines(rows, posted or {}, person),
        "reasons": [(each.key, each.title) for each in pathway.content.absence_reasons],
        "registered": sum(1 for row in rows if row.mark), "before": queries.session_before(session, person),
        "of_series": GroupSession.objects.visible_to(person).filter(group=session.group).count(),
        "calls": queries.calls_due(session.group, today), "may_edit": can_edit_group(person, session.group),
    }  # fmt: skip
    return answer(request, "parentgroups/session_register.html", context, form)


def _saved_words(session, rows):
    marks = [row.mark.status for row in rows if row.mark]
    words = _("Session %(number)s is saved: %(present)s present, %(notice)s with notice, %(absent)s without.") % {
        "number": session.number, "present": marks.count("present"), "notice": marks.count("notice"), "absent": marks.count("absent"),
    }  # fmt: skip
    missing = len(rows) - len(marks)
    return words + " " + _("%(count)s not registered yet.") % {"count": missing} if missing else words


def _tell_of_others(request, lines, touched, seen):
    """What a colleague changed on lines that this form left alone, and what could not be kept."""
    moved = [
        lines[line] for line in seen.keys() - touched.keys() if line in lines and standing(lines[line]) != seen[line]
    ]
    if moved := queries.with_leaders(moved, request.person):
        said = ", ".join(sorted(f"{_whom(mark)}: {mark.get_status_display()} ({by_whom(mark)})" for mark in moved))
        messages.info(request, _("Meanwhile somebody else has changed this: %(said)s.") % {"said": said})
    if lost := {enrolment_id for enrolment_id, _companion in touched.keys() - lines.keys()}:
        gone = GroupEnrolment.objects.visible_to(request.person).filter(pk__in=lost).select_related("parent")
        if names := ", ".join(enrolment.parent.name for enrolment in gone):
            messages.warning(
                request, _("Not saved, for they were not in the group on that day: %(names)s.") % {"names": names}
            )


def _whom(mark):
    return mark.enrolment.companion if mark.is_companion else mark.enrolment.parent.name


# ---- what a device kept ----


@require_POST
@transaction.non_atomic_requests
def register_marks(request, uuid):
    """Marks of a device, sent when it has a connection: each has a key of its own and is taken once (static/js/outbox.js)."""
    session, person = session_of(request, uuid), request.person
    if not can_lead_group(person, session.group):
        return _refused(403, _("You can no longer register in this group."))
    try:
        sent = json.loads(request.body)
        taps = read_taps(sent)
    except (ValueError, ValidationError):
        return _refused(422, _("That could not be read."))
    if sent.get("owner") != device_owner(person):
        return _refused(409, _("These marks were made by somebody else on this device."))
    received = actions.receive_marks(session=session, taps=taps, by=person)
    return JsonResponse({"rows": _rows(received, person), "results": _results(received, person)})


def _refused(status, why):
    return JsonResponse({"why": why}, status=status)


def _rows(received, person):
    """Every line as it now stands, so that the page shows what a colleague has registered too."""
    lines = queries.lines_of(received.rows)
    queries.with_leaders([*lines.values(), *received.replaced.values()], person)
    return {line_name(line): _standing(mark, person) for line, mark in lines.items()}


def _standing(mark, person):
    others = mark is not None and mark.registered_by_id != person.staff_id
    return {
        "was": standing(mark),
        "by": by_whom(mark) if others else "",
        "said": mark.get_status_display() if mark else "",
    }


def _results(received, person):
    found = {line: {"result": result, "why": why} for line, (result, why) in received.results.items()}
    for line, mark in received.replaced.items():
        found[line]["replaced"] = _standing(mark, person)
    refused = [line[0] for line, (result, _why) in received.results.items() if result == "refused"]
    names = (
        dict(GroupEnrolment.objects.visible_to(person).filter(pk__in=refused).values_list("pk", "parent__name"))
        if refused
        else {}
    )
    return {line_name(line): said | {"name": names.get(line[0], "")} for line, said in found.items()}


# ---- paper ----


def register_paper(request, uuid):
    """The list on one sheet: as it stands, or empty for a pen with `?tom`; with `?vis` as a page to look at."""
    session = session_of(request, uuid)
    rows = queries.register_rows(session, request.person)
    log_access([row.enrolment.child_id for row in rows], "print")
    drawn = register_pdf(session, rows, request.person, empty="tom" in request.GET, draw=way(request))
    return answered(drawn, f"moedegang-{session.number}-{session.uuid.hex[:8]}.pdf")
