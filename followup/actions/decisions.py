"""What was agreed at a meeting becomes a measure of the plan, when it is one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.plans import add_measure, remove_measure, start_version, write_annex
from cases.models import ChildAnnex, Measure
from cases.permissions import can_write_annex, can_write_plan
from cases.queries.plans import SIDES
from followup.actions.pathways import locked_pathway
from followup.models import Decision, Task
from followup.permissions import can_hold_meeting


def arenas_for(decision, pathway, person):
    """Where the person may write it as a measure: the class part by its writer, a child's annex on her own side."""
    every = [each for each in pathway.content.plan.arenas if each.key in SIDES]
    if decision.pathway_child_id is None:
        return every if can_write_plan(person, pathway) else []
    row = decision.pathway_child
    return [each for each in every if can_write_annex(person, row, SIDES[each.key])]


@transaction.atomic
def make_measure(*, decision, title, core_element, arena, by):
    """The agreement stands in the plan from now on: in the version being written, or in the child's annex. Its task is settled by that.

    Made before: gives that measure. ValidationError as `cases.actions.plans.add_measure`.
    """
    decision = _locked(decision, by)
    pathway, today = decision.meeting.pathway, timezone.localdate()
    if decision.measure:
        return Measure.objects.visible_to(by).filter(uuid=decision.measure).first()
    if arena not in {each.key for each in arenas_for(decision, pathway, by)}:
        raise PermissionDenied
    stands = (
        {"plan": start_version(pathway=pathway, by=by)}
        if decision.pathway_child_id is None
        else _annex(decision, arena, by)
    )
    measure = add_measure(
        **stands, title=title, arena=arena, core_element=core_element, owner=decision.owner, starts_on=today, by=by
    )
    decision.measure = measure.uuid
    decision.save(update_fields=["measure"])
    Task.objects.filter(decision=decision).open().update(
        settled_on=today, settled_by_id=by.staff_id, left_out_because=_became_measure()
    )
    return measure


def _became_measure():
    return _("It stands in the plan as a measure.")


def _annex(decision, arena, by):
    sector, row = SIDES[arena], decision.pathway_child
    found = ChildAnnex.objects.visible_to(by).filter(pathway_child=row, sector=sector).first()
    return {"annex": found or write_annex(pathway_child=row, sector=sector, strengths="", by=by)}


@transaction.atomic
def undo_measure(*, decision, by):
    """The measure goes, and the agreement is a task again. Not a measure any more: nothing happens."""
    decision = _locked(decision, by)
    measure = Measure.objects.visible_to(by).filter(uuid=decision.measure).first() if decision.measure else None
    if measure and measure.annex_id:
        measure.delete()  # it was made a moment ago and nothing has been tried of it
    elif measure:
        remove_measure(measure=measure, by=by)
    decision.measure = None
    decision.save(update_fields=["measure"])
    settled = Task.objects.filter(decision=decision, left_out_because=_became_measure())
    settled.update(settled_on=None, settled_by=None, left_out_because="")
    return decision


def _locked(decision, by):
    pathway = locked_pathway(decision.meeting.pathway, by, can_hold_meeting)
    rows = Decision.objects.visible_to(by).select_for_update(of=("self",))
    decision = rows.select_related("meeting", "owner").get(pk=decision.pk)
    decision.meeting.pathway = pathway
    return decision
