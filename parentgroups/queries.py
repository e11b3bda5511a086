"""What the pages of a parent group read, and what other floors ask of it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import OrganisationUnit, StaffMember
from cases.models import Child, ClassMembership, CustodyRelation, Offer, OfferAnswer
from core.context import current
from followup.calendar import closed_days
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment, GroupSession, ParentGroup
from parentgroups.series import last_possible
from programmes.models import ProgrammeVersion

TRACK = "parent_group"
AWAY = (Attendance.Status.NOTICE, Attendance.Status.ABSENT)
SIZE_WARNS_DAYS = 14  # before the first session a small group is still filling up


# ---- groups ----


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list; `smallest` and `largest` are the version's figures for its size, None where it has none."""

    group: ParentGroup
    joined: int
    invited: int
    held: int
    planned: int
    next_on: date | None
    smallest: int | None
    largest: int | None

    @property
    def places_left(self):
        return None if self.largest is None else max(0, self.largest - self.joined)


def groups_with_capacity(person) -> list[GroupRow]:
    """The groups within reach with their parents (companions not counted) and sessions, open ones first."""
    families = GroupEnrolment.objects.visible_to(person).filter(group=OuterRef("pk"))
    sessions = GroupSession.objects.visible_to(person).filter(group=OuterRef("pk"))
    groups = (
        ParentGroup.objects.visible_to(person)
        .select_related("pathway__programme_version", "pathway__lead", "pathway__co_lead", "pathway__unit")
        .annotate(
            joined=_count(families.taking_part()),
            invited=_count(families.filter(state__in=("invited", "contacted"))),
            held=_count(sessions.filter(state="held")),
            planned=_count(sessions.exclude(state="cancelled")),
            next_on=Subquery(
                sessions.filter(state="planned", on_day__gte=timezone.localdate())
                .order_by("on_day")
                .values("on_day")[:1]
            ),
        )
        .order_by(
            F("pathway__ended_on").desc(nulls_first=True), F("next_on").asc(nulls_last=True), "pathway__title", "pk"
        )
    )
    return [_group_row(group) for group in groups]


def _count(rows):
    return Coalesce(Subquery(rows.order_by().values("group").annotate(n=Count("pk")).values("n")), 0)


def _group_row(group):
    size = limit_of(group.pathway.content, "group_size")
    return GroupRow(
        group, group.joined, group.invited, group.held, group.planned, group.next_on,
        int(size.minimum) if size else None, int(size.maximum) if size else None,
    )  # fmt: skip


def limit_of(content, key):
    return next((limit for limit in content.limits if limit.key == key), None)


def group_warnings(group, sessions, enrolments, today) -> list:
    """What lies outside the figures that the version names (A31, A32, A34, A35): said, never refused."""
    content, pathway = group.pathway.content, group.pathway
    meeting = [session for session in sessions if session.state != GroupSession.State.CANCELLED]
    joined = [enrolment for enrolment in enrolments if enrolment.state in ("joined", "completed")]
    found = [
        _check(content, "group_sessions", len(meeting)),
        _check(content, "group_leaders", len([leader for leader in (pathway.lead_id, pathway.co_lead_id) if leader])),
        *(_check(content, "session_minutes", minutes) for minutes in sorted({session.minutes for session in meeting})),
        _check(content, "group_size", len(joined)) if _size_counts(content, meeting, joined, today) else None,
        _check_ages(content, joined, pathway.starts_on or today),
    ]
    return [warning for warning in found if warning]


def _check(content, key, value):
    limit = limit_of(content, key)
    return limit.check(value) if limit else None


def _size_counts(content, meeting, joined, today):
    size = limit_of(content, "group_size")
    too_many = size is not None and size.maximum is not None and len(joined) > size.maximum
    return too_many or any((session.on_day - today).days <= SIZE_WARNS_DAYS for session in meeting)


def _check_ages(content, joined, on):
    limit = limit_of(content, "age_bands")
    ages = {enrolment.child.age(on) for enrolment in joined} - {None}
    return limit.check_together(ages) if limit else None


# ---- starting a group ----


def versions_with_groups(person) -> list[ProgrammeVersion]:
    """Versions that a new group may begin on: those that describe a series."""
    return [
        version
        for version in ProgrammeVersion.objects.visible_to(person).current()
        if version.programme_content.group_series
    ]


def units_for_groups(person):
    """A manager's own units; a leader's unit, or every provider unit while hers is not written down."""
    providers = OrganisationUnit.objects.visible_to(person).filter(kind=OrganisationUnit.Kind.PROVIDER)
    if person.has("provider_manager") and not person.reaches_all(("provider_manager",)):
        return providers.filter(pk__in=person.scopes("unit", ("provider_manager",)))
    own = providers.filter(staff=person.staff_id)
    return own if own.exists() else providers


def leaders(person, today):
    return StaffMember.objects.visible_to(person).with_role("group_leader", today)


def closed_for_series(municipality_id, first_on, count, weeks_between) -> dict[date, str]:
    return dict(closed_days(municipality_id, first_on, last_possible(first_on, count, weeks_between)))


# ---- inviting ----


@dataclass(frozen=True, slots=True)
class Candidate:
    """A parent who could be invited; `answer` is the family's answer to the offer, None when the offer is not seen here."""

    custody: CustodyRelation
    class_name: str
    answer: str | None

    @property
    def may_be_invited(self):
        return self.answer in (None, OfferAnswer.Answer.YES)


def candidates(group, person, today) -> list[Candidate]:
    """Custody holders of children within the leader's reach who are not in the group yet.

    Whoever has had access to the child suspended is not among them (L11).
    """
    taken = GroupEnrolment.objects.visible_to(person).filter(group=group).values("parent_id")
    holders = (
        CustodyRelation.objects.visible_to(person)
        .holding(today)
        .filter(child__in=children_in_reach(person).values("pk"))
        .exclude(parent__in=taken)
        .select_related("child", "parent")
        .order_by("child__name_key", "parent__name_key", "pk")
    )
    names, answers = class_names(person, today), offer_answers(person)
    return [Candidate(custody, names.get(custody.child_id, ""), answers(custody)) for custody in holders]


def children_in_reach(person):
    """Children whom the person reaches as a group leader: her groups', and those shared with her on a live basis."""
    if person.reaches_all(("group_leader",)):
        return Child.objects.visible_to(person)
    return Child.objects.visible_to(person).filter(
        Q(pk__in=person.scopes("child", ("group_leader",))) | Q(school__in=person.scopes("unit", ("group_leader",)))
    )


def class_names(person, today):
    rows = ClassMembership.objects.visible_to(person).on(today).filter(child__in=children_in_reach(person).values("pk"))
    return dict(rows.values_list("child_id", "school_class__name"))


def offer_answers(person):
    """custody -> answer, "not_answered" when the offer is seen without one, None when no offer is seen."""
    offered = set(Offer.objects.visible_to(person).values_list("child_id", flat=True))
    answers = OfferAnswer.objects.visible_to(person).order_by("answered_on", "pk")
    by_custody = dict(answers.values_list("custody_id", "answer"))

    def answer(custody):
        if custody.pk in by_custody:
            return by_custody[custody.pk]
        return OfferAnswer.Answer.NOT_ANSWERED.value if custody.child_id in offered else None

    return answer


# ---- families ----


@dataclass(slots=True)
class Family:
    enrolment: GroupEnrolment
    present: int = 0
    registered: int = 0
    last_call: BetweenSessionContact | None = None
    reason: str = ""


def families(group, person) -> dict[str, list[Family]]:
    """The families of a group by state, each with its own attendance and its latest call."""
    enrolments = GroupEnrolment.objects.visible_to(person).filter(group=group).select_related("parent", "child")
    counted = {
        pk: (present, registered)
        for pk, present, registered in _rows_of(group, person)
        .values("enrolment")
        .annotate(present=Count("pk", filter=Q(status="present")), registered=Count("pk"))
        .values_list("enrolment", "present", "registered")
    }
    calls = latest_calls(group, person)
    reasons = {reason.key: str(reason.title) for reason in group.pathway.content.stop_reasons}
    found = defaultdict(list)
    for enrolment in enrolments:
        present, registered = counted.get(enrolment.pk, (0, 0))
        reason = reasons.get(enrolment.reason, enrolment.reason)
        found[enrolment.state].append(Family(enrolment, present, registered, calls.get(enrolment.pk), reason))
    return dict(found)


def _rows_of(group, person):
    rows = Attendance.objects.visible_to(person)
    return rows.filter(session__group=group, session__state=GroupSession.State.HELD, is_companion=False)


def latest_calls(group, person) -> dict[int, BetweenSessionContact]:
    """Of each family the latest call, reached or not."""
    calls = BetweenSessionContact.objects.visible_to(person).filter(enrolment__group=group)
    return {
        call.enrolment_id: call for call in calls.order_by("enrolment_id", "-called_on", "-pk").distinct("enrolment_id")
    }


# ---- attendance ----


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
    rows = {
        (session, enrolment): status
        for session, enrolment, status in _rows_of(group, person).values_list("session", "enrolment", "status")
    }
    held = {session for session, _enrolment in rows}
    places = {(session, e.pk) for session in held for e in enrolments if e.was_in_group(days[session])} | rows.keys()
    counts = [sum(1 for status in rows.values() if status == wanted) for wanted in ("present", "notice", "absent")]
    return AttendanceSummary(len(places), *counts, percent=_percent(counts[0], len(places)))


def _percent(part, whole):
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


@dataclass(slots=True)
class RegisterRow:
    """A parent's line in the register; the marks are None until somebody has registered them."""

    enrolment: GroupEnrolment
    mark: Attendance | None = None
    companion_mark: Attendance | None = None


def register_rows(session, person) -> list[RegisterRow]:
    """The parents who were in the group on the day of the session, and whoever has been registered all the same."""
    enrolments = (
        GroupEnrolment.objects.visible_to(person)
        .filter(group=session.group_id)
        .exclude(joined_on=None)
        .select_related("parent")
    )
    marks = {
        (mark.enrolment_id, mark.is_companion): mark
        for mark in Attendance.objects.visible_to(person).filter(session=session)
    }
    rows = [RegisterRow(e, marks.get((e.pk, False)), marks.get((e.pk, True))) for e in enrolments]
    return [row for row in rows if row.mark or row.companion_mark or row.enrolment.was_in_group(session.on_day)]


# ---- sessions ----


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


# ---- calls between sessions ----


@dataclass(frozen=True, slots=True)
class CallDue:
    """A parent to ring before the next session: the reason is two absences in a row, or that nobody has."""

    enrolment: GroupEnrolment
    two_absences: bool
    all_with_notice: bool
    last_talk: BetweenSessionContact | None
    tried: BetweenSessionContact | None


def calls_due(group, today) -> list[CallDue]:
    """Parents in the group with whom nobody has talked since the last held session, two absences in a row first (A38).

    Nothing is due before the first session, nor after the last.
    """
    person = current()
    sessions = GroupSession.objects.visible_to(person).filter(group=group)
    held = list(sessions.filter(state=GroupSession.State.HELD, on_day__lte=today).order_by("-on_day", "-number")[:2])
    if not held or not sessions.filter(state=GroupSession.State.PLANNED, on_day__gte=today).exists():
        return []
    calls = (
        BetweenSessionContact.objects.visible_to(person)
        .filter(enrolment__group=group)
        .order_by("enrolment_id", "-called_on", "-pk")
    )
    talks = {call.enrolment_id: call for call in calls.filter(reached=True).distinct("enrolment_id")}
    tries = {
        call.enrolment_id: call
        for call in calls.filter(reached=False, called_on__gte=held[0].on_day).distinct("enrolment_id")
    }
    marks = defaultdict(list)
    for enrolment, status in (
        Attendance.objects.visible_to(person)
        .filter(session__in=held, is_companion=False)
        .values_list("enrolment", "status")
    ):
        marks[enrolment].append(status)
    joined = (
        GroupEnrolment.objects.visible_to(person)
        .filter(group=group, state=GroupEnrolment.State.JOINED)
        .select_related("parent", "child")
    )
    due = [
        _call_due(e, marks[e.pk], talks.get(e.pk), tries.get(e.pk))
        for e in joined
        if not _talked_since(talks.get(e.pk), held[0].on_day)
    ]
    return sorted(due, key=lambda call: not call.two_absences)


def _talked_since(talk, day):
    return talk is not None and talk.called_on >= day


def _call_due(enrolment, marks, talk, tried):
    away = [status for status in marks if status in AWAY]
    return CallDue(enrolment, len(away) == 2, set(away) == {Attendance.Status.NOTICE.value}, talk, tried)
