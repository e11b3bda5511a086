"""Start and close a pathway; plan, hold, move and cancel what its cadences ask for."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Goal, Pathway, PathwayChild, PathwayTransition
from core.tasks import nudge
from followup.cadences import PHASE_START, START, cadence_of, cadences_now, due_after_in, responsible_for, window_of
from followup.calendar import default_breaks
from followup.models import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant, Occurrence, SchoolBreak
from followup.permissions import can_close_pathway, can_hold_meeting, can_start_pathway
from followup.phases import closing_decisions, running_phase, steps_between

State = Pathway.State


# ---- the pathway ----


@transaction.atomic
def start_pathway(*, pathway, starts_on, planned_end_on=None, by):
    """Accepted → running, and the first occurrence of each cadence planned. Started already: nothing happens.

    A length below the programme's limit warns on the page and is saved all the same (A27).
    """
    pathway = _locked(pathway, by, can_start_pathway)
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
    _enter_phases(pathway, steps, by)
    _enter_state(pathway, State.ACTIVE, by)
    pathway.save()
    plan_missing(pathway=pathway)
    return pathway


@transaction.atomic
def close_pathway(*, pathway, decision, reason, ended_on, by):
    """Take a closing decision of the version (A55): end the pathway, or go on in maintenance.

    Open occurrences that no longer run are cancelled, never left to become overdue. Ended already: nothing happens.
    """
    pathway = _locked(pathway, by, can_close_pathway)
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
    _enter_phases(pathway, steps, by, reason)
    if steps[-1].is_last:
        _end(pathway, ended_on, by, reason)
    pathway.save()
    cancel_stopped(pathway=pathway, by=by)
    if pathway.is_open:
        plan_missing(pathway=pathway)
    return pathway


def _end(pathway, ended_on, by, reason):
    if State.CLOSED not in Pathway.MOVES[pathway.state]:
        raise ValidationError(_("The pathway cannot be closed from the state it is in."))
    pathway.ended_on = ended_on
    _enter_state(pathway, State.CLOSED, by, reason)
    PathwayChild.objects.filter(pathway=pathway, ends_on=None).update(ends_on=ended_on, ending_reason=reason[:200])


def _locked(pathway, by, may):
    if not may(by, pathway):
        raise PermissionDenied
    rows = Pathway.objects.visible_to(by).select_related("programme_version")
    return rows.select_for_update(of=("self",)).get(pk=pathway.pk)


def _enter_phases(pathway, steps, by, reason=""):
    for phase in steps:
        _record(pathway, "phase", pathway.phase, phase.key, by, reason)
        pathway.phase = phase.key


def _enter_state(pathway, state, by, reason=""):
    _record(pathway, "state", pathway.state, state, by, reason)
    pathway.state = state
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)


def _record(pathway, kind, before, after, by, reason):
    PathwayTransition.objects.create(
        municipality_id=pathway.municipality_id,
        pathway=pathway,
        kind=kind,
        before=before,
        after=after,
        reason=reason,
        by_id=by.staff_id,
    )


# ---- planning ----


def plan_missing(*, pathway):
    """Plan the next occurrence of each cadence that runs and has none open; gives those it made.

    Counted from the start or the beginning of the phase, then from the day the last one was held (a late one counts
    for itself) or should have been held. The caller holds the pathway's row.
    """
    return [made for cadence in cadences_now(pathway) if (made := plan_next(pathway=pathway, cadence=cadence))]


def plan_next(*, pathway, cadence, agreed_on=None):
    """The next occurrence of one cadence, or None when one is open, its times are used up or it has no day to count from."""
    known = list(pathway.occurrences.filter(cadence=cadence.key).order_by("number"))
    settled = [each for each in known if each.state in ("held", "not_held")]
    if any(each.state == "open" for each in known) or cadence.times and len(settled) >= cadence.times:
        return None
    anchor = _anchor(pathway, cadence, settled[-1] if settled else None)
    if anchor is None:
        return None
    due = due_after_in(cadence, anchor, pathway.municipality_id)
    return Occurrence.objects.create(
        municipality_id=pathway.municipality_id,
        pathway=pathway,
        cadence=cadence.key,
        number=known[-1].number + 1 if known else 1,
        computed_on=due.computed_on,
        due_on=agreed_on or due.due_on,
        window_opens_on=window_of(cadence, agreed_on) if agreed_on else due.window_opens_on,
        moved_because=[] if agreed_on else due.moved_because,
        is_agreed=bool(agreed_on),
        responsible_id=responsible_for(pathway, cadence),
    )


def _anchor(pathway, cadence, last):
    if last:
        return last.held_on or last.due_on
    if cadence.first_from == START:
        return pathway.starts_on
    if cadence.first_from == PHASE_START:
        entered = pathway.transitions.filter(kind="phase", after__in=cadence.phases).aggregate(at=Max("at"))["at"]
        return timezone.localdate(entered) if entered else pathway.starts_on
    return None


def cancel_stopped(*, pathway, by):
    """Cancel open occurrences of a pathway that ended, and of cadences that end with a phase that was left; gives how many."""
    going_on = {cadence.key for cadence in cadences_now(pathway)}
    stopped = [
        each for each in pathway.occurrences.open() if not pathway.is_open or _ends_with_phase(pathway, each, going_on)
    ]
    return Occurrence.objects.filter(pk__in=[each.pk for each in stopped]).update(
        state=Occurrence.State.CANCELLED, settled_by=by.staff_id or None, settled_at=timezone.now()
    )


def _ends_with_phase(pathway, occurrence, going_on):
    """A cadence stops with its phase, or when maintenance has taken over after the closing decision."""
    if occurrence.cadence in going_on:
        return False
    return pathway.content.cadence(occurrence.cadence).ends == "phase_ended" or bool(pathway.ending)


# ---- an occurrence ----


@transaction.atomic
def hold_meeting(
    *, occurrence, held_on, by, participants=(), children=(), progress=(), summary="", decisions=(), needs_network_meeting=None, next_on=None
):  # fmt: skip
    """Minutes of a follow-up, late ones too; the next one is planned from the day it was held, or on the agreed day.

    participants: {"staff": id} or {"words": text}. children: {"pathway_child", "part", "not_heard_reason", "placement"}.
    progress: {"goal", "reach", "words"}. decisions: {"text", "owner", "due_on"}. Held already: gives that meeting (A25, A53-A56).
    """
    occurrence = _locked_occurrence(occurrence, by)
    if occurrence.state == Occurrence.State.HELD:
        return occurrence.meeting
    _must_be_open(occurrence)
    _check_days(occurrence.pathway, held_on, next_on)
    meeting = Meeting.objects.create(
        municipality_id=by.municipality_id,
        pathway=occurrence.pathway,
        occurrence=occurrence,
        kind=cadence_of(occurrence).meeting_kind or occurrence.cadence,
        held_on=held_on,
        summary=summary,
        needs_network_meeting=needs_network_meeting,
        next_on=next_on,
        recorded_by_id=by.staff_id,
    )
    _add_rows(meeting, by, participants, children, progress, decisions)
    _settle(occurrence, Occurrence.State.HELD, by, held_on=held_on)
    if _runs(occurrence):
        plan_next(pathway=occurrence.pathway, cadence=cadence_of(occurrence), agreed_on=next_on)
    return meeting


def _add_rows(meeting, by, participants, children, progress, decisions):
    row = {"municipality_id": by.municipality_id, "meeting": meeting}
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(
            **row, pathway_id=meeting.pathway_id, staff_member_id=each.get("staff"), words=each.get("words", "")
        )
        for each in participants
    )
    ChildFollowUp.objects.bulk_create(ChildFollowUp(**row, **each) for each in _children_reached(meeting, by, children))
    GoalProgress.objects.bulk_create(GoalProgress(**row, **each) for each in _goals_seen(meeting, by, progress))
    Decision.objects.bulk_create(
        Decision(**row, text=each["text"], owner_id=each.get("owner"), due_on=each.get("due_on")) for each in decisions
    )


def _children_reached(meeting, by, children):
    """The rows with their child; somebody who does not reach a child says nothing about it."""
    seen = PathwayChild.objects.seen_with_child(by).filter(pathway=meeting.pathway)
    child_of = dict(seen.values_list("pk", "child_id"))
    for each in children:
        if each["pathway_child"].pk not in child_of:
            raise PermissionDenied
        if each["part"] == ChildFollowUp.Part.NOT and not each.get("not_heard_reason", "").strip():
            raise ValidationError({f"reason_{each['pathway_child'].pk}": _("Write why the child was not heard.")})
        yield {**each, "child_id": child_of[each["pathway_child"].pk]}


def _goals_seen(meeting, by, progress):
    reached = []
    for each in progress:
        if not Goal.objects.visible_to(by).filter(pk=each["goal"].pk).exists():
            raise PermissionDenied
        if each["reach"] == GoalProgress.Reach.REACHED:
            reached.append(each["goal"].pk)
        yield each
    # a goal of the other side keeps its own date: the row policy leaves it untouched
    Goal.objects.filter(pk__in=reached, reached_on=None).update(reached_on=meeting.held_on)


@transaction.atomic
def mark_not_held(*, occurrence, reason, words="", by):
    """Not held, because: a reason of the version, and words. The next one is counted from the day it should have been."""
    occurrence = _locked_occurrence(occurrence, by)
    if occurrence.state == Occurrence.State.NOT_HELD:
        return occurrence
    _must_be_open(occurrence)
    if reason not in {each.key for each in occurrence.pathway.content.not_held_reasons}:
        raise ValidationError({"reason": _("Choose a reason.")})
    _settle(occurrence, Occurrence.State.NOT_HELD, by, not_held_reason=reason, not_held_words=words)
    if _runs(occurrence):
        plan_next(pathway=occurrence.pathway, cadence=cadence_of(occurrence))
    return occurrence


@transaction.atomic
def move_occurrence(*, occurrence, due_on, reason, by):
    """An agreed day wins over the computed one from now on; each day it was moved from is kept with its reason."""
    occurrence = _locked_occurrence(occurrence, by)
    _must_be_open(occurrence)
    if occurrence.due_on == due_on:
        return occurrence
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Choose today or a later day.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the day is moved.")})
    before = {"on": occurrence.due_on.isoformat(), "why": reason}
    occurrence.moved_because = [*occurrence.moved_because, before] if occurrence.is_agreed else [before]
    occurrence.due_on, occurrence.is_agreed = due_on, True
    occurrence.window_opens_on = window_of(cadence_of(occurrence), due_on)
    occurrence.save()
    return occurrence


def _locked_occurrence(occurrence, by):
    pathway = _locked(occurrence.pathway, by, can_hold_meeting)
    occurrence = Occurrence.objects.visible_to(by).select_for_update().get(pk=occurrence.pk)
    occurrence.pathway = pathway
    return occurrence


def _must_be_open(occurrence):
    if occurrence.state != Occurrence.State.OPEN:
        raise ValidationError(_("This follow-up is already settled."))


def _check_days(pathway, held_on, next_on):
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": _("The day lies in the future. Move the follow-up instead.")})
    if pathway.starts_on and held_on < pathway.starts_on:
        raise ValidationError({"held_on": _("The day lies before the start of the pathway.")})
    if next_on and next_on <= held_on:
        raise ValidationError({"next_on": _("The next one must be after this one.")})


def _settle(occurrence, state, by, **fields):
    occurrence.state, occurrence.settled_by_id, occurrence.settled_at = state, by.staff_id, timezone.now()
    for name, value in fields.items():
        setattr(occurrence, name, value)
    occurrence.save()
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)


def _runs(occurrence):
    """The cadence goes on: its pathway runs, in one of its phases."""
    pathway = occurrence.pathway
    return pathway.state == State.ACTIVE and occurrence.cadence in {c.key for c in cadences_now(pathway)}


# ---- the school calendar ----


@transaction.atomic
def add_default_breaks(*, municipality_id, school_year):
    """The usual holidays of the school year that begins in August of `school_year`, where nothing stands yet; gives the new ones.

    Called by the administrator, and when a municipality is made.
    """
    made = []
    for name, first, last in default_breaks(school_year):
        if not SchoolBreak.objects.filter(municipality_id=municipality_id).touching(first, last).exists():
            made.append(
                SchoolBreak.objects.create(municipality_id=municipality_id, name=name, starts_on=first, ends_on=last)
            )
    return made
