"""What the pages of the joint plan show, read in a fixed number of queries whatever the plan holds."""

from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import RoleAssignment, StaffMember
from accounts.roles import ROLE_SECTOR, side_of
from cases.models import (
    BehaviourStep,
    Child,
    ChildAnnex,
    Goal,
    Measure,
    PathwayChild,
    PathwayPlan,
    PlanAlignment,
    Presentation,
    SharingBasis,
)
from cases.permissions import can_read_drafts, can_try_measure, can_write_annex
from cases.queries.trials import tried_by_family
from cases.walls import LOOKERS, SHARERS

State = PathwayPlan.State
SIDES = {"school": "school", "home": "provider"}  # arena -> the sector that writes a child's annex there
LEAD_IN = 40  # characters


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


@dataclass
class PlanChange:
    """One version beside the one before it, in words."""

    plan: PathwayPlan
    words: list[str]


def history_of(plans, person):
    """For each version, newest first, what changed in it. Two queries."""
    goals = _by_plan(Goal, plans, person)
    measures = _by_plan(Measure, plans, person)
    return [PlanChange(plan, _changes(before, plan, goals, measures)) for plan, before in pairwise([*plans, None])]


def _by_plan(model, plans, person):
    found = {plan.pk: [] for plan in plans}
    for part in model.objects.visible_to(person).of_class().filter(plan__in=found):
        found[part.plan_id].append(part)
    return found


def _changes(before, plan, goals, measures):
    if before is None:
        return [_("The first version.")]
    words = []
    if before.strengths != plan.strengths:
        words.append(_("“What goes well” has been rewritten."))
    if before.focus != plan.focus:
        words.append(_("“What we work on” has been rewritten."))
    words += _parts_changed(
        {g.text for g in goals[before.pk]},
        {g.text for g in goals[plan.pk]},
        _("New goal: %s"),
        _("Goal no longer there: %s"),
    )
    ended = [m for m in measures[before.pk] if m.ended_on]
    words += [_("Ended: %(title)s. %(effect)s") % {"title": m.title, "effect": m.effect} for m in ended]
    gone = {m.title for m in measures[before.pk]} - {m.title for m in ended}
    words += _parts_changed(
        gone, {m.title for m in measures[plan.pk]}, _("New measure: %s"), _("Measure no longer there: %s")
    )
    return words or [_("Nothing but the number.")]


def _parts_changed(before, after, new, gone):
    return [new % text for text in sorted(after - before)] + [gone % text for text in sorted(before - after)]


# ---- a whole page ----


@dataclass
class ArenaPart:
    """Measures of one arena, as the class part and an annex show them; `note` says why nothing stands there."""

    key: str
    title: str
    heading: str
    measures: list = field(default_factory=list)
    note: str = ""

    @property
    def is_home(self):
        return self.key != "school"


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
    goals, measures = _parts(plan, here, pathway.content)
    _with_trials(plan, measures, person)
    told = _told(pathway, here)
    bases = {basis.child_id: basis for basis in _live_bases(pathway, person)} if rows else {}
    cards = [_card(row, person, annexes, goals, measures, told, bases) for row in rows]
    part = plan and ClassPart(
        plan=plan,
        goals=[goal for goal in goals if goal.annex_id is None],
        arenas=_arenas(pathway.content, [measure for measure in measures if measure.annex_id is None]),
        told=[each for each in told if each.annex_id is None],
        aligned=aligned_of(plan),
    )
    return PlanPage(
        part,
        [card for card in cards if card.sides or card.may_write],
        waiting_for_basis(pathway, person, rows) if all_of_them else 0,
    )


def _parts(plan, here, content):
    """Goals with `all_steps` and measures dressed for the page, of the class part and of the annexes: three queries."""
    goals = list(Goal.objects.filter(here, dropped_on=None))
    _with_steps(goals)
    measures = list(Measure.objects.filter(here).select_related("owner"))
    titles = {element.key: element.short for element in content.core_elements}
    today = timezone.localdate()
    for row in measures:
        row.short, row.now = str(titles.get(row.core_element, row.core_element)), row.status(today)
        if row.plan_id and plan.state in (State.DRAFT, State.SHARED) and row.now == "running":
            row.now = "planned"
    return goals, measures


def _with_trials(plan, measures, person):
    """Give each measure of the class part `tried` (None before the first time) and `may_try`."""
    tried = tried_by_family([row for row in measures if row.plan_id], person)
    for row in measures:
        row.tried, row.may_try = None, False
        if row.plan_id:
            row.plan = plan
            row.tried, row.may_try = tried.get(row.family), row.now != "closed" and can_try_measure(person, row)


def _with_steps(goals):
    """Give each goal `all_steps`, each with its state: reached, the one being worked on (running), or planned."""
    steps = list(BehaviourStep.objects.filter(goal__in=[goal.pk for goal in goals])) if goals else []
    for goal in goals:
        goal.lead_in, goal.rest = split_goal(goal.text)
        goal.all_steps = [step for step in steps if step.goal_id == goal.pk]
        still = [step for step in goal.all_steps if not step.reached_on]
        for step in goal.all_steps:
            step.now = "reached" if step.reached_on else "running" if step is still[0] else "planned"
            step.is_next = step in still[1:2]


def split_goal(text):
    """What stands before a colon ("Rolig start: alle er i gang") and the rest; without one all of it is the lead-in."""
    lead_in, colon, rest = text.partition(": ")
    return (lead_in, rest) if colon and len(lead_in) <= LEAD_IN else (text, "")


def _arenas(content, measures):
    return [
        ArenaPart(arena.key, str(arena.title), str(arena.heading), [m for m in measures if m.arena == arena.key])
        for arena in content.plan.arenas
    ]


def _told(pathway, here):
    """Presentations of this version's class part and of the annexes, with their audience in words."""
    titles = {audience.key: audience.title for audience in pathway.content.audiences}
    found = list(Presentation.objects.filter(here).select_related("by"))
    for row in found:
        row.audience_words = str(titles.get(row.audience, row.audience))
    return found


def aligned_of(plan):
    """The version's aligned plans as (AlignedPlan, date or None), in the version's order (A52); `plan` is one she sees."""
    dates = dict(PlanAlignment.objects.filter(plan=plan).values_list("key", "aligned_on"))
    return [(each, dates.get(each.key)) for each in plan.pathway.content.plan.aligned_plans]


# ---- annexes ----


def _card(row, person, annexes, goals, measures, told, bases):
    sides = [annex for annex in annexes if annex.pathway_child_id == row.pk]
    ids = {annex.pk for annex in sides}
    card = AnnexCard(
        row=row,
        sides=sorted(sides, key=lambda annex: annex.sector, reverse=True),  # the school's first
        goals=[goal for goal in goals if goal.annex_id in ids],
        arenas=_arenas(row.pathway.content, [measure for measure in measures if measure.annex_id in ids]),
        told=[each for each in told if each.annex_id in ids],
        basis=bases.get(row.child_id),
        may_write=next((sector for sector in SIDES.values() if can_write_annex(person, row, sector)), ""),
        tells_looks=person.has(*LOOKERS),
        tells_sharing=person.has(*SHARERS),
    )
    card.arenas = list(_seen_arenas(card))
    return card


def _seen_arenas(card):
    """An arena of a side this reader does not see says so to those who share, and is not there for the team."""
    seen = {annex.sector for annex in card.sides}
    for arena in card.arenas:
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


# ---- people ----


@dataclass(frozen=True)
class Participant:
    """A member of staff who takes part in a pathway: by name, what she is there, and on which side."""

    staff: StaffMember
    role: str
    side: str


def participants(pathway, person):
    """Who takes part: the two leads first, then those with a live role of the programme for class, units or pathway.

    Roles held for a single child (a caseworker's) are left out: naming them would tell that a child has one.
    """
    words = {role.key: str(role.title) for role in pathway.content.roles}
    roles = (
        RoleAssignment.objects.visible_to(person).live(timezone.localdate()).filter(_around(pathway), role__in=words)
    )
    found = {}
    for given in roles.select_related("staff_member").order_by("staff_member__name_key"):
        found.setdefault(given.staff_member_id, _participant(given, words))
    leads = [staff for staff in (pathway.lead, pathway.co_lead) if staff]
    for staff, role in zip(leads, _lead_roles(pathway), strict=False):
        found[staff.pk] = Participant(staff, staff.title or words.get(role, ""), side_of(ROLE_SECTOR.get(role, "")))
    first = [staff.pk for staff in leads]
    order = {"school": 0, "social": 1}
    rest = [p for pk, p in found.items() if pk not in first]
    return sorted([*(found[pk] for pk in first), *rest], key=lambda p: order.get(p.side, 2))


def _participant(given, words):
    return Participant(given.staff_member, given.staff_member.title or words[given.role], side_of(given.sector))


def _lead_roles(pathway):
    """The roles in which lead and co-lead stand there: the track's responsible first."""
    pair = ["resource_advisor", "group_leader"]
    return pair if pathway.side == "school" else pair[::-1]


def _around(pathway):
    units = [pk for pk in (pathway.unit_id, pathway.partner_unit_id) if pk]
    around = Q(scope__in=["unit", "school"], scope_id__in=units) | Q(
        scope__in=["pathway", "group"], scope_id=pathway.pk
    )
    if pathway.school_class_id:
        around |= Q(scope="class", scope_id=pathway.school_class_id)
    return around


def staff_of(pathway, person):
    """Staff who may own a measure: everybody who takes part, and who works in one of the units, from either side."""
    ids = {p.staff.pk for p in participants(pathway, person)}
    units = [pk for pk in (pathway.unit_id, pathway.partner_unit_id) if pk]
    return StaffMember.objects.visible_to(person).filter(Q(pk__in=ids) | Q(unit__in=units)).order_by("name_key")


def names_not_to_write(pathway, person):
    """Children whose names may not stand in the class part: the class of today, and those in the pathway."""
    today = timezone.localdate()
    children = Child.objects.visible_to(person)
    mine = PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(today).values("child_id")
    found = children.filter(pk__in=mine)
    if pathway.school_class_id:
        found = found | children.in_class(pathway.school_class_id, today)
    return list(found.distinct())
