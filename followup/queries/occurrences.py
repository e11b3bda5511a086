"""Follow-ups as lines: for "I dag", for lists and for a pathway's page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from followup.cadences import cadence_of, moved_sentence
from followup.doors import door_of
from followup.models import Meeting, Occurrence
from followup.permissions import can_hold_meeting


@dataclass(frozen=True, slots=True)
class DueItem:
    """One occurrence as a line. days: until due, below zero when overdue. can_settle: the reader may hold and move it."""

    occurrence: Occurrence
    title: str
    pathway_title: str
    status: str  # planned | due | overdue | held | not_held | cancelled
    due_on: date
    days: int
    responsible: str
    is_mine: bool
    can_settle: bool
    meeting_uuid: object = None  # of the minutes, when the reader may read them

    @property
    def url(self):
        """To hold it; "" when the reader may not or it is settled."""
        return reverse("occurrence_hold", args=[self.occurrence.uuid]) if self.can_settle else ""

    @property
    def label(self):
        """What is done with it, as its button says."""
        return door_of(self.occurrence).label

    @property
    def sentence(self):
        """Why it is due on that day."""
        return moved_sentence(self.occurrence)

    @property
    def days_late(self):
        return -self.days

    @property
    def not_held_reason(self):
        reasons = self.occurrence.pathway.content.not_held_reasons
        return next((each.title for each in reasons if each.key == self.occurrence.not_held_reason), "")


def due_items(person, today):
    """Overdue first, then due: all that the person sees; `is_mine` tells her own and those of pathways she leads."""
    seen = Occurrence.objects.visible_to(person)
    return _lines(person, today, seen.overdue(today)) + _lines(person, today, seen.due(today))


def coming_items(person, today, days=30):
    """Planned ones that are due within so many days."""
    seen = Occurrence.objects.visible_to(person)
    return _lines(person, today, seen.planned(today).filter(due_on__lte=today + timedelta(days=days)))


def open_lines(pathway, person, today):
    return _lines(person, today, Occurrence.objects.visible_to(person).open().filter(pathway=pathway))


def listed_occurrences(person, shown, today):
    """(what is shown, rows) of the list of follow-ups: what is open, the most urgent first; else the newest first."""
    rows = Occurrence.objects.visible_to(person).select_related("pathway__programme_version", "responsible")
    if shown in ("held", "not_held"):
        return shown, rows.filter(state=shown).order_by("-due_on", "-pk")
    chosen = {"overdue": rows.overdue(today), "due": rows.due(today), "planned": rows.planned(today)}
    chosen["nobodys"] = rows.open().filter(responsible=None)
    return (shown, chosen[shown]) if shown in chosen else ("", rows.open())


def _lines(person, today, rows):
    rows = rows.order_by("due_on", "pk").select_related("pathway__programme_version", "responsible")
    return [line(person, today, row) for row in rows]


def listed_lines(person, today, rows):
    """Lines of one page of the list, with the address of those minutes that the person may read."""
    minutes = dict(
        Meeting.objects.visible_to(person)
        .filter(occurrence__in=[row.pk for row in rows])
        .values_list("occurrence_id", "uuid")
    )
    return [line(person, today, row, minutes.get(row.pk)) for row in rows]


def line(person, today, row, meeting_uuid=None):
    return DueItem(
        occurrence=row,
        title=str(cadence_of(row).title),
        pathway_title=row.pathway.title,
        status=row.status(today),
        due_on=row.due_on,
        days=(row.due_on - today).days,
        responsible=row.responsible.name if row.responsible else "",
        is_mine=person.staff_id in (row.responsible_id, row.pathway.lead_id, row.pathway.co_lead_id),
        can_settle=row.state == Occurrence.State.OPEN and can_hold_meeting(person, row.pathway),
        meeting_uuid=meeting_uuid,
    )


def next_occurrence(pathway, person, since=None):
    """The open occurrence of the pathway that is due first (since a day, when given: what is overdue is no "next one"), or None."""
    rows = Occurrence.objects.visible_to(person).open().filter(pathway=pathway).order_by("due_on", "pk")
    if since:
        rows = rows.filter(due_on__gte=since)
    found = rows.select_related("responsible").first()
    if found:
        found.pathway = pathway
    return found
