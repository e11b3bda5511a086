"""What is overdue, what falls in this week, and what comes within thirty days: follow-ups, meetings, tasks and recurring times."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.ui import capital, clock, day
from followup.cadences import why_words
from followup.doors import door_of
from followup.ics import meeting_kind
from followup.models import Task
from followup.permissions import can_hold_meeting
from followup.post.escalation import will_see
from followup.queries.tasks import children_named, open_tasks
from followup.slots import slots_near
from insight.links import link
from insight.panels import Act, Item, Panel
from insight.periods import monday
from insight.queries.agenda import is_mine, open_follow_ups, planned_meetings

AHEAD = timedelta(days=30)
SHOWN = 200
FIRST = 3  # of what is overdue: today's own work must be seen too


@dataclass(frozen=True)
class Wanted:
    """What of it is asked for: hers alone, one school's, one side's."""

    mine: bool = False
    unit: object = None
    side: str = ""

    def keeps(self, mine, units=(), side=""):
        if self.mine and not mine:
            return False
        if self.unit and units and self.unit.pk not in units:
            return False
        return not self.side or side in ("", self.side)


@dataclass
class Groups:
    """Items by day. today: those with an hour today. children: named in them, for the access log."""

    overdue: list = field(default_factory=list)
    now: list = field(default_factory=list)
    coming: list = field(default_factory=list)
    today: list = field(default_factory=list)
    children: set = field(default_factory=set)
    others: bool = False  # something stands here that is not hers
    sides: set = field(default_factory=set)
    units: set = field(default_factory=set)

    def add(self, status, on, item, *, until):
        if status == "overdue":
            self.overdue.append((on, item))
        elif status == "due" or on and on <= until:
            self.now.append((on, item))
        else:
            self.coming.append((on, item))


def groups(person, today, wanted=None):
    """Overdue, this week or open to be held now, and coming. A fixed number of questions."""
    wanted, made = wanted or Wanted(), Groups()
    sunday = monday(today) + timedelta(days=6)
    rows = open_follow_ups(person, today).filter(Q(due_on__lte=today + AHEAD) | Q(window_opens_on__lte=today))
    rows = list(rows.order_by("due_on", "pk")[:SHOWN])
    known = {row.pathway_id: row.pathway for row in rows}.values()
    meetings = planned_meetings(person, today, today + AHEAD, known)
    about = {each.pathway_child_id for each in [*rows, *(meeting for meeting, _pathway in meetings)]} - {None}
    named = {}

    def names_of(ids):
        """Of all three kinds in one question; asked by the last of them."""
        named.update(children_named(person, about | ids))
        return named

    tasks = open_tasks(person, today, today + AHEAD, known, names_of)
    _add_follow_ups(person, today, wanted, made, sunday, rows, meetings, named)
    _add_meetings(person, today, wanted, made, sunday, meetings, named)
    _add_tasks(today, wanted, made, sunday, tasks)
    _add_slots(person, today, made)
    for rows in (made.overdue, made.now, made.coming):
        rows.sort(key=lambda pair: (pair[0] is None, pair[0]))
    made.today.sort(key=lambda item: (len(item.clock), item.clock))
    return made


# ---- follow-ups ----


def _add_follow_ups(person, today, wanted, made, sunday, rows, meetings, named):
    met = {meeting.occurrence_id: meeting for meeting, _pathway in meetings if meeting.occurrence_id}
    told = False
    for row in rows:
        hers, units = is_mine(person, row), (row.pathway.unit_id, row.pathway.partner_unit_id)
        _note(made, hers, units, row.side)
        if not wanted.keeps(hers, units, row.side):
            continue
        status = row.status(today)
        if (meeting := met.get(row.pk)) and status != "overdue":
            continue  # it stands there as its meeting, with hour and place
        warning = will_see(row, today) if hers and status == "overdue" and not told else ""
        told = told or bool(warning)
        made.add(status, row.due_on, _follow_up_item(person, row, today, named, meeting, warning), until=sunday)
        made.children |= _child_of(row, named)


def _note(made, hers, units, side):
    made.others = made.others or not hers
    made.units |= {unit for unit in units if unit}
    made.sides |= {side} if side else set()


def occurrence_title(row):
    return f"{row.pathway.content.cadence(row.cadence).title}, {row.pathway.title}"


def _child_of(row, named):
    return {named[row.pathway_child_id][0]} if row.pathway_child_id in named else set()


def _follow_up_item(person, row, today, named, meeting=None, warning=""):
    status = row.status(today)
    said = [
        _about_child(row, named),
        _day_words(row, status),
        why_words(row) if status in ("overdue", "due") else "",
        _whose(row, person),
        _meeting_words(meeting) if meeting else "",
        warning,
    ]
    words = {"overdue": _late_words(row.days_overdue(today)), "due": due_words(row.due_on, today)}.get(status, "")
    return Item(
        title=occurrence_title(row),
        url=link("pathway_detail", row.pathway.uuid) if status == "planned" else "",
        when=capital(day(row.due_on)) if status == "planned" else "",
        kind=status,
        words=words,
        text=" ".join(filter(None, said)),
        acts=_occurrence_acts(person, row) if status != "planned" else (),
    )


def _day_words(row, status):
    said = {"overdue": _("Should have been held %(day)s."), "due": _("To be held by %(day)s.")}.get(status, "")
    return said % {"day": day(row.due_on)} if said else ""


def _about_child(row, named):
    """Given name and initial where the reader reaches the child; else that there is one, and no more."""
    if not row.pathway_child_id:
        return ""
    known = named.get(row.pathway_child_id)
    return _about(known[1] if known else _("a child in the pathway"))


def _about(child):
    """A name that ends in an initial has its full stop already."""
    return _("About %(child)s.") % {"child": str(child).removesuffix(".")}


def _late_words(days):
    return ngettext("Overdue %(days)s day", "Overdue %(days)s days", days) % {"days": days}


def due_words(due_on, today):
    days = (due_on - today).days
    return (
        _("Due today") if not days else ngettext("Due in %(days)s day", "Due in %(days)s days", days) % {"days": days}
    )


def _whose(row, person):
    someone = row.responsible or row.pathway.lead
    if someone is None or someone.pk == person.staff_id:
        return ""
    if row.stands_in:
        return _("For %(name)s, who is away.") % {"name": someone.name}
    return _("%(name)s is responsible.") % {"name": someone.name}


def _occurrence_acts(person, row):
    if not can_hold_meeting(person, row.pathway):
        return (Act(_("Open the pathway"), link("pathway_detail", row.pathway.uuid), "link"),)
    door = door_of(row)
    plan = link("occurrence_plan", row.uuid) if row.form == "meeting" else ""
    return (
        Act(door.label, door.url, "post" if door.is_tap else "secondary"),
        Act(_("Plan it and invite"), plan, "link"),
        Act(_("Find a new date"), link("occurrence_move", row.uuid), "link"),
        Act(_("Not held because …"), link("occurrence_not_held", row.uuid), "link"),
    )


# ---- meetings and recurring times ----


def _add_meetings(person, today, wanted, made, sunday, meetings, named):
    for meeting, pathway in meetings:
        hers = meeting.has_me or meeting.lead_id == person.staff_id
        units = (pathway.unit_id, pathway.partner_unit_id) if pathway else ()
        _note(made, hers, units, "")
        if not wanted.keeps(hers, units):
            continue
        on, item = timezone.localdate(meeting.starts_at), _meeting_item(person, meeting, pathway, today, named)
        if on == today:
            made.today.append(item)
        else:
            made.add("planned", on, item, until=sunday)
        made.children |= _child_of(meeting, named)


def _meeting_item(person, meeting, pathway, today, named):
    is_today = timezone.localdate(meeting.starts_at) == today
    title = ", ".join(filter(None, (meeting_kind(meeting, pathway), pathway.title if pathway else "")))
    said = [_about_child(meeting, named), capital(meeting.place)]
    holds = pathway and can_hold_meeting(person, pathway) and meeting.occurrence_id
    acts = (Act(_("Hold the meeting") if holds else _("Open the meeting"), link("meeting_detail", meeting.uuid)),)
    return Item(
        title=title,
        url="" if is_today else link("meeting_detail", meeting.uuid),
        kind="" if is_today else "planned",
        when="" if is_today else _when(timezone.localdate(meeting.starts_at), meeting.starts_at),
        text=" ".join(filter(None, said)),
        acts=acts if is_today else (),
        clock=clock(meeting.starts_at) if is_today else "",
        until=clock(meeting.ends_at) if is_today and meeting.ends_at else "",
    )


def _meeting_words(meeting):
    on = timezone.localdate(meeting.starts_at)
    return _("A meeting is planned %(day)s at %(time)s.") % {"day": day(on), "time": clock(meeting.starts_at)}


def _when(on, at):
    return _("%(day)s at %(time)s") % {"day": capital(day(on)), "time": clock(at)}


def _add_slots(person, today, made):
    """Her own recurring times: today's with their hour, then those of a week ahead; the calendar has them all."""
    for each in slots_near(person, today):
        if not today <= each.day <= today + timedelta(days=7):
            continue
        is_today = each.day == today
        item = Item(
            title=f"{each.title}, {each.of}",
            url="" if is_today else each.url,
            kind="" if is_today else "planned",
            when="" if is_today else _when(each.day, each.starts_at),
            text=capital(each.place),
            acts=(Act(_("Open"), each.url),) if is_today else (),
            clock=clock(each.starts_at) if is_today else "",
            until=clock(each.ends_at) if is_today else "",
        )
        if is_today:
            made.today.append(item)
        else:
            made.coming.append((each.day, item))


# ---- tasks ----


def _add_tasks(today, wanted, made, sunday, tasks):
    for each in tasks:
        units = (each.pathway.unit_id, each.pathway.partner_unit_id) if each.pathway else ()
        _note(made, each.is_mine, units, each.task.side)
        if not wanted.keeps(each.is_mine, units, each.task.side):
            continue
        made.add(each.status, each.due_on, _task_item(each, today), until=sunday)
        made.children |= {each.child_id} if each.child_id else set()


def _task_item(each, today):
    said = [
        each.pathway_title and f"{each.pathway_title}.",
        _about(each.child) if each.child else "",
        _task_owner(each),
    ]
    words = {"overdue": lambda: _late_words(each.days_late), "due": lambda: due_words(each.due_on, today)}
    return Item(
        title=each.title,
        kind=each.status,
        words=words[each.status]() if each.status in words else "",
        when=capital(day(each.due_on)) if each.due_on and each.status == "planned" else "",
        text=" ".join(filter(None, said)),
        acts=_task_acts(each) if each.status != "planned" or each.due_on is None else (),
        url=link("task_list", each.pathway.uuid) if each.pathway and each.can_keep else "",
    )


def _task_owner(each):
    if not each.owner:
        return _("Nobody has it yet.")
    if each.stands_in:
        return _("For %(name)s, who is away.") % {"name": each.owner}
    return "" if each.is_mine else _("%(name)s is responsible.") % {"name": each.owner}


def _task_acts(each):
    if each.task.kind == Task.Kind.REFERRAL and each.can_settle:
        return (Act(_("Write the answer"), link("referral_answer", each.task.uuid)),)
    if each.agreement_url and each.can_settle:
        return (Act(_("Read the agreement"), each.agreement_url),)  # it is done there, never by a tick
    done = Act(_("Done"), link("task_settle", each.task.uuid), "post") if each.can_settle else None
    keep = Act(_("Edit or hand over"), link("task_edit", each.task.uuid), "link") if each.can_keep else None
    skip = Act(_("Leave out"), link("task_leave_out", each.task.uuid), "link") if each.can_settle else None
    return tuple(act for act in (done, keep, skip) if act)


# ---- panels ----


def overdue_panel(rows):
    items = [item for _day, item in rows[:FIRST]]
    if len(rows) > FIRST:
        label = _("See all %(count)s") % {"count": len(rows) if len(rows) < SHOWN else f"{SHOWN}+"}
        return Panel("overdue", _("Overdue"), items, look="alert", url=link("today", hvad="overskredet"), label=label)
    note = ngettext("%(count)s thing", "%(count)s things", len(items)) % {"count": len(items)}
    return Panel("overdue", _("Overdue"), items, look="alert", note=note)


def all_overdue_panel(rows):
    note = ngettext("%(count)s thing", "%(count)s things", len(rows)) % {"count": len(rows)}
    return Panel("overdue", _("Overdue"), [item for _day, item in rows], look="alert", note=note)


def now_panel(rows):
    items = [item for _day, item in rows]
    return Panel("due", _("Now and soon"), items, url=link("occurrence_list"), label=_("All follow-ups"))


def today_panel(items):
    return Panel("appointments", _("Today's appointments"), items, url=link("calendar"), label=_("Calendar"))
