"""The class page: one pathway on one page, told to the reader who asks for it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cases.models import Pathway
from cases.permissions import can_give_role
from cases.queries.agreements import standing_of
from classes.permissions import can_log_session
from classes.queries.team import pulse_panel
from core.charts import Timeline, WeekStrip
from followup.models import Occurrence
from followup.permissions import (
    can_answer_placement,
    can_close_pathway,
    can_hold_meeting,
    can_read_minutes,
    can_start_pathway,
)
from followup.queries.closings import waiting_referrals
from insight.permissions import can_count_waiting, can_see_children_of, can_see_class_log
from insight.queries.before_start import steps
from insight.queries.drawings import draw
from insight.queries.pathway_next import looks_of, next_of, todo_of
from insight.queries.pathway_people import children_of, people_of, pupils_of
from insight.queries.pathway_story import story_of
from insight.queries.weeks import monday
from mapping.permissions import can_see_class_answers

RUNNING = ("active", "paused", "closing")
LOOKS = {"active": "running", "closing": "running", "paused": "not_held", "closed": "closed", "archived": "closed"}


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
    status: str = "planned"
    steps: list = field(default_factory=list)
    timeline: Timeline | None = None
    tracks: str = ""  # how long the two tracks ran at once, for those who see both
    sessions: int = 0
    is_dense: bool = False  # several sessions in a week: some drawings count them
    strip: WeekStrip | None = None
    strip_caption: str = ""
    resting: list = field(default_factory=list)
    longest: list = field(default_factory=list)  # the one to turn to next, when none rests
    next: object = None
    todo: object = None
    looks: list = field(default_factory=list)
    story: object = None  # of a pathway that has ended
    agreement: object = None  # how the two units stand, for those who read it
    pulse: object = None  # the class's own answers, shown by classes/pulse_panel.html
    may_log: bool = False
    may_hold: bool = False
    may_start: bool = False
    may_close: bool = False
    may_read_closing: bool = False
    may_see_answers: bool = False  # how the class answered: names nobody, and is the principal's too (A18)
    may_reopen: bool = False
    may_place: bool = False  # say where the children are now
    referrals: list = field(default_factory=list)
    may_name: bool = False  # who is in the class team, and PPR

    @property
    def line_caption(self):
        """What the line does not say itself."""
        said = [self.tracks or _("Only the group leader sees who comes to the parent group.")]
        if self.is_dense:
            said.append(_("A number in a square is so many sessions."))
        return " ".join(said)

    @property
    def panels(self):
        """How many panels stand beside each other under the drawings."""
        return sum(map(bool, (self.next, self.pulse, self.looks)))

    @property
    def primary(self):
        """The one primary button: write a session, else hold what is due, else the next step before the start."""
        if self.may_log:
            return "log"
        return "todo" if self.todo and self.todo.url and self.todo.status in ("due", "overdue") else ""


def pathway_page(person, pathway, today):
    content, running = pathway.content, pathway.state in RUNNING
    children, waiting = children_of(person, pathway, today)
    sees_children = can_see_children_of(person, pathway)
    occurrences = _occurrences(person, pathway)
    page = PathwayPage(
        pathway=pathway,
        phases=_phases(pathway),
        phase_now=_phase_now(pathway, today),
        people=people_of(person, pathway, today),
        children=children if sees_children else [],
        waiting=waiting if can_count_waiting(person, pathway) else 0,
        sees_children=sees_children,
        pupils=pupils_of(person, pathway, today),
        status=LOOKS.get(pathway.state, "planned"),
        may_log=can_log_session(person, pathway) and running,
        may_hold=can_hold_meeting(person, pathway),
        may_start=can_start_pathway(person, pathway),
        may_close=running and can_close_pathway(person, pathway),
        may_read_closing=bool(pathway.starts_on) and can_read_minutes(person, pathway),
        may_see_answers=bool(pathway.school_class_id and content.mapping and content.mapping.class_perspectives)
        and can_see_class_answers(person, pathway),
        may_reopen=pathway.state == "closed" and can_close_pathway(person, pathway),
        may_name=pathway.is_open and can_give_role(person, pathway, "class_team"),
        next=next_of(occurrences, today),
    )
    if running or pathway.starts_on:
        draw(person, page, content, occurrences, today)
    if page.may_read_closing:
        page.referrals = waiting_referrals(person, today, pathway=pathway)
        page.may_place = not pathway.is_open and can_answer_placement(person, pathway)
    if running:
        page.todo = todo_of(person, page, today)
        if can_see_class_log(person, pathway):
            page.looks = looks_of(person, page, content, today)
    if pathway.state == "accepted":
        page.steps = steps(person, pathway, children, today)
    if pathway.is_open:
        page.agreement = standing_of(pathway, person, today)
    if pathway.school_class_id:
        page.pulse = pulse_panel(person, pathway.school_class, today, pathway)
    if pathway.ended_on and pathway.starts_on:
        page.story = story_of(person, page, occurrences)
    return page


def _occurrences(person, pathway):
    rows = Occurrence.objects.visible_to(person).filter(pathway=pathway).exclude(state__in=("cancelled", "before"))
    found = list(rows.select_related("responsible", "meeting"))
    for row in found:
        row.pathway = pathway
    return found


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
