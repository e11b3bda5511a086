"""Several follow-ups at once: which may be chosen, and what would happen to each."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import StaffMember
from core.templatetags.ui import clock, day
from followup.calendar import WEEKEND, school_calendar
from followup.models import Meeting, Occurrence
from followup.permissions import can_hold_meeting
from followup.queries.meetings import people_around
from followup.queries.occurrences import line

MOST = 60


@dataclass(slots=True)
class Step:
    """One of them: its line, the day it would get, and what is worth a look before."""

    line: object
    to_day: date | None = None
    warnings: list = field(default_factory=list)


def chosen_occurrences(person, uuids):
    """Open ones among these that the person may move and hand over, by day."""
    rows = Occurrence.objects.visible_to(person).open().filter(uuid__in=uuids)
    rows = rows.select_related("pathway__programme_version", "pathway__lead", "responsible").order_by("due_on", "pk")
    return [row for row in rows[:MOST] if can_hold_meeting(person, row.pathway)]


def move_steps(person, rows, due_on, weeks, today):
    """What moving would do, with warnings: no school that day, two at once, a meeting that is planned already."""
    days = {row.pk: due_on or row.due_on + timedelta(weeks=weeks) for row in rows}
    calendar = school_calendar(person.municipality_id, min(days.values()), max(days.values()))
    busy, meetings = _busy(person, rows, days), _planned(person, rows)
    steps = []
    for row in rows:
        step = Step(line(person, today, row), days[row.pk])
        step.warnings += _closed(calendar, days[row.pk])
        step.warnings += _at_once(row, busy[_whose(row), days[row.pk]] - 1, days[row.pk])
        step.warnings += _meeting_stays(meetings.get(row.pk))
        steps.append(step)
    return steps


def past_step(steps, today):
    """Which of them would fall on a day that is past, "" for none."""
    late = next((each for each in steps if each.to_day < today and each.to_day != each.line.due_on), None)
    if late is None:
        return ""
    words = _("%(title)s, %(pathway)s would fall on %(day)s, which is past. Choose more weeks, or leave it out.")
    return words % {"title": late.line.title, "pathway": late.line.pathway_title, "day": day(late.to_day)}


def _busy(person, rows, days):
    """{(who, day): how many fall to her that day}, the moved ones among them."""
    others = Occurrence.objects.visible_to(person).open().filter(due_on__in=set(days.values()))
    others = others.exclude(pk__in=days).values_list("responsible", "pathway__lead", "due_on")
    found = Counter((responsible or lead, on) for responsible, lead, on in others)
    found.update((_whose(row), days[row.pk]) for row in rows)
    return found


def _whose(row):
    return row.responsible_id or row.pathway.lead_id


def _planned(person, rows):
    found = Meeting.objects.visible_to(person).planned().filter(occurrence__in=[row.pk for row in rows])
    return {meeting.occurrence_id: meeting for meeting in found}


def _closed(calendar, on):
    why = calendar.why_closed(on)
    if not why:
        return []
    said = _("It is the weekend.") if why == WEEKEND else _("There is no school that day: %(why)s.") % {"why": why}
    return [said]


def _at_once(row, others, on):
    if others < 1:
        return []
    someone = row.responsible or row.pathway.lead
    words = ngettext(
        "%(name)s has %(n)s other follow-up that day.", "%(name)s has %(n)s other follow-ups that day.", others
    )
    return [words % {"n": others, "name": someone.name if someone else _("Whoever holds it")}]


def _meeting_stays(meeting):
    if meeting is None:
        return []
    at = timezone.localtime(meeting.starts_at)
    words = _("A meeting is planned %(day)s at %(time)s. It is not moved with it: move the meeting on its own page.")
    return [words % {"day": day(at.date()), "time": clock(at)}]


def takers(rows, today):
    """Staff who work around every one of the pathways: those to whom all can be handed over."""
    common = None
    for pathway in {row.pathway_id: row.pathway for row in rows}.values():
        here = set(people_around(pathway, today).values_list("pk", flat=True))
        common = here if common is None else common & here
    return StaffMember.objects.filter(pk__in=common or ()).order_by("name_key", "pk")
