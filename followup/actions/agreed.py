"""Dates that the law or the case sets, and no rhythm counts: written when they are agreed (L05)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.actions.occurrences import locked_occurrence
from followup.actions.pathways import locked_pathway
from followup.actions.planning import plan_agreed
from followup.batches import Batch
from followup.chains import Gap, gap_of
from followup.models import Occurrence
from followup.permissions import can_hold_meeting


@transaction.atomic
def agree_date(*, pathway, cadence, subject, due_on, by):
    """A date for `subject` of a cadence by case. The same date said twice is one; another is moved where it stands, with a reason."""
    pathway = locked_pathway(pathway, by, can_hold_meeting)
    if gap_of(pathway, cadence) != Gap.BY_CASE:
        raise ValidationError(_("No date can be agreed here now."))
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Choose today or a later day.")})
    live = Batch([pathway], timezone.localdate()).subjects.live(pathway, cadence)
    found = next((each for each in live if each.uuid == subject.uuid), None)
    if found is None:
        raise ValidationError(_("No longer takes part."))
    made = plan_agreed(pathway=pathway, cadence=cadence, subject=found, due_on=due_on)
    if made.due_on != due_on:
        raise ValidationError({"due_on": _("A date is agreed already. Move it where it stands.")})
    return made


@transaction.atomic
def take_back_date(*, occurrence, by):
    """Undo of it: the date stands there cancelled, as something that was never agreed."""
    occurrence = locked_occurrence(occurrence, by)
    if occurrence.state == Occurrence.State.OPEN:
        occurrence.state, occurrence.cancelled_because = Occurrence.State.CANCELLED, Occurrence.Because.UNDONE
        occurrence.settled_by_id, occurrence.settled_at = by.staff_id, timezone.now()
        occurrence.save()
