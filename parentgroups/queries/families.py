"""Whom to invite, how the families stand, and whom to ring."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from cases.models import Child, ClassMembership, CustodyRelation, Offer, OfferAnswer
from core.context import current
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment, GroupSession
from parentgroups.queries.sessions import held_rows

AWAY = (Attendance.Status.NOTICE, Attendance.Status.ABSENT)


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
        for pk, present, registered in held_rows(group, person)
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


def latest_calls(group, person) -> dict[int, BetweenSessionContact]:
    """Of each family the latest call, reached or not."""
    calls = BetweenSessionContact.objects.visible_to(person).filter(enrolment__group=group)
    return {
        call.enrolment_id: call for call in calls.order_by("enrolment_id", "-called_on", "-pk").distinct("enrolment_id")
    }


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
