"""Families: the list of a group, invited, moved from state to state, and taken back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.received import received_once
from audit.actions import log_access
from core.forms import answer
from parentgroups import actions, queries
from parentgroups.forms import InvitationForm, MoveForm
from parentgroups.models import GroupEnrolment
from parentgroups.permissions import can_lead_group
from parentgroups.views.ground import enrolment_of, group_of, must, said, to_group

FOLDED = ("referred_to", "referred_on")


def group_families(request, uuid):
    group, person, today = group_of(request, uuid), request.person, timezone.localdate()
    by_state = queries.families(group, person)
    enrolments = [family.enrolment for found in by_state.values() for family in found]
    log_access([enrolment.child_id for enrolment in enrolments], "list")
    leads = can_lead_group(person, group)
    context = {
        "group": group, "pathway": group.pathway, "may_lead": leads,
        "states": [(state, label, by_state[state]) for state, label in GroupEnrolment.State.choices if state in by_state],
        "places": queries.places_of(group, _taking_part(by_state)), "counts": counts_of(by_state),
        "cautions": queries.cautions_among(enrolments, person, today) if leads else [],
    }  # fmt: skip
    return render(request, "parentgroups/group_families.html", context)


def counts_of(by_state):
    """How many stand in each state, in the order of the way through the group."""
    return [(label, len(by_state[state])) for state, label in GroupEnrolment.State.choices if by_state.get(state)]


def _taking_part(by_state):
    return len(by_state.get("joined", [])) + len(by_state.get("completed", []))


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
            words = ngettext("%(count)s parent is invited.", "%(count)s parents are invited.", count)
            messages.success(request, words % {"count": count})
            return to_group(group)
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
    "venteliste": Move(
        "put_on_waiting_list", gettext_lazy("Wants to wait for a place"), gettext_lazy("Put on the waiting list"),
        gettext_lazy("%(name)s is on the waiting list."),
    ),
    "sagde-nej": Move(
        "decline_group", gettext_lazy("Says no to the group"), gettext_lazy("Save the answer"), gettext_lazy("The answer of %(name)s is saved."),
        ("reason", "words"),
    ),
    "stoppet": Move(
        "stop_in_group", gettext_lazy("Stopped on the way"), gettext_lazy("Save that the parent stopped"), gettext_lazy("%(name)s has stopped on the way."),
        ("on", "reason", "words", *FOLDED), gettext_lazy("Stopped from"),
    ),
    "gennemfoert": Move("complete_parent", gettext_lazy("Has completed the group"), gettext_lazy("Save"), gettext_lazy("%(name)s has completed the group.")),
}  # fmt: skip


def enrolment_move(request, uuid, move):
    enrolment, chosen = enrolment_of(request, uuid), MOVES.get(move)
    if chosen is None:
        raise Http404
    group, person = enrolment.group, request.person
    must(can_lead_group(person, group))
    joins = move == "kom-med"
    initial = {
        "on": enrolment.joined_on if joins and enrolment.state == "joined" else timezone.localdate(),
        "companion": enrolment.companion, "referred_on": timezone.localdate(),
    }  # fmt: skip
    reasons = group.pathway.content.stop_reasons
    form = MoveForm.bind(request, asks=chosen.asks, reasons=reasons, date_label=chosen.date_label, initial=initial)
    if form.is_valid():
        try:
            moved = getattr(actions, chosen.action)(enrolment=enrolment, by=person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            said(request, chosen.done % {"name": enrolment.parent.name} + too_many(moved, person), undo_of(moved))
            return to_group(group)
    log_access([enrolment.child_id], "view")
    folded = [form[name] for name in FOLDED if name in form.fields]
    context = {
        "form": form, "move": chosen, "enrolment": enrolment, "pathway": group.pathway, "folded": folded,
        "plain": [field for field in form if field not in folded], "opens_fold": any(field.errors for field in folded),
        "places": queries.places(group, person) if joins and enrolment.state != "joined" else None,
        "has_caution": joins and queries.is_cautioned(enrolment, person, timezone.localdate()),
    }  # fmt: skip
    return answer(request, "parentgroups/enrolment_move.html", context, form)


def too_many(enrolment, person):
    """Said of whoever joins a full group: it is saved all the same."""
    room = queries.places(enrolment.group, person) if enrolment.state == GroupEnrolment.State.JOINED else None
    if room is None or room.largest is None or room.joined <= room.largest:
        return ""
    figures = {"count": room.joined, "largest": room.largest}
    return " " + _("The group now has %(count)s, and the room is for %(largest)s.") % figures


def undo_of(enrolment):
    """Where a family's last move is taken back."""
    stamp = enrolment.before.get("stamp")
    return reverse("enrolment_undo", args=[enrolment.uuid, stamp]) if stamp else ""


@require_POST
def enrolment_undo(request, uuid, stamp):
    enrolment = enrolment_of(request, uuid)
    try:
        actions.undo_move(enrolment=enrolment, stamp=stamp, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s stands as before.") % {"name": enrolment.parent.name})
    return to_group(enrolment.group)


@require_POST
def enrolment_promote(request, uuid):
    enrolment = enrolment_of(request, uuid)
    try:
        moved = actions.take_from_waiting_list(enrolment=enrolment, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said(request, _("%(name)s is in the group.") % {"name": enrolment.parent.name}, undo_of(moved))
    return redirect("group_detail", uuid=enrolment.group.pathway.uuid)
