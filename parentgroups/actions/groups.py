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
    age_band="", language="", interpreter="", cultural_liaison="", venue="", childcare="", phone="", planned_size=None,
) -> ParentGroup:  # fmt: skip
    """Start a parent group: its pathway, and its sessions as the version's series describes them.

    Sessions avoid public holidays and the school calendar; what moved a session is kept with it. Figures outside
    the version's limits (A31, A32, A34, A35) are saved all the same. Sessions before today are "before": no data. ValidationError: ends past midnight, same leader twice.
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
        cultural_liaison=cultural_liaison, venue=venue, childcare=childcare, phone=phone, planned_size=planned_size, starts_at=starts_at, minutes=minutes,
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
        state=GroupSession.State.BEFORE if day.on < timezone.localdate() else GroupSession.State.PLANNED,
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

    details: age_band, language, interpreter, cultural_liaison, venue, childcare, phone, planned_size.
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
    *, session, row_version, starts_at, ends_at, theme, exercise, home_practice, ask_about, by,
) -> GroupSession:  # fmt: skip
    """Change one session's time or content; its day is moved, and it is cancelled, by actions of their own.

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
    session.starts_at, session.ends_at, session.theme = starts_at, ends_at, theme
    session.exercise, session.home_practice, session.ask_about = exercise, home_practice, ask_about
    session.row_version += 1
    session.save()
    return session
