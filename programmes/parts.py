"""The parts that a programme version is made of: one frozen dataclass for each kind of table in its file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from programmes.wording import Named, Source, Text


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
    """One of the lines that run side by side in the programme. length: the limit that says how long it lasts."""

    key: str
    title: Text
    side: str
    responsible: str
    source: Source
    activities: tuple[Named, ...] = ()
    length: str = ""


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
    """A place where measures happen. `of_child`: only in a child's annex; without `always` it is shown when something stands there."""

    key: str
    title: Text
    side: str
    heading: Text
    of_child: bool = False
    always: bool = True


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

    @property
    def class_arenas(self) -> tuple[Arena, ...]:
        """The arenas of the class part, which names no child."""
        return tuple(arena for arena in self.arenas if not arena.of_child)

    def asks(self, part: str) -> Named | None:
        """What this version calls a part of a goal, or None when it does not ask for it."""
        return next((each for each in (*self.goal_parts, *self.child_headings) if each.key == part), None)


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
class Invitation:
    """What parents are asked with on paper: never why they are asked (E05)."""

    title: Text
    greeting: Text
    paragraphs: tuple[Text, ...]
    closing: Text


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
    invitation: Invitation | None = None

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
    """What can be decided after the closing mapping, and the phase it leads to (none when it stays).

    for_child: the same in short for one child; without it the decision is never one child's. refers: says to whom,
    and waits for an answer. tracks: where it can be taken, all of them when empty.
    """

    key: str
    title: Text
    description: Text
    leads_to: str = ""
    for_child: Text | None = None
    refers: bool = False
    tracks: tuple[str, ...] = ()
