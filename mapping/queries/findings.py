"""What has been seen in a round: of the class, and of each child on the sides this reader sees; and what it became."""

from dataclasses import dataclass, field

from cases.models import Goal, Measure
from cases.permissions import can_write_annex, can_write_plan
from mapping.models import Finding, NeedsMapping
from mapping.permissions import can_write_mapping, finding_sector
from programmes.instruments.catalogue import UnknownInstrument, instrument

Kind = Finding.Kind
OF_SIDE = {"school": "school", "provider": "home"}  # the arena and the shape of what each side writes of a child


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

    @property
    def rests_on(self):
        return any((self.finding.tool, self.finding.performer, self.finding.performed_on, self.finding.qualification))


@dataclass
class ChildFindings:
    row: object
    lines: list = field(default_factory=list)
    tellings: list = field(default_factory=list)  # (how the child is told, whether the reader may change it)
    may_write: bool = False
    may_tell: bool = False  # her own side has not said yet how the child is told, and she may


def findings_of(mapping, person, rows=()):
    """(lines of the class, {pk of PathwayChild: ChildFindings}) of a round. rows: with their child; pathway is mapping's."""
    found = list(Finding.objects.visible_to(person).filter(mapping=mapping).select_related("made_by"))
    became = _became(found, person)
    pathway, of_class = mapping.pathway, []
    by_row = {row.pk: _of_child(row, pathway, person) for row in rows}
    for each in found:
        if each.child_id is None:
            may = can_write_mapping(person, pathway)
            of_class.append(_line(each, became, may, may and can_write_plan(person, pathway)))
        elif here := by_row.get(each.pathway_child_id):
            mine = here.may_write and finding_sector(person, here.row.child) == each.sector
            if each.kind == Kind.TELLING:
                here.tellings.append((each, mine))
                here.may_tell = here.may_tell and not mine
            else:
                here.lines.append(_line(each, became, mine, mine and can_write_annex(person, here.row, each.sector)))
    return of_class, by_row


def _of_child(row, pathway, person):
    may = pathway.is_open and row.accepted_on is not None and bool(finding_sector(person, row.child))
    return ChildFindings(row, may_write=may, may_tell=may)


def _line(finding, became, may_write, may_plan):
    goal, measure = became.get(finding.goal), became.get(finding.measure)
    side = OF_SIDE.get(finding.sector, "school")
    return Line(finding, area_title(finding.dimension), goal, measure, may_write, may_plan, side)


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


def area_title(dimension):
    """The words of "<instrument>.<dimension>"; "" when it is of none."""
    slug, _dot, key = dimension.rpartition(".")
    if not slug:
        return ""
    try:
        known = instrument(slug).dimension(key)
    except UnknownInstrument:
        return ""
    return str(known.title) if known else ""


def finding_rows(person):
    return Finding.objects.visible_to(person).select_related(
        "mapping__pathway__programme_version", "pathway_child__child", "child", "made_by"
    )


def mapping_rows(person):
    return NeedsMapping.objects.visible_to(person).select_related("pathway__programme_version", "pathway__lead")
