"""The class page's strip: the core elements week by week, and those that have rested, with ideas (A06, A07)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Measure
from core.charts import StripRow, WeekStrip
from core.templatetags.ui import capital, weekno
from insight.links import link
from insight.queries.weeks import WEEK, monday

QUIET_WEEKS = 4
RESTED_WEEKS = 2  # when none is quiet, the one that has rested longest is told from here on
MOST_TOLD = 40  # weeks whose holidays are named under the strip
SCHOOL = "school"  # the arena whose ideas the class can use


@dataclass(frozen=True)
class Resting:
    """A core element not touched for some weeks, and what the programme suggests."""

    label: str
    words: str
    ideas: tuple
    url: str


def draw_strip(person, page, content, sessions, groups, closed, span, today):
    """Put the strip, its caption and the resting elements on the page."""
    pathway = page.pathway
    weeks = [monday(span[0]) + WEEK * n for n in range((monday(span[1]) - monday(span[0])).days // 7 + 1)]
    at = {week: n for n, week in enumerate(weeks)}
    off = {at[week] for week in weeks if sum(1 for on, _name in closed if monday(on) == week and on.weekday() < 5) >= 4}
    touched = _touched(content, sessions, groups, at)
    if pathway.is_open:
        _plan_ahead(person, pathway, touched, weeks, off, today)
    here = at.get(monday(today), len(weeks) - 1)
    rested = {key: _rested(kinds, here, off) for key, kinds in touched.items()}
    counts = bool(sessions) and pathway.is_open and pathway.state != "paused"
    quiet = {e.key for e in content.core_elements if counts and not e.always and rested[e.key] >= QUIET_WEEKS}
    rows = [_row(element, touched[element.key], weeks, element.key in quiet) for element in content.core_elements]
    page.strip = WeekStrip(
        _told(sessions, groups, [row.label for row in rows if row.quiet]),
        [week.isocalendar().week for week in weeks],
        rows,
        at.get(monday(today)),
        frozenset(off),
        monday=weeks[0],
    )
    page.strip_caption = " ".join([_caption(closed, weeks, off, at, today), *_all_along(content, touched)]).strip()
    page.resting = [
        _resting(element, content, pathway, rested[element.key], touched[element.key])
        for element in content.core_elements
        if element.key in quiet
    ]
    open_to = [e for e in content.core_elements if counts and not e.always and rested[e.key] >= RESTED_WEEKS]
    if open_to and not quiet:
        last = max(open_to, key=lambda element: rested[element.key])
        page.longest = [_resting(last, content, pathway, rested[last.key], touched[last.key])]


def _touched(content, sessions, groups, at):
    """Core element -> number of the week -> what it was touched by: class, group, group_planned."""
    found = {element.key: {} for element in content.core_elements}
    for session in sessions:
        for key in session.elements:
            if key in found and monday(session.held_on) in at:
                found[key].setdefault(at[monday(session.held_on)], set()).add("class")
    for session in groups:
        if session.core_element in found and monday(session.on_day) in at:
            kind = "group" if session.state == "held" else "group_planned"
            found[session.core_element].setdefault(at[monday(session.on_day)], set()).add(kind)
    return found


def _plan_ahead(person, pathway, touched, weeks, off, today):
    """Weeks from this one on in which a measure of the plan in force runs in the class; not in the holidays."""
    measures = (
        Measure.objects.visible_to(person)
        .of_class()
        .filter(plan__pathway=pathway, plan__state="in_force", ended_on=None, arena=SCHOOL)
    )
    for key, starts, ends in measures.values_list("core_element", "starts_on", "ends_on"):
        for n, week in enumerate(weeks):
            runs = (starts is None or starts < week + WEEK) and (ends is None or ends >= week)
            if key in touched and runs and week >= monday(today) and n not in off:
                touched[key].setdefault(n, set()).add("class_planned")


def _rested(kinds, here, off):
    """School weeks since the element was last touched; since the start when it never was."""
    done = [n for n, found in kinds.items() if found & {"class", "group"} and n <= here]
    newest = max(done, default=-1)
    return sum(n not in off for n in range(newest + 1, here + 1)) - (1 if newest < 0 else 0)


def _row(element, kinds, weeks, quiet):
    cells = [_cell(kinds.get(n, ())) for n in range(len(weeks))]
    newest = max((n for n, found in kinds.items() if found & {"class", "group"}), default=None)
    return StripRow(str(element.short), cells, weekno(weeks[newest]) if newest is not None else "–", quiet)


def _cell(kinds):
    done, planned = set(kinds) & {"class", "group"}, set(kinds) & {"class_planned", "group_planned"}
    if done:
        return "both" if len(done) == 2 else done.pop()
    return ("both_planned" if len(planned) == 2 else planned.pop()) if planned else ""


def _resting(element, content, pathway, weeks, kinds):
    ever = any(found & {"class", "group"} for found in kinds.values())
    words = (
        ngettext("has not been touched for %(n)s week", "has not been touched for %(n)s weeks", weeks)
        if ever
        else ngettext(
            "has not been touched yet, %(n)s week after the start",
            "has not been touched yet, %(n)s weeks after the start",
            weeks,
        )
    ) % {"n": weeks}
    return Resting(
        str(element.short), words, content.templates_for(element.key, SCHOOL), link("plan_detail", pathway.uuid)
    )


def _told(sessions, groups, quiet):
    if not sessions and not groups:
        return _("No core element has been touched yet.")
    if not quiet:
        return _("All core elements have been touched within the last four weeks.")
    return _("Not touched within the last four weeks: %(elements)s.") % {"elements": ", ".join(quiet)}


def _caption(closed, weeks, off, at, today):
    """Which week this is, and what the hatched weeks are; of a long pathway the time line tells the holidays."""
    runs = []
    for n in sorted(off) if len(weeks) <= MOST_TOLD else []:
        names = [name for on, name in closed if monday(on) == weeks[n] and on.weekday() < 5]
        name = max(names, key=names.count)
        if runs and runs[-1][0] == name and runs[-1][2] == n - 1:
            runs[-1][2] = n
        else:
            runs.append([name, n, n])
    said = [
        _("%(weeks)s: %(name)s.") % {"weeks": capital(_run(weeks[first], weeks[last])), "name": name}
        for name, first, last in runs
    ]
    if monday(today) in at:
        said.insert(0, _("This week is %(week)s.") % {"week": weekno(today)})
    return " ".join(said)


def _all_along(content, touched):
    """Elements that no session need touch are not to look forgotten."""
    for element in content.core_elements:
        if element.always and not any(touched[element.key].values()):
            yield _("%(element)s goes on all the way, also without a session.") % {"element": element.short}


def _run(first, last):
    return weekno(first) if first == last else f"{weekno(first)}–{last.isocalendar().week}"
