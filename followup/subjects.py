"""Whom a cadence is about: the pathway itself, each child of it, or somebody that a track's own app knows.

`settings.FOLLOWUP_SUBJECTS` names a callable for each of these others: `found(pathways, today)` gives their Subjects, all of them
in one reading, those who have left too.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string

from cases.models import PathwayChild
from followup.models import ChildClosing, Occurrence

PATHWAY, CHILD = "pathway", "child"
WHOLE = ("pathway", "class", "group", "round")  # one for the whole pathway
CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Subject:
    """One whom an occurrence is about; the pathway itself has no uuid.

    since, until: from when it takes part, and when it stopped. gone: why nothing more is asked (of Occurrence.Because).
    Between two sessions: counted_from is the day of the one that was held, due_by the last day before the next one, and
    done_on the day on which it was done.
    """

    pathway_id: int
    uuid: UUID | None = None
    pathway_child_id: int | None = None
    since: date | None = None
    until: date | None = None
    gone: str = ""
    counted_from: date | None = None
    due_by: date | None = None
    done_on: date | None = None


class Subjects:
    """Those of several pathways; each table is asked at most once, however many pathways and cadences there are."""

    def __init__(self, pathways, today):
        self.pathways, self.today = list(pathways), today
        self._found = {}

    def of(self, pathway, cadence):
        """All whom the cadence is about in that pathway, those who have left too; nobody for one that no pathway plans."""
        if cadence.on in WHOLE:
            return [Subject(pathway.pk, since=pathway.starts_on, until=pathway.ended_on)]
        return self._of_kind(cadence.on).get(pathway.pk, [])

    def live(self, pathway, cadence):
        """Those about whom something is to be planned now."""
        found = self.of(pathway, cadence)
        if cadence.first_from == CLOSING and cadence.on == CHILD:
            return [each for each in found if each.until is not None and not each.gone]
        return [each for each in found if not each.gone and (cadence.on in WHOLE or each.until is None)]

    def _of_kind(self, kind):
        if kind not in self._found:
            by_pathway = defaultdict(list)
            for each in self._asked(kind):
                by_pathway[each.pathway_id].append(each)
            self._found[kind] = by_pathway
        return self._found[kind]

    def _asked(self, kind):
        if kind == CHILD:
            return children(self.pathways, self.today)
        name = settings.FOLLOWUP_SUBJECTS.get(kind)
        return import_string(name)(self.pathways, self.today) if name else ()


def children(pathways, today):
    """Each PathwayChild; one who left on the way, before the pathway ended or a decision ended its part, is gone."""
    decided = ChildClosing.objects.filter(pathway_child=OuterRef("pk"), ended=True, reopened_at=None)
    rows = PathwayChild.objects.filter(pathway__in=pathways).annotate(decided=Exists(decided)).order_by("pk")
    ended_on = {pathway.pk: pathway.ended_on for pathway in pathways}
    for row in rows:
        ended = ended_on[row.pathway_id]
        left = row.ends_on is not None and not row.decided and (ended is None or row.ends_on < ended)
        yield Subject(
            row.pathway_id,
            row.uuid,
            row.pk,
            since=row.starts_on,
            until=row.ends_on,
            gone=Occurrence.Because.CHILD_LEFT if left else "",
        )
