"""Search by name, within the reader's reach; Danish order, and "aase" finds Åse."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When

from accounts.models import SchoolClass
from cases.models import Child, Pathway
from core.sort_key import sort_key

MOST = 20
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    words: str
    children: list
    pathways: list
    classes: list

    @property
    def is_empty(self):
        return not (self.children or self.pathways or self.classes)

    @property
    def more(self):
        return len(self.children) > MOST


def search(person, words, today):
    """Children, pathways and classes whose name holds the words; names that begin with them come first."""
    words = " ".join(words.split())
    if len(words) < SHORTEST:
        return None
    return Found(words, _children(person, sort_key(words)), _pathways(person, words), _classes(person, words))


def _children(person, key):
    begins = Case(When(name_key__startswith=key, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Child.objects.visible_to(person).filter(name_key__contains=key).select_related("school")
    return list(rows.order_by(begins, "name_key", "pk")[: MOST + 1])


def _pathways(person, words):
    rows = Pathway.objects.visible_to(person).filter(title__icontains=words).select_related("unit", "programme_version")
    return list(rows.order_by("title", "pk")[:MOST])


def _classes(person, words):
    """Classes of the reader's own schools."""
    schools = person.scopes("unit", person.roles)
    rows = SchoolClass.objects.visible_to(person).of_schools(schools).filter(name__icontains=words, closed_on=None)
    return list(rows.select_related("school").order_by("grade", "name")[:MOST]) if schools else []
