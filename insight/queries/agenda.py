"""What stands in somebody's days: follow-ups, meetings, tasks, group sessions and her own recurring times.

Read once for the calendar and for the phone. A title names the kind and at most the class, so that it may hang on a wall;
what it is about stands beside it, on the page alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway
from followup.ics import meeting_kind, titled
from followup.models import Absence, Meeting, MeetingParticipant, Occurrence
from followup.queries.tasks import tasks_between
from followup.slots import slots_between
from parentgroups.models import GroupSession

FOLLOW_UP, MEETING, TASK, SESSION, SLOT = "follow_up", "meeting", "task", "session", "slot"
MOST = 1000
SESSION_READERS = ("group_leader", "provider_manager")


@dataclass(frozen=True, slots=True)
class Entry:
    """key: the same as long as it is the same thing. who: whom it falls to. place and about: for the page, never for a file."""

    kind: str
    key: str
    on: date
    title: str
    about: str = ""
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    who: str = ""
    who_id: int | None = None
    side: str = ""
    units: tuple = ()
    status: str = "planned"
    url: str = ""
    is_mine: bool = False
    stands_in_for: str = ""
    sequence: int = 0
    moments: tuple = ()  # begins and ends, with their time zone

    @property
    def order(self):
        return self.on, self.starts or time.min, self.kind, self.title


def entries(person, first, last, today):
    """Everything planned between the two days that the person sees, by day and hour. A fixed number of questions."""
    found = [
        *_follow_ups(person, first, last, today),
        *_meetings(person, first, last),
        *_tasks(person, first, last, today),
        *_sessions(person, first, last),
        *_slots(person, first, last),
    ]
    return sorted(found, key=lambda each: each.order)


def open_follow_ups(person, today):
    """Open occurrences of pathways that go on; `stands_in`: they fall to somebody whose work she does today."""
    away = Absence.objects.visible_to(person).on(today).filter(stand_in=person.staff_id, staff=OuterRef("responsible"))
    rows = Occurrence.objects.visible_to(person).on_calendar().open().exclude(pathway__state__in=Pathway.ENDED)
    return rows.annotate(stands_in=Exists(away)).select_related(
        "pathway__programme_version",
        "pathway__school_class",
        "pathway__unit",
        "pathway__lead",
        "responsible",
    )


def planned_meetings(person, first, last, known=()):
    """Between the two days; `has_me`: she is asked to come. Their pathways are read apart: a guest reaches none."""
    begins, ends = moment(first), moment(last + timedelta(days=1))
    mine = MeetingParticipant.objects.filter(meeting=OuterRef("pk"), staff_member=person.staff_id)
    rows = Meeting.objects.visible_to(person).planned().filter(starts_at__gte=begins, starts_at__lt=ends)
    found = list(rows.annotate(has_me=Exists(mine)).select_related("lead").order_by("starts_at", "pk")[:MOST])
    pathways = {each.pk: each for each in known}
    pathways |= _pathways(person, {each.pathway_id for each in found} - set(pathways))
    return [(each, pathways.get(each.pathway_id)) for each in found]


def is_mine(person, row):
    """It falls to her, or to somebody whose work she does today: to the one named, else to the two leads."""
    if row.responsible_id:
        return row.responsible_id == person.staff_id or row.stands_in
    return person.staff_id in (row.pathway.lead_id, row.pathway.co_lead_id)


def moment(on, at=time.min):
    return timezone.make_aware(datetime.combine(on, at))


# ---- one source each ----


def _follow_ups(person, first, last, today):
    met = Meeting.objects.visible_to(person).planned().filter(occurrence__isnull=False)
    rows = open_follow_ups(person, today).filter(due_on__range=(first, last)).exclude(pk__in=met.values("occurrence"))
    return [_follow_up(person, row, today) for row in rows.order_by("due_on", "pk")[:MOST]]


def _follow_up(person, row, today):
    pathway, who = row.pathway, row.responsible or row.pathway.lead
    return Entry(
        kind=FOLLOW_UP,
        key=str(row.uuid),
        on=row.due_on,
        title=titled(pathway.content.cadence(row.cadence).title, pathway),
        about=pathway.title,
        who=who.name if who else "",
        who_id=who.pk if who else None,
        side=row.side,
        units=units_of(pathway),
        status=row.status(today),
        url=reverse("pathway_detail", args=[pathway.uuid]),
        is_mine=is_mine(person, row),
        stands_in_for=row.responsible.name if row.stands_in else "",
    )


def _meetings(person, first, last):
    return [_meeting(person, meeting, pathway) for meeting, pathway in planned_meetings(person, first, last)]


def _meeting(person, meeting, pathway):
    begins = timezone.localtime(meeting.starts_at)
    ends = meeting.ends_at and timezone.localtime(meeting.ends_at)
    return Entry(
        kind=MEETING,
        key=str(meeting.uuid),
        on=begins.date(),
        title=titled(meeting_kind(meeting, pathway), pathway),
        about=pathway.title if pathway else "",
        starts=begins.time(),
        ends=ends.time() if ends else None,
        place=meeting.place,
        who=meeting.lead.name if meeting.lead_id else "",
        who_id=meeting.lead_id,
        units=units_of(pathway),
        url=reverse("meeting_detail", args=[meeting.uuid]),
        is_mine=meeting.has_me or meeting.lead_id == person.staff_id,
        sequence=meeting.sequence,
        moments=(meeting.starts_at, meeting.ends_at),
    )


def _tasks(person, first, last, today):
    return [_task(line) for line in tasks_between(person, first, last, today)]


def _task(line):
    pathway, task = line.pathway, line.task
    return Entry(
        kind=TASK,
        key=str(task.uuid),
        on=task.due_on,
        title=titled(_("Task"), pathway),
        about=line.pathway_title,
        who=line.owner,
        who_id=task.owner_id,
        side=task.side,
        units=units_of(pathway),
        status=line.status,
        url=reverse("task_list", args=[pathway.uuid]) if pathway and line.can_keep else reverse("today"),
        is_mine=line.is_mine,
    )


def _sessions(person, first, last):
    if not person.has(*SESSION_READERS):
        return []
    rows = GroupSession.objects.visible_to(person).filter(on_day__range=(first, last), state="planned")
    rows = rows.exclude(group__pathway__state__in=Pathway.ENDED).select_related("group__pathway__lead")
    return [_session(person, row) for row in rows.order_by("on_day", "starts_at", "pk")[:MOST]]


def _session(person, row):
    pathway = row.group.pathway
    return Entry(
        kind=SESSION,
        key=str(row.uuid),
        on=row.on_day,
        title=f"{_('Group session')} {row.number}",
        about=pathway.title,
        starts=row.starts_at,
        ends=row.ends_at,
        place=row.group.venue,
        who=pathway.lead.name if pathway.lead else "",
        who_id=pathway.lead_id,
        side="social",
        units=units_of(pathway),
        url=reverse("group_detail", args=[pathway.uuid]),
        is_mine=person.staff_id in (pathway.lead_id, pathway.co_lead_id),
        moments=(moment(row.on_day, row.starts_at), moment(row.on_day, row.ends_at)),
    )


def _slots(person, first, last):
    return [_slot(person, each) for each in slots_between(person, first, last)]


def _slot(person, each):
    return Entry(
        kind=SLOT,
        key=each.uid,
        on=each.day,
        title=str(each.title),
        about=each.of,
        starts=each.starts_at,
        ends=each.ends_at,
        place=each.place,
        who=person.name,
        who_id=person.staff_id,
        status=each.state,
        url=each.url,
        is_mine=True,
        moments=(moment(each.day, each.starts_at), moment(each.day, each.ends_at)),
    )


def units_of(pathway):
    return (pathway.unit_id, pathway.partner_unit_id) if pathway else ()


def _pathways(person, ids):
    rows = Pathway.objects.visible_to(person).filter(pk__in=ids).select_related("programme_version", "school_class")
    return {row.pk: row for row in rows} if ids else {}
