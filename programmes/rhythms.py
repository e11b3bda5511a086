"""What a version asks for again and again, and the meetings and contacts that answer it."""

from dataclasses import dataclass
from datetime import date

from programmes.periods import CALENDAR_UNITS, Unit, later
from programmes.wording import Named, Source, Text

FORMS = ("meeting", "contact", "mapping", "task", "pulse", "placement")
"""What settles an occurrence: minutes, a contact of one of `contact_kinds`, a mapping round, a tick, a pulse, one tap
on where the child goes to school (A67)."""

SUBJECTS = ("pathway", "class", "child", "parent", "group", "carer", "round", "agreement")
"""Whom one is about: one for the whole pathway (pathway, class, group, round), or one for each child, parent or carer
of it. An agreement is the school's: no pathway plans it, the agreement's own review date counts from the cadence."""

ANCHORS = (
    "start",
    "last_held",
    "phase_start",
    "session",
    "planned_end",
    "decision",
    "last_teaching_day",
    "closing",
    "signed",
)
"""What is counted from. decision: the day a closing decision let the pathway go on. closing: the day it ended, or the
child's own part of it. signed: the day the agreement was signed by all. The others are said by their names."""

AHEAD = ("planned_end", "last_teaching_day")
"""Anchors that are known beforehand: only from these can be counted back."""

ENDS = ("pathway_closed", "phase_ended", "series_ended", "answered")
"""When it ends. answered: goes on after closing until its `times` are used."""

SUMMERS = ("before", "after")
STRONG = "S"


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often something is due. `unit` per_session hangs on the sessions of a series instead of the calendar;
    by_case has no rhythm at all: only agreed dates (L05).

    The first is counted from `first_from`, the next ones from `then_from`; it runs in `phases` (all when empty)
    and at most `times` times. `early_days` before the due day a held one already counts for it; until
    `near_days` after it the fidelity rules call it near.

    form: what settles it (FORMS). contact_kinds: the contacts that do. before: counted back from the anchor.
    summer: a due day in the summer holiday moves to the last school week "before" it, or to the second school week
    "after" it. is_statutory: the law asks for it, the programme only shows it apart from its own rhythm.
    figure: how strongly the source says the interval itself, where it says less of it than of the thing: C when the
    source has no figure and it is the programme's default. Moving a day off holidays is not done here.
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
    form: str = "meeting"
    contact_kinds: tuple[str, ...] = ()
    before: bool = False
    summer: str = "before"
    is_statutory: bool = False
    figure: str = ""

    @property
    def is_computed(self) -> bool:
        """Counted in days, weeks or months; the others hang on sessions or on agreed dates."""
        return self.unit in CALENDAR_UNITS

    @property
    def may_change(self) -> bool:
        """A municipality may choose its own value of what the model recommends, never of what it requires.

        An agreement has its own day, chosen by those who sign it.
        """
        is_free = (self.figure or self.source.strength) != STRONG and not self.is_statutory
        return is_free and self.is_computed and self.on != "agreement"

    def next_after(self, day: date) -> date:
        """The calendar day one interval after `day` (before it, for one counted back), before holidays are looked at.

        ValueError for per_session and by_case.
        """
        return later(day, self.unit, -self.count if self.before else self.count)


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """A point on the agenda; `asks` says which fields the minutes hold for it (ASKS)."""

    key: str
    title: Text
    prompt: Text
    child_takes_part: bool = False
    asks: str = "words"


ASKS = (
    "words",
    "child_words",
    "goals",
    "measures",
    "placement",
    "cooperation",
    "other_meetings",
    "decisions",
    "next",
)
"""What a part of the agenda fills in: plain words, the child's own words (or why not), goals with how far they are,
what was tried, where the child goes to class (A67), does the cooperation work (C26), is another meeting needed (A54),
who does what by when, the next date."""


@dataclass(frozen=True, slots=True)
class MeetingKind:
    """about: the whole "pathway" or one "child". child_minutes: how long the child is there, in the first of two parts
    (those parts of the agenda say child_takes_part). counts_as: kinds whose cadence this one settles too. hands_over: the
    results of an assessment are told here, so all who assessed are to come (C13)."""

    key: str
    title: Text
    purpose: Text
    leads: tuple[str, ...]
    invites: tuple[str, ...]
    agenda: tuple[AgendaPart, ...]
    source: Source
    about: str = "pathway"
    child_minutes: int | None = None
    counts_as: tuple[str, ...] = ()
    informs: tuple[str, ...] = ()
    hands_over: bool = False


@dataclass(frozen=True, slots=True)
class ContactKind:
    """A contact under a minute. about: whom it may be about (of SUBJECTS); variants: its sorts, one is chosen.

    short_lived_days: its words are taken away after so many days. side: whose notes it belongs to; both when empty.
    """

    key: str
    title: Text
    description: Text
    source: Source
    about: tuple[str, ...] = ("child",)
    variants: tuple[Named, ...] = ()
    short_lived_days: int | None = None
    side: str = ""
