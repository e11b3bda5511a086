"""A session's register, and the calls between sessions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from audit.actions import log_access
from core.forms import answer
from core.templatetags.ui import day_month
from parentgroups import actions, queries
from parentgroups.forms import CallForm, RegisterForm, posted_marks
from parentgroups.models import BetweenSessionContact, GroupSession
from parentgroups.permissions import can_edit_group, can_lead_group
from parentgroups.views.ground import enrolment_of, must, session_of

RECENT_CALLS = 5


def session_register(request, uuid):
    session = session_of(request, uuid)
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


@received_once
def call_create(request, uuid):
    enrolment = enrolment_of(request, uuid)
    must(can_lead_group(request.person, enrolment.group))
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
