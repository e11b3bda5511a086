"""Half a year and a year after: is the child still in the ordinary class? One tap a child, by the school (A67)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway
from core.tasks import nudge
from followup.cadences import cadence_of
from followup.models import ChildFollowUp, Occurrence, PlacementAnswer
from followup.permissions import can_answer_placement

State = Occurrence.State
FORM = "placement"


@transaction.atomic
def answer_placements(*, pathway, answers, by):
    """Keep where each child is now, and settle its question. answers: {occurrence's pk: placement}.

    An answer given before is corrected. Gives [(occurrence's pk, what stood before or "")] of those that changed.
    """
    pathway = _locked(pathway, by)
    rows = _asked(pathway, by, answers)
    known = {each.occurrence_id: each for each in PlacementAnswer.objects.filter(occurrence__in=rows)}
    changed = []
    for row in rows:
        said, before = answers[row.pk], known.get(row.pk)
        if said not in ChildFollowUp.Placement.values:
            raise ValidationError({f"placement_{row.pk}": _("Choose one of the answers.")})
        if before and before.placement == said:
            continue
        changed.append((row.pk, before.placement if before else ""))
        _keep(row, before, said, by)
    if changed:
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return changed


def _keep(row, before, said, by):
    today = timezone.localdate()
    if before:
        before.placement, before.answered_on, before.answered_by_id = said, today, by.staff_id
        before.save()
        return
    PlacementAnswer.objects.create(
        municipality_id=by.municipality_id, pathway_id=row.pathway_id, pathway_child_id=row.pathway_child_id,
        child_id=row.pathway_child.child_id, occurrence=row, months=cadence_of(row).count, placement=said, answered_on=today,
        answered_by_id=by.staff_id,
    )  # fmt: skip
    row.state, row.held_on, row.settled_by_id, row.settled_at = State.HELD, today, by.staff_id, timezone.now()
    row.save()


@transaction.atomic
def undo_placements(*, pathway, changed, by):
    """The answers of one save go back to what stood before: none, or the earlier one. By whoever gave them, the same day."""
    pathway = _locked(pathway, by)
    before = dict(changed)
    rows = {row.pk: row for row in _asked(pathway, by, before)}
    today = timezone.localdate()
    found = PlacementAnswer.objects.visible_to(by).filter(
        occurrence__in=rows, answered_by_id=by.staff_id, answered_on=today
    )
    for each in found:
        if before[each.occurrence_id]:
            each.placement = before[each.occurrence_id]
            each.save(update_fields=["placement"])
            continue
        row = rows[each.occurrence_id]
        each.delete()
        row.state, row.held_on, row.settled_by, row.settled_at = State.OPEN, None, None, None
        row.save()
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)


def _locked(pathway, by):
    if not can_answer_placement(by, pathway):
        raise PermissionDenied
    return (
        Pathway.objects.visible_to(by)
        .select_related("programme_version")
        .select_for_update(of=("self",))
        .get(pk=pathway.pk)
    )


def _asked(pathway, by, wanted):
    """The pathway's questions among those wanted, open or answered; they hang on a child each."""
    rows = (
        Occurrence.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("pathway_child")
        .filter(pathway=pathway, pk__in=wanted, pathway_child__isnull=False, state__in=(State.OPEN, State.HELD))
        .order_by("pk")
    )
    found = []
    for row in rows:
        row.pathway = pathway
        if cadence_of(row).form == FORM:
            found.append(row)
    return found
