"""Who holds custody of a child, what each has answered to the offer, and what that comes to."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import CustodyRelation, Offer, OfferAnswer

NOT_OFFERED, WAITING, ACCEPTED, DECLINED, DISAGREE = "not_offered", "waiting", "accepted", "declined", "disagree"
STATE_WORDS = {
    NOT_OFFERED: _("Not offered yet"),
    WAITING: _("Waiting for an answer"),
    ACCEPTED: _("Said yes"),
    DECLINED: _("Said no"),
    DISAGREE: _("The parents have answered differently"),
}
YES, NO = OfferAnswer.Answer.YES, OfferAnswer.Answer.NO


@dataclass(frozen=True)
class Holder:
    """One who holds custody that day: suspended ones are shown as such, asked nothing and sent nothing (L11)."""

    custody: CustodyRelation
    suspended: bool
    answer: OfferAnswer | None

    @property
    def key(self):
        return self.answer.answer if self.answer else OfferAnswer.Answer.NOT_ANSWERED


@dataclass(frozen=True)
class OfferState:
    """key: not_offered | waiting | accepted | declined | disagree. Only those who hold custody and are not suspended count."""

    key: str
    offer: Offer | None
    holders: tuple

    @property
    def words(self):
        return STATE_WORDS[self.key]

    @property
    def asked(self):
        return [holder for holder in self.holders if not holder.suspended]

    @property
    def accepted_on(self):
        """The day of the last yes, once all have said it."""
        days = [holder.answer.answered_on for holder in self.asked if holder.answer]
        return max((day for day in days if day), default=None) if self.key == ACCEPTED else None


def custody_on(child, day, person):
    """Everybody who holds custody that day, suspended ones too, by name."""
    return _holding([getattr(child, "pk", child)], day, person)


def _holding(child_ids, day, person):
    rows = CustodyRelation.objects.visible_to(person).filter(child__in=child_ids, has_custody=True).on(day)
    return rows.select_related("parent").order_by("parent__name_key", "pk")


def offer_state(pathway_child, person, on=None):
    """What the answers of those who hold custody on that day (today when not given) come to (A39, E04, L10).

    Accepted: every one of them has said yes. One yes and one no is a state of its own and stays open.
    """
    return offer_states([pathway_child], person, on)[pathway_child.pk]


def offer_states(pathway_children, person, on=None):
    """The same for many, in three questions to the database: PathwayChild's pk -> OfferState."""
    on = on or timezone.localdate()
    offers = {
        o.pathway_child_id: o
        for o in Offer.objects.visible_to(person)
        .filter(pathway_child__in=pathway_children)
        .select_related("recorded_by")
    }
    answers = {
        (a.offer_id, a.custody_id): a for a in OfferAnswer.objects.visible_to(person).filter(offer__in=offers.values())
    }
    custody = {}
    for each in _holding([row.child_id for row in pathway_children], on, person):
        custody.setdefault(each.child_id, []).append(each)
    return {row.pk: _state(offers.get(row.pk), custody.get(row.child_id, ()), answers, on) for row in pathway_children}


def _state(offer, custody, answers, on):
    holders = tuple(Holder(c, c.is_suspended(on), answers.get((offer.pk, c.pk)) if offer else None) for c in custody)
    return OfferState(_come_to(offer, [h.key for h in holders if not h.suspended]), offer, holders)


def _come_to(offer, keys):
    if offer is None:
        return NOT_OFFERED
    if keys and set(keys) == {YES}:
        return ACCEPTED
    if keys and set(keys) == {NO}:
        return DECLINED
    return DISAGREE if {YES, NO} <= set(keys) else WAITING
