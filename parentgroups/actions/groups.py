"""The group and its series of sessions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Side
from cases.models import Pathway
from parentgroups.actions.ground import TRACK, locked_group, locked_session, must, record_move
from parentgroups.models import GroupSession, ParentGroup
from parentgroups.permissions import can_create_group, can_edit_group
from parentgroups.queries import closed_for_series
from parentgroups.series import end_time, plan_days


@transaction.atomic
def create_group(
    *, version, title, unit, lead, co_lead=None, first_on, count, weeks_between, starts_at, minutes, by,
    age_band="", language="", interpreter="", venue="", childcare="",
) -> ParentGroup:  # fmt: skip
    """Start a parent group: its pathway, and its sessions as the version's series describes them.

    Sessions avoid public holidays and the school calendar; what moved a session is kept with it. Figures outside
    the version's limits (A31, A32, A34, A35) are saved all the same. ValidationError: ends past midnight, same leader twice.
    """
    must(can_create_group(by))
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
    record_move(pathway, "state", "", pathway.state, by)
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


@transaction.atomic
def edit_group(*, group, title, lead, co_lead=None, starts_at, minutes, by, **details) -> ParentGroup:
    """Change what stands about a group; sessions still ahead that had the old time take the new one.

    details: age_band, language, interpreter, venue, childcare.
    """
    group = locked_group(group, by)
    must(can_edit_group(by, group))
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


@transaction.atomic
def edit_session(
    *, session, row_version, on_day, starts_at, ends_at, theme, exercise, home_practice, ask_about, is_cancelled=False, by,
) -> GroupSession:  # fmt: skip
    """Change one session's day, time or content; a session with a register can no longer be cancelled.

    ValidationError "stale": somebody saved it since this person opened it.
    """
    session = locked_session(session)
    must(can_edit_group(by, session.group))
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
