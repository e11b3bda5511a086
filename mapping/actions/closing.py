"""The closing mapping and the decision that rests on it (A55): a round completed settles what was due."""

from django.db import transaction

from followup import actions as due
from followup.actions.closing import decide_closing
from followup.cadences import cadence_of
from followup.models import Occurrence, PathwayClosing
from followup.phases import GO_ON, asks_closing_mapping, outcome
from mapping.models import NeedsMapping

Kind, State = NeedsMapping.Kind, NeedsMapping.State
MAPPING, ANALYSIS = "mapping", "task"  # what settles a cadence: a round, and the writing of what it shows


def settle_due(mapping, form, held_on, by):
    """Settle what asked for this round, or for its analysis: of a closing round what is counted back from the end. Gives their pks."""
    settled = []
    for row in Occurrence.objects.visible_to(by).open().filter(pathway=mapping.pathway_id, subject=None).order_by("pk"):
        row.pathway = mapping.pathway
        cadence = cadence_of(row)
        if cadence.form == form and cadence.before == (mapping.kind == Kind.CLOSING):
            due.settle_occurrence(occurrence=row, held_on=held_on, by=by)
            settled.append(row.pk)
    return settled


def closing_state(pathway):
    """Whether the decision rests on a closing mapping: completed, left_out, or not_asked on this track and in this phase."""
    if not asks_closing_mapping(pathway):
        return PathwayClosing.Mapping.NOT_ASKED
    done = NeedsMapping.objects.filter(pathway=pathway, kind=Kind.CLOSING).exclude(state=State.OPEN).exists()
    return PathwayClosing.Mapping.COMPLETED if done else PathwayClosing.Mapping.LEFT_OUT


@transaction.atomic
def decide_with_mapping(*, pathway, by, decision, **decided):
    """`decide_closing` with the state of the closing mapping. A pathway that goes on needs a new one later: this one was on the way."""
    closing = decide_closing(pathway=pathway, decision=decision, mapping=closing_state(pathway), by=by, **decided)
    if outcome(pathway.content, pathway.content.closing_decision(decision)) == GO_ON:
        NeedsMapping.objects.filter(pathway=pathway, kind=Kind.CLOSING).update(kind=Kind.FOLLOW_UP)
    return closing
