"""Whom to talk with about joining, who waits for a place, whose referral nobody has answered, and who should not meet."""

from datetime import timedelta

from django.db.models import DateField, Exists, OuterRef, Q, Subquery

from cases.models import Pathway
from parentgroups.models import Caution, GroupEnrolment, RecruitmentContact
from parentgroups.queries.families import Family

AGAIN_AFTER = timedelta(days=7)  # our choice: a family that thinks it over is asked again after a week
UNDECIDED = ("invited", "contacted")
IN_A_ROOM = ("invited", "contacted", "waiting", "joined")


def to_contact(by_state, today) -> list[Family]:
    """Families of `families` that wait for somebody to talk with them: nobody has, or the last time is too long ago (A39)."""
    undecided = [family for state in UNDECIDED for family in by_state.get(state, [])]
    waiting = [family for family in undecided if _wants_contact(family.contact, today)]
    return sorted(waiting, key=lambda family: (family.contact is not None, family.contact and family.contact.on))


def _wants_contact(contact, today):
    if contact is None:
        return True
    if contact.outcome == RecruitmentContact.Outcome.NOT_REACHED:
        return contact.on < today
    return contact.on <= today - AGAIN_AFTER


def contacts_due(person, today):
    """The same for all groups that the person leads, as enrolments with `asked_on` and `asked` (the latest outcome)."""
    latest = RecruitmentContact.objects.filter(enrolment=OuterRef("pk")).order_by("-on", "-pk")
    led = Pathway.objects.active().in_reach_of(person, ("group_leader",))
    rows = GroupEnrolment.objects.visible_to(person).filter(state__in=UNDECIDED, group__pathway__in=led)
    rows = rows.annotate(
        asked_on=Subquery(latest.values("on")[:1], output_field=DateField()),
        asked=Subquery(latest.values("outcome")[:1]),
    )
    tried = Q(asked=RecruitmentContact.Outcome.NOT_REACHED, asked_on__lt=today)
    return (
        rows.filter(Q(asked_on=None) | tried | Q(asked_on__lte=today - AGAIN_AFTER))
        .select_related("parent", "group__pathway")
        .order_by("asked_on", "invited_on", "parent__name_key", "pk")
    )


def referrals_due(person):
    """Families referred on to whom nobody has answered, the oldest referral first (A40); also of groups that have ended."""
    rows = GroupEnrolment.objects.visible_to(person).awaiting_referral()
    return rows.select_related("parent", "group__pathway").order_by("referred_on", "pk")


def cautions_among(enrolments, person, today) -> list[Caution]:
    """Pairs that should not meet and are both in, invited to or waiting for this group. Empty for all but its leaders."""
    parents = [enrolment.parent_id for enrolment in enrolments if enrolment.state in IN_A_ROOM]
    found = Caution.objects.visible_to(person).on(today).filter(parent_a__in=parents, parent_b__in=parents)
    return list(found.select_related("parent_a", "parent_b").order_by("parent_a__name_key", "pk"))


def is_cautioned(enrolment, person, today) -> bool:
    """Whether somebody else of the group should not meet this parent: the page says that much and no more."""
    others = GroupEnrolment.objects.visible_to(person).filter(group=enrolment.group_id, state__in=IN_A_ROOM)
    others = others.exclude(pk=enrolment.pk).values("parent")
    mine = enrolment.parent_id
    pair = Q(parent_a=mine, parent_b__in=others) | Q(parent_b=mine, parent_a__in=others)
    return Caution.objects.visible_to(person).on(today).filter(pair).exists()


def cautions_of_leader(group, candidates, person, today) -> list[Caution]:
    """Live cautions that touch anybody of this group, or anybody who could be invited to it."""
    known = Q(pk__in=[])
    for side in ("parent_a", "parent_b"):
        enrolled = GroupEnrolment.objects.visible_to(person).filter(group=group, parent=OuterRef(side))
        known |= Q(Exists(enrolled)) | Q(**{f"{side}__in": [each.custody.parent_id for each in candidates]})
    found = Caution.objects.visible_to(person).on(today).filter(known)
    return list(found.select_related("parent_a", "parent_b").order_by("parent_a__name_key", "pk"))
