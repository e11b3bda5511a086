"""What lies before a pathway was entered here: asked once as one list, and never due (item 9 of the daily work)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.tasks import nudge
from followup.actions.pathways import locked_pathway
from followup.actions.planning import replan
from followup.models import Occurrence
from followup.permissions import can_hold_meeting

State = Occurrence.State


@transaction.atomic
def answer_before(*, pathway, answers, by):
    """Say what became of each: held on a day, not held because, or before Samspil, which is what the unnamed ones are.

    answers: {occurrence id: {"state": held | not_held | before, "held_on", "reason", "words"}}. The next one is counted from the
    last that was held. Answered already: nothing happens. Gives the rows answered now.
    """
    pathway = locked_pathway(pathway, by, can_hold_meeting)
    rows = list(Occurrence.objects.visible_to(by).unanswered().filter(pathway=pathway).order_by("cadence", "number"))
    now = timezone.now()
    for row in rows:
        row.pathway, row.answered_at = pathway, now
        _answer(row, answers.get(row.pk, {}), by, now)
    Occurrence.objects.bulk_update(rows, FIELDS)
    _replan(pathway, rows, by)
    return rows


FIELDS = ("state", "held_on", "not_held_reason", "not_held_words", "settled_by", "settled_at", "answered_at")


def _answer(row, answer, by, now):
    row.state = answer.get("state", State.BEFORE)
    if row.state == State.BEFORE:
        return
    row.settled_by_id, row.settled_at = by.staff_id, now
    if row.state == State.HELD:
        row.held_on = answer["held_on"]
        if not row.pathway.starts_on <= row.held_on <= timezone.localdate():
            raise ValidationError({f"held_on_{row.pk}": _("Choose a day between the start and today.")})
        return
    row.not_held_reason, row.not_held_words = answer.get("reason", ""), answer.get("words", "")
    if row.not_held_reason not in {each.key for each in row.pathway.content.not_held_reasons}:
        raise ValidationError({f"reason_{row.pk}": _("Choose a reason.")})


@transaction.atomic
def undo_before(*, pathway, by):
    """Ask again: the answers given last are taken back, and the next one is counted as before. Gives how many."""
    pathway = locked_pathway(pathway, by, can_hold_meeting)
    answered = Occurrence.objects.visible_to(by).filter(pathway=pathway).exclude(answered_at=None)
    last = answered.aggregate(at=Max("answered_at"))["at"]
    rows = list(answered.filter(answered_at=last).order_by("cadence", "number"))
    for row in rows:
        row.pathway, row.state, row.held_on, row.not_held_reason, row.not_held_words = (
            pathway,
            State.BEFORE,
            None,
            "",
            "",
        )
        row.settled_by = row.settled_at = row.answered_at = None
    Occurrence.objects.bulk_update(rows, FIELDS)
    _replan(pathway, rows, by)
    return len(rows)


def _replan(pathway, rows, by):
    if rows:
        replan(pathway=pathway, rows=rows)
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
