"""What was done by a link: whose link it was, in words, as far as the reader may know of it.

A look and a change by a link carry its number as their purpose ("link 7"); nobody's name is kept in the log.
"""

import json
import re

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.models import AccessLink, Carer, CustodyRelation, Parent

PURPOSE = re.compile(r"link (\d{1,18})")


def link_number(row):
    """The number of the link that this line of the log came by; None for what staff did."""
    found = PURPOSE.fullmatch(getattr(row, "purpose", ""))
    return int(found[1]) if found else None


def links_in_words(rows, person):
    """{number: whose link, with the name} of those links of these lines that the reader's own side handed out."""
    numbers = {link_number(row) for row in rows} - {None}
    links = list(AccessLink.objects.visible_to(person).filter(pk__in=numbers)) if numbers else []
    parents = _names(Parent, [each.parent_id for each in links if each.parent_id], person)
    carers = _names(Carer, [each.carer_id for each in links if each.carer_id], person)
    found = {}
    for each in links:
        words = _words(each.kind, each.who, bool(each.parent_id or each.carer_id))
        name = parents.get(each.parent_id) or carers.get(each.carer_id)
        found[each.pk] = via(f"{words}, {name}" if name else words)
    return found


def _names(model, ids, person):
    return dict(model.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def links_in_the_log(rows):
    """{number: whose link} without names, for the data protection officer; the database answers nobody else."""
    numbers = sorted({link_number(row) for row in rows} - {None})
    if not numbers:
        return {}
    with connection.cursor() as db:
        db.execute("select app.whose_links(%s)", [numbers])
        found = db.fetchone()[0]
    rows = json.loads(found) if isinstance(found, str) else found
    return {number: via(_words(kind, who, of_family)) for number, kind, who, of_family in rows}


def via(words):
    return _("Via a link: %(who)s") % {"who": words}


def _words(kind, who, of_family):
    """A relation begins small inside a sentence; what a home or a professional is called stands as it was written."""
    if kind == AccessLink.Kind.CLASS:
        return _("the class, without names")
    small = who[:1].lower() + who[1:]
    with override("da"):
        relations = {str(words) for words in (*CustodyRelation.Relation.labels, *Carer.Kind.labels)}
        is_word = small in relations if of_family else who == _("The child")
    return small if is_word else who
