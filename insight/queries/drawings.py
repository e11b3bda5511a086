"""The class page's drawings: the pathway on one line, and its core elements week by week."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Measure, PathwayChild, PathwayPlan
from classes.models import ClassSession
from core.charts import Event, Holiday, StripRow, Timeline, WeekStrip
from core.templatetags.ui import day, weekno
from followup.cadences import cadence_of
from followup.calendar import closed_days
from insight.permissions import can_see_class_log
from parentgroups.models import GroupSession

WEEK = timedelta(days=7)
QUIET_WEEKS = 4
LONGEST = 30  # weeks on one drawing


def monday(on):
    return on - timedelta(days=on.weekday())


def draw(person, page, content, occurrences, today):
    """Put the pathway's time line on the page, and for those who see the log its core elements week by week."""
    pathway = page.pathway
    sees_log = can_see_class_log(person, pathway)
    sessions = (
        list(ClassSession.objects.visible_to(person).kept().filter(pathway=pathway).order_by("held_on"))
        if sees_log
        else []
    )
    groups = _group_sessions(person, pathway)
    first, last = _span(pathway, sessions, occurrences, today)
    closed = closed_days(person.municipality_id, first, last)
    page.timeline = _timeline(
        person, page, content, sessions, groups, occurrences, _holidays(closed), first, last, today
    )
    if sees_log:
        page.strip = _strip(person, pathway, content, sessions, groups, closed, first, last, today)
        page.strip_caption = _strip_caption(closed, today)


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
    last = max(
        [pathway.planned_end_on or first, *ahead, today if pathway.is_open else pathway.ended_on, first + 10 * WEEK]
    )
    if last - first > LONGEST * WEEK:  # a long pathway shows its newest part
        last = min(last, today + 8 * WEEK)
        first = max(first, last - LONGEST * WEEK)
    return first, last


def _holidays(closed):
    """Runs of closed days of one name, as one field of the drawing; single holidays too."""
    found = []
    for on, name in closed:
        if found and found[-1][2] == name and (on - found[-1][1]).days <= 3:
            found[-1][1] = on
        else:
            found.append([on, on, name])
    return [Holiday(first, last, name) for first, last, name in found if (last - first).days >= 3]


def _timeline(person, page, content, sessions, groups, occurrences, holidays, first, last, today):
    pathway = page.pathway
    in_class = [
        Event(s.held_on, _("The class: %(kind)s") % {"kind": s.get_kind_display().lower()}, "held")
        for s in sessions
        if first <= s.held_on <= last
    ]
    in_group = [
        Event(s.on_day, _("The parent group: session %(number)s") % {"number": s.number}, "held" if s.state == "held" else "planned", mark=str(s.number))
        for s in groups if first <= s.on_day <= last
    ]  # fmt: skip
    shared = [
        _shared_event(row, today) for row in occurrences if first <= row.due_on <= last and row.state != "not_held"
    ]
    plans = (
        PathwayPlan.objects.visible_to(person)
        .filter(pathway=pathway, valid_from__range=(first, last))
        .order_by("valid_from")
    )
    shared += [
        Event(
            plan.valid_from,
            _("The plan in force, version %(number)s") % {"number": plan.number},
            "held",
            mark=_("plan %(number)s") % {"number": plan.number},
            plan=True,
        )
        for plan in plans
    ]
    return Timeline(
        title=_timeline_title(page, sessions, groups),
        first=first, last=last, today=today, in_class=in_class, shared=shared, in_group=in_group, holidays=holidays,
        class_note=ngettext("%(n)s session", "%(n)s sessions", len(sessions)) % {"n": len(sessions)} if can_see_class_log(person, pathway) else "",
        group_note="" if groups else _("seen by the leader"),
    )  # fmt: skip


def _shared_event(row, today):
    title = str(cadence_of(row).title)
    status = row.status(today)
    return Event(
        row.held_on or row.due_on,
        title,
        status if status in ("held", "planned", "due", "overdue") else "planned",
        mark=title.split()[-1].lower(),
    )


def _timeline_title(page, sessions, groups):
    held = sum(session.state == "held" for session in groups)
    said = [
        ngettext(
            "%(n)s session in the class has been held.", "%(n)s sessions in the class have been held.", len(sessions)
        )
        % {"n": len(sessions)}
    ]
    if groups:
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
    return " ".join(said)


def _strip(person, pathway, content, sessions, groups, closed, first, last, today):
    weeks = [monday(first) + WEEK * n for n in range((monday(last) - monday(first)).days // 7 + 1)]
    at = {week: n for n, week in enumerate(weeks)}
    touched = {element.key: {} for element in content.core_elements}
    for session in sessions:
        for key in session.elements:
            if key in touched and monday(session.held_on) in at:
                touched[key].setdefault(at[monday(session.held_on)], set()).add("class")
    for session in groups:
        if session.core_element in touched and monday(session.on_day) in at:
            touched[session.core_element].setdefault(at[monday(session.on_day)], set()).add(
                "group" if session.state == "held" else "group_planned"
            )
    planned = (
        Measure.objects.visible_to(person)
        .of_class()
        .filter(plan__pathway=pathway, plan__state="in_force", ended_on=None, starts_on__gt=today)
    )
    for key, on in planned.values_list("core_element", "starts_on"):
        if key in touched and monday(on) in at:
            touched[key].setdefault(at[monday(on)], set()).add("class_planned")
    this = at.get(monday(today))
    rows = [_strip_row(element, touched[element.key], weeks, this, bool(sessions)) for element in content.core_elements]
    off = frozenset(
        at[week] for week in weeks if sum(1 for on, _name in closed if monday(on) == week and on.weekday() < 5) >= 4
    )
    quiet = [row.label for row in rows if row.quiet]
    title = (
        _("All core elements have been touched within the last four weeks.")
        if not quiet
        else _("Not touched within the last four weeks: %(elements)s.") % {"elements": ", ".join(quiet)}
    )
    return WeekStrip(title, [week.isocalendar().week for week in weeks], rows, this, off)


def _strip_row(element, touched, weeks, this, begun):
    cells = [_cell(touched.get(n, ())) for n in range(len(weeks))]
    done = [n for n, kinds in touched.items() if kinds & {"class", "group"}]
    newest = max(done, default=None)
    here = len(weeks) - 1 if this is None else this
    quiet = (
        begun and not element.always and (here - newest >= QUIET_WEEKS if newest is not None else here >= QUIET_WEEKS)
    )
    return StripRow(str(element.short), cells, weekno(weeks[newest]) if newest is not None else "–", quiet)


def _cell(kinds):
    done, planned = set(kinds) & {"class", "group"}, set(kinds) & {"class_planned", "group_planned"}
    if done:
        return "both" if len(done) == 2 else done.pop()
    return ("both_planned" if len(planned) == 2 else planned.pop()) if planned else ""


def _strip_caption(closed, today):
    return _("This week is %(week)s.") % {"week": weekno(today)}
