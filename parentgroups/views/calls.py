"""Calls to parents between two sessions: one after the other, each in four touches."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.received import received_once
from audit.actions import log_access
from core.forms import answer
from core.templatetags.ui import day_month
from parentgroups import actions, queries
from parentgroups.forms import CallForm
from parentgroups.models import BetweenSessionContact
from parentgroups.permissions import can_lead_group
from parentgroups.views.ground import enrolment_of, must

RECENT_CALLS = 5


@received_once
def call_create(request, uuid):
    enrolment, today = enrolment_of(request, uuid), timezone.localdate()
    must(can_lead_group(request.person, enrolment.group))
    form = CallForm.bind(request, initial={"called_on": today})
    if form.is_valid():
        try:
            call = actions.log_call(enrolment=enrolment, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _saved(request, call, today)
    log_access([enrolment.child_id], "view")
    before = BetweenSessionContact.objects.visible_to(request.person).filter(enrolment=enrolment).select_related("by")
    waiting = _waiting(enrolment, today)
    context = {
        "form": form, "enrolment": enrolment, "pathway": enrolment.group.pathway, "calls": before[:RECENT_CALLS],
        "next": waiting[0] if waiting else None, "left": len(waiting),
    }  # fmt: skip
    return answer(request, "parentgroups/call_create.html", context, form)


def _waiting(enrolment, today):
    """Whom to ring after this one: whoever nobody has tried today."""
    due = queries.calls_due(enrolment.group, today)
    return [
        call for call in due if call.enrolment.pk != enrolment.pk and not (call.tried and call.tried.called_on == today)
    ]


def _saved(request, call, today):
    enrolment = call.enrolment
    said = _("The call to %(name)s is saved.") % {"name": enrolment.parent.name}
    waiting = _waiting(enrolment, today) if "next" in request.POST else []
    if waiting:
        said += " " + ngettext("%(count)s more to call.", "%(count)s more to call.", len(waiting)) % {
            "count": len(waiting)
        }
    messages.success(request, said, extra_tags="undo:" + reverse("call_undo", args=[call.uuid]))
    if waiting:
        return redirect("call_create", uuid=waiting[0].enrolment.uuid)
    return redirect("group_detail", uuid=enrolment.group.pathway.uuid)


@require_POST
def call_undo(request, uuid):
    calls = BetweenSessionContact.objects.visible_to(request.person).select_related("enrolment__group__pathway")
    call = get_object_or_404(calls, uuid=uuid)
    pathway = call.enrolment.group.pathway
    actions.undo_call(call=call, by=request.person)
    messages.success(request, _("The call of %(day)s is taken back.") % {"day": day_month(call.called_on)})
    return redirect("group_detail", uuid=pathway.uuid)
