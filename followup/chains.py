"""One cadence and one whom it is about: what comes next, or why nothing does. Rules only; nothing is read or written here."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cases.models import Pathway
from followup.cadences import Due, due_after, due_between, in_phase, on_calendar
from programmes.periods import Unit

RUNNING = (Pathway.State.ACTIVE, Pathway.State.CLOSING)
NOT_BEGUN = (Pathway.State.DRAFT, Pathway.State.PROPOSED, Pathway.State.ACCEPTED)
SETTLED = ("held", "not_held", "before")
CLOSING, ANSWERED = "closing", "answered"
AHEAD = ("planned_end", "last_teaching_day")  # known beforehand, and may still move
KNOWN_DAYS = (*AHEAD, "closing")  # counted from that very day, whatever happened meanwhile
AGAIN = ("closing", "decision")  # each time anew: what was answered after an earlier one does not count for the next


class Gap(StrEnum):
    """Why a cadence has nothing open. Each one is a sentence in `queries/rhythms.py`."""

    NOT_BEGUN = "not_begun"
    PAUSED = "paused"
    ENDED = "ended"
    AFTER_CLOSING = "after_closing"
    NOT_IN_PHASE = "not_in_phase"
    NOT_PLANNED_HERE = "not_planned_here"
    BY_CASE = "by_case"
    NO_SUBJECT = "no_subject"
    LEFT = "left"
    FINISHED = "finished"
    NO_SESSION = "no_session"
    NO_ANCHOR = "no_anchor"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules ask of a pathway besides its row: the day each phase was entered last, that of the closing decision,
    and the day on which it was opened again after it had ended."""

    entered: dict = field(default_factory=dict)
    decided_on: date | None = None
    resumed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Either a due day with the day it is counted from, or the reason why there is none."""

    due: Due | None = None
    counted_from: date | None = None
    gap: Gap | None = None


def step_of(pathway, cadence, subject, rows, ground, calendar, today):
    """What comes next for `subject`; `rows` are all its occurrences of the cadence in order, none of them open."""
    gap = gap_of(pathway, cadence) or (Gap.LEFT if subject.gone else None)
    if gap is None and cadence.first_from == CLOSING and subject.uuid and subject.until is None:
        gap = Gap.AFTER_CLOSING  # the pathway may have ended, and this child's own part not: it was referred on
    if gap:
        return Step(gap=gap)
    if not on_calendar(cadence):
        return _between_sessions(subject, rows, calendar)
    anchor = anchor_of(pathway, cadence, subject, ground)
    if anchor is None:
        return Step(gap=Gap.NO_ANCHOR)
    settled = [row for row in rows if row.state in SETTLED and _counts(cadence, row, anchor, calendar)]
    if cadence.times and len(settled) >= cadence.times:
        return Step(gap=Gap.FINISHED)
    return _counted(cadence, anchor, settled, ground, calendar, today)


def gap_of(pathway, cadence):
    """Why nothing of the cadence is planned for anybody in the pathway, or None."""
    if cadence.on == "agreement":
        return Gap.NOT_PLANNED_HERE
    if pathway.state in NOT_BEGUN:
        return Gap.NOT_BEGUN
    if not pathway.is_open:
        return None if pathway.state == Pathway.State.CLOSED and cadence.ends == ANSWERED else Gap.ENDED
    if pathway.state not in RUNNING:
        return Gap.PAUSED
    if cadence.first_from == CLOSING and cadence.on != "child":
        return Gap.AFTER_CLOSING
    if not in_phase(cadence, pathway.phase):
        return Gap.NOT_IN_PHASE
    return Gap.BY_CASE if cadence.unit == Unit.BY_CASE else None


def has_stopped(pathway, cadence):
    """Nothing more of it is asked, and what is open is cancelled: the same rule as `sweeps.STOPPED` has for all at once."""
    if not pathway.is_open:
        return cadence.ends != ANSWERED
    return not in_phase(cadence, pathway.phase) and (cadence.ends == "phase_ended" or bool(pathway.ending))


def _between_sessions(subject, rows, calendar):
    if subject.counted_from is None or subject.due_by is None:
        return Step(gap=Gap.NO_SESSION)
    if any(row.state in SETTLED and row.counted_from == subject.counted_from for row in rows):
        return Step(gap=Gap.FINISHED)
    return Step(due_between(subject.counted_from, subject.due_by, calendar), subject.counted_from)


def anchor_of(pathway, cadence, subject, ground):
    """The day the first one is counted from, or None as long as it is not known."""
    found = {
        "planned_end": pathway.planned_end_on,
        "last_teaching_day": pathway.planned_end_on,  # a round and a series end on their last day of teaching
        "decision": ground.decided_on,
        "closing": subject.until or pathway.ended_on,
        "signed": None,
    }
    if cadence.first_from in found:
        return found[cadence.first_from]
    begun = pathway.starts_on
    if cadence.first_from == "phase_start":
        begun = max((ground.entered[key] for key in cadence.phases if key in ground.entered), default=begun)
    return max((day for day in (begun, subject.since) if day), default=None) if begun else None


def _counts(cadence, row, anchor, calendar):
    """It is of this run: not from before an earlier end or decision. An end that moved on asks anew, unless what was held
    lies within the window before the new day. Held before its window, it still answers the day it was asked for."""
    if cadence.first_from in AHEAD:
        due = due_after(cadence, anchor, calendar)
        return row.computed_on >= due.computed_on or (row.held_on or row.due_on) >= due.window_opens_on
    return cadence.first_from not in AGAIN or (row.counted_from or row.computed_on) >= anchor


def _counted(cadence, anchor, settled, ground, calendar, today):
    """The step after the last one that is known of; while all lie before Samspil, the first such day from today on.

    Nobody could hold anything while the pathway was closed: after that it is counted from the day it was opened again.
    """
    known = [row for row in settled if row.state != "before"]
    last = (known or settled or [None])[-1]
    anchor = _after(cadence, last) if last else anchor
    if ground.resumed_on and cadence.first_from not in KNOWN_DAYS:
        anchor = max(anchor, ground.resumed_on)
    due = due_after(cadence, anchor, calendar)
    if settled and (settled[-1].state == "before" or settled[-1].answered_at):
        while due.due_on < today:
            anchor = due.due_on
            due = due_after(cadence, anchor, calendar)
    return Step(due, anchor)


def _after(cadence, last):
    """From the day it was held, late or early; from the day it should have been, when it was not held.

    A rhythm that is not counted from the last one keeps its own grid.
    """
    return last.held_on or last.due_on if cadence.then_from == "last_held" else last.computed_on
