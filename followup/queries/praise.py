"""Good words that went home, as their own side reads them; gathered for the meeting (C40)."""

from dataclasses import dataclass
from datetime import date

from cases.models import PathwayChild, PraiseMessage

SHOWN = 10


@dataclass(frozen=True)
class Praise:
    """The same words on the same day to several families are one line. children: short names."""

    said_on: date
    text: str
    signed: str
    children: tuple

    @property
    def names(self):
        return ", ".join(self.children)


def praise_of(about, person, since=None, until=None, shown=SHOWN):
    """What went home, newest first. about: a Pathway, or a PathwayChild. One question."""
    rows = PraiseMessage.objects.visible_to(person).kept().select_related("child")
    one = isinstance(about, PathwayChild)
    rows = rows.filter(pathway_child=about) if one else rows.filter(pathway_child__pathway=about)
    if since:
        rows = rows.filter(said_on__gte=since)
    if until:
        rows = rows.filter(said_on__lte=until)
    found = {}
    for each in rows.order_by("-said_on", "-pk")[: shown * 6]:
        found.setdefault((each.said_on, each.text, each.signed), []).append(each.child.short_name)
    return [Praise(*key, tuple(sorted(names))) for key, names in found.items()][:shown]
