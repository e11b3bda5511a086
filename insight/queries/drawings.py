"""The class page's time line: class, what is shared, and the parent group for those who may see it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import PathwayChild, PathwayPlan, PathwayTransition
from classes.models import ClassSession
from core.charts import Event, Holiday, Stretch, Timeline
from core.templatetags.ui import day
from followup.cadences import cadence_of
from followup.calendar import closed_in, page_calendar
from followup.permissions import can_read_minutes
from insight.links import link
from insight.permissions import can_see_class_log
from insight.queries.elements import draw_strip
from insight.queries.weeks import WEEK, monday
from parentgroups.models import GroupSession

LONGEST = 156  # weeks on one drawing: three years
STATUSES = ("held", "not_held", "planned", "due", "overdue")


def draw(person, page, content, occurrences, today):
    """Put the pathway's time line on the page, and for those who see the log its core elements week by week."""
    pathway = page.pathway
    sees_log = can_see_class_log(person, pathway)
    sessions = _class_sessions(person, pathway) if sees_log else []
    groups = _group_sessions(person, pathway)
    plans = list(
        PathwayPlan.objects.visible_to(person)
        .filter(pathway=pathway)
        .exclude(valid_from=None)
        .order_by("valid_from", "number")
    )
    first, last = _span(pathway, sessions, occurrences, today)
    closed = closed_in(page_calendar(person.municipality_id, first, last), first, last)
    within = lambda events: [event for event in events if first <= event.on <= last]  # noqa: E731
    page.timeline = Timeline(
        title=_told(page, sessions, groups),
        first=first, last=last, today=today,
        in_class=within(_class_event(session, pathway) for session in sessions),
        shared=within([*_follow_ups(person, page, occurrences, today), *(_plan_event(plan, pathway) for plan in plans)]),
        in_group=within(_group_event(session) for session in groups),
        holidays=_holidays(closed),
        class_note=ngettext("%(n)s session", "%(n)s sessions", len(sessions)) % {"n": len(sessions)} if sees_log else "",
        group_note=_group_note(groups) if groups else _("seen by the leader"),
        phases=_phases(person, pathway, content, first, today),
    )  # fmt: skip
    page.tracks = _overlap(pathway, groups, today)
    page.sessions = len(sessions)
    page.is_dense = len({monday(session.held_on) for session in sessions}) < len(sessions)
    if sees_log:
        draw_strip(person, page, content, sessions, groups, closed, (first, last), today)


def _class_sessions(person, pathway):
    rows = ClassSession.objects.visible_to(person).kept().filter(pathway=pathway).order_by("held_on")
    return list(rows.only("held_on", "kind", "elements", "pathway_id", "municipality_id"))


def _group_sessions(person, pathway):
    """Sessions of parent groups that families of this pathway have a part in: for the group's own people only."""
    if not person.has("group_leader", "provider_manager"):
        return []
    families = PathwayChild.objects.visible_to(person).filter(pathway=pathway).values("child_id")
    groups = (
        PathwayChild.objects.visible_to(person)
        .filter(child_id__in=families, pathway__track="parent_group")
        .values("pathway_id")
    )
    return list(
        GroupSession.objects.visible_to(person)
        .filter(group__pathway__in=groups)
        .exclude(state="cancelled")
        .order_by("on_day")
    )


def _span(pathway, sessions, occurrences, today):
    first = min([pathway.starts_on, *(session.held_on for session in sessions[:1])])
    ahead = [row.due_on for row in occurrences if row.state == "open"]
    ends = today if pathway.is_open else pathway.ended_on
    last = max([ends, first + 10 * WEEK, *([pathway.planned_end_on or first, *ahead] if pathway.is_open else [])])
    if last - first > LONGEST * WEEK:  # the newest part of a very long one
        last = min(last, today + 8 * WEEK)
        first = max(first, last - LONGEST * WEEK)
    return first, last


# ---- what stands on the line ----


def _class_event(session, pathway):
    week = f"#w-{monday(session.held_on):%Y%m%d}"
    what = _("The class: %(kind)s") % {"kind": session.get_kind_display().lower()}
    return Event(session.held_on, what, "held", url=link("session_list", pathway.uuid) + week)


def _group_event(session):
    what = _("The parent group: session %(number)s") % {"number": session.number}
    state = "held" if session.state == "held" else "planned"
    return Event(session.on_day, what, state, mark=str(session.number), url=link("session_register", session.uuid))


def _plan_event(plan, pathway):
    return Event(
        plan.valid_from,
        _("The plan in force, version %(number)s") % {"number": plan.number},
        "held",
        mark=_("plan %(number)s") % {"number": plan.number},
        plan=True,
        short=str(plan.number),
        url=f"{link('plan_detail', pathway.uuid)}?plan={plan.number}",
    )


def _follow_ups(person, page, occurrences, today):
    reads = can_read_minutes(person, page.pathway)
    for row in occurrences:
        status = row.status(today)
        if status not in STATUSES:
            continue
        title, on = str(cadence_of(row).title), row.held_on or row.due_on
        url = ""
        if row.state == "open" and page.may_hold:
            url = link("occurrence_hold", row.uuid)
        elif reads and (meeting := getattr(row, "meeting", None)):
            url = link("meeting_detail", meeting.uuid)
        date = f"{on.day}.{on.month}."
        yield Event(on, title, status, mark=f"{title.split()[-1].lower()} {date}", short=date, url=url)


def _holidays(closed):
    """Runs of closed days of one name, as one field of the drawing; a day that is off school anyway is none."""
    found = []
    for on, name in closed:
        if found and found[-1][2] == name and (on - found[-1][1]).days <= 3:
            found[-1][1] = on
        else:
            found.append([on, on, name])
    return [Holiday(first, last, name) for first, last, name in found if (last - first).days > 1 or first.weekday() < 5]


def _phases(person, pathway, content, first, today):
    """The phases it went through since the start, each with its first and last day, by the version's groups."""
    moves = PathwayTransition.objects.visible_to(person).filter(pathway=pathway, kind="phase").order_by("at", "pk")
    entered = [(timezone.localdate(at), after) for at, after in moves.values_list("at", "after")]
    began = [after for on, after in entered if on <= first]
    runs = [(first, began[-1] if began else pathway.phase if not entered else entered[0][1])]
    runs += [each for each in entered if each[0] > first]
    end = pathway.ended_on or today
    stretches = []
    for at, (on, key) in enumerate(runs):
        until = runs[at + 1][0] - timedelta(days=1) if at + 1 < len(runs) else end
        title = _group_title(content, key)
        if stretches and stretches[-1].label == title:
            stretches[-1] = Stretch(stretches[-1].first, until, title)
        elif until >= on and on <= end:
            stretches.append(Stretch(on, until, title))
    if stretches and pathway.is_open:
        stretches[-1] = Stretch(stretches[-1].first, stretches[-1].last, stretches[-1].label, "now")
    return stretches


def _group_title(content, key):
    phase = content.phase(key)
    return next((str(group.title) for group in content.phase_groups if group.key == phase.group), str(phase.title))


# ---- in words ----


def _group_note(groups):
    held = sum(session.state == "held" for session in groups)
    return _("%(held)s of %(all)s held") % {"held": held, "all": len(groups)}


def _overlap(pathway, groups, today):
    """In how many weeks the two tracks ran at the same time, for those who see both (E10)."""
    days = [session.on_day for session in groups if session.state == "held"]
    if not days:
        return ""
    first, last = max(days[0], pathway.starts_on), min(days[-1], pathway.ended_on or today)
    weeks = (monday(last) - monday(first)).days // 7 + 1 if last >= first else 0
    if not weeks:
        return _("The two tracks have not run at the same time.")
    return ngettext(
        "The two tracks have run at the same time for %(n)s week.",
        "The two tracks have run at the same time for %(n)s weeks.",
        weeks,
    ) % {"n": weeks}


def _told(page, sessions, groups):
    said = []
    if sessions:
        said.append(
            ngettext(
                "%(n)s session in the class has been held.",
                "%(n)s sessions in the class have been held.",
                len(sessions),
            )
            % {"n": len(sessions)}
        )
    if groups:
        held = sum(session.state == "held" for session in groups)
        said.append(
            ngettext(
                "%(n)s session of the parent group has been held.",
                "%(n)s sessions of the parent group have been held.",
                held,
            )
            % {"n": held}
        )
    if page.next:
        said.append(_("The next follow-up is %(day)s.") % {"day": day(page.next.row.due_on)})
    return " ".join(said) or _("The pathway on one line")
