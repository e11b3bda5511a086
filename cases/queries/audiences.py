"""The four audiences of a plan as one page shows them: what is written, given and missing, and to whom it may be given."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from cases.audience_parts import LANGUAGES, language_name
from cases.audiences import found_in
from cases.models import AudienceVersion, ChildAnnex, CustodyRelation, IssuedDocument, PathwayPlan, Presentation
from cases.permissions import audience_sector
from cases.queries.plans import children_seen


@dataclass
class AudienceRow:
    """One version's place: of the class, of all parents, or of one child. may_write: the reader writes it."""

    row: object = None  # the PathwayChild
    drafts: list = field(default_factory=list)
    given: list = field(default_factory=list)
    taken_back: list = field(default_factory=list)
    told: list = field(default_factory=list)
    may_write: bool = False
    needs_annex: bool = False
    in_languages: bool = False  # it can stand in another language beside the Danish
    refusals: list = field(default_factory=list)  # of the draft, for those who are many
    warnings: list = field(default_factory=list)

    @property
    def child(self):
        return self.row.child if self.row else None

    @property
    def newest(self):
        return self.given[0] if self.given else None

    @property
    def state(self):
        """given | old (of an older plan) | draft | told (without a paper) | missing."""
        if self.newest:
            return "old" if self.newest.is_old else "given"
        if self.drafts:
            return "draft"
        return "told" if self.told else "missing"

    @property
    def draft(self):
        return self.drafts[0] if self.drafts else None

    @property
    def is_reached(self):
        return bool(self.newest and not self.newest.is_old or self.told)

    @property
    def step(self):
        """What its writer does next: annex | mend | give | anew | write | "" (nothing, or somebody else's)."""
        if not self.may_write:
            return ""
        if self.needs_annex:
            return "annex"
        if self.draft:
            return "mend" if self.refusals or self.is_marked else "give"
        return {"old": "anew", "missing": "write", "told": "write"}.get(self.state, "")

    @property
    def may_begin_more(self):
        """Another one than the next step offers: in another language, or anew of the same plan."""
        return (
            self.may_write and not self.needs_annex and (self.row is not None and self.in_languages or self.step == "")
        )

    @property
    def is_marked(self):
        return any(section.get("mend") for section in self.draft.sections)

    @property
    def earlier(self):
        """Whether there is more to see than the newest: older ones, what was told besides, what was taken back."""
        return bool(self.given[1:] or self.told or self.taken_back or self.drafts[1:])


@dataclass
class AudienceCard:
    key: str
    title: str
    guidance: str
    names_children: bool
    rows: list

    @property
    def reached(self):
        """How many of them have been given this plan, or told it without a paper."""
        return sum(row.is_reached for row in self.rows)

    @property
    def state(self):
        """The card at a glance: given (everybody) | old | draft | some | missing | none (nobody to tell)."""
        states = {row.state for row in self.rows}
        if not states:
            return "none"
        if states <= {"given", "told"}:
            return "given"
        return next((state for state in ("old", "draft") if state in states), "some" if self.reached else "missing")

    @property
    def languages(self):
        """Other languages that a version for parents can stand in beside the Danish."""
        if self.key != "child_parents":
            return []
        return [(key, language_name(key)) for key in LANGUAGES if key != "da"]


def audience_cards(plan, person):
    """The plan's audiences for this reader, in the version's order. The number of queries is fixed.

    plan: read through visible_to, with its pathway. Drafts are shown to those who write them.
    """
    pathway = plan.pathway
    versions = _versions(pathway, person)
    rows = children_seen(pathway, person)
    written = _annexes(pathway, person)
    told = _told(plan, person)
    cards = []
    for audience in pathway.content.audiences:
        mine = [each for each in versions if each.audience == audience.key]
        places = rows if audience.names_children else [None]
        found = [_place(plan, person, audience, row, mine, written, told) for row in places]
        if not audience.names_children:
            _look_through(found[0], pathway, person)
        cards.append(
            AudienceCard(audience.key, str(audience.title), str(audience.guidance), audience.names_children, found)
        )
    return cards


def next_step(cards):
    """(card, row) of the first thing that this reader has to do: what is begun first, then what is missing; None when nothing is."""
    rows = [(card, row) for card in cards for row in card.rows if row.step]
    order = {"mend": 0, "give": 1, "anew": 2, "write": 3, "annex": 4}
    open_ones = [each for each in rows if each[1].state != "told" or each[1].step in ("mend", "give")]
    return min(open_ones, key=lambda each: order[each[1].step], default=None)


def _look_through(row, pathway, person):
    """What may not stand in the draft for many, and what points at somebody: at most one question for each such audience."""
    if row.may_write and row.draft:
        texts = [row.draft.title, *(section["text"] for section in row.draft.sections)]
        row.refusals, row.warnings = found_in("\n".join(texts), pathway, person)


def _versions(pathway, person):
    rows = (
        AudienceVersion.objects.visible_to(person)
        .filter(pathway=pathway)
        .select_related("plan", "given_by", "withdrawn_by")
    )
    versions = list(rows.order_by("-plan__number", "-given_on", "-pk"))
    newest = max([plan.number for plan in _plans(pathway, person)], default=0)
    documents = IssuedDocument.objects.visible_to(person).filter(audience_version__in=[each.pk for each in versions])
    documents = list(documents.defer("body").order_by("pk"))
    for version in versions:
        version.is_old = version.plan.number < newest
        version.recipients = [
            each for each in documents if each.audience_version_id == version.pk and each.withdrawn_at is None
        ]
        version.language_name = language_name(version.language)
    return versions


def _plans(pathway, person):
    return PathwayPlan.objects.visible_to(person).filter(pathway=pathway, state__in=["in_force", "superseded"])


def _annexes(pathway, person):
    """{(PathwayChild id, sector)} of the annexes that are written."""
    rows = ChildAnnex.objects.visible_to(person).filter(pathway_child__pathway=pathway)
    return set(rows.values_list("pathway_child_id", "sector"))


def _told(plan, person):
    """What was told of this plan without a paper, newest first: of the plan itself, and of the children's annexes."""
    here = Q(plan=plan) | Q(annex__isnull=False, plan__pathway=plan.pathway)  # an annex outlives the plan's versions
    seen = AudienceVersion.objects.visible_to(person).values(
        "pk"
    )  # the other side's papers are its own: that they were given is not
    rows = Presentation.objects.visible_to(person).filter(here).exclude(version__in=seen)
    return list(rows.select_related("by", "annex").order_by("-presented_on", "-pk"))


def _place(plan, person, audience, row, versions, written, told):
    sector = audience_sector(person, plan.pathway, audience.key, row)
    mine = [each for each in versions if each.pathway_child_id == (row.pk if row else None)]
    place = AudienceRow(row=row, may_write=bool(sector), in_languages=audience.key == "child_parents")
    place.given = [each for each in mine if each.state == "given" and not each.withdrawn_at]
    place.taken_back = [each for each in mine if each.withdrawn_at]
    place.told = [
        each
        for each in told
        if each.audience == audience.key and (each.annex and each.annex.pathway_child_id) == (row.pk if row else None)
    ]
    place.drafts = [
        each
        for each in mine
        if each.is_draft and not each.withdrawn_at and each.plan_id == plan.pk and each.sector == sector
    ]
    place.needs_annex = bool(sector) and row is not None and (row.pk, sector) not in written
    return place


def is_outdated(version, person):
    """A newer plan is in force than the one it tells of."""
    return _plans(version.pathway, person).filter(number__gt=version.plan.number).exists()


# ---- to whom ----


@dataclass(frozen=True)
class Recipient:
    """Somebody who holds custody. may: whether it can be given to her today; had: the day of the document she has."""

    parent: object
    relation: str
    may: bool
    suspended_until: object = None
    had: object = None


def recipients(version, person):
    """Those who hold custody of the child today, by name; with suspended access they stand there and cannot be chosen (L11)."""
    today = timezone.localdate()
    relations = CustodyRelation.objects.visible_to(person).on(today).filter(child=version.child_id, has_custody=True)
    given = IssuedDocument.objects.visible_to(person).filter(audience_version=version, withdrawn_at=None)
    had = dict(given.values_list("parent_id", "issued_at"))
    return [
        Recipient(
            each.parent, str(each.get_relation_display()), not each.is_suspended(today),
            each.suspended_until if each.is_suspended(today) else None, had.get(each.parent_id),
        )
        for each in relations.select_related("parent").order_by("parent__name_key")
    ]  # fmt: skip
