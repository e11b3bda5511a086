"""Search by name, within the reader's reach; Danish order, "aase" finds Åse, "5b" finds 5.B, and words in any order."""

import re
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.models import SchoolClass
from cases.models import Child, CustodyRelation, Pathway
from core.sort_key import sort_key

MOST = 20
SHORTEST = 2
SPLIT_CLASS = re.compile(r"\b(\d{1,2})\s*\.?\s+([a-zæøå])\b|\b(\d{1,2})\.?([a-zæøå])\b", re.IGNORECASE)


@dataclass(frozen=True)
class ParentLine:
    """A parent by way of the child: the page that opens is the child's."""

    row: CustodyRelation

    @property
    def child(self):
        return self.row.child


@dataclass(frozen=True)
class Found:
    words: str
    children: list
    parents: list
    pathways: list
    classes: list

    @property
    def is_empty(self):
        return not (self.children or self.parents or self.pathways or self.classes)

    @property
    def named(self):
        """Children whose names the page shows, for the log."""
        return [*self.children[:MOST], *(line.child for line in self.parents[:MOST])]


def search(person, words, today):
    """Children, parents, pathways and classes whose names hold every word; names that begin with the words come first."""
    words = " ".join(words.split())
    if len(words) < SHORTEST:
        return None
    keys = [key for key in (sort_key(word).strip(",;") for word in words.split()) if key]
    terms = _terms(words)
    return Found(
        words,
        _children(person, words, keys, today),
        _parents(person, keys, today),
        _pathways(person, terms),
        _classes(person, terms),
    )


def _terms(words):
    """The words of a title, with names of classes as they are written: "5b", "5 b" and "5. B" all become "5.B"."""
    joined = SPLIT_CLASS.sub(lambda found: f"{found[1] or found[3]}.{(found[2] or found[4]).upper()}", words)
    return [term.strip(",;") for term in joined.split() if term.strip(",;")]


def _children(person, words, keys, today):
    whole, first = Q(name_key__startswith=sort_key(words)), Q(name_key__startswith=keys[0])
    begins = Case(When(whole, then=Value(0)), When(first, then=Value(1)), default=Value(2), output_field=IntegerField())
    rows = (
        Child.objects.visible_to(person).filter(*(Q(name_key__contains=key) for key in keys)).select_related("school")
    )
    found = list(rows.order_by(begins, "name_key", "pk")[: MOST + 1])
    for child in found:
        child.protected_today = child.is_protected(today)
    return found


def _parents(person, keys, today):
    """Those who hold custody of a child within reach; the other school's families are not there."""
    rows = (
        CustodyRelation.objects.visible_to(person)
        .on(today)
        .filter(
            *(Q(parent__name_key__contains=key) for key in keys),
            child__in=Child.objects.visible_to(person).values("pk"),
        )
    )
    rows = rows.select_related("parent", "child__school").order_by("parent__name_key", "child__name_key", "pk")
    return [ParentLine(row) for row in rows[: MOST + 1]]


def _pathways(person, terms):
    rows = Pathway.objects.visible_to(person).select_related("unit", "programme_version")
    for term in terms:
        rows = rows.filter(Q(title__icontains=term) | Q(unit__name__icontains=term))
    return list(rows.filter(_a_title(terms, "title")).order_by("title", "pk")[: MOST + 1])


def _classes(person, terms):
    """Classes of the reader's own schools."""
    schools = person.scopes("unit", person.roles)
    rows = SchoolClass.objects.visible_to(person).of_schools(schools).filter(closed_on=None)
    for term in terms:
        rows = rows.filter(Q(name__icontains=term) | Q(school__name__icontains=term))
    rows = rows.filter(_a_title(terms, "name")).select_related("school")
    return list(rows.order_by("grade", "name", "pk")[: MOST + 1]) if schools else []


def _a_title(terms, column):
    """The school's name narrows, and finds nothing by itself."""
    found = Q()
    for term in terms:
        found |= Q(**{f"{column}__icontains": term})
    return found
