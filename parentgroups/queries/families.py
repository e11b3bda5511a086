"""Whom to invite, how the families stand, and whom to ring."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.models import Child, ClassMembership, CustodyRelation, Offer, OfferAnswer
from core.context import current
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment, GroupSession, RecruitmentContact
from parentgroups.queries.sessions import held_marks


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
    """Custody holders of children within the leader's reach who are not in the group yet, class by class.

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
    found = [Candidate(custody, names.get(custody.child_id, ""), answers(custody)) for custody in holders]
    return sorted(found, key=lambda candidate: candidate.class_name)


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


@dataclass(slots=True)
class Family:
    enrolment: GroupEnrolment
    present: int = 0
    registered: int = 0
    last_call: BetweenSessionContact | None = None
    reason: str = ""
    contact: RecruitmentContact | None = None  # the latest about joining


def families(group, person) -> dict[str, list[Family]]:
    """The families of a group by state, each with its own attendance, its latest call and its latest contact about joining.

    Those who wait stand in the order of the waiting list.
    """
    enrolments = list(GroupEnrolment.objects.visible_to(person).filter(group=group).select_related("parent", "child"))
    present, registered = Counter(), Counter()
    for mark in held_marks(enrolments):
        registered[mark.enrolment_id] += 1
        present[mark.enrolment_id] += mark.status == Attendance.Status.PRESENT
    calls = {call.enrolment_id: call for call in reversed(calls_to(enrolments))}
    asked = {contact.enrolment_id: contact for contact in reversed(contacts_with(enrolments))}
    reasons = {reason.key: str(reason.title) for reason in group.pathway.content.stop_reasons}
    found = defaultdict(list)
    for e in sorted(enrolments, key=lambda e: e.waiting_since or date.min):
        reason = reasons.get(e.reason, e.reason)
        found[e.state].append(Family(e, present[e.pk], registered[e.pk], calls.get(e.pk), reason, asked.get(e.pk)))
    return dict(found)


def contacts_with(enrolments) -> list[RecruitmentContact]:
    """Contacts about joining, the latest first. Seen by whoever sees the enrolment: hand in such ones only."""
    return list(RecruitmentContact.objects.filter(enrolment__in=[enrolment.pk for enrolment in enrolments]))


def calls_to(enrolments) -> list[BetweenSessionContact]:
    """Calls to these families, the latest first. A call is seen by whoever sees its enrolment: hand in such ones only."""
    return list(BetweenSessionContact.objects.filter(enrolment__in=[enrolment.pk for enrolment in enrolments]))


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
    sessions = list(GroupSession.objects.visible_to(person).filter(group=group).order_by("-on_day", "-number"))
    held = [session for session in sessions if session.state == GroupSession.State.HELD and session.on_day <= today][:2]
    if not held or not any(
        session.state == GroupSession.State.PLANNED and session.on_day >= today for session in sessions
    ):
        return []
    joined = GroupEnrolment.objects.visible_to(person).filter(group=group, state=GroupEnrolment.State.JOINED)
    joined = list(joined.select_related("parent", "child"))
    talks, tries = _latest(calls_to(joined), since=held[0].on_day)
    away = _times_away(joined, held)
    waiting = [e for e in joined if e.pk not in talks or talks[e.pk].called_on < held[0].on_day]
    due = [
        CallDue(e, sum(away[e.pk].values()) == 2, set(away[e.pk]) == {"notice"}, talks.get(e.pk), tries.get(e.pk))
        for e in waiting
    ]
    return sorted(due, key=lambda call: not call.two_absences)


def _latest(calls, since):
    """Of each family the latest talk, and the latest attempt since that day."""
    talks, tries = {}, {}
    for call in calls:
        if call.reached:
            talks.setdefault(call.enrolment_id, call)
        elif call.called_on >= since:
            tries.setdefault(call.enrolment_id, call)
    return talks, tries


def _times_away(enrolments, sessions):
    """Of each family how often it was away, with and without notice, at these sessions."""
    marks = Attendance.objects.filter(
        enrolment__in=[e.pk for e in enrolments], session__in=sessions, is_companion=False
    )
    away = defaultdict(Counter)
    for mark in marks.exclude(status=Attendance.Status.PRESENT):
        away[mark.enrolment_id][mark.status] += 1
    return away
