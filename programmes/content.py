"""What a programme version says, as frozen dataclasses: the shape of a file in `programmes/data`.

Read a file with `programmes.reading`; ask a stored version for `version.programme_content`. Nothing here knows
a programme by name: what differs between programmes is a value in its file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from programmes.limits import Limit
from programmes.periods import Unit, later
from programmes.wording import Named, Source, Text

WORDS = (
    "mapping",
    "closing_mapping",
    "selection",
    "analysis",
    "plan",
    "class_part",
    "child_annex",
    "goal",
    "step",
    "measure",
    "core_element",
    "class_pathway",
    "parent_group",
    "class_session",
    "group_session",
    "co_teaching",
    "home_practice",
    "follow_up",
    "class_team",
    "child_in_pathway",
    "children_in_pathway",
    "companion",
    "basis",
    "awaiting_basis",
    "stopped",
    "not_held",
    "fidelity",
)
"""Words that pages take from the version; every version has all of them."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that the programme is described in."""

    document: Text
    publisher: Text
    year: int
    version: str
    note: Text


@dataclass(frozen=True, slots=True)
class Target:
    """Whom the programme is for. Ages and grades inform and warn; they shut nobody out."""

    youngest: int
    oldest: int
    first_grade: int
    last_grade: int
    description: Text
    entry_groups: tuple[Named, ...]
    secondary: tuple[Named, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Role:
    """A role's name in this programme; what it may see is decided in code, the same for all programmes."""

    key: str
    title: Text
    description: Text
    side: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """One of the lines that run side by side in the programme."""

    key: str
    title: Text
    side: str
    responsible: str
    source: Source
    activities: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseGroup:
    """One step of the phase bar."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Phase:
    """Where a pathway, or what `of` names, stands; `moves` are the phases it may go to next."""

    key: str
    title: Text
    of: str
    moves: tuple[str, ...]
    group: str = ""

    @property
    def is_last(self) -> bool:
        return not self.moves


@dataclass(frozen=True, slots=True)
class CoreElement:
    """What the programme holds to be at work. Content elements are taught and practised; the others frame them."""

    key: str
    number: int
    title: Text
    short: Text
    is_content: bool
    tracks: tuple[str, ...]
    always: bool
    description: Text
    source: Source


@dataclass(frozen=True, slots=True)
class MeasureTemplate:
    """A suggestion for the plan: something adults do, in the words of the plan."""

    key: str
    element: str
    arena: str
    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class Selection:
    """How it is decided who is offered the programme, and who decides."""

    dimensions: tuple[Named, ...]
    inputs: tuple[Named, ...]
    readiness: Named
    parties: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Question:
    """One dimension of a mapping, in words for each perspective that is asked; `scaled` ones also take a figure."""

    key: str
    title: Text
    ask: Mapping[str, Text]
    strengths: bool = False
    scaled: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole figures from `lowest` to `highest`, with words at both ends. A child never sees its own figures."""

    lowest: int
    highest: int
    low: Text
    high: Text


@dataclass(frozen=True, slots=True)
class MappingTool:
    """What a mapping asks of a class and of one child. Strengths come first in both."""

    perspectives: tuple[Named, ...]
    class_perspectives: tuple[Named, ...]
    class_questions: tuple[Question, ...]
    child_questions: tuple[Question, ...]
    methods: tuple[Named, ...]
    missing_reasons: tuple[Named, ...]
    scale: Scale
    responsible: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Arena:
    """A place where measures happen."""

    key: str
    title: Text
    side: str
    heading: Text


@dataclass(frozen=True, slots=True)
class AlignedPlan:
    """Another plan that the joint plan must agree with; `also_called` holds older and source words for it."""

    key: str
    title: Text
    side: str
    also_called: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How the joint plan is built up."""

    arenas: tuple[Arena, ...]
    class_headings: tuple[Named, ...]
    child_headings: tuple[Named, ...]
    goal_parts: tuple[Named, ...]
    aligned_plans: tuple[AlignedPlan, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often something is due. `unit` per_session hangs on the sessions of a series instead of the calendar.

    The first is counted from `first_from`, the next ones from `then_from`; it runs in `phases` (all when empty)
    and at most `times` times. `early_days` before the due day a held one already counts for it; until
    `near_days` after it the fidelity rules call it near. Moving a day off holidays is not done here.
    """

    key: str
    title: Text
    what: Text
    track: str
    on: str
    unit: Unit
    count: int
    first_from: str
    then_from: str
    early_days: int
    near_days: int
    responsible: str
    may_take_over: tuple[str, ...]
    ends: str
    source: Source
    meeting_kind: str = ""
    phases: tuple[str, ...] = ()
    times: int | None = None

    def next_after(self, day: date) -> date:
        """The calendar day one interval after `day`, before holidays are looked at. ValueError for per_session."""
        return later(day, self.unit, self.count)


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """A point on the agenda; `asks` says which fields the minutes hold for it."""

    key: str
    title: Text
    prompt: Text
    child_takes_part: bool = False


@dataclass(frozen=True, slots=True)
class MeetingKind:
    key: str
    title: Text
    purpose: Text
    leads: tuple[str, ...]
    invites: tuple[str, ...]
    agenda: tuple[AgendaPart, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class GroupSessionPlan:
    """One session of a parent group as the programme suggests it.

    `from_count` is the shortest series that holds it; `ask_next_time` follows up its home practice.
    """

    key: str
    elements: tuple[str, ...]
    from_count: int
    theme: Text
    idea: Text
    exercise: Text
    home_practice: Text
    ask_next_time: Text
    ask_about_last: Text | None = None


@dataclass(frozen=True, slots=True)
class GroupSeries:
    """The series of sessions of a track that meets as a group."""

    track: str
    default_count: int
    default_minutes: int
    weeks_between: int
    sessions: tuple[GroupSessionPlan, ...]
    spare: GroupSessionPlan
    source: Source

    def plan(self, count: int | None = None) -> tuple[GroupSessionPlan, ...]:
        """`count` sessions in order (the default count when not given), each with the question about the one before.

        A longer series than the programme knows gets spare sessions before its last one; nothing is refused.
        """
        count = count or self.default_count
        shortest = min(session.from_count for session in self.sessions)
        chosen = [s for s in self.sessions if s.from_count <= max(count, shortest)][:count]
        chosen[-1:-1] = [self.spare] * (count - len(chosen))
        asked = [None, *(session.ask_next_time for session in chosen)]
        return tuple(replace(s, ask_about_last=question) for s, question in zip(chosen, asked, strict=False))


@dataclass(frozen=True, slots=True)
class FidelityRule:
    """One line of "Do we follow the model?": `measure` names the count in code, the threshold is data.

    A rule with `limit` takes its threshold from that limit, so that a figure is written once.
    """

    key: str
    sentence: Text
    measure: str
    source: Source
    threshold: Decimal | None = None
    near: Decimal | None = None
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told about the plan, and what their version may hold."""

    key: str
    title: Text
    guidance: Text
    names_children: bool


@dataclass(frozen=True, slots=True)
class ClosingDecision:
    """What can be decided after the closing mapping, and the phase it leads to (none when it stays)."""

    key: str
    title: Text
    description: Text
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole programme version."""

    slug: str
    number: str
    state: str
    title: Text
    summary: Text
    origin: Origin
    framework: tuple[Named, ...]
    target: Target
    sides: tuple[Named, ...]
    roles: tuple[Role, ...]
    tracks: tuple[Track, ...]
    phase_groups: tuple[PhaseGroup, ...]
    phases: tuple[Phase, ...]
    core_elements: tuple[CoreElement, ...]
    measure_templates: tuple[MeasureTemplate, ...]
    selection: Selection
    mapping: MappingTool
    plan: Plan
    cadences: tuple[Cadence, ...]
    meeting_kinds: tuple[MeetingKind, ...]
    limits: tuple[Limit, ...]
    group_series: GroupSeries | None
    fidelity_rules: tuple[FidelityRule, ...]
    audiences: tuple[Audience, ...]
    closing_decisions: tuple[ClosingDecision, ...]
    absence_reasons: tuple[Named, ...]
    not_held_reasons: tuple[Named, ...]
    stop_reasons: tuple[Named, ...]
    words: Mapping[str, Text]

    def word(self, key: str) -> Text:
        """What this programme calls it on the screen: `word("mapping")`."""
        return self.words[key]

    def role(self, key: str) -> Role:
        return by_key(self.roles, key)

    def track(self, key: str) -> Track:
        return by_key(self.tracks, key)

    def element(self, key: str) -> CoreElement:
        return by_key(self.core_elements, key)

    def elements_of(self, track: str) -> tuple[CoreElement, ...]:
        return tuple(element for element in self.core_elements if track in element.tracks)

    def templates_for(self, element: str, arena: str) -> tuple[MeasureTemplate, ...]:
        return tuple(t for t in self.measure_templates if (t.element, t.arena) == (element, arena))

    def phase(self, key: str) -> Phase:
        return by_key(self.phases, key)

    def phases_of(self, of: str) -> tuple[Phase, ...]:
        return tuple(phase for phase in self.phases if phase.of == of)

    def first_phase(self, of: str) -> Phase:
        return self.phases_of(of)[0]

    def moves(self, from_key: str) -> tuple[Phase, ...]:
        """The phases that may follow `from_key`."""
        return tuple(self.phase(key) for key in self.phase(from_key).moves)

    def may_move(self, from_key: str, to_key: str) -> bool:
        return to_key in self.phase(from_key).moves

    def cadence(self, key: str) -> Cadence:
        return by_key(self.cadences, key)

    def cadences_in(self, track: str, phase: str) -> tuple[Cadence, ...]:
        """The cadences that run for a track while its pathway is in this phase."""
        return tuple(c for c in self.cadences if c.track == track and (not c.phases or phase in c.phases))

    def meeting_kind(self, key: str) -> MeetingKind:
        return by_key(self.meeting_kinds, key)

    def limit(self, key: str) -> Limit:
        return by_key(self.limits, key)

    def fidelity_rule(self, key: str) -> FidelityRule:
        return by_key(self.fidelity_rules, key)

    def audience(self, key: str) -> Audience:
        return by_key(self.audiences, key)

    def arena(self, key: str) -> Arena:
        return by_key(self.plan.arenas, key)

    def closing_decision(self, key: str) -> ClosingDecision:
        return by_key(self.closing_decisions, key)


def by_key(items, key: str):
    """The one item of a version with this key; KeyError for a key the version does not have."""
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)


def choices(items) -> list[tuple[str, Text]]:
    """Choices of a form field from any keyed list of a version."""
    return [(item.key, item.title) for item in items]
