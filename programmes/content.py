"""A whole programme version, and what pages ask of it.

Read a file with `programmes.reading`; ask a stored version for `version.programme_content`. Nothing here knows
a programme by name: what differs between programmes is a value in its file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from programmes.agreements import Agreement
from programmes.limits import Limit
from programmes.parts import (
    Arena,
    Audience,
    ClosingDecision,
    CoreElement,
    FidelityRule,
    GroupSeries,
    MappingTool,
    MeasureTemplate,
    Origin,
    Phase,
    PhaseGroup,
    Plan,
    Role,
    Selection,
    Target,
    Track,
)
from programmes.rhythms import Cadence, ContactKind, MeetingKind
from programmes.wording import Named, Text

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
"""Words that pages take from the version; every published version has all of them."""

WHOLE = (
    "framework",
    "target",
    "measure_templates",
    "selection",
    "mapping",
    "plan",
    "limits",
    "fidelity_rules",
    "audiences",
    "closing_decisions",
    "absence_reasons",
    "not_held_reasons",
    "stop_reasons",
)
"""What a published version must have besides what every file has; a draft may still be without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A whole programme version. What has a default here a programme may truly be without; WHOLE says what a
    published one must have. participants: those who take part and have no role here, as the child and its carers."""

    slug: str
    number: str
    state: str
    title: Text
    summary: Text
    origin: Origin
    sides: tuple[Named, ...]
    roles: tuple[Role, ...]
    tracks: tuple[Track, ...]
    phase_groups: tuple[PhaseGroup, ...]
    phases: tuple[Phase, ...]
    core_elements: tuple[CoreElement, ...]
    cadences: tuple[Cadence, ...]
    meeting_kinds: tuple[MeetingKind, ...]
    framework: tuple[Named, ...] = ()
    target: Target | None = None
    participants: tuple[Named, ...] = ()
    measure_templates: tuple[MeasureTemplate, ...] = ()
    selection: Selection | None = None
    mapping: MappingTool | None = None
    plan: Plan | None = None
    contact_kinds: tuple[ContactKind, ...] = ()
    limits: tuple[Limit, ...] = ()
    agreement: Agreement | None = None
    group_series: GroupSeries | None = None
    fidelity_rules: tuple[FidelityRule, ...] = ()
    audiences: tuple[Audience, ...] = ()
    closing_decisions: tuple[ClosingDecision, ...] = ()
    absence_reasons: tuple[Named, ...] = ()
    not_held_reasons: tuple[Named, ...] = ()
    stop_reasons: tuple[Named, ...] = ()
    words: Mapping[str, Text] = field(default_factory=dict)

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

    def contact_kind(self, key: str) -> ContactKind:
        return by_key(self.contact_kinds, key)

    def cadences_fed_by(self, contact_kind: str) -> tuple[Cadence, ...]:
        """The cadences that a contact of this kind counts for."""
        return tuple(c for c in self.cadences if contact_kind in c.contact_kinds)

    def limit(self, key: str) -> Limit:
        return by_key(self.limits, key)

    def audience(self, key: str) -> Audience:
        return by_key(self.audiences, key)

    def arena(self, key: str) -> Arena:
        return by_key(self.plan.arenas if self.plan else (), key)

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
