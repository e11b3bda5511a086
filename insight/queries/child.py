"""What one reader may see of one child: each list is `visible_to` that reader, and nothing else is asked."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cases.models import (
    CaseNote,
    ChildAnnex,
    ClassMembership,
    CustodyRelation,
    InformationExchange,
    Offer,
    OfferAnswer,
    PathwayChild,
    SharingBasis,
)
from cases.permissions import can_create_note, can_edit_custody, can_edit_offer, can_view_sharing
from cases.queries.family_side import custody_today
from cases.queries.offers import STATE_WORDS
from cases.reach import reaches_child
from cases.walls import OFFER, PARTICIPATION, SHARERS
from followup.permissions import can_close_pathway, can_hold_meeting, can_keep_network
from followup.queries.closings import decisions_for
from followup.queries.holding import kind_of
from insight.links import link
from insight.permissions import can_reveal_address, can_see_looks, can_see_participation
from mapping.models import Perspective

NOTES = 10
OFFER_LOOKS = {"waiting": "due", "accepted": "held", "declined": "not_held"}


@dataclass
class InPathway:
    """The child in one pathway, with what of it this reader sees."""

    row: PathwayChild
    offer_words: str = ""
    offer_look: str = "planned"  # the status whose shape stands beside the words
    sharing: str = ""
    shared: bool = False
    participates: bool = False
    voices: list = field(default_factory=list)
    annexes: list = field(default_factory=list)
    acts: list = field(default_factory=list)
    decided: object = None  # what was decided last for the child

    @property
    def is_group(self):
        return self.row.pathway.track == "parent_group"


@dataclass
class ChildPage:
    child: object
    school_class: str
    age: int | None
    is_protected: bool
    may_reveal: bool
    may_see_looks: bool
    may_write_note: bool
    pathways: list
    custody: list
    notes: list


@dataclass(frozen=True)
class Custody:
    row: CustodyRelation
    is_suspended: bool


def child_page(person, child, today):
    rows = _pathways(person, child)
    return ChildPage(
        child=child,
        school_class=_class_name(person, child, today),
        age=child.age(today),
        is_protected=child.is_protected(today),
        may_reveal=bool(child.address) and can_reveal_address(person, child),
        may_see_looks=can_see_looks(person, child),
        may_write_note=can_create_note(person, child),
        pathways=rows,
        custody=[Custody(row, row.is_suspended(today)) for row in custody_today(person, child.pk, today)],
        notes=list(CaseNote.objects.visible_to(person).filter(child=child).select_related("author")[:NOTES]),
    )


def _class_name(person, child, today):
    row = (
        ClassMembership.objects.visible_to(person).filter(child=child).on(today).select_related("school_class").first()
    )
    return row.school_class.name if row else ""


def _pathways(person, child):
    rows = (
        PathwayChild.objects.visible_to(person)
        .filter(child_id=child.pk)
        .select_related("pathway__programme_version", "pathway__unit")
    )
    rows = {row.pk: InPathway(row) for row in rows.order_by("-starts_on", "-pk")}
    for each in rows.values():
        each.row.child = child  # seen already: permissions ask for it
        each.acts = _acts(person, each.row)
    if rows:
        _add_offers(person, child, rows)
        _add_sharing(person, child, rows)
        _add_voices(person, child, rows)
        for pk, decision in decisions_for(child, person).items():
            if pk in rows:
                rows[pk].decided = decision
    return list(rows.values())


def _acts(person, row):
    if row.pathway.track == "parent_group":
        return []
    offered = can_edit_offer(person, row)
    found = [
        (_("Offer and answers"), link("offer_edit", row.uuid) if offered else ""),
        (_("Custody"), link("custody_edit", row.uuid) if can_edit_custody(person, row) else ""),
        (_("Who shares what"), link("sharing_detail", row.uuid) if can_view_sharing(person, row) else ""),
        (_("The child's network"), link("network_list", row.uuid) if can_keep_network(person, row) else ""),
        (_("Plan a network meeting"), _network_meeting(person, row)),
        (_("Decide for the child"), link("child_decide", row.uuid) if _may_decide(person, row) else ""),
    ]
    return [(label, url) for label, url in found if url]


def _network_meeting(person, row):
    if row.ends_on or not (row.pathway.is_open and can_hold_meeting(person, row.pathway)):
        return ""
    there = link("meeting_plan", row.pathway.uuid) if kind_of(row.pathway, "network") else ""
    return f"{there}?slags=network&barn={row.uuid}" if there else ""


def _may_decide(person, row):
    return row.ends_on is None and row.pathway.starts_on is not None and can_close_pathway(person, row.pathway)


def _add_offers(person, child, rows):
    """What the answers come to, for those who see the offer; the others see nothing of it."""
    answers = {}
    for offer, answer in (
        OfferAnswer.objects.visible_to(person)
        .filter(offer__child=child.pk)
        .values_list("offer__pathway_child_id", "answer")
    ):
        answers.setdefault(offer, []).append(answer)
    offers = set(Offer.objects.visible_to(person).filter(child=child.pk).values_list("pathway_child_id", flat=True))
    own = any(reaches_child(person, child, *roles) for roles in OFFER.own.values())
    for pk, each in rows.items():
        if not each.is_group and (own or pk in offers):
            state = _state(pk in offers, each.row, answers.get(pk, []))
            each.offer_words, each.offer_look = str(STATE_WORDS[state]), OFFER_LOOKS.get(state, "planned")


def _state(offered, row, answers):
    if not offered:
        return "not_offered"
    if row.accepted_on:
        return "accepted"
    if {"yes", "no"} <= set(answers):
        return "disagree"
    return "declined" if answers and set(answers) == {"no"} else "waiting"


def _add_sharing(person, child, rows):
    """Whether a basis is live, and the bare fact of taking part: for those whom sharing is about."""
    if not reaches_child(person, child, *SHARERS):
        return
    live = {
        b.pathway_id: b
        for b in SharingBasis.objects.visible_to(person).live().filter(child=child.pk).select_related("legal_basis")
    }
    facts = InformationExchange.objects.visible_to(person).live().filter(child=child.pk, noun=PARTICIPATION)
    takes_part = set(facts.values_list("object_id", flat=True)) if can_see_participation(person, child) else set()
    for each in rows.values():
        basis = live.get(each.row.pathway_id)
        each.participates = each.row.pk in takes_part
        if not each.is_group:
            each.shared = bool(basis)
            each.sharing = str(basis.legal_basis) if basis else ""


def _add_voices(person, child, rows):
    for row in (
        Perspective.objects.visible_to(person)
        .filter(child=child.pk)
        .select_related("author")
        .order_by("obtained_on", "pk")
    ):
        if row.pathway_child_id in rows:
            rows[row.pathway_child_id].voices.append(row)
    for row in ChildAnnex.objects.visible_to(person).filter(child=child.pk).order_by("sector"):
        if row.pathway_child_id in rows:
            rows[row.pathway_child_id].annexes.append(row)
