"""What is taken back of meetings: planned, changed, cancelled, handed over, held; and of a child's network."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from accounts.undo import give_back
from cases.models import LegalBasis
from followup import actions
from followup.models import Decision, Meeting, NetworkMember


def _meeting(pk, by):
    return Meeting.objects.visible_to(by).select_related("pathway__programme_version").get(pk=pk)


def planned(*, by, meeting):
    """Those who were told of it are told that it is off: a planned meeting never just goes."""
    actions.cancel_meeting(meeting=_meeting(meeting, by), because=_("Planned by mistake."), by=by)
    return _("Undone: the meeting is cancelled and those invited are told.")


def changed(*, by, meeting, starts_at, ends_at, place, prepared_on, invited):
    actions.change_meeting(
        meeting=_meeting(meeting, by), starts_at=datetime.fromisoformat(starts_at), place=place, by=by,
        ends_at=ends_at and datetime.fromisoformat(ends_at), parents_prepared_on=prepared_on and date.fromisoformat(prepared_on),
        invited=[{kind: int(pk), "part": part, "is_support": support} for kind, pk, part, support in invited],
    )  # fmt: skip
    return _("Undone: the meeting is as it was.")


def cancelled(*, by, meeting, occurrence):
    actions.undo_cancel(meeting=_meeting(meeting, by), occurrence_id=occurrence, by=by)
    return _("Undone: the meeting is planned again and those invited are told.")


def handed_over(*, by, meeting, lead):
    if lead:
        to = StaffMember.objects.visible_to(by).get(pk=lead)
        actions.hand_over_meeting(meeting=_meeting(meeting, by), to=to, by=by)
    return _("Undone: the meeting is as it was.")


def held(*, by, meeting):
    """Planned again; what was typed comes back as a draft of the form."""
    found = _meeting(meeting, by)
    if typed := actions.undo_held(meeting=found, by=by):
        address = reverse("meeting_hold", args=[found.uuid])
        give_back(by=by, form="meeting_hold", subject=found.uuid, path=address, fields=typed)
    return _("Undone: the meeting is planned again. What you wrote is in the form.")


def measure_made(*, by, decision):
    rows = Decision.objects.visible_to(by).select_related("meeting__pathway__programme_version")
    actions.undo_measure(decision=rows.get(pk=decision), by=by)
    return _("Undone: it is an agreement again.")


# ---- a child's network ----


def _member(pk, by):
    return NetworkMember.objects.visible_to(by).get(pk=pk)


def network_added(*, by, member):
    actions.remove_network_member(member=_member(member, by), by=by)
    return _("Undone: the person is not in the network.")


def network_ended(*, by, member, until):
    actions.undo_end_network_member(member=_member(member, by), until=until and date.fromisoformat(until), by=by)
    return _("Undone: the person is in the network.")


def network_changed(*, by, member, before):
    ground = LegalBasis.objects.visible_to(by).get(pk=before.pop("legal_basis"))
    until = before.pop("until")
    until = date.fromisoformat(until) if until and until != "None" else None
    actions.change_network_member(member=_member(member, by), by=by, legal_basis=ground, until=until, **before)
    return _("Undone: it is as it was.")
