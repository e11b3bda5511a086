"""Families: invited, moved from state to state."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from accounts.received import received_once
from audit.actions import log_access
from core.forms import answer
from parentgroups import actions, queries
from parentgroups.forms import (
    InvitationForm,
    MoveForm,
)
from parentgroups.permissions import can_lead_group
from parentgroups.views.ground import enrolment_of, group_of, must


@received_once
def enrolment_create(request, uuid):
    group, today = group_of(request, uuid), timezone.localdate()
    must(can_lead_group(request.person, group))
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
    enrolment, chosen = enrolment_of(request, uuid), MOVES.get(move)
    if chosen is None:
        raise Http404
    must(can_lead_group(request.person, enrolment.group))
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
