"""The class page: one pathway on one page, told to the reader who asks for it."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import RoleAssignment
from accounts.roles import ROLE_SECTOR, SECTOR_SIDE, Role
from cases.models import ClassMembership, Pathway, PathwayChild, SharingBasis
from cases.permissions import can_give_role, can_view_sharing
from classes.models import ClassPathway
from classes.permissions import can_log_session
from classes.queries import co_teaching_summary
from core.charts import Timeline, WeekStrip
from followup.cadences import cadence_of, moved_sentence
from followup.models import Occurrence
from followup.permissions import can_close_pathway, can_hold_meeting, can_start_pathway
from insight.permissions import can_answer_for, can_count_waiting, can_see_children_of, can_see_class_log
from insight.queries.before_start import steps
from insight.queries.drawings import draw, monday
from insight.queries.due import due_words

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
    may_close: bool = False
    may_name: bool = False  # who is in the class team, and PPR


def pathway_page(person, pathway, today):
    content, running = pathway.content, pathway.state in RUNNING
    children, waiting = _children(person, pathway, today)
    sees_children = can_see_children_of(person, pathway)
    occurrences = list(
        Occurrence.objects.visible_to(person)
        .filter(pathway=pathway)
        .exclude(state="cancelled")
        .select_related("responsible")
    )
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
        may_close=running and can_close_pathway(person, pathway),
        may_name=pathway.is_open and can_give_role(person, pathway, "class_team"),
        next=_next(occurrences, today),
    )
    if running or pathway.starts_on:
        draw(person, page, content, occurrences, today)
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
    return [
        PhaseStep(str(group.title), "past" if n < at else "now" if n == at else "next")
        for n, group in enumerate(content.phase_groups)
    ]


def _phase_now(pathway, today):
    steps_ = _phases(pathway)
    now = next((n for n, step in enumerate(steps_) if step.look == "now"), None)
    if now is None:
        return str(pathway.content.phase(pathway.phase).title)
    words = _("Phase %(number)s of %(total)s: %(phase)s") % {
        "number": now + 1,
        "total": len(steps_),
        "phase": steps_[now].title,
    }
    if pathway.state in RUNNING and pathway.starts_on <= today:
        words += ", " + _("week %(number)s") % {"number": (monday(today) - monday(pathway.starts_on)).days // 7 + 1}
    return words


@dataclass(frozen=True)
class OnSide:
    side: str  # school | social
    people: list


NOT_NAMED = (Role.CASEWORKER, Role.SYSTEM)  # caseworkers belong to a child, not to the class


def _people(person, pathway, today):
    """Names and roles on both sides: the two leads first, then the team and those assigned."""
    units = [unit for unit in (pathway.unit_id, pathway.partner_unit_id) if unit]
    here = Q(scope__in=("pathway", "group"), scope_id=pathway.pk) | Q(
        scope__in=("unit", "school"), scope_id__in=units, role__in=("principal", "provider_manager")
    )
    if pathway.school_class_id:
        here |= Q(scope="class", scope_id=pathway.school_class_id)
    roles = (
        RoleAssignment.objects.visible_to(person)
        .live(today)
        .filter(here)
        .exclude(role__in=NOT_NAMED)
        .exclude(sector="")
    )
    named = [
        (lead, role) for lead, role in ((pathway.lead, "resource_advisor"), (pathway.co_lead, "group_leader")) if lead
    ]
    for role in roles.select_related("staff_member").order_by("staff_member__name_key"):
        if (role.staff_member, role.role) not in named:
            named.append((role.staff_member, role.role))
    titles = {role.key: str(role.title) for role in pathway.content.roles}
    sides = {"school": [], "social": []}
    for staff, role in named:
        words = staff.title or titles.get(role, str(Role(role).label))
        sides[SECTOR_SIDE[ROLE_SECTOR[role]]].append((staff.name, _within_a_line(words)))
    return [OnSide(side, people) for side, people in sides.items()]


def _within_a_line(title):
    """ "Leder af Familiehuset" becomes "leder af Familiehuset"; PPR stays PPR."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


@dataclass(frozen=True)
class ChildHere:
    row: PathwayChild
    status: str


def _children(person, pathway, today):
    """(children the reader sees in the pathway, how many more there are)."""
    rows = PathwayChild.objects.visible_to(person).filter(pathway=pathway).on(today)
    total = rows.count()
    seen = list(
        PathwayChild.objects.seen_with_child(person)
        .filter(pathway=pathway)
        .on(today)
        .select_related("child")
        .order_by("child__name_key", "pk")
    )
    live = set()
    if any(can_view_sharing(person, row) for row in seen):
        live = set(
            SharingBasis.objects.visible_to(person).live().filter(pathway=pathway).values_list("child_id", flat=True)
        )
    return [
        ChildHere(row, "" if row.child_id in live else str(pathway.content.word("awaiting_basis"))) for row in seen
    ], total - len(seen)


def _pupils(person, pathway, today):
    if pathway.school_class_id is None or not person.has(
        "resource_advisor", "principal", "class_team", "learning_advisor"
    ):
        return None
    return (
        ClassMembership.objects.visible_to(person).filter(school_class=pathway.school_class_id).on(today).count()
        or None
    )


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
    if not found and page.strip and any(row.last != "–" for row in page.strip.rows):
        found = [
            Look(
                "done", _("Everything is in place."), _("Lessons, length and core elements are as the model has them.")
            )
        ]
    return found


def _limit_looks(person, pathway, content):
    warnings = [co_teaching_summary(pathway).warning]
    limits = {limit.key: limit for limit in content.limits}
    if "class_track" in limits:
        warnings.append(limits["class_track"].check_span(pathway.starts_on, pathway.ended_on or pathway.planned_end_on))
    if "advisor_fte" in limits and can_see_children_of(person, pathway):
        detail = (
            ClassPathway.objects.visible_to(person)
            .filter(pathway__unit=pathway.unit_id, pathway__ended_on=None)
            .values_list("advisor_fte", flat=True)
        )
        known = [fte for fte in detail if fte is not None]
        warnings.append(limits["advisor_fte"].check(sum(known).normalize()) if known else None)
    return [Look("look", f"{warning.limit.title}.", warning.message, warning.source) for warning in warnings if warning]


def _element_looks(page):
    quiet = [row for row in page.strip.rows if row.quiet] if page.strip else []
    if len(quiet) > 3:
        return [
            Look(
                "look",
                _("%(n)s core elements rest.") % {"n": len(quiet)},
                _("Not touched for four weeks: %(elements)s. A theme for the next team meeting?")
                % {"elements": ", ".join(row.label for row in quiet)},
            )
        ]
    return [
        Look("look", f"{row.label}.", _("Last touched in %(week)s. A theme for the next team meeting?") % {"week": row.last} if row.last != "–" else _("Not touched yet. A theme for the next team meeting?"))
        for row in quiet
    ]  # fmt: skip


def _basis_looks(page):
    waiting = sum(bool(child.status) for child in page.children) + page.waiting
    if not waiting:
        return []
    title = ngettext("%(n)s child awaits a ground.", "%(n)s children await a ground.", waiting) % {"n": waiting}
    words = ngettext(
        "School and social services share nothing about the child yet.",
        "School and social services share nothing about them yet.",
        waiting,
    )
    return [Look("lock", title, words)]
