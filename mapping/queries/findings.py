"""What has been seen in a round: of the class, and of each child on the sides this reader sees; and what it became."""

from dataclasses import dataclass, field

from cases.models import Goal, Measure
from cases.permissions import can_write_annex, can_write_plan
from mapping.handover import Handover, handovers_of
from mapping.models import Finding, NeedsMapping
from mapping.permissions import can_write_mapping, finding_sector, planning_sector, writes_area
from programmes.instruments.catalogue import UnknownInstrument, instrument, instruments_for

Kind = Finding.Kind
OF_SIDE = {"school": "school", "ppr": "school", "provider": "home"}  # the arena and the shape of what each side writes


@dataclass(frozen=True)
class Line:
    """One finding as this reader meets it; `goal` and `measure` are what it became, where that still stands."""

    finding: Finding
    area: str
    goal: Goal | None
    measure: Measure | None
    may_write: bool
    may_plan: bool
    side: str  # school | home: whose it is, of a child
    handover: Handover | None = None  # whoever assessed and does not come to hear the results told (C13)

    @property
    def performer(self):
        return performer_of(self.finding)

    @property
    def rests_on(self):
        return any((self.finding.tool, self.performer, self.finding.performed_on, self.finding.qualification))


@dataclass
class ChildFindings:
    row: object
    lines: list = field(default_factory=list)
    tellings: list = field(default_factory=list)  # (how the child is told, whether the reader may change it)
    may_write: bool = False
    may_tell: bool = False  # her own side has not said yet how the child is told, and she may
    sector: str = ""  # the side she writes for

    def writes(self, dimension):
        """Whether the reader writes of an area, "<instrument>.<dimension>"."""
        return self.may_write and writes_area(self.sector, area_of(dimension))


def findings_of(mapping, person, rows=()):
    """(lines of the class, {pk of PathwayChild: ChildFindings}) of a round. rows: with their child; pathway is mapping's."""
    found = Finding.objects.visible_to(person).filter(mapping=mapping).select_related("made_by", "performed_by")
    found = list(found)
    pathway, of_class = mapping.pathway, []
    by_row = {row.pk: _of_child(row, pathway, person) for row in rows}
    became = _became(found, person)
    told = handovers_of([each for each in found if each.pathway_child_id in by_row], pathway, person)
    for each in found:
        each.mapping = mapping
        if each.child_id is None:
            may = can_write_mapping(person, pathway)
            of_class.append(_line(each, became, may, may and can_write_plan(person, pathway)))
        elif here := by_row.get(each.pathway_child_id):
            each.pathway_child = here.row
            mine = here.may_write and finding_sector(person, here.row.child) == each.sector
            if each.kind == Kind.TELLING:
                here.tellings.append((each, mine))
                here.may_tell = here.may_tell and not mine
            else:
                each.child = here.row.child
                may_plan = here.may_write and can_write_annex(person, here.row, planning_sector(person, each))
                here.lines.append(_line(each, became, mine, may_plan, told.get(each.pk)))
    return of_class, by_row


def _of_child(row, pathway, person):
    sector = finding_sector(person, row.child)
    may = pathway.is_open and row.accepted_on is not None and bool(sector)
    return ChildFindings(row, may_write=may, may_tell=may, sector=sector)


def _line(finding, became, may_write, may_plan, handover=None):
    goal, measure = became.get(finding.goal), became.get(finding.measure)
    side = OF_SIDE.get(finding.sector, "school")
    return Line(finding, area_title(finding.dimension), goal, measure, may_write, may_plan, side, handover)


def _became(findings, person):
    """uuid -> goal or measure that still stands and that this reader sees."""
    goals = {each.goal for each in findings if each.goal}
    measures = {each.measure for each in findings if each.measure}
    found = {}
    related = ("plan__pathway", "annex__pathway_child")
    if goals:
        found |= {
            row.uuid: row for row in Goal.objects.visible_to(person).filter(uuid__in=goals).select_related(*related)
        }
    if measures:
        rows = Measure.objects.visible_to(person).filter(uuid__in=measures).select_related(*related)
        found |= {row.uuid: row for row in rows}
    return found


def performer_of(finding):
    """Who assessed: one of staff by name, else as it was written."""
    return finding.performed_by.name if finding.performed_by_id else finding.performer


def area_of(dimension):
    """The `Dimension` of "<instrument>.<dimension>"; None when it is of none."""
    slug, _dot, key = dimension.rpartition(".")
    if not slug:
        return None
    try:
        return instrument(slug).dimension(key)
    except UnknownInstrument:
        return None


def area_title(dimension):
    known = area_of(dimension)
    return str(known.title) if known else ""


def areas_to_write(mapping, about, sector, chosen=""):
    """[(instrument, [(key, words)])] of what a side may write of in this round; one chosen before stays a choice."""
    slug = mapping.pathway.programme_version.programme.slug
    found = [
        (
            str(each.title),
            [
                (f"{each.slug}.{dimension.key}", str(dimension.title))
                for dimension in sorted(each.dimensions, key=lambda d: not d.strengths)
                if writes_area(sector, dimension)
            ],
        )
        for each in instruments_for(slug, about, mapping.kind)
    ]
    found = [(title, areas) for title, areas in found if areas]
    known = area_of(chosen)
    if known and writes_area(sector, known) and not any(chosen in dict(areas) for _title, areas in found):
        found.insert(0, (chosen, str(known.title)))
    return found


def finding_rows(person):
    return Finding.objects.visible_to(person).select_related(
        "mapping__pathway__programme_version", "pathway_child__child", "child", "made_by", "performed_by"
    )


def mapping_rows(person):
    return NeedsMapping.objects.visible_to(person).select_related("pathway__programme_version", "pathway__lead")
