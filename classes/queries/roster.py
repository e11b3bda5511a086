"""What the pages of classes and their pupils show."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import ClassName, OrganisationUnit, RoleAssignment, SchoolClass
from cases.models import Child, ClassMembership, CustodyRelation, Pathway
from classes.models import ClassSelection
from classes.permissions import REGISTRARS


def team_classes(person, today):
    """Ids of the classes whose team the person is in; asked once in a request."""
    if not person.has("class_team"):
        return set()
    return person.once(("team_classes", today), lambda: _team_classes(person, today))


def _team_classes(person, today):
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
    """Given names of the pupils and of their parents, to ask about where no names should stand."""
    pupils = pupils_of(person, school_class, today)
    names = set(pupils.values_list("given_name", flat=True))
    custody = CustodyRelation.objects.visible_to(person).on(today).filter(child__in=pupils.order_by().values("pk"))
    names |= {name.rpartition(" ")[0] for name in custody.values_list("parent__name", flat=True)}
    return {part for name in names for part in name.split()}


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
