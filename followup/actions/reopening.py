"""Open a closed pathway again: what was cancelled with it comes back, or is counted anew. The history stays."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway, PathwayChild
from followup.actions.occurrences import keep_change
from followup.actions.pathways import enter_phases, enter_state, locked_pathway, record_transition
from followup.actions.planning import cancel_stopped, plan_missing
from followup.cadences import cadence_of
from followup.chains import has_stopped
from followup.models import Occurrence, OccurrenceChange, PathwayClosing
from followup.permissions import can_close_pathway, can_undo

State = Pathway.State
TOGETHER = timedelta(seconds=10)  # transitions of one act stand this close


@transaction.atomic
def reopen_pathway(*, pathway, reason, by):
    """Closed -> running again, in the phase it was closed from, with the children that ended with it. Open: nothing happens.

    What was cancelled with it is open again when its day is still to come; else it is counted anew from today.
    """
    pathway = locked_pathway(pathway, by, can_close_pathway)
    if pathway.is_open:
        return pathway
    left = pathway.transitions.filter(kind="state", after=State.CLOSED).last()
    if pathway.state != State.CLOSED or left is None:
        raise ValidationError(_("Only a pathway that was closed can be opened again."))
    if not reason.strip():
        raise ValidationError({"reason": _("Write why, so that others can understand it later.")})
    children_again(pathway)
    _enter_phase_before(pathway, left.at, by, reason)
    enter_state(pathway, left.before if left.before in (State.ACTIVE, State.CLOSING) else State.ACTIVE, by, reason)
    pathway.ended_on, pathway.ending, pathway.ending_reason = None, "", ""
    _save(pathway)
    cancel_stopped(pathway=pathway, by=by)
    open_again(pathway=pathway, since=left.at - TOGETHER, by=by, reason=reason, due_from=timezone.localdate())
    plan_missing(pathway=pathway)
    return pathway


def _enter_phase_before(pathway, at, by, reason):
    """The phase before those that were entered together with the closing."""
    around = (at - TOGETHER, at + TOGETHER)
    first = pathway.transitions.filter(kind="phase", at__range=around, reason=pathway.ending_reason).first()
    if first and first.before and first.before != pathway.phase:
        record_transition(pathway, "phase", pathway.phase, first.before, by, reason)
        pathway.phase = first.before


def _save(pathway):
    try:
        with transaction.atomic():
            pathway.save()
    except IntegrityError as error:
        raise ValidationError(_("Another pathway has begun for the class since. Close that one first.")) from error


def children_again(pathway):
    """The children whose part ended with the pathway take part again."""
    PathwayChild.objects.filter(
        pathway=pathway, ends_on=pathway.ended_on, ending_reason=pathway.ending_reason[:200]
    ).update(ends_on=None, ending_reason="")


def open_again(*, pathway, since, by, reason, due_from=None):
    """Open what was cancelled since then, where it runs again and nothing newer stands; gives how many.

    due_from: only what is due from that day on, or was agreed upon; the rest is left to be counted anew.
    """
    newest = {}
    for row in pathway.occurrences.order_by("number"):
        row.pathway = pathway
        newest[row.cadence, row.subject] = row
    found = [row for row in newest.values() if _comes_back(row, since, due_from)]
    for row in found:
        keep_change(row, OccurrenceChange.Kind.REOPENED, by, reason, state_before=row.state)
        row.state, row.cancelled_because, row.settled_by, row.settled_at = Occurrence.State.OPEN, "", None, None
        row.save()
    return len(found)


def _comes_back(row, since, due_from):
    stopped = row.state == Occurrence.State.CANCELLED and row.cancelled_because in BECAUSE and row.settled_at >= since
    if not stopped or row.per_session or has_stopped(row.pathway, cadence_of(row)):
        return False
    return due_from is None or row.due_on >= due_from


BECAUSE = (Occurrence.Because.PATHWAY_ENDED, Occurrence.Because.PHASE_LEFT, Occurrence.Because.DECIDED)


@transaction.atomic
def undo_reopen(*, pathway, by, ended_on=None, ending="", ending_reason=""):
    """Closed as it was, by whoever opened it, the same day, while nothing has been held since. Closed: nothing happens.

    ended_on, ending, ending_reason: what stood before; else the last closing decision says it.
    """
    pathway = locked_pathway(pathway, by, can_close_pathway)
    if not pathway.is_open:
        return pathway
    opened = pathway.transitions.filter(kind="state", before=State.CLOSED).last()
    if opened is None or not can_undo(by, opened.by_id, opened.at):
        raise PermissionDenied
    if pathway.occurrences.filter(state__in=("held", "not_held"), settled_at__gt=opened.at).exists():
        raise ValidationError(_("A follow-up is settled already."))
    closing = PathwayClosing.objects.filter(pathway=pathway).first()
    if closing and not ended_on:
        ended_on, ending, ending_reason = closing.from_on, closing.decision, closing.reason
    if not ended_on:
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    _close_again(pathway, opened, ended_on, ending, ending_reason, by)
    cancel_stopped(pathway=pathway, by=by)
    _ask_again(pathway, opened, by)
    plan_missing(pathway=pathway)
    return pathway


def _close_again(pathway, opened, ended_on, ending, ending_reason, by):
    around = (opened.at - TOGETHER, opened.at + TOGETHER)
    entered = pathway.transitions.filter(kind="phase", at__range=around, reason=opened.reason).first()
    pathway.ended_on, pathway.ending, pathway.ending_reason = ended_on, ending, ending_reason
    if entered:
        enter_phases(pathway, [pathway.content.phase(entered.before)], by, _("Undone"))
    enter_state(pathway, State.CLOSED, by, _("Undone"))
    pathway.save()
    PathwayChild.objects.filter(pathway=pathway, ends_on=None).update(
        ends_on=ended_on, ending_reason=ending_reason[:200]
    )


def _ask_again(pathway, opened, by):
    """What is asked after the end, and was cancelled by the reopening, is asked as before."""
    rows = pathway.occurrences.filter(
        state="cancelled", cancelled_because=Occurrence.Because.REOPENED, settled_at__gte=opened.at - TOGETHER
    )
    for row in rows:
        keep_change(row, OccurrenceChange.Kind.REOPENED, by, _("Undone"), state_before=row.state)
        row.state, row.cancelled_because, row.settled_by, row.settled_at = Occurrence.State.OPEN, "", None, None
        row.save()
