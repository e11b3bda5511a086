"""The series, the register of a session, and how many of the places were used."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from core.context import current
from parentgroups.models import Attendance, GroupEnrolment, GroupSession


def sessions_of(group, person) -> list[GroupSession]:
    """The series, each session with how many parents came and how many were registered."""
    marks = Attendance.objects.visible_to(person).filter(session=OuterRef("pk"), is_companion=False)
    counted = lambda rows: Coalesce(Subquery(rows.order_by().values("session").annotate(n=Count("pk")).values("n")), 0)  # noqa: E731
    sessions = GroupSession.objects.visible_to(person).filter(group=group)
    return list(
        sessions.annotate(present=counted(marks.filter(status="present")), registered=counted(marks)).order_by(
            "on_day", "number"
        )
    )


def sessions_for_timeline(pathway) -> list[GroupSession]:
    """The sessions of a group's pathway in order, for the line on which a pathway is drawn; [] for whoever may not see them."""
    return list(GroupSession.objects.visible_to(current()).filter(group__pathway=pathway).order_by("on_day", "number"))


def next_session(sessions, today):
    """The session to prepare: today's, else the first planned one from today, else the oldest nobody has registered."""
    waiting = [session for session in sessions if session.state == GroupSession.State.PLANNED]
    todays = [
        session for session in sessions if session.on_day == today and session.state != GroupSession.State.CANCELLED
    ]
    ahead = [session for session in waiting if session.on_day >= today]
    return next(iter(todays or ahead or waiting), None)


def session_before(session, person):
    """The latest session before this one that was not cancelled: its home practice is asked about."""
    earlier = GroupSession.objects.visible_to(person).filter(group=session.group_id, number__lt=session.number)
    return earlier.exclude(state=GroupSession.State.CANCELLED).order_by("-number").first()


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    """Places are parents in the group times sessions held and registered; companions are never counted.

    percent: present of places, one decimal; None before anything is registered.
    """

    places: int
    present: int
    notice: int
    absent: int
    percent: Decimal | None

    @property
    def unregistered(self):
        return self.places - self.present - self.notice - self.absent


def attendance_summary(group) -> AttendanceSummary:
    """How many of the group's places were used. Source: the story, 43 of 56 = 76,8 %."""
    person = current()
    days = dict(
        GroupSession.objects.visible_to(person)
        .filter(group=group, state=GroupSession.State.HELD)
        .values_list("pk", "on_day")
    )
    enrolments = list(GroupEnrolment.objects.visible_to(person).filter(group=group))
    rows = {(mark.session_id, mark.enrolment_id): mark.status for mark in held_marks(enrolments)}
    held = {session for session, _enrolment in rows}
    places = {(session, e.pk) for session in held for e in enrolments if e.was_in_group(days[session])} | rows.keys()
    present, notice, absent = (list(rows.values()).count(status) for status in ("present", "notice", "absent"))
    return AttendanceSummary(len(places), present, notice, absent, _percent(present, len(places)))


def held_marks(enrolments) -> list[Attendance]:
    """The parents' marks at sessions that were held. A mark is seen by whoever sees its enrolment: hand in such ones only."""
    marks = Attendance.objects.filter(enrolment__in=[enrolment.pk for enrolment in enrolments], is_companion=False)
    return list(marks.filter(session__state=GroupSession.State.HELD))


def _percent(part, whole):
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


@dataclass(slots=True)
class RegisterRow:
    """A parent's line in the register; the marks are None until somebody has registered them."""

    enrolment: GroupEnrolment
    mark: Attendance | None = None
    companion_mark: Attendance | None = None


def register_rows(session, person) -> list[RegisterRow]:
    """The lines of the register by name: who was in the group on that day, and whoever has been registered all the same."""
    enrolments = GroupEnrolment.objects.visible_to(person).filter(group=session.group_id).exclude(joined_on=None)
    return _with_marks(session, enrolments.select_related("parent"))


def register_marks(session, person) -> list[RegisterRow]:
    """The same lines for whoever writes them: by number, and without the names that saving does not need."""
    enrolments = GroupEnrolment.objects.visible_to(person).filter(group=session.group_id).exclude(joined_on=None)
    return _with_marks(session, enrolments.order_by("pk"))


def _with_marks(session, enrolments):
    enrolments = list(enrolments)
    found = Attendance.objects.filter(session=session, enrolment__in=[enrolment.pk for enrolment in enrolments])
    marks = {(mark.enrolment_id, mark.is_companion): mark for mark in found}
    rows = [RegisterRow(e, marks.get((e.pk, False)), marks.get((e.pk, True))) for e in enrolments]
    return [row for row in rows if row.mark or row.companion_mark or row.enrolment.was_in_group(session.on_day)]


def with_leaders(marks, person):
    """Marks whose leader will be named: one question for all of them, and none when she made them all herself."""
    others = [mark for mark in marks if mark and mark.registered_by_id != person.staff_id]
    prefetch_related_objects(others, "registered_by")
    return others


def lines_of(rows):
    """(enrolment id, is_companion) -> the mark that stands there or None, for every line of the register."""
    found = {(row.enrolment.pk, False): row.mark for row in rows}
    return found | {
        (row.enrolment.pk, True): row.companion_mark for row in rows if row.enrolment.companion or row.companion_mark
    }
