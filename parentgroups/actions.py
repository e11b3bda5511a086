"""Every write of a parent group: the group and its series, its families, the register and the calls."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Side
from cases.models import CustodyRelation, Pathway, PathwayChild, PathwayTransition
from core.tasks import nudge
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment, GroupSession, ParentGroup
from parentgroups.permissions import can_create_group, can_edit_group, can_lead_group, can_undo_call
from parentgroups.queries import TRACK, closed_for_series, offer_answers, register_rows
from parentgroups.series import end_time, plan_days

State = GroupEnrolment.State
COURSE = "course"  # the group of phases in which a pathway meets


def _must(allowed):
    if not allowed:
        raise PermissionDenied


# ---- the group and its series ----


@transaction.atomic
def create_group(
    *, version, title, unit, lead, co_lead=None, first_on, count, weeks_between, starts_at, minutes, by,
    age_band="", language="", interpreter="", venue="", childcare="",
) -> ParentGroup:  # fmt: skip
    """Start a parent group: its pathway, and its sessions as the version's series describes them.

    Sessions avoid public holidays and the school calendar; what moved a session is kept with it. Figures outside
    the version's limits (A31, A32, A34, A35) are saved all the same. ValidationError: ends past midnight, same leader twice.
    """
    _must(can_create_group(by))
    ends_at = _end_time(starts_at, minutes)
    _check_leaders(lead, co_lead)
    content = version.programme_content
    days = plan_days(
        first_on, count, weeks_between, closed_for_series(by.municipality_id, first_on, count, weeks_between)
    )
    pathway = Pathway.objects.create(
        municipality_id=by.municipality_id, programme_version=version, track=TRACK, unit=unit, side=Side.SOCIAL, title=title,
        state=Pathway.State.ACTIVE, phase=content.first_phase(TRACK).key, lead=lead, co_lead=co_lead,
        starts_on=days[0].on, planned_end_on=days[-1].on,
    )  # fmt: skip
    _record_move(pathway, "state", "", pathway.state, by)
    group = ParentGroup.objects.create(
        municipality_id=by.municipality_id, pathway=pathway, age_band=age_band, language=language, interpreter=interpreter,
        venue=venue, childcare=childcare, starts_at=starts_at, minutes=minutes,
    )  # fmt: skip
    plans = zip(content.group_series.plan(count), days, strict=True)
    GroupSession.objects.bulk_create(
        _session(group, number, plan, day, starts_at, ends_at) for number, (plan, day) in enumerate(plans, 1)
    )
    return group


def _session(group, number, plan, day, starts_at, ends_at):
    return GroupSession(
        municipality_id=group.municipality_id, group=group, number=number, on_day=day.on, starts_at=starts_at, ends_at=ends_at,
        core_element=plan.elements[0], theme=str(plan.theme), exercise=str(plan.exercise), home_practice=str(plan.home_practice),
        ask_about=str(plan.ask_about_last or ""), moved_because=day.because,
    )  # fmt: skip


def _end_time(starts_at, minutes):
    if (ends_at := end_time(starts_at, minutes)) is None:
        raise ValidationError({"minutes": _("The session must end before midnight.")})
    return ends_at


def _check_leaders(lead, co_lead):
    if lead is not None and lead == co_lead:
        raise ValidationError({"co_lead": _("Choose somebody else as the second group leader.")})


def _record_move(pathway, kind, before, after, by):
    PathwayTransition.objects.create(
        municipality_id=by.municipality_id, pathway=pathway, kind=kind, before=before, after=after, by_id=by.staff_id
    )


@transaction.atomic
def edit_group(*, group, title, lead, co_lead=None, starts_at, minutes, by, **details) -> ParentGroup:
    """Change what stands about a group; sessions still ahead that had the old time take the new one.

    details: age_band, language, interpreter, venue, childcare.
    """
    group = _locked_group(group, by)
    _must(can_edit_group(by, group))
    ends_at = _end_time(starts_at, minutes)
    _check_leaders(lead, co_lead)
    before = (group.starts_at, end_time(group.starts_at, group.minutes)) if group.starts_at else (None, None)
    for name, value in (details | {"starts_at": starts_at, "minutes": minutes}).items():
        setattr(group, name, value)
    group.save()
    group.pathway.title, group.pathway.lead, group.pathway.co_lead = title, lead, co_lead
    group.pathway.save(update_fields=["title", "lead", "co_lead"])
    if before != (starts_at, ends_at):
        ahead = GroupSession.objects.visible_to(by).filter(
            group=group, state=GroupSession.State.PLANNED, on_day__gte=timezone.localdate()
        )
        ahead.filter(starts_at=before[0], ends_at=before[1]).update(starts_at=starts_at, ends_at=ends_at)
    return group


def _locked_group(group, by):
    groups = ParentGroup.objects.visible_to(by).select_related("pathway__programme_version")
    return groups.select_for_update(of=("self",)).get(pk=group.pk)


def _advance(pathway, phase, by):
    """On to `phase` when the version allows it from here; elsewhere the group has come further already."""
    if any(p.key == pathway.phase for p in pathway.content.phases) and pathway.content.may_move(
        pathway.phase, phase.key
    ):
        _record_move(pathway, "phase", pathway.phase, phase.key, by)
        pathway.phase = phase.key
        pathway.save(update_fields=["phase"])


@transaction.atomic
def edit_session(
    *, session, row_version, on_day, starts_at, ends_at, theme, exercise, home_practice, ask_about, is_cancelled=False, by,
) -> GroupSession:  # fmt: skip
    """Change one session's day, time or content; a session with a register can no longer be cancelled.

    ValidationError "stale": somebody saved it since this person opened it.
    """
    session = _locked_session(session, by)
    _must(can_edit_group(by, session.group))
    if row_version != session.row_version:
        raise ValidationError(
            _(
                "Somebody has changed this session since you opened it. What stands now is shown below; your text is kept."
            ),
            code="stale",
        )
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The session must end after it begins.")})
    if is_cancelled and session.state == GroupSession.State.HELD:
        raise ValidationError({"is_cancelled": _("Parents are registered for this session, so it was held.")})
    if on_day != session.on_day:
        session.moved_because = ""
    session.on_day, session.starts_at, session.ends_at = on_day, starts_at, ends_at
    session.theme, session.exercise, session.home_practice, session.ask_about = (
        theme,
        exercise,
        home_practice,
        ask_about,
    )
    if session.state != GroupSession.State.HELD:
        session.state = GroupSession.State.CANCELLED if is_cancelled else GroupSession.State.PLANNED
    session.row_version += 1
    session.save()
    return session


def _locked_session(session, by):
    sessions = GroupSession.objects.visible_to(by).select_related("group__pathway__programme_version")
    return sessions.select_for_update(of=("self",)).get(pk=session.pk)


# ---- families ----


@transaction.atomic
def invite_parent(*, group, custody, invited_on, by) -> GroupEnrolment:
    """Invite a parent through one of the children within the leader's reach; twice gives the same enrolment.

    The child joins the group's pathway, by which its leaders go on reaching it. ValidationError: custody suspended or
    ended (L11), or a family that has not said yes to the offer, where the offer is seen.
    """
    group = _locked_group(group, by)
    _must(can_lead_group(by, group))
    today = timezone.localdate()
    custody = (
        CustodyRelation.objects.visible_to(by)
        .holding(today)
        .filter(pk=custody.pk)
        .select_related("child", "parent")
        .first()
    )
    if custody is None:
        raise ValidationError(_("That parent cannot be invited."))
    if (
        enrolled := GroupEnrolment.objects.visible_to(by).filter(group=group, parent=custody.parent).first()
    ) is not None:
        return enrolled
    if offer_answers(by)(custody) not in (None, "yes"):
        raise ValidationError(_("%(parent)s has not said yes to the offer.") % {"parent": custody.parent.name})
    _add_child(group.pathway, custody.child, today)
    _begin_inviting(group.pathway, by)
    return GroupEnrolment.objects.create(
        municipality_id=by.municipality_id,
        group=group,
        child=custody.child,
        parent=custody.parent,
        invited_on=invited_on,
    )


def _add_child(pathway, child, today):
    if not PathwayChild.objects.filter(pathway=pathway, child=child, ends_on=None).exists():
        PathwayChild.objects.create(
            municipality_id=pathway.municipality_id,
            pathway=pathway,
            child=child,
            starts_on=today,
            age_at_start=child.age(today),
        )


def _begin_inviting(pathway, by):
    first = pathway.content.first_phase(TRACK)
    if pathway.phase == first.key:
        for phase in pathway.content.moves(first.key)[:1]:
            _advance(pathway, phase, by)


def contact_parent(*, enrolment, by) -> GroupEnrolment:
    """The family has been talked with, and has not decided yet (A39)."""
    return _move(enrolment, State.CONTACTED, by)


def join_group(*, enrolment, by, on=None, companion="") -> GroupEnrolment:
    """The parent is in the group from that day (today when not given), perhaps with a companion (A33).

    Said again of a parent who is in it already, the day and the companion are corrected.
    """
    changes = {
        "joined_on": on or timezone.localdate(),
        "stopped_on": None,
        "companion": companion,
        "reason": "",
        "reason_words": "",
        "referred_to": "",
    }
    return _move(enrolment, State.JOINED, by, again=True, **changes)


def decline_group(*, enrolment, reason, by, words="") -> GroupEnrolment:
    """The parent says no; reason is a key of the version's stop reasons."""
    return _move(enrolment, State.DECLINED, by, reason=reason, reason_words=words)


def stop_in_group(*, enrolment, reason, by, on=None, words="", referred_to="") -> GroupEnrolment:
    """The parent stops on the way, from that day on; what the family goes on to is kept with it (A40)."""
    return _move(
        enrolment,
        State.STOPPED,
        by,
        stopped_on=on or timezone.localdate(),
        reason=reason,
        reason_words=words,
        referred_to=referred_to,
    )


def complete_parent(*, enrolment, by) -> GroupEnrolment:
    """The parent has been through the group."""
    return _move(enrolment, State.COMPLETED, by)


@transaction.atomic
def complete_group(*, group, by) -> int:
    """All parents who are in the group have been through it; gives how many."""
    group = _locked_group(group, by)
    joined = GroupEnrolment.objects.visible_to(by).filter(group=group, state=State.JOINED)
    return len([_move(enrolment, State.COMPLETED, by) for enrolment in joined])


@transaction.atomic
def _move(enrolment, state, by, again=False, **changes):
    _must(can_lead_group(by, enrolment.group))  # first: whoever may not write cannot lock the row either
    enrolments = GroupEnrolment.objects.visible_to(by).select_related(
        "group__pathway__programme_version", "parent", "child"
    )
    enrolment = enrolments.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.state == state and not again:
        return enrolment
    if enrolment.state != state and not enrolment.may_become(state):
        raise ValidationError(
            _("That cannot be done: the family is “%(state)s”.") % {"state": enrolment.get_state_display()}
        )
    _check_dates(enrolment, changes)
    _check_reason(enrolment, changes)
    enrolment.state = state
    for name, value in changes.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=["state", *changes])
    return enrolment


def _check_dates(enrolment, changes):
    stopped_on = changes.get("stopped_on")
    if stopped_on and enrolment.joined_on and stopped_on < enrolment.joined_on:
        raise ValidationError({"on": _("The parent cannot stop before joining.")})


def _check_reason(enrolment, changes):
    reasons = {reason.key for reason in enrolment.group.pathway.content.stop_reasons}
    if changes.get("reason") and changes["reason"] not in reasons:
        raise ValidationError({"reason": _("Choose one of the reasons.")})


# ---- the register ----


@transaction.atomic
def save_register(*, session, marks, by, fill_present=False):
    """Register who came. Whoever is not in `marks` stays as she is; nobody is registered by not being mentioned.

    marks: {(enrolment id, is_companion): (status, reason)}; reason is a key of the version and kept only with "notice".
    fill_present: parents who are not registered afterwards came ("Alle til stede"). The same register again changes
    nothing; the last one wins, and the log keeps both. Gives the rows of the register as they now stand.
    """
    session = _locked_session(session, by)
    _must(can_lead_group(by, session.group))
    rows = register_rows(session, by)
    reasons = {reason.key for reason in session.group.pathway.content.absence_reasons}
    changed = []
    for row in rows:
        mark = marks.get((row.enrolment.pk, False)) or (("present", "") if fill_present and row.mark is None else None)
        row.mark = _marked(session, row.enrolment, row.mark, mark, False, reasons, by, changed)
        if row.enrolment.companion:
            row.companion_mark = _marked(
                session,
                row.enrolment,
                row.companion_mark,
                marks.get((row.enrolment.pk, True)),
                True,
                reasons,
                by,
                changed,
            )
    if changed:
        _store(changed)
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    if (
        session.state != GroupSession.State.HELD
        and session.on_day <= timezone.localdate()
        and any(row.mark or row.companion_mark for row in rows)
    ):
        _hold(session, by)
    return rows


def _marked(session, enrolment, before, mark, is_companion, reasons, by, changed):
    """The mark as it is after this save; one that differs from what stood is put among `changed`."""
    if mark is None:
        return before
    status, reason = mark
    if status not in Attendance.Status.values or (reason and reason not in reasons):
        raise ValidationError(_("Choose how it was for each parent."))
    reason = reason if status == Attendance.Status.NOTICE else ""
    if before and (before.status, before.reason) == (status, reason):
        return before
    words = before.reason_words if before and status == before.status else ""
    after = Attendance(
        municipality_id=session.municipality_id, session=session, enrolment=enrolment, is_companion=is_companion,
        status=status, reason=reason, reason_words=words, registered_by_id=by.staff_id,
    )  # fmt: skip
    changed.append(after)
    return after


def _store(changed):
    Attendance.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["session", "enrolment", "is_companion"],
        update_fields=["status", "reason", "reason_words", "registered_by", "registered_at"],
    )


def _hold(session, by):
    session.state = GroupSession.State.HELD
    session.save(update_fields=["state"])
    content = session.group.pathway.content
    for phase in [phase for phase in content.phases_of(TRACK) if phase.group == COURSE][:1]:
        _advance(session.group.pathway, phase, by)


# ---- calls between sessions ----


@transaction.atomic
def log_call(*, enrolment, reached, by, note="", called_on=None) -> BetweenSessionContact:
    """Keep that a parent was rung between two sessions: reached or not, and one line (A38)."""
    enrolment = GroupEnrolment.objects.visible_to(by).select_related("group__pathway").get(pk=enrolment.pk)
    _must(can_lead_group(by, enrolment.group))
    called_on = called_on or timezone.localdate()
    if called_on > timezone.localdate():
        raise ValidationError({"called_on": _("The call cannot lie in the future.")})
    return BetweenSessionContact.objects.create(
        municipality_id=by.municipality_id,
        enrolment=enrolment,
        called_on=called_on,
        reached=reached,
        note=note,
        by_id=by.staff_id,
    )


@transaction.atomic
def undo_call(*, call, by) -> None:
    """Take back a call that was logged by mistake, by whoever logged it and on the same day; the log keeps it."""
    _must(can_undo_call(by, call, timezone.localdate()))
    BetweenSessionContact.objects.visible_to(by).filter(pk=call.pk).delete()
