"""The class page: one pathway on one page, told to the reader who asks for it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import RoleAssignment
from accounts.roles import ROLE_SECTOR, SECTOR_SIDE, Role
from cases.models import ClassMembership, Measure, Pathway, PathwayChild, PathwayPlan, SharingBasis
from cases.permissions import can_view_sharing
from classes.models import ClassPathway, ClassSession
from classes.permissions import can_log_session
from classes.queries import co_teaching_summary
from core.charts import Event, Holiday, StripRow, Timeline, WeekStrip
from core.templatetags.ui import capital, day, weekno
from followup.cadences import cadence_of, moved_sentence
from followup.calendar import closed_days
from followup.models import Meeting, Occurrence
from followup.permissions import can_hold_meeting, can_start_pathway
from insight.links import link
from insight.permissions import can_answer_for, can_count_waiting, can_see_children_of, can_see_class_log
from insight.queries.today import due_words
from mapping.models import NeedsMapping
from parentgroups.models import GroupSession

WEEK = timedelta(days=7)
QUIET_WEEKS = 4
LONGEST = 30  # weeks on one drawing
RUNNING = ("active", "paused", "closing")


@dataclass
class PathwayPage:
    pathway: Pathway
    phases: list
    phase_now: str
    people: list
    children: list
    waiting: int
    sees_children: bool
    pupils: int | None
    steps: list = field(default_factory=list)
    timeline: Timeline | None = None
    strip: WeekStrip | None = None
    strip_caption: str = ""
    next: object = None
    looks: list = field(default_factory=list)
    may_log: bool = False
    may_hold: bool = False
    may_start: bool = False


def pathway_page(person, pathway, today):
    content, running = pathway.content, pathway.state in RUNNING
    children, waiting = _children(person, pathway, today)
    sees_children = can_see_children_of(person, pathway)
    occurrences = list(Occurrence.objects.visible_to(person).filter(pathway=pathway).exclude(state="cancelled").select_related("responsible"))
    for row in occurrences:
        row.pathway = pathway
    page = PathwayPage(
        pathway=pathway,
        phases=_phases(pathway),
        phase_now=_phase_now(pathway, today),
        people=_people(person, pathway, today),
        children=children if sees_children else [],
        waiting=waiting if can_count_waiting(person, pathway) else 0,
        sees_children=sees_children,
        pupils=_pupils(person, pathway, today),
        may_log=can_log_session(person, pathway) and running,
        may_hold=can_hold_meeting(person, pathway),
        may_start=can_start_pathway(person, pathway),
        next=_next(occurrences, today),
    )
    if running or pathway.starts_on:
        _draw(person, page, content, occurrences, today)
    if running and can_see_class_log(person, pathway):
        page.looks = _looks(person, page, content, today)
    if pathway.state == "accepted":
        page.steps = steps(person, pathway, children, today)
    return page


# ---- who and where ----


@dataclass(frozen=True)
class PhaseStep:
    title: str
    look: str  # past | now | next


def _phases(pathway):
    content = pathway.content
    here = content.phase(pathway.phase).group
    keys = [group.key for group in content.phase_groups]
    at = keys.index(here) if here in keys else len(keys)
    return [PhaseStep(str(group.title), "past" if n < at else "now" if n == at else "next") for n, group in enumerate(content.phase_groups)]


def _phase_now(pathway, today):
    steps_ = _phases(pathway)
    now = next((n for n, step in enumerate(steps_) if step.look == "now"), None)
    if now is None:
        return str(pathway.content.phase(pathway.phase).title)
    words = _("Phase %(number)s of %(total)s: %(phase)s") % {"number": now + 1, "total": len(steps_), "phase": steps_[now].title}
    if pathway.state in RUNNING and pathway.starts_on <= today:
        words += ", " + _("week %(number)s") % {"number": (monday(today) - monday(pathway.starts_on)).days // 7 + 1}
    return words


def monday(on):
    return on - timedelta(days=on.weekday())


@dataclass(frozen=True)
class OnSide:
    side: str  # school | social
    people: list


NOT_NAMED = (Role.CASEWORKER, Role.SYSTEM)  # caseworkers belong to a child, not to the class


def _people(person, pathway, today):
    """Names and roles on both sides: the two leads first, then the team and those assigned."""
    units = [unit for unit in (pathway.unit_id, pathway.partner_unit_id) if unit]
    here = Q(scope__in=("pathway", "group"), scope_id=pathway.pk) | Q(scope__in=("unit", "school"), scope_id__in=units, role__in=("principal", "provider_manager"))
    if pathway.school_class_id:
        here |= Q(scope="class", scope_id=pathway.school_class_id)
    roles = RoleAssignment.objects.visible_to(person).live(today).filter(here).exclude(role__in=NOT_NAMED).exclude(sector="")
    named = [(lead, role) for lead, role in ((pathway.lead, "resource_advisor"), (pathway.co_lead, "group_leader")) if lead]
    for role in roles.select_related("staff_member").order_by("staff_member__name_key"):
        if (role.staff_member, role.role) not in named:
            named.append((role.staff_member, role.role))
    titles = {role.key: str(role.title) for role in pathway.content.roles}
    sides = {"school": [], "social": []}
    for staff, role in named:
        words = (staff.title or titles.get(role, str(Role(role).label))).lower()
        sides[SECTOR_SIDE[ROLE_SECTOR[role]]].append((staff.name, words if not words.startswith("ppr") else "PPR" + words[3:]))
    return [OnSide(side, people) for side, people in sides.items()]


@dataclass(frozen=True)
class ChildHere:
    row: PathwayChild
    status: str


def _children(person, pathway, today):
    """(children the reader sees in the pathway, how many more there are)."""
    rows = PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(today)
    total = rows.count()
    seen = list(PathwayChild.objects.seen_with_child(person).filter(pathway=pathway).on(today).select_related("child").order_by("child__name_key", "pk"))
    live = set()
    if any(can_view_sharing(person, row) for row in seen):
        live = set(SharingBasis.objects.visible_to(person).live().filter(pathway=pathway).values_list("child_id", flat=True))
    return [ChildHere(row, "" if row.child_id in live else str(pathway.content.word("awaiting_basis"))) for row in seen], total - len(seen)


def _pupils(person, pathway, today):
    if pathway.school_class_id is None or not person.has("resource_advisor", "principal", "class_team", "learning_advisor"):
        return None
    return ClassMembership.objects.visible_to(person).filter(school_class=pathway.school_class_id).on(today).count() or None


# ---- next follow-up ----


@dataclass(frozen=True)
class NextUp:
    row: Occurrence
    title: str
    status: str
    words: str
    sentence: str
    source: object


def _next(occurrences, today):
    row = min((row for row in occurrences if row.state == "open"), key=lambda row: row.due_on, default=None)
    if row is None:
        return None
    status = row.status(today)
    words = {"planned": "", "due": due_words(row.due_on, today)}.get(status)
    if words is None:
        days = row.days_overdue(today)
        words = ngettext("Overdue %(days)s day", "Overdue %(days)s days", days) % {"days": days}
    cadence = cadence_of(row)
    return NextUp(row, str(cadence.title), status, words, moved_sentence(row), cadence.source)


# ---- one line, and week by week ----


def _draw(person, page, content, occurrences, today):
    pathway = page.pathway
    sees_log = can_see_class_log(person, pathway)
    sessions = list(ClassSession.objects.visible_to(person).kept().filter(pathway=pathway).order_by("held_on")) if sees_log else []
    groups = _group_sessions(person, pathway)
    first, last = _span(pathway, sessions, occurrences, today)
    closed = closed_days(person.municipality_id, first, last)
    page.timeline = _timeline(person, page, content, sessions, groups, occurrences, _holidays(closed), first, last, today)
    if sees_log:
        page.strip = _strip(person, pathway, content, sessions, groups, closed, first, last, today)
        page.strip_caption = _strip_caption(closed, today)


def _group_sessions(person, pathway):
    """Sessions of parent groups that families of this pathway have a part in: for the group's own people only."""
    if not person.has("group_leader", "provider_manager"):
        return []
    families = PathwayChild.objects.visible_to(person).filter(pathway=pathway).values("child_id")
    groups = PathwayChild.objects.visible_to(person).filter(child_id__in=families, pathway__track="parent_group").values("pathway_id")
    return list(GroupSession.objects.visible_to(person).filter(group__pathway__in=groups).exclude(state="cancelled").order_by("on_day"))


def _span(pathway, sessions, occurrences, today):
    first = min([pathway.starts_on, *(session.held_on for session in sessions[:1])])
    ahead = [row.due_on for row in occurrences if row.state == "open"]
    last = max([pathway.planned_end_on or first, *ahead, today if pathway.is_open else pathway.ended_on, first + 10 * WEEK])
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
    in_class = [Event(s.held_on, _("The class: %(kind)s") % {"kind": s.get_kind_display().lower()}, "held") for s in sessions if first <= s.held_on <= last]
    in_group = [
        Event(s.on_day, _("The parent group: session %(number)s") % {"number": s.number}, "held" if s.state == "held" else "planned", mark=str(s.number))
        for s in groups if first <= s.on_day <= last
    ]  # fmt: skip
    shared = [_shared_event(row, today) for row in occurrences if first <= row.due_on <= last and row.state != "not_held"]
    plans = PathwayPlan.objects.visible_to(person).filter(pathway=pathway, valid_from__range=(first, last)).order_by("valid_from")
    shared += [Event(plan.valid_from, _("The plan in force, version %(number)s") % {"number": plan.number}, "held", mark=_("plan %(number)s") % {"number": plan.number}, plan=True) for plan in plans]
    return Timeline(
        title=_timeline_title(page, sessions, groups),
        first=first, last=last, today=today, in_class=in_class, shared=shared, in_group=in_group, holidays=holidays,
        class_note=ngettext("%(n)s session", "%(n)s sessions", len(sessions)) % {"n": len(sessions)} if can_see_class_log(person, pathway) else "",
        group_note="" if groups else _("seen by the leader"),
    )  # fmt: skip


def _shared_event(row, today):
    title = str(cadence_of(row).title)
    status = row.status(today)
    return Event(row.held_on or row.due_on, title, status if status in ("held", "planned", "due", "overdue") else "planned", mark=title.split()[-1].lower())


def _timeline_title(page, sessions, groups):
    held = sum(session.state == "held" for session in groups)
    said = [ngettext("%(n)s session in the class has been held.", "%(n)s sessions in the class have been held.", len(sessions)) % {"n": len(sessions)}]
    if groups:
        said.append(ngettext("%(n)s session of the parent group has been held.", "%(n)s sessions of the parent group have been held.", held) % {"n": held})
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
            touched[session.core_element].setdefault(at[monday(session.on_day)], set()).add("group" if session.state == "held" else "group_planned")
    planned = Measure.objects.visible_to(person).of_class().filter(plan__pathway=pathway, plan__state="in_force", ended_on=None, starts_on__gt=today)
    for key, on in planned.values_list("core_element", "starts_on"):
        if key in touched and monday(on) in at:
            touched[key].setdefault(at[monday(on)], set()).add("class_planned")
    this = at.get(monday(today))
    rows = [_strip_row(element, touched[element.key], weeks, this, bool(sessions)) for element in content.core_elements]
    off = frozenset(at[week] for week in weeks if sum(1 for on, _name in closed if monday(on) == week and on.weekday() < 5) >= 4)
    quiet = [row.label for row in rows if row.quiet]
    title = _("All core elements have been touched within the last four weeks.") if not quiet else _("Not touched within the last four weeks: %(elements)s.") % {"elements": ", ".join(quiet)}
    return WeekStrip(title, [week.isocalendar().week for week in weeks], rows, this, off)


def _strip_row(element, touched, weeks, this, begun):
    cells = [_cell(touched.get(n, ())) for n in range(len(weeks))]
    done = [n for n, kinds in touched.items() if kinds & {"class", "group"}]
    newest = max(done, default=None)
    here = len(weeks) - 1 if this is None else this
    quiet = begun and not element.always and (here - newest >= QUIET_WEEKS if newest is not None else here >= QUIET_WEEKS)
    return StripRow(str(element.short), cells, weekno(weeks[newest]) if newest is not None else "–", quiet)


def _cell(kinds):
    done, planned = set(kinds) & {"class", "group"}, set(kinds) & {"class_planned", "group_planned"}
    if done:
        return "both" if len(done) == 2 else done.pop()
    return ("both_planned" if len(planned) == 2 else planned.pop()) if planned else ""


def _strip_caption(closed, today):
    return _("This week is %(week)s.") % {"week": weekno(today)}


# ---- worth a look ----


@dataclass(frozen=True)
class Look:
    glyph: str
    title: str
    text: str = ""
    source: object = None


def _looks(person, page, content, today):
    """What the limits, the weeks and the grounds say: kindly, and only what the reader may know."""
    found = [*_limit_looks(person, page.pathway, content), *_element_looks(page)]
    if can_answer_for(person, page.pathway):
        found += _basis_looks(page)
    if not found:
        found = [Look("done", _("Everything is in place."), _("Lessons, length and core elements are as the model has them."))]
    return found


def _limit_looks(person, pathway, content):
    warnings = [co_teaching_summary(pathway).warning]
    limits = {limit.key: limit for limit in content.limits}
    if "class_track" in limits:
        warnings.append(limits["class_track"].check_span(pathway.starts_on, pathway.ended_on or pathway.planned_end_on))
    if "advisor_fte" in limits and can_see_children_of(person, pathway):
        detail = ClassPathway.objects.visible_to(person).filter(pathway__unit=pathway.unit_id, pathway__ended_on=None).values_list("advisor_fte", flat=True)
        known = [fte for fte in detail if fte is not None]
        warnings.append(limits["advisor_fte"].check(sum(known).normalize()) if known else None)
    return [Look("look", f"{warning.limit.title}.", warning.message, warning.source) for warning in warnings if warning]


def _element_looks(page):
    quiet = [row for row in page.strip.rows if row.quiet] if page.strip else []
    if len(quiet) > 3:
        return [Look("look", _("%(n)s core elements rest.") % {"n": len(quiet)}, _("Not touched for four weeks: %(elements)s. A theme for the next team meeting?") % {"elements": ", ".join(row.label for row in quiet)})]
    return [
        Look("look", f"{row.label}.", _("Last touched in %(week)s. A theme for the next team meeting?") % {"week": row.last} if row.last != "–" else _("Not touched yet. A theme for the next team meeting?"))
        for row in quiet
    ]  # fmt: skip


def _basis_looks(page):
    waiting = sum(bool(child.status) for child in page.children) + page.waiting
    if not waiting:
        return []
    title = ngettext("%(n)s child awaits a ground.", "%(n)s children await a ground.", waiting) % {"n": waiting}
    return [Look("lock", title, _("School and social services share nothing about them yet."))]


# ---- before the start ----


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    is_done: bool
    url: str = ""
    label: str = ""
    is_next: bool = False


def steps(person, pathway, children, today):
    """What must be in place before the pathway starts, in its order, with the first open one marked."""
    mapping = NeedsMapping.objects.visible_to(person).filter(pathway=pathway, kind="initial").first()
    plan = PathwayPlan.objects.visible_to(person).in_force().filter(pathway=pathway).exists()
    accepted = sum(child.row.accepted_on is not None for child in children)
    may = can_answer_for(person, pathway)
    words = pathway.content.word
    rows = [
        Step(capital(words("mapping")), _("The class environment, told by the team and, without names, by the pupils."), bool(mapping and mapping.environment.exists()), link("mapping_detail", pathway.uuid), _("Open the mapping")),
        Step(capital(words("children_in_pathway")), _("Advisor and group leader confirm by hand which children have needs."), bool(children), link("children_confirm", pathway.uuid), _("Choose the children")),
        Step(_("Offer to the families"), _("%(yes)s of %(all)s families have said yes.") % {"yes": accepted, "all": len(children)} if children else _("Each who holds custody is told and answers."), bool(children) and accepted > 0, link("mapping_detail", pathway.uuid), _("See offers and answers")),
        Step(_("Analysis"), _("What child, parents and professionals see, brought together."), bool(mapping and mapping.state == "analysed"), link("mapping_detail", pathway.uuid), _("Open the mapping")),
        Step(capital(words("plan")), _("The plan is written and put in force."), plan, link("plan_detail", pathway.uuid), _("Open the plan")),
        Step(_("Start"), _("The day it begins decides when the first follow-up is due."), False, link("pathway_start", pathway.uuid), _("Start the pathway")),
    ]  # fmt: skip
    first = next((n for n, row in enumerate(rows) if not row.is_done), None)
    return [Step(row.title, row.text, row.is_done, row.url if may else "", row.label, n == first) for n, row in enumerate(rows)]


