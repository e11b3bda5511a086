"""Everything the rules ask about several pathways, read once: the same few queries for one pathway and for a thousand."""

from collections import defaultdict
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cases.models import PathwayTransition
from followup.cadences import cadences_of, responsible_for
from followup.calendar import whole_calendar
from followup.chains import Ground, gap_of, step_of
from followup.models import Occurrence
from followup.subjects import Subject, Subjects
from programmes.periods import Unit

MOVE = ("kind", "before", "after", "reason", "at")


def with_transitions(rows):
    """Pathways with `moved_on`: [{kind, before, after, reason, at}] of all their transitions, oldest first."""
    moves = PathwayTransition.objects.filter(pathway=OuterRef("pk")).order_by("at", "pk")
    return rows.annotate(moved_on=ArraySubquery(moves.values(json=JSONObject(**{name: name for name in MOVE}))))


class Batch:
    """Pathways of one municipality with their subjects, occurrences and calendar. pathways: of `with_transitions`, or any."""

    def __init__(self, pathways, today, calendar=None):
        self.pathways, self.today = list(pathways), today
        self.subjects = Subjects(self.pathways, today)
        self.calendar = calendar
        if calendar is None and self.pathways:
            self.calendar = whole_calendar(self.pathways[0].municipality_id)
        self.rows = defaultdict(list)
        if self.pathways:
            for row in Occurrence.objects.filter(pathway__in=self.pathways).order_by("number"):
                self.rows[row.pathway_id, row.cadence, row.subject].append(row)

    @cached_property
    def grounds(self):
        without = [pathway.pk for pathway in self.pathways if not hasattr(pathway, "moved_on")]
        asked = defaultdict(list)
        if without:
            moves = PathwayTransition.objects.filter(pathway__in=without).order_by("at", "pk")
            for each in moves.values("pathway_id", *MOVE):
                asked[each["pathway_id"]].append(each)
        return {
            pathway.pk: ground_of(pathway, asked[pathway.pk] if pathway.pk in without else pathway.moved_on)
            for pathway in self.pathways
        }

    def missing(self):
        """(pathway, cadence, subject, Step) of everything on the calendar that is to be planned."""
        for pathway in self.pathways:
            for cadence in cadences_of(pathway):
                if gap_of(pathway, cadence) or cadence.unit == Unit.PER_SESSION:
                    continue
                for subject in self.subjects.live(pathway, cadence):
                    step = self.step(pathway, cadence, subject)
                    if step and step.due:
                        yield pathway, cadence, subject, step

    def step(self, pathway, cadence, subject):
        """What comes next for one of them, or None while one is open."""
        rows = self.of(pathway, cadence, subject)
        if any(row.state == Occurrence.State.OPEN for row in rows):
            return None
        return step_of(pathway, cadence, subject, rows, self.grounds[pathway.pk], self.calendar, self.today)

    def of(self, pathway, cadence, subject):
        return self.rows[pathway.pk, cadence.key, subject.uuid]

    def subject_of(self, occurrence, pathway, cadence):
        """The same whom an earlier occurrence was about, as it stands now."""
        found = self.subjects.of(pathway, cadence)
        same = (each for each in found if each.uuid == occurrence.subject)
        return next(same, Subject(pathway.pk, occurrence.subject, occurrence.pathway_child_id))

    def new(self, pathway, cadence, subject, due, counted_from, **fields):
        """The occurrence, not saved yet."""
        known = self.of(pathway, cadence, subject)
        return Occurrence(
            municipality_id=pathway.municipality_id,
            pathway=pathway,
            cadence=cadence.key,
            subject=subject.uuid,
            pathway_child_id=subject.pathway_child_id,
            form=cadence.form,
            per_session=cadence.unit == Unit.PER_SESSION,
            counted_from=counted_from,
            **{
                "number": known[-1].number + 1 if known else 1,
                "computed_on": due.computed_on,
                "due_on": due.due_on,
                "window_opens_on": due.window_opens_on,
                "moved_because": due.moved_because,
                "responsible_id": responsible_for(pathway, cadence),
            }
            | fields,
        )


def ground_of(pathway, moves):
    """From its transitions: when each phase was entered last, when the closing decision that stands was taken, and when it was opened again."""
    entered, decided_on, resumed_on = {}, None, None
    for move in moves:
        on = timezone.localdate(parse_datetime(move["at"]) if isinstance(move["at"], str) else move["at"])
        if move["kind"] == "phase":
            entered[move["after"]] = on
        if (move["kind"], move["before"], move["after"]) == ("state", "closed", "active"):
            resumed_on = on
        if pathway.ending and move["reason"] == pathway.ending_reason:
            decided_on = on
    return Ground(entered, decided_on, resumed_on)
