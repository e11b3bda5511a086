"""A series that has begun to live: a session moved, cancelled or added, each with its reason, and taken back."""

from datetime import date, time
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.actions.planning import follow_series
from parentgroups.actions.ground import locked_group, must
from parentgroups.models import GroupSession
from parentgroups.permissions import can_edit_group
from parentgroups.queries import closed_from
from parentgroups.series import WEEK, end_time, later_by_a_week

State = GroupSession.State
KEPT = ("number", "on_day", "starts_at", "ends_at", "state", "moved_because", "cancelled_because")
OUT_OF_THE_WAY = 1000  # numbers are unique at every moment: they are first put aside, then given anew


@transaction.atomic
def move_session(*, session, on_day, reason, by, starts_at=None, rest_follows=False) -> GroupSession:
    """Hold a session on another day, and with `rest_follows` those after it a week later each, past closed days.

    A cancelled session that is given a day is planned again. The reason is kept with each that moved. ValidationError: the
    session was held, or the group meets that day already.
    """
    group, sessions = _series(session.group, by)
    session = sessions[session.pk]
    _must_not_be_held(session)
    _remember(group, sessions, by)
    moved = _rest(sessions, session, by) if rest_follows else {}
    _check_free(sessions, session, on_day, moved)
    if starts_at:
        _set_times(session, starts_at)
    session.on_day, session.moved_because, session.state, session.cancelled_because = on_day, reason, State.PLANNED, ""
    for pk, found in moved.items():
        sessions[pk].on_day, sessions[pk].moved_because = (
            found.on,
            "; ".join(filter(None, (reason, found.because)))[:200],
        )
    _store(group, sessions, {session.pk, *moved})
    return session


@transaction.atomic
def cancel_session(*, session, reason, by, make_up_on=None) -> GroupSession:
    """Say that a session is not held, and why; `make_up_on` puts its content on another day at once."""
    group, sessions = _series(session.group, by)
    session = sessions[session.pk]
    _must_not_be_held(session)
    if session.state == State.CANCELLED and not make_up_on:
        return session
    _remember(group, sessions, by)
    session.state, session.cancelled_because = State.CANCELLED, reason
    if make_up_on:
        _check_free(sessions, session, make_up_on, {})
        _add(group, sessions, make_up_on, session.starts_at, session.ends_at, _content_of(session))
    _store(group, sessions, {session.pk})
    return session


@transaction.atomic
def add_session(*, group, on_day, by, starts_at=None, theme="") -> GroupSession:
    """An extra session: the content of the first cancelled one that nothing replaced, else the programme's spare one."""
    group, sessions = _series(group, by)
    _check_free(sessions, None, on_day, {})
    starts_at = starts_at or group.starts_at
    ends_at = end_time(starts_at, group.minutes)
    if ends_at is None:
        raise ValidationError({"starts_at": _("The session must end before midnight.")})
    _remember(group, sessions, by)
    content = missing_content(group, sessions.values())
    added = _add(group, sessions, on_day, starts_at, ends_at, content | ({"theme": theme} if theme else {}))
    _store(group, sessions, set())
    return added


def missing_content(group, sessions) -> dict:
    """What an extra session would hold: a cancelled session's content that no other session has taken over."""
    themes = {each.theme for each in sessions if each.state != State.CANCELLED}
    lost = next((each for each in sessions if each.state == State.CANCELLED and each.theme not in themes), None)
    if lost:
        return _content_of(lost)
    spare = group.pathway.content.group_series.spare
    return {
        "core_element": spare.elements[0], "theme": str(spare.theme), "exercise": str(spare.exercise),
        "home_practice": str(spare.home_practice), "ask_about": "",
    }  # fmt: skip


@transaction.atomic
def undo_series(*, group, stamp, by) -> None:
    """Give the series back as it stood before the last change, by whoever made it and on the same day.

    ValidationError: a session has been registered or changed since.
    """
    group, sessions = _series(group, by)
    before = group.series_before
    mine = (before.get("stamp"), before.get("by")) == (str(stamp), by.staff_id)
    if not mine or before["on"] != timezone.localdate().isoformat() or _touched(before, sessions):
        raise ValidationError(_("That can no longer be taken back: something has happened since."))
    for pk in before["added"]:
        sessions.pop(pk).delete()
    for kept in before["sessions"]:
        _give_back(sessions[kept["pk"]], kept)
    group.series_before = {}
    group.save(update_fields=["series_before"])
    _store(group, sessions, set(sessions), numbers={kept["pk"]: kept["number"] for kept in before["sessions"]})


def _touched(before, sessions):
    stood = before["versions"]
    return set(stood) != {str(pk) for pk in sessions} or any(
        sessions[int(pk)].row_version != version or sessions[int(pk)].state != state
        for pk, (version, state) in stood.items()
    )


def _give_back(session, kept):
    for name in KEPT[1:]:  # the numbers are given back together, further on
        value = kept[name]
        if name == "on_day":
            value = date.fromisoformat(value)
        elif name in ("starts_at", "ends_at"):
            value = time.fromisoformat(value)
        setattr(session, name, value)


def _series(group, by):
    """The group and all its sessions in order, locked: {id: session}."""
    must(can_edit_group(by, group))
    group = locked_group(group, by)
    rows = GroupSession.objects.visible_to(by).filter(group=group).select_for_update().order_by("on_day", "number")
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.group = group
    return group, found


def _must_not_be_held(session):
    if session.state == State.HELD:
        raise ValidationError(_("Parents are registered for this session, so it was held."))


def _check_free(sessions, session, on_day, moved):
    others = [each for each in sessions.values() if each is not session and each.state != State.CANCELLED]
    if on_day in {moved[each.pk].on if each.pk in moved else each.on_day for each in others}:
        raise ValidationError(
            {
                "on_day": _(
                    "The group meets on that day already. Choose another day, or let the sessions after it move too."
                )
            }
        )


def _set_times(session, starts_at):
    ends_at = end_time(starts_at, session.minutes)
    if ends_at is None:
        raise ValidationError({"starts_at": _("The session must end before midnight.")})
    session.starts_at, session.ends_at = starts_at, ends_at


def _rest(sessions, session, by):
    after = [each for each in sessions.values() if each.state == State.PLANNED and each.on_day > session.on_day]
    if not after:
        return {}
    days = [each.on_day for each in after]
    found = later_by_a_week(days, closed_from(by.municipality_id, days[0], days[-1] + WEEK))
    return dict(zip([each.pk for each in after], found, strict=True))


def _content_of(session):
    return {
        name: getattr(session, name) for name in ("core_element", "theme", "exercise", "home_practice", "ask_about")
    }


def _add(group, sessions, on_day, starts_at, ends_at, content):
    number = max((each.number for each in sessions.values()), default=0) + 1
    added = GroupSession.objects.create(
        municipality_id=group.municipality_id, group=group, number=number, on_day=on_day, starts_at=starts_at, ends_at=ends_at, **content
    )  # fmt: skip
    sessions[added.pk] = added
    group.series_before["added"] = [added.pk]
    return added


def _remember(group, sessions, by):
    rows = [{"pk": pk} | {name: _plain(getattr(each, name)) for name in KEPT} for pk, each in sessions.items()]
    group.series_before = {
        "stamp": str(uuid4()), "by": by.staff_id, "on": timezone.localdate().isoformat(), "sessions": rows, "added": [],
    }  # fmt: skip


def _plain(value):
    return value.isoformat() if isinstance(value, (date, time)) else value


def _store(group, sessions, changed, numbers=None):
    """Write what changed; sessions are numbered by their day, and the group ends with the last of them."""
    for pk in changed:
        sessions[pk].row_version += 1
        sessions[pk].save()
    in_order = sorted(sessions.values(), key=lambda each: (each.on_day, each.number))
    numbers = numbers or {each.pk: number for number, each in enumerate(in_order, 1)}
    if any(each.number != numbers[each.pk] for each in in_order) or changed == set(sessions):
        _number(group, sessions, numbers)
    if group.series_before:
        group.series_before["versions"] = {str(pk): [each.row_version, each.state] for pk, each in sessions.items()}
        group.save(update_fields=["series_before"])
    last = max((each.on_day for each in sessions.values() if each.state != State.CANCELLED), default=None)
    if last and group.pathway.planned_end_on != last:
        group.pathway.planned_end_on = last
        group.pathway.save(update_fields=["planned_end_on"])
    follow_series(pathway=group.pathway)


def _number(group, sessions, numbers):
    rows = GroupSession.objects.filter(group=group)
    rows.update(number=F("number") + OUT_OF_THE_WAY)
    for pk, number in numbers.items():
        rows.filter(pk=pk).update(number=number)
        sessions[pk].number = number
