"""Voices side by side: from answers to what a page says of them. Pure: no database, no request.

Each voice is a mark of its own: two parents are never made into one, nor three professionals. The figures decide
nothing (A46): they show where people see alike and where they do not, and the words say it for those who do not see
the picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import number
from core.templatetags.ui import capital, listed
from programmes.instruments.scoring import Figure, change, gap

LARGE = Decimal(3)
SOME = Decimal("1.5")
STILL = Decimal("0.5")
"""On a scale of 1-10: from LARGE on the difference is big and its field is coloured, from SOME on there is some
difference; a move smaller than STILL is "as before". Chosen so that one answer that moves one point does not make news."""

SHAPES = {"child": "child", "pupils": "child", "parent": "home", "professional": "school", "team": "school"}
ORDER = {key: at for at, key in enumerate(SHAPES)}


@dataclass(frozen=True)
class Speaker:
    """Who speaks: `key` is the same in every round; `name` as it stands inside a sentence ("Adam", "skolen")."""

    key: tuple
    name: str
    informant: str

    @property
    def shape(self) -> str:
        return SHAPES[self.informant]


@dataclass(frozen=True)
class Answers:
    """What one speaker answered in one round: {instrument: {item: value}} and {instrument: number}.

    `told`: (dimension or "", question, words) of what was said in a talk.
    """

    speaker: Speaker
    values: Mapping[str, Mapping]
    versions: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[tuple[str, str, str]] = ()
    when: str = ""  # "Samtale med Karen Lindholm, 12. maj"


@dataclass(frozen=True)
class Silence:
    """Why somebody has no figure: few words for the drawing, a sentence that follows the name."""

    short: str
    words: str  # with %(who)s

    def said_of(self, who: str) -> str:
        return self.words % {"who": who}


def would_not() -> Silence:
    return Silence(_("would not answer"), _("%(who)s would not answer that"))


def too_few(needs: int) -> Silence:
    if needs < 2:
        return Silence(_("has not answered that"), _("%(who)s has not answered that"))
    short = ngettext("fewer than %(n)s answer", "fewer than %(n)s answers", needs) % {"n": needs}
    return Silence(short, f"%(who)s: {short}")


def asked_otherwise() -> Silence:
    return Silence(_("asked in another way"), _("%(who)s was asked in another way"))


def unheard() -> Silence:
    return Silence(_("not heard yet"), _("%(who)s has not been heard yet"))


def under_way() -> Silence:
    return Silence(_("is answering"), _("%(who)s is still answering"))


def behind_wall() -> Silence:
    return Silence(_("not shared with you"), _("what %(who)s answered has not been shared with you"))


def because(reason: str) -> Silence:
    return Silence(_("missing"), "%(who)s: " + reason.strip(" .").replace("%", "%%"))


@dataclass(frozen=True)
class Mark:
    """One voice in one dimension: the figure now and the one before it, or why there is none."""

    speaker: Speaker
    now: Figure | None = None
    before: Figure | None = None
    silence: Silence | None = None

    @property
    def value(self) -> Decimal | None:
        return self.now.value if self.now else None

    @property
    def earlier(self) -> Decimal | None:
        return self.before.value if self.before else None

    @property
    def moved(self) -> Decimal | None:
        return change(self.before, self.now)


@dataclass(frozen=True)
class Said:
    """A shape of the house and the words that stand beside it."""

    look: str
    words: str


@dataclass(frozen=True)
class Reply:
    """What one voice answered to one question, now and before; "" when it was not answered."""

    speaker: Speaker
    now: str
    before: str = ""


@dataclass(frozen=True)
class Question:
    words: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Quote:
    """Own words: of one voice, to one question."""

    speaker: Speaker
    question: str
    words: str
    when: str = ""


@dataclass(frozen=True)
class Row:
    """One dimension."""

    key: str
    title: str
    is_strength: bool
    marks: tuple[Mark, ...]
    questions: tuple[Question, ...] = ()
    since: str = ""
    still: Decimal = STILL
    unlike: bool = False  # somebody was not asked in the same way the last time

    @property
    def gap(self) -> Decimal | None:
        return gap({mark.speaker.key: mark.now for mark in self.marks})

    @property
    def is_large(self) -> bool:
        return self.gap is not None and self.gap >= LARGE

    @property
    def field(self) -> tuple[Decimal, Decimal] | None:
        """From the lowest to the highest, where the difference is big."""
        found = [mark.value for mark in self.marks if mark.value is not None]
        return (min(found), max(found)) if self.is_large else None

    @property
    def difference(self) -> Said:
        return difference(self.marks)

    @property
    def movement(self) -> Said | None:
        said = movement(self.marks, self.since, self.still)
        return said or (
            Said("missing", _("Not asked in the same way in %(month)s") % {"month": self.since})
            if self.unlike
            else None
        )


@dataclass(frozen=True)
class Total:
    """One sum of another's form, as it was typed: now and the last time, and what that comes to in words."""

    title: str
    is_strength: bool
    highest: int
    now: int | None
    before: int | None = None
    movement: Said | None = None


@dataclass(frozen=True)
class Sheet:
    """The sums that one voice typed in: where they come from, and where those of the last time came from."""

    speaker: Speaker
    source: str
    source_before: str
    totals: tuple[Total, ...]


@dataclass(frozen=True)
class Side:
    """One instrument with its dimensions, strengths first; `changed`: in words, that not all were asked the same."""

    slug: str
    title: str
    rows: tuple[Row, ...]
    changed: str = ""
    sheets: tuple[Sheet, ...] = ()

    @property
    def areas(self) -> tuple[Row, ...]:
        return self.rows


# ---- the words ----


def difference(marks: Sequence[Mark]) -> Said:
    """How far apart they are: agree, some or large; missing when a whole perspective is silent and the rest not far apart."""
    silent = _silent(marks)
    look, words = _apart(marks, others=bool(silent))
    if not silent:
        return Said(look, words)
    told = [mark.silence.said_of(mark.speaker.name) for mark in silent]
    head = ngettext("One view is missing.", "%(n)s views are missing.", len(told)) % {"n": len(told)}
    parts = [head, *(f"{capital(each)}." for each in told), words]
    return Said("large" if look == "large" else "missing", " ".join(part for part in parts if part))


def _silent(marks):
    """Perspectives from which nobody has a figure: one mark of each, with its reason."""
    heard = {mark.speaker.informant for mark in marks if mark.value is not None}
    found = {}
    for mark in marks:
        if mark.speaker.informant not in heard and mark.silence:
            found.setdefault(mark.speaker.informant, mark)
    return list(found.values())


def _apart(marks, others=False):
    found = [mark for mark in marks if mark.value is not None]
    if len(found) < 2:
        words = _("Only %(who)s has answered.") % {"who": found[0].speaker.name} if found else _("Nobody has answered.")
        return "missing", words
    low, high = min(mark.value for mark in found), max(mark.value for mark in found)
    if high - low < SOME:
        return "agree", _("The others agree.") if others else _("They agree.")
    who = {"low": capital(_named(found, low)), "high": _named(found, high)}
    if high - low >= LARGE:
        return "large", _("A big difference. %(low)s finds it harder than %(high)s.") % who
    return "some", _("Some difference. %(low)s finds it harder than %(high)s.") % who


def _named(marks, value):
    return listed(dict.fromkeys(mark.speaker.name for mark in marks if mark.value == value))


def movement(marks: Sequence[Mark], since: str, least: Decimal = STILL) -> Said | None:
    """What has moved since the last round, in words; None when there is nothing to compare with."""
    moved = [(mark, step) for mark in marks if (step := mark.moved) is not None]
    if not moved:
        return None
    up, down = [(m, step) for m, step in moved if step >= least], [(m, step) for m, step in moved if step <= -least]
    still = [m for m, step in moved if abs(step) < least]
    if not (up or down):
        return Said("same", _("As in %(month)s") % {"month": since})
    look = "up_down" if up and down else "up" if up else "down"
    if len(moved) > 1 and not still and look != "up_down":
        return Said(look, _together([m for m, _step in moved], up=bool(up)))
    parts = [_("%(who)s %(n)s up") % {"who": m.speaker.name, "n": number(step)} for m, step in up]
    parts += [_("%(who)s %(n)s down") % {"who": m.speaker.name, "n": number(-step)} for m, step in down]
    parts += [_("%(who)s as before") % {"who": listed(dict.fromkeys(m.speaker.name for m in still))}] if still else []
    return Said(look, capital(", ".join(parts)))


def _together(moved, up):
    """All went the same way: "Begge 2 op", "Alle op, Adam mest"."""
    far = {abs(mark.moved) for mark in moved}
    n = {"n": number(max(far))}
    if len(far) == 1 and len(moved) == 2:
        return (_("Both %(n)s up") if up else _("Both %(n)s down")) % n
    if len(far) == 1:
        return (_("All %(n)s up") if up else _("All %(n)s down")) % n
    most = {"who": listed(dict.fromkeys(mark.speaker.name for mark in moved if abs(mark.moved) == max(far)))} | n
    if len(moved) == 2:
        return (_("Both up, %(who)s most (%(n)s)") if up else _("Both down, %(who)s most (%(n)s)")) % most
    return (_("All up, %(who)s most (%(n)s)") if up else _("All down, %(who)s most (%(n)s)")) % most
