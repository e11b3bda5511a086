"""Start and close a pathway."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway, PathwayChild, PathwayTransition
from core.tasks import nudge
from followup.actions.planning import cancel_stopped, plan_missing
from followup.permissions import can_close_pathway, can_start_pathway
from followup.phases import closing_decisions, running_phase, steps_between

State = Pathway.State


@transaction.atomic
def start_pathway(*, pathway, starts_on, planned_end_on=None, by):
    """Accepted → running, and the first occurrence of each cadence planned. Started already: nothing happens.

    A length below the programme's limit warns on the page and is saved all the same (A27).
    """
    pathway = locked_pathway(pathway, by, can_start_pathway)
    if pathway.state == State.ACTIVE:
        return pathway
    if State.ACTIVE not in Pathway.MOVES[pathway.state]:
        raise ValidationError(_("Only a pathway that was accepted can be started."))
    if planned_end_on and planned_end_on <= starts_on:
        raise ValidationError({"planned_end_on": _("The end must be after the start.")})
    running = running_phase(pathway.content, pathway.track)
    steps = steps_between(pathway.content, pathway.phase, running.key) if running else ()
    if steps is None:
        raise ValidationError(_("The pathway cannot be started from the phase it is in."))
    pathway.starts_on, pathway.planned_end_on = starts_on, planned_end_on
    enter_phases(pathway, steps, by)
    enter_state(pathway, State.ACTIVE, by)
    pathway.save()
    plan_missing(pathway=pathway, entered=True)
    return pathway


@transaction.atomic
def close_pathway(*, pathway, decision, reason, ended_on, by):
    """Take a closing decision of the version (A55): end the pathway, or go on in maintenance.

    Open occurrences that no longer run are cancelled, never left to become overdue; what is asked after the end is planned.
    Ended already: nothing happens.
    """
    pathway = locked_pathway(pathway, by, can_close_pathway)
    if not pathway.is_open or pathway.ending == decision:
        return pathway
    steps = {found.key: steps for found, steps in closing_decisions(pathway)}.get(decision)
    if not steps:
        raise ValidationError({"decision": _("This decision cannot be taken from the phase the pathway is in.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Write why, so that others can understand it later.")})
    if ended_on > timezone.localdate() or pathway.starts_on and ended_on < pathway.starts_on:
        raise ValidationError({"ended_on": _("Choose a day between the start and today.")})
    pathway.ending, pathway.ending_reason = decision, reason
    enter_phases(pathway, steps, by, reason)
    if steps[-1].is_last:
        _end(pathway, ended_on, by, reason)
    pathway.save()
    cancel_stopped(pathway=pathway, by=by)
    plan_missing(pathway=pathway)
    return pathway


def _end(pathway, ended_on, by, reason):
    if State.CLOSED not in Pathway.MOVES[pathway.state]:
        raise ValidationError(_("The pathway cannot be closed from the state it is in."))
    pathway.ended_on = ended_on
    enter_state(pathway, State.CLOSED, by, reason)
    PathwayChild.objects.filter(pathway=pathway, ends_on=None).update(ends_on=ended_on, ending_reason=reason[:200])


def locked_pathway(pathway, by, may):
    """The row anew and locked, for whoever may; PermissionDenied for others."""
    if not may(by, pathway):
        raise PermissionDenied
    rows = Pathway.objects.visible_to(by).select_related("programme_version")
    return rows.select_for_update(of=("self",)).get(pk=pathway.pk)


def enter_phases(pathway, steps, by, reason=""):
    for phase in steps:
        record_transition(pathway, "phase", pathway.phase, phase.key, by, reason)
        pathway.phase = phase.key


def enter_state(pathway, state, by, reason=""):
    record_transition(pathway, "state", pathway.state, state, by, reason)
    pathway.state = state
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)


def record_transition(pathway, kind, before, after, by, reason):
    PathwayTransition.objects.create(
        municipality_id=pathway.municipality_id,
        pathway=pathway,
        kind=kind,
        before=before,
        after=after,
        reason=reason,
        by_id=by.staff_id,
    )
