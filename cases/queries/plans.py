"""What the pages of the joint plan show, read in a fixed number of queries whatever the plan holds."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import (
    ChildAnnex,
    PathwayChild,
    PathwayPlan,
    PlanAlignment,
    Presentation,
    SharingBasis,
)
from cases.permissions import can_read_drafts, can_write_annex
from cases.queries.participants import names_not_to_write, participants, staff_of
from cases.queries.plan_changes import history_of
from cases.queries.plan_parts import SIDES, parts_of, with_right_to_record, with_trials
from cases.walls import LOOKERS, SHARERS

__all__ = ["SIDES", "history_of", "names_not_to_write", "participants", "plan_page", "plans_of", "staff_of"]

State = PathwayPlan.State
SECTOR_OF_SIDE = {"school": "school", "social": "provider"}


# ---- versions ----


def plans_of(pathway, person):
    """Versions of the plan, newest first. A draft is read by the two who answer for the pathway."""
    plans = PathwayPlan.objects.visible_to(person).filter(pathway=pathway).newest()
    return plans if can_read_drafts(person, pathway) else plans.exclude(state=State.DRAFT)


def plan_to_show(plans, number=""):
    """The version asked for by number, else the one in force, else the newest; None when there is none to read."""
    asked = [plan for plan in plans if str(plan.number) == number]
    in_force = [plan for plan in plans if plan.state == State.IN_FORCE]
    return next(iter([*asked, *in_force, *plans]), None)


# ---- a whole page ----


@dataclass
class ArenaPart:
    """Measures of one arena, as the class part and an annex show them; `note` says why nothing stands there."""

    key: str
    title: str
    heading: str
    measures: list = field(default_factory=list)
    note: str = ""
    is_home: bool = False  # the family's side: home and leisure
    always: bool = True  # shown when nothing stands there too

    @property
    def is_shown(self):
        return bool(self.always or self.measures)


@dataclass
class ClassPart:
    plan: PathwayPlan
    goals: list
    arenas: list[ArenaPart]
    told: list
    aligned: list


@dataclass
class AnnexCard:
    """What one reader may see of one child's annex: the sides she sees, and what she may write."""

    row: PathwayChild
    sides: list[ChildAnnex]
    goals: list
    arenas: list[ArenaPart]
    told: list
    aligned: list
    basis: SharingBasis | None = None
    may_write: str = ""  # the sector whose part this reader writes
    tells_looks: bool = False  # who has read it is told to those who may see the log of the child
    tells_sharing: bool = False  # not to the team: it reads the school's part and hears of nothing else

    @property
    def child(self):
        return self.row.child

    @property
    def own(self):
        """The part of the reader's own side, or None before it is written."""
        return next((annex for annex in self.sides if annex.sector == self.may_write), None)

    @property
    def said(self):
        """Goals with the child's own words: first and largest on the page."""
        return [goal for goal in self.goals if goal.child_words]

    @property
    def dreams(self):
        return [goal.dream for goal in self.goals if goal.dream]

    @property
    def drawings(self):
        """Pictures of its dreams, without what the child keeps from its parents: the annex lies open at meetings."""
        return [goal.drawing for goal in self.goals if goal.drawing]

    @property
    def own_aligned(self):
        """The other plans of the writer's own side: what she ticks."""
        return [(each, row) for each, row in self.aligned if SECTOR_OF_SIDE[each.side] == self.may_write]

    @property
    def strengths(self):
        return [annex.strengths for annex in self.sides if annex.strengths]

    @property
    def cite(self):
        """ "Adam, 11 år": whose words they are."""
        age = self.child.age(timezone.localdate())
        if age is None:
            return self.child.given_name
        return ngettext("%(name)s, %(age)s year old", "%(name)s, %(age)s years old", age) % {
            "name": self.child.given_name,
            "age": age,
        }

    @property
    def basis_words(self):
        """Who may read the annex, and to those who share, on what ground the two sides do."""
        words = _("Only for those who have a role for %(name)s.") % {"name": self.child.given_name}
        if not self.tells_sharing:
            return words
        if self.basis is None:
            return words + " " + _("School and social services do not share it.")
        given = {"basis": self.basis.legal_basis.title, "day": formats.date_format(self.basis.decided_on, _("j F Y"))}
        return words + " " + _("School and social services share it. Basis: %(basis)s, %(day)s.") % given


@dataclass
class PlanPage:
    part: ClassPart | None
    cards: list[AnnexCard]
    waiting: int  # children whose annex waits for a basis


def plan_page(pathway, plan, person, rows=None):
    """The plan as one reader may see it: the class part of `plan` (None: only annexes), and the annexes below it.

    plan, rows: read through visible_to; rows: PathwayChild rows with their child, when only these are wanted. The number of
    queries is fixed. Parts are asked for by the plan and the annexes that this reader sees: they stand behind the same walls.
    """
    all_of_them = rows is None
    rows = children_seen(pathway, person) if all_of_them else rows
    annexes = (
        list(ChildAnnex.objects.visible_to(person).filter(pathway_child__in=[row.pk for row in rows])) if rows else []
    )
    here = Q(annex__in=[annex.pk for annex in annexes])
    here |= Q(plan=plan, annex=None) if plan else Q(pk__in=[])
    goals, measures = parts_of(plan, here, pathway.content, person)
    with_trials(plan, measures, person)
    with_right_to_record(goals, person, plan)
    aligned = _alignments(here)
    told = _told(pathway, here)
    bases = {basis.child_id: basis for basis in _live_bases(pathway, person)} if rows else {}
    cards = [_card(row, person, annexes, goals, measures, told, bases, aligned) for row in rows]
    part = plan and ClassPart(
        plan=plan,
        goals=[goal for goal in goals if goal.annex_id is None],
        arenas=_arenas(pathway.content.plan.class_arenas, [m for m in measures if m.annex_id is None]),
        told=[each for each in told if each.annex_id is None],
        aligned=aligned_plans(pathway.content.plan.aligned_plans, [a for a in aligned if a.annex_id is None]),
    )
    return PlanPage(
        part,
        [card for card in cards if card.sides or card.may_write],
        waiting_for_basis(pathway, person, rows) if all_of_them else 0,
    )


def _arenas(arenas, measures):
    return [
        ArenaPart(
            arena.key,
            str(arena.title),
            str(arena.heading),
            [m for m in measures if m.arena == arena.key],
            is_home=SIDES[arena.key] == "provider",
            always=arena.always,
        )
        for arena in arenas
    ]


def _told(pathway, here):
    """Presentations of this version's class part and of the annexes, with their audience in words."""
    titles = {audience.key: audience.title for audience in pathway.content.audiences}
    found = list(Presentation.objects.filter(here).select_related("by"))
    for row in found:
        row.audience_words = str(titles.get(row.audience, row.audience))
    return found


def _alignments(here):
    return list(PlanAlignment.objects.filter(here).select_related("by"))


def aligned_plans(wanted, rows):
    """Each other plan that this one must agree with (A52), in the version's order, with the newest that is kept of it or None."""
    found = {row.key: row for row in sorted(rows, key=lambda row: (row.aligned_on is not None, row.aligned_on))}
    return [(each, found.get(each.key)) for each in wanted]


# ---- annexes ----


def _card(row, person, annexes, goals, measures, told, bases, aligned):
    sides = [annex for annex in annexes if annex.pathway_child_id == row.pk]
    ids = {annex.pk for annex in sides}
    card = AnnexCard(
        row=row,
        sides=sorted(sides, key=lambda annex: annex.sector, reverse=True),  # the school's first
        goals=[goal for goal in goals if goal.annex_id in ids],
        arenas=_arenas(row.pathway.content.plan.arenas, [m for m in measures if m.annex_id in ids]),
        told=[each for each in told if each.annex_id in ids],
        aligned=aligned_plans(row.pathway.content.plan.aligned_plans, [a for a in aligned if a.annex_id in ids]),
        basis=bases.get(row.child_id),
        may_write=next((sector for sector in SIDES.values() if can_write_annex(person, row, sector)), ""),
        tells_looks=person.has(*LOOKERS),
        tells_sharing=person.has(*SHARERS),
    )
    card.arenas = list(_seen_arenas(card))
    for goal in card.goals:
        goal.may_record = card.own is not None and goal.annex_id == card.own.pk
    return card


def _seen_arenas(card):
    """An arena of a side this reader does not see says so to those who share, and is not there for the team."""
    seen = {annex.sector for annex in card.sides}
    for arena in card.arenas:
        if not arena.is_shown:
            continue
        if not arena.measures and SIDES[arena.key] not in seen:
            if not card.tells_sharing:
                continue
            if SIDES[arena.key] == card.may_write:
                arena.note = _("Not written yet.")
            else:
                arena.note = (
                    _("The family's part has not been shared.")
                    if arena.is_home
                    else _("The school's part has not been shared.")
                )
        yield arena


def children_seen(pathway, person):
    rows = PathwayChild.objects.seen_with_child(person).filter(pathway=pathway).on(timezone.localdate())
    rows = list(rows.select_related("child").order_by("child__name_key"))
    for row in rows:
        row.pathway = pathway
    return rows


def waiting_for_basis(pathway, person, rows):
    """How many children of the pathway the other side waits to hear of; told only to those who run it from there."""
    if not person.has("group_leader", "provider_manager"):
        return 0
    return PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(timezone.localdate()).count() - len(rows)


def _live_bases(pathway, person):
    return SharingBasis.objects.visible_to(person).live().filter(pathway=pathway).select_related("legal_basis")
