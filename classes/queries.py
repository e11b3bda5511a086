"""What the pages of classes show, and what a class list would change."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from hashlib import sha256

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import ClassName, OrganisationUnit, RoleAssignment, SchoolClass
from cases.models import Child, ClassMembership, CustodyRelation, Pathway
from classes.importing import CellError, Guardian, ImportRow, class_name
from classes.models import ClassSelection, ClassSession, CoTeachingWeek
from classes.permissions import REGISTRARS
from core import cpr
from core.context import current
from core.sort_key import sort_key
from programmes.limits import LimitWarning
from programmes.models import ProgrammeVersion

CLASS_TRACK = "class"  # the track that runs in a class, in every version that has one

# ---- classes and their pupils ----


def team_classes(person, today):
    """Ids of the classes whose team the person is in."""
    if not person.has("class_team"):
        return set()
    mine = RoleAssignment.objects.visible_to(person).filter(
        staff_member=person.staff_id, role="class_team", scope="class"
    )
    return set(mine.live(today).values_list("scope_id", flat=True))


def own_schools(person):
    """Schools whose classes and pupils the person keeps."""
    schools = OrganisationUnit.objects.visible_to(person).schools()
    return schools if person.reaches_all(REGISTRARS) else schools.filter(pk__in=person.scopes("unit", REGISTRARS))


def classes_of(person, today):
    """The person's classes: of her schools and of her teams, and those whose pathway she works in."""
    mine = Q(pk__in=team_classes(person, today)) | Q(
        pk__in=Pathway.objects.visible_to(person).filter(school_class__isnull=False).values("school_class")
    )
    return (
        SchoolClass.objects.visible_to(person).filter(Q(school__in=own_schools(person)) | mine).select_related("school")
    )


def pupils_of(person, school_class, today):
    """Pupils in the class that day, in Danish order, as far as the person sees them."""
    return Child.objects.visible_to(person).in_class(school_class, today).by_name()


def given_names(person, school_class, today):
    """The first given name of each pupil, to ask about where no names should stand."""
    names = pupils_of(person, school_class, today).values_list("given_name", flat=True)
    return {name.split()[0] for name in names if name.strip()}


@dataclass
class ClassLine:
    school_class: SchoolClass
    pupils: int
    pathway: Pathway | None
    selection: ClassSelection | None

    @property
    def standing(self):
        """Where the class stands, in the programme's words; nothing when nothing is under way."""
        if self.pathway:
            return self.pathway.content.phase(self.pathway.phase).title
        return self.selection.content.phase(self.selection.state).title if self.selection else ""


def class_lines(person, today):
    """The class list: each class with the number of its pupils today and where it stands."""
    classes = list(
        classes_of(person, today)
        .filter(Q(closed_on=None) | Q(closed_on__gt=today))
        .order_by("school__name", "grade", "name")
    )
    count = Counter(
        ClassMembership.objects.visible_to(person)
        .on(today)
        .filter(school_class__in=classes)
        .values_list("school_class", flat=True)
    )
    pathways = _newest(
        Pathway.objects.visible_to(person).open().filter(school_class__in=classes).order_by("created_at")
    )
    selections = _newest(
        ClassSelection.objects.visible_to(person).undecided().filter(school_class__in=classes).order_by("nominated_on")
    )
    return [ClassLine(each, count[each.pk], pathways.get(each.pk), selections.get(each.pk)) for each in classes]


def _newest(rows):
    return {row.school_class_id: row for row in rows.select_related("programme_version")}


def class_history(person, school_class, today):
    """(names with their first day, memberships that ended) of a class, newest first."""
    names = ClassName.objects.visible_to(person).filter(school_class=school_class).order_by("-starts_on")
    former = ClassMembership.objects.visible_to(person).filter(school_class=school_class, ends_on__lt=today)
    return names, former.select_related("child").order_by("-ends_on", "child__name_key")


# ---- choosing a class ----


def versions_for_classes(person):
    """Programme versions that a class can begin on today."""
    found = ProgrammeVersion.objects.visible_to(person).current()
    return [version for version in found if any(track.key == CLASS_TRACK for track in version.programme_content.tracks)]


def chosen_before(person, school_class):
    """Who the school chose last time, to begin from; an advisor begins with herself. Names of fields to ids."""
    last = ClassSelection.objects.visible_to(person).filter(unit=school_class.school_id)
    fields = ("advisor", "partner_unit", "leader")
    found = last.order_by("-nominated_on", "-pk").values(*fields).first() or {}
    return found | ({"advisor": person.staff_id} if person.has("resource_advisor") else {})


@dataclass
class Party:
    key: str
    title: object
    vote: object = None  # a SelectionVote

    @property
    def has_spoken(self):
        return self.vote is not None


def parties_of(selection):
    """The parties of the version in its order, each with its vote (A42)."""
    votes = {vote.party: vote for vote in selection.votes.select_related("by")}
    return [
        Party(key, selection.content.role(key).title, votes.get(key)) for key in selection.content.selection.parties
    ]


# ---- the log ----


@dataclass
class WeekLessons:
    monday: date
    lessons: Decimal
    who: str
    warning: LimitWarning | None


@dataclass
class CoTeachingSummary:
    """Two-teacher lessons: the weeks newest first, their mean over taught weeks, and the warning if it is under the limit."""

    weeks: list[WeekLessons]
    mean: Decimal | None
    warning: LimitWarning | None


def co_teaching_summary(pathway):
    """Lessons a week with two adults; weeks with none at all, such as a camp, do not count in the mean (A29, F02).

    The mean has one decimal and is rounded down: 10.45 is not yet 10.5.
    """
    limit = next((each for each in pathway.content.limits if each.key == "co_teaching"), None)
    check = limit.check if limit else lambda value: None
    rows = CoTeachingWeek.objects.visible_to(current()).filter(pathway=pathway).order_by("-monday")
    weeks = [WeekLessons(row.monday, row.lessons, row.who, check(row.lessons) if row.lessons else None) for row in rows]
    taught = [week.lessons for week in weeks if week.lessons]
    mean = (sum(taught) / len(taught)).quantize(Decimal("0.1"), ROUND_DOWN) if taught else None
    return CoTeachingSummary(weeks, mean, check(mean))


def monday_of(day):
    return day - timedelta(days=day.weekday())


@dataclass
class SessionWeek:
    monday: date
    sessions: list[ClassSession]


def sessions_by_week(pathway):
    """Kept sessions as weeks, newest first; each session carries `element_titles` in the programme's short words."""
    titles = {element.key: element.short for element in pathway.content.core_elements}
    weeks: dict[date, list[ClassSession]] = defaultdict(list)
    for session in ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().select_related("author"):
        session.pathway = pathway
        session.element_titles = [titles[key] for key in session.elements if key in titles]
        weeks[monday_of(session.held_on)].append(session)
    return [SessionWeek(monday, sessions) for monday, sessions in sorted(weeks.items(), reverse=True)]


def elements_by_week(pathway):
    """Core element -> the Mondays of the weeks in which a session touched it."""
    found: dict[str, set[date]] = {element.key: set() for element in pathway.content.core_elements}
    for held_on, elements in (
        ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().values_list("held_on", "elements")
    ):
        for key in elements:
            found.setdefault(key, set()).add(monday_of(held_on))
    return found


def last_session(pathway):
    return ClassSession.objects.visible_to(current()).filter(pathway=pathway).kept().first()


def last_week_before(pathway, monday):
    """The line of the latest week before this one: who it was then, it mostly is now."""
    return (
        CoTeachingWeek.objects.visible_to(current())
        .filter(pathway=pathway, monday__lt=monday)
        .order_by("-monday")
        .first()
    )


# ---- what a class list would change ----

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
    taken: dict[int, int] = {}
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
        row.errors.append(CellError("", _("Line %(line)s is about the same child.") % {"line": taken[child.pk]}))
        return PlanLine(row, FAULTY)
    taken[child.pk] = row.line
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
