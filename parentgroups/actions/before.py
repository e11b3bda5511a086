"""Sessions that lie before the group was entered here: asked once as one list, and never due."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.tasks import nudge
from followup.actions.planning import follow_series
from parentgroups.actions.ground import TRACK, advance, locked_group, must
from parentgroups.models import Attendance, GroupSession
from parentgroups.permissions import can_lead_group

State = GroupSession.State
FIELDS = ("state", "on_day", "cancelled_because", "answered_at", "row_version")


@transaction.atomic
def answer_sessions_before(*, group, answers, by):
    """Say what became of each: held on a day, not held because, or before Samspil, which is what the unnamed ones are.

    answers: {session id: {"state": held | not_held | before, "held_on", "reason"}}. A held one has no register until somebody
    makes it. Answered already: nothing happens. Gives the sessions answered now.
    """
    must(can_lead_group(by, group))
    group = locked_group(group, by)
    rows = list(GroupSession.objects.visible_to(by).unanswered().filter(group=group).select_for_update())
    now = timezone.now()
    for row in rows:
        row.answered_at = now
        row.row_version += 1
        _answer(row, answers.get(row.pk, {}), group)
    GroupSession.objects.bulk_update(rows, FIELDS)
    if any(row.state == State.HELD for row in rows):
        _has_met(group, by)
    if rows:
        follow_series(pathway=group.pathway)
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return rows


def _answer(row, answer, group):
    said = answer.get("state", State.BEFORE)
    if said == State.HELD:
        row.state, row.on_day = State.HELD, answer["held_on"]
        if row.on_day > timezone.localdate():
            raise ValidationError({f"held_on_{row.pk}": _("Choose today or an earlier day.")})
    elif said == "not_held":
        row.state, row.cancelled_because = State.CANCELLED, answer.get("reason", "").strip()[:200]
        if not row.cancelled_because:
            raise ValidationError({f"reason_{row.pk}": _("Write why it was not held.")})


def _has_met(group, by):
    phases = [phase for phase in group.pathway.content.phases_of(TRACK) if phase.group == "course"]
    for phase in phases[:1]:
        advance(group.pathway, phase, by)


@transaction.atomic
def undo_sessions_before(*, group, by):
    """Ask again: the answers given last are taken back, but for sessions that have a register by now. Gives how many."""
    must(can_lead_group(by, group))
    group = locked_group(group, by)
    answered = GroupSession.objects.visible_to(by).filter(group=group).exclude(answered_at=None)
    last = answered.aggregate(at=Max("answered_at"))["at"]
    registered = Attendance.objects.visible_to(by).filter(session__group=group).values("session")
    rows = list(answered.filter(answered_at=last).exclude(pk__in=registered).select_for_update())
    for row in rows:
        row.state, row.cancelled_because, row.answered_at = State.BEFORE, "", None
        row.row_version += 1
    GroupSession.objects.bulk_update(rows, FIELDS)
    if rows:
        follow_series(pathway=group.pathway)
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return len(rows)
