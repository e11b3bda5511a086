"""The family's page as staff see it: who has a link, what came by it, and this week's step. Each reads the own side's."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import (
    AccessLink,
    Carer,
    CustodyRelation,
    DailyNote,
    FamilyStep,
    FamilyWish,
    Goal,
    IssuedDocument,
    LinkVisit,
    Measure,
    PraiseMessage,
    SharingBasis,
    StepTick,
)
from cases.permissions import step_sector
from cases.queries.family_page import monday_of
from cases.reach import reaches_pathway
from cases.walls import MEETING

NONE, GIVEN, OPENED, EXPIRED, REVOKED, LOCKED = "none", "given", "opened", "expired", "revoked", "locked"
STATES = {
    NONE: _("No link yet"),
    GIVEN: _("Handed over, not opened yet"),
    OPENED: _("Opened"),
    EXPIRED: _("Has run out"),
    REVOKED: _("Taken back"),
    LOCKED: _("Locked after wrong codes"),
}
LOOKS = {NONE: "planned", GIVEN: "due", OPENED: "held", EXPIRED: "not_held", REVOKED: "not_held", LOCKED: "overdue"}
DAYS_SHOWN = 7
SOON = 14  # days before its end from which a link's renewal is offered
ANSWERS_SHOWN = 6
SPOKEN = {"ar": ("arab", "عرب"), "tr": ("tyrk", "türk", "turk"), "en": ("engel", "engl")}


@dataclass
class FamilyHolder:
    """One who holds custody, or one carer; `links`: of the reader's own side only."""

    name: str
    words: str
    parent: object = None
    carer: object = None
    suspended_until: date | None = None
    link: AccessLink | None = None
    state: str = NONE
    seen: list = field(default_factory=list)  # (document, when it was opened last or None)
    wishes: list = field(default_factory=list)

    @property
    def key(self):
        return f"parent-{self.parent.pk}" if self.parent else f"carer-{self.carer.uuid}"

    @property
    def language(self):
        """What the parent is known to speak, as one of the page's languages; Danish when it is none of them."""
        spoken = (self.parent.language if self.parent else "").casefold()
        return next((key for key, names in SPOKEN.items() if any(name in spoken for name in names)), "da")

    @property
    def state_words(self):
        return STATES[self.state]

    @property
    def look(self):
        return LOOKS[self.state]

    @property
    def is_live(self):
        return self.state in (GIVEN, OPENED)

    @property
    def days_left(self):
        """Of a live link that ends within two weeks; None while there is time."""
        left = (timezone.localdate(self.link.expires_at) - timezone.localdate()).days if self.is_live else None
        return left if left is not None and left <= SOON else None


def state_of(link, now):
    if link is None:
        return NONE
    if link.revoked_at:
        return REVOKED
    if link.locked_at:
        return LOCKED
    if link.expires_at <= now:
        return EXPIRED
    return OPENED if link.opened_at else GIVEN


def custody_today(person, child_id, today):
    """Those who hold custody of the child today, by name; read once while she acts: two parts of a child's page show them."""
    rows = CustodyRelation.objects.visible_to(person).filter(child=child_id, has_custody=True).on(today)
    rows = rows.select_related("parent").order_by("parent__name_key", "pk")
    return person.once(("custody", child_id, today), lambda: list(rows))


def holders_of(pathway_child, person):
    """Those who hold custody today and those who have the care, by name, each with her link's state."""
    today, now = timezone.localdate(), timezone.now()
    found = [
        FamilyHolder(
            row.parent.name, row.get_relation_display(), parent=row.parent,
            suspended_until=row.suspended_until if row.is_suspended(today) else None,
        )
        for row in custody_today(person, pathway_child.child_id, today)
    ]  # fmt: skip
    carers = Carer.objects.visible_to(person).filter(child=pathway_child.child_id).on(today).order_by("name", "pk")
    found += [
        FamilyHolder(row.name, ", ".join(word for word in (str(row.get_kind_display()), row.home) if word), carer=row)
        for row in carers
    ]
    links = {}
    for link in AccessLink.objects.visible_to(person).filter(kind="family", pathway_child=pathway_child).order_by("made_at", "pk"):  # fmt: skip
        links[link.parent_id, link.carer_id] = link
    for each in found:
        each.link = links.get((each.parent and each.parent.pk, each.carer and each.carer.pk))
        each.state = state_of(each.link, now)
    return found


def holders_with_all(pathway_child, person):
    """The same, with what each was given and has opened, and what she wants to talk about and nobody has yet."""
    found = holders_of(pathway_child, person)
    about = {"child": pathway_child.child_id}
    given = list(
        IssuedDocument.objects.visible_to(person).defer("body").filter(pathway_child=pathway_child, withdrawn_at=None)
    )
    visits = LinkVisit.objects.visible_to(person).filter(
        link__pathway_child=pathway_child, what__startswith="document:"
    )
    opened = {}
    for what, at in visits.order_by("at").values_list("what", "at"):
        opened[what] = at
    open_wishes = FamilyWish.objects.visible_to(person).filter(**about, spoken=None).exclude(text="")
    wishes = list(open_wishes.order_by("-changed_at"))
    for each in found:
        mine = (each.parent and each.parent.pk, each.carer and each.carer.pk)
        each.seen = [(row, opened.get(f"document:{row.pk}")) for row in given if (row.parent_id, row.carer_id) == mine]
        each.wishes = [row for row in wishes if (row.parent_id, row.carer_id) == mine]
    return found


def wishes_for(meeting, person, over=(), child=None):
    """What each of the family wants to talk about at this meeting, where the reader's side gave the link; newest last.

    over: earlier meetings, held or called off, of which what nobody has spoken of comes along. child: of this one alone.
    """
    asked = Q(meeting=meeting) | Q(meeting__in=over, spoken=None)
    rows = FamilyWish.objects.visible_to(person).filter(asked).exclude(text="")
    if child:
        rows = rows.filter(child=child)
    found = list(rows.select_related("link", "child").prefetch_related("spoken").order_by("changed_at", "pk"))
    for each in found:
        each.is_left_over = each.meeting != meeting
    return found


def answers_since(pathway_children, day, person):
    """What families have answered to their steps since that day, newest first; of the own side's links."""
    rows = StepTick.objects.visible_to(person).filter(step__pathway_child__in=pathway_children).exclude(outcome="")
    if day:
        rows = rows.filter(changed_at__date__gte=day)
    return list(rows.select_related("step", "link").order_by("-changed_at", "-pk")[:ANSWERS_SHOWN])


@dataclass(frozen=True)
class StepNow:
    """This week's step of one side, and what the family answered: (who, tick)."""

    row: FamilyStep
    ticks: list
    is_mine: bool


def steps_now(pathway_child, person):
    monday, mine = monday_of(timezone.localdate()), step_sector(person, pathway_child)
    rows = list(FamilyStep.objects.visible_to(person).standing().filter(pathway_child=pathway_child, monday=monday).select_related("chosen_by"))  # fmt: skip
    ticks = ticks_of(rows, person)
    return [StepNow(row, ticks.get(row.pk, []), row.sector == mine) for row in rows]


def ticks_of(steps, person):
    """step id -> [tick], each with `link` for who it was; without those that were taken back."""
    found = {}
    rows = StepTick.objects.visible_to(person).filter(step__in=[row.pk for row in steps]).exclude(outcome="")
    for tick in rows.select_related("link"):
        found.setdefault(tick.step_id, []).append(tick)
    return found


def steps_to_choose(pathway_child, person):
    """[(key, words)]: running measures at home and the children's own steps, of the plan in force and of the own annex."""
    today = timezone.localdate()
    annexes = {"annex__pathway_child": pathway_child, "annex__sector": step_sector(person, pathway_child)}
    measures = Measure.objects.visible_to(person).filter(ended_on=None)
    own = list(measures.filter(**annexes))
    of_class = list(measures.filter(plan__pathway=pathway_child.pathway_id, plan__state="in_force", arena="home"))
    found = {
        str(row.uuid): row.title for row in own + of_class if row.status(today) != "closed" and not row.awaits_answer
    }
    goals = (
        Goal.objects.visible_to(person).filter(**annexes, reached_on=None, dropped_on=None).prefetch_related("steps")
    )
    for goal in goals:
        found |= {f"{goal.uuid}-{step.order}": step.text for step in goal.steps.all() if step.reached_on is None}
    return [(key, text) for key, text in found.items() if text.strip()]


def days_of(pathway_child, person):
    """The carers' lines that were given to the reader's side, newest first."""
    rows = DailyNote.objects.visible_to(person).filter(child=pathway_child.child_id).select_related("carer")
    return list(rows[:DAYS_SHOWN])


def as_staff_may_see(page, pathway_child, person):
    """(the page without what the reader's side may not know, whether something was left out): the walls hold here too."""

    def known(model, rows):
        seen = set(
            model.objects.visible_to(person).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        return [row for row in rows if row.pk in seen]

    steps = {row.pk for row in known(FamilyStep, [each.row for each in page.steps])}
    about = {"child": pathway_child.child_id}
    grounds = {
        str(uuid) for uuid in SharingBasis.objects.visible_to(person).filter(**about).values_list("uuid", flat=True)
    }
    goals = set(Goal.objects.visible_to(person).filter(text__in=page.goals).values_list("text", flat=True))
    days = set(DailyNote.objects.visible_to(person).filter(**about).values_list("day", "form", "how"))
    meets = reaches_pathway(person, pathway_child.pathway, *MEETING)
    shown = replace(
        page,
        steps=[each for each in page.steps if each.row.pk in steps],
        given=known(IssuedDocument, page.given),
        praise=known(PraiseMessage, page.praise),
        grounds=[each for each in page.grounds if each.uuid in grounds],
        goals=[each for each in page.goals if each in goals],
        days=[each for each in page.days if (each.day, each.form, each.how) in days],
        meeting=page.meeting if meets else None,
    )
    return shown, shown != page
