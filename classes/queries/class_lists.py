"""What a class list would change."""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import SchoolClass
from cases.models import Child, ClassMembership, CustodyRelation
from classes.importing import CellError, Guardian, ImportRow, class_name
from core import cpr
from core.sort_key import sort_key

NEW, UNCHANGED, CHANGED, MOVED, UNCLEAR, ELSEWHERE, FAULTY = (
    "new",
    "unchanged",
    "changed",
    "moved",
    "unclear",
    "elsewhere",
    "faulty",
)
FETCHED = (NEW, CHANGED, MOVED)


@dataclass
class PlanLine:
    """One line of the list and what it would do. `changes` are the words for the page, `fields` what is written."""

    row: ImportRow
    kind: str
    child: Child | None = None
    before: SchoolClass | None = None  # the class the child is in today
    candidates: list[Child] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    fields: dict = field(default_factory=dict)
    guardians: list[Guardian] = field(default_factory=list)  # not known at this child yet


@dataclass
class ImportPlan:
    lines: list[PlanLine]
    new_classes: dict[str, int | None]  # name -> grade
    absent: list[Child]  # in one of the list's classes today, but not on the list; nothing happens to them

    def of(self, *kinds):
        return [line for line in self.lines if line.kind in kinds]

    @property
    def fetched(self):
        return self.of(*FETCHED)

    @property
    def fingerprint(self):
        """Changes when the school changed since the page was shown, so that nothing else is done than what was read."""
        told = [
            (line.row.line, line.kind, line.child and line.child.pk, [c.pk for c in line.candidates], line.changes)
            for line in self.lines
        ]
        return sha256(repr(told).encode()).hexdigest()[:32]


def cpr_elsewhere(school, indexes):
    """Blind indexes that belong to pupils of the municipality's other schools; which school is not said."""
    with connection.cursor() as db:
        db.execute("select * from app.cpr_elsewhere(%s, %s)", [school.pk, indexes])
        return {bytes(index) for (index,) in db.fetchall()}


class _School:
    """The school as it is today, read once for the whole list."""

    def __init__(self, person, school, today):
        self.classes = {
            class_name(each.name)[0].casefold(): each
            for each in SchoolClass.objects.visible_to(person)
            .filter(school=school)
            .filter(Q(closed_on=None) | Q(closed_on__gt=today))
        }
        self.children = list(Child.objects.visible_to(person).filter(school=school))
        members = (
            ClassMembership.objects.visible_to(person)
            .on(today)
            .filter(child__in=self.children)
            .select_related("school_class")
        )
        self.class_of = {member.child_id: member.school_class for member in members}
        self.by_cpr = {bytes(child.cpr_index): child for child in self.children if child.cpr_index}
        self.by_name = defaultdict(list)
        for child in self.children:
            child.class_today = self.class_of.get(child.pk)
            self.by_name[child.name_key].append(child)
        self.guardians = defaultdict(set)
        custody = CustodyRelation.objects.visible_to(person).on(today).filter(child__in=self.children)
        for child_id, name_key in custody.values_list("child_id", "parent__name_key"):
            self.guardians[child_id].add(name_key)

    def is_in(self, child, name):
        found = self.class_of.get(child.pk)
        return found is not None and class_name(found.name)[0].casefold() == name.casefold()


def plan_import(person, school, rows, today, choices=None):
    """What fetching these rows would do, line by line. `choices`: line -> a child's uuid or "new", for unclear ones.

    A child is found by its CPR number, else by name and date of birth in the school; where that is not certain, the
    user says which of the children it is.
    """
    found = _School(person, school, today)
    indexes = {row.line: cpr.blind_index(row.cpr, person.municipality_id) for row in rows if row.cpr}
    elsewhere = cpr_elsewhere(school, list(indexes.values()))
    taken: dict[int, str] = {}
    lines = [
        _plan_line(found, row, indexes.get(row.line), elsewhere, (choices or {}).get(row.line), taken) for row in rows
    ]
    listed = {line.row.class_name.casefold() for line in lines if line.kind != FAULTY}
    new_classes = {
        line.row.class_name: line.row.grade
        for line in lines
        if line.kind in (*FETCHED, UNCLEAR) and line.row.class_name.casefold() not in found.classes
    }
    concerned = {child.pk for line in lines for child in (*line.candidates, line.child) if child}
    absent = [
        child
        for child in found.children
        if child.pk not in concerned and any(found.is_in(child, name) for name in listed)
    ]
    return ImportPlan(lines, new_classes, sorted(absent, key=lambda child: child.name_key))


def _plan_line(school, row, index, elsewhere, choice, taken):
    if row.errors:
        return PlanLine(row, FAULTY)
    if index in elsewhere:
        return PlanLine(row, ELSEWHERE)
    child, candidates = _find(school, row, index)
    if candidates:
        chosen = next((each for each in candidates if str(each.uuid) == choice), None)
        if chosen is None and choice != "new":
            return PlanLine(row, UNCLEAR, candidates=candidates)
        child = chosen
    if child is None:
        return PlanLine(row, NEW, guardians=row.guardians)
    if child.pk in taken:
        row.errors.append(CellError("", _("The same child stands in %(place)s.") % {"place": taken[child.pk]}))
        return PlanLine(row, FAULTY)
    taken[child.pk] = row.place
    return _compared(school, row, child, index)


def _find(school, row, index):
    """(the child, []) when it is certain, (None, candidates) when the user must say, (None, []) when it is new."""
    if index and (child := school.by_cpr.get(index)):
        return child, []
    named = [child for child in school.by_name[sort_key(row.name)] if not (index and child.cpr_index)]
    same_day = [child for child in named if row.born_on and child.born_on == row.born_on]
    if len(same_day) == 1:
        return same_day[0], []
    possible = same_day or [child for child in named if not (row.born_on and child.born_on)]
    here = [child for child in possible if school.is_in(child, row.class_name)]
    if len(possible) == 1 and here:
        return here[0], []
    return None, possible


def _compared(school, row, child, index):
    line = PlanLine(row, UNCHANGED, child, school.class_of.get(child.pk))
    if sort_key(child.name) != sort_key(row.name):
        line.changes.append(_("Name: %(before)s becomes %(name)s") % {"before": child.name, "name": row.name})
        line.fields |= {"given_name": row.given_name, "family_name": row.family_name}
    if index and not child.cpr_index:
        line.changes.append(_("CPR number is added"))
        line.fields["cpr"] = row.cpr
    elif row.born_on and not child.born_on:
        line.changes.append(_("Date of birth is added"))
        line.fields["born_on"] = row.born_on
    if row.protected and not child.protected:
        line.changes.append(_("Name and address protection is added"))
        line.fields |= {"protected": True, "protected_until": None}
    if row.address and row.address != child.address:
        line.changes.append(_("New address"))
        line.fields["address"] = row.address
    line.guardians = [each for each in row.guardians if sort_key(each.name) not in school.guardians[child.pk]]
    if line.guardians:
        line.changes.append(_("Parent: %(names)s") % {"names": ", ".join(each.name for each in line.guardians)})
    if not school.is_in(child, row.class_name):
        line.kind = MOVED
    elif line.changes:
        line.kind = CHANGED
    return line
