"""What a chart shows, as plain data. The drawings are in core/drawing.py, the tags in core/templatetags/charts.py.

Every chart has a `title`: the conclusion in words, read aloud instead of the picture. `table()` gives the same
numbers as (headings, rows), which stand behind the picture; a missing value is a gap in the drawing and "–" there.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAVY, SCHOOL, HOME, INK, INK_2 = "#1D3B53", "#0F6B66", "#9A4A1F", "#17262B", "#4A5A60"
Table = tuple[list[str], list[list[str]]]


def number(value, decimals: int | None = None) -> str:
    """A number as Danes write it, with one decimal where it needs it unless `decimals` says; a dash when there is none."""
    if value is None:
        return "–"
    text = formats.number_format(round(float(value), 1), 1 if decimals is None else decimals)
    return text.removesuffix(formats.get_format("DECIMAL_SEPARATOR") + "0") if decimals is None else text


@dataclass(frozen=True)
class Bar:
    label: str
    value: float | None
    text: str = ""  # instead of the number, as "færre end 5"


@dataclass(frozen=True)
class BarChart:
    """Lying bars from zero, for a few things with long names; `limit` is a line across with its own word."""

    title: str
    bars: list[Bar]
    what: str  # heading of the labels: "School"
    measure: str  # heading of the numbers: "Lessons a week"
    colour: str = NAVY
    limit: float | None = None
    limit_label: str = ""
    decimals: int | None = None

    def shown(self, bar: Bar) -> str:
        return bar.text or number(bar.value, self.decimals)

    def table(self) -> Table:
        return [self.what, self.measure], [[bar.label, self.shown(bar)] for bar in self.bars]


@dataclass(frozen=True)
class Kind:
    """One sort of segment in stacked bars. `shape` is drawn in it when colour alone would tell: due, over."""

    label: str | Promise
    fill: str
    ink: str = INK
    shape: str = ""


PHASES = ("#C9D6DF", "#8FA9BC", "#4F7189", "#1D3B53")
HELD_IN_TIME = Kind(gettext_lazy("Held in time"), "#CFE3D5")
HELD_LATE = Kind(gettext_lazy("Held late"), "#8DB89B")
DUE = Kind(gettext_lazy("Due"), "#E3B341", shape="due")
OVERDUE = Kind(gettext_lazy("Overdue"), "#A3222B", ink="#fff", shape="over")


@dataclass(frozen=True)
class Stack:
    label: str
    values: list[int]
    shape: str = ""  # school, home or child before the label


@dataclass(frozen=True)
class StackedBars:
    """Lying bars cut into kinds; the total stands at the end. share=True: each as long as the others, cut by its shares."""

    title: str
    kinds: list[Kind]
    stacks: list[Stack]
    what: str
    share: bool = False

    def table(self) -> Table:
        headings = [self.what, *(str(kind.label) for kind in self.kinds), _("In all")]
        return headings, [
            [stack.label, *(number(value) for value in stack.values), number(sum(stack.values))]
            for stack in self.stacks
        ]


@dataclass(frozen=True)
class Series:
    """One panel of a line chart: values over the shared axis, as a line (shape circle or square) or as columns."""

    label: str
    values: list[float | None]
    maximum: float
    colour: str = NAVY
    columns: bool = False
    unit: str = ""
    shape: str = "circle"
    minimum: float = 0  # what the base line stands for; a scale that begins at 1 begins there

    @property
    def ticks(self):
        """A scale of a few whole steps shows each of them; else bottom, middle and top."""
        low, high = self.minimum, self.maximum
        return range(low, high + 1) if low else (low, (low + high) / 2, high)


@dataclass(frozen=True)
class LineChart:
    """Panels under each other on one axis. `hatched` marks places on the axis with a word: {4: "påske"}.

    `cut` draws a line before that place, with `cut_label` below it: where what is measured began.
    """

    title: str
    labels: list[str]
    series: list[Series]
    axis: str | Promise = gettext_lazy("Week")
    hatched: dict[int, str] = field(default_factory=dict)
    cut: int | None = None
    cut_label: str = ""

    def table(self) -> Table:
        headings = [str(self.axis), *(series.label for series in self.series)]
        rows = [
            [label, *(number(s.values[at]) + (s.unit if s.values[at] is not None else "") for s in self.series)]
            for at, label in enumerate(self.labels)
        ]
        return headings, rows


@dataclass(frozen=True)
class Dumbbell:
    """One voice on a scale: `value` now, `before` last time; `note` stands in its place where there is no value.

    shape: child, home or school. label: the name beside the number, where several voices have the same shape.
    """

    shape: str
    name: str
    value: float | None
    before: float | None = None
    note: str = ""
    label: str = ""


@dataclass(frozen=True)
class Dumbbells:
    """Voices under each other on one scale, a hollow mark for the last time; `field` colours the stretch between two values."""

    title: str
    marks: list[Dumbbell]
    field: tuple[float, float] | None = None
    lowest: int = 1
    highest: int = 10

    def table(self) -> Table:
        return [_("Who"), _("Now"), _("Before")], [
            [mark.name, mark.note if mark.value is None else number(mark.value), number(mark.before)]
            for mark in self.marks
        ]


@dataclass(frozen=True)
class Sparkline:
    """One line in small, with its last value beside it; the first `before` places have a grey field."""

    title: str
    values: list[float | None]
    minimum: float
    maximum: float
    before: int = 0

    @property
    def last(self):
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True)
class Event:
    """Something on a day. `state` is held, planned, due, overdue or not_held; `plan=True` draws a flag.

    mark: the number in a meeting's circle, or the words beside a flag or a diamond; short: the words where those have
    no room; url: its page, which the table behind the picture leads to.
    """

    on: date
    what: str
    state: str = "planned"
    mark: str = ""
    plan: bool = False
    short: str = ""
    url: str = ""


@dataclass(frozen=True)
class Holiday:
    first: date
    last: date
    label: str


@dataclass(frozen=True)
class Stretch:
    """A phase on the line; `look` is past or now."""

    first: date
    last: date
    label: str
    look: str = "past"


@dataclass(frozen=True)
class Timeline:
    """The class above, the parent group below, what they share between them; whole weeks from first to last.

    `in_group` None leaves the parent group's line out; without `phases` there is no band of them.
    """

    title: str
    first: date
    last: date
    today: date
    in_class: list[Event]
    shared: list[Event]
    in_group: list[Event] | None
    holidays: list[Holiday] = field(default_factory=list)
    class_note: str = ""
    shared_note: str = ""
    group_note: str = ""
    phases: list[Stretch] = field(default_factory=list)

    @property
    def monday(self) -> date:
        return self.first - timedelta(days=self.first.weekday())

    @property
    def days(self) -> int:
        """Days from the first Monday to the last Sunday, both counted."""
        return (self.last - self.monday).days // 7 * 7 + 7

    def table(self) -> Table:
        return [_("Date"), _("What"), _("Status")], [cells for _on, cells, _url in self._lines()]

    def links(self) -> list[str]:
        """The page of each line of the table, "" where there is none."""
        return [url for _on, _cells, url in self._lines()]

    def _lines(self) -> list[tuple[date, list[str], str]]:
        told = [
            (event.on, [_dated(event.on), event.what, str(STATES[event.state])], event.url)
            for event in (*self.in_class, *self.shared, *(self.in_group or []))
        ]
        told += [
            (each.first, [_dated(each.first, each.last), each.label, _("No school")], "") for each in self.holidays
        ]
        told += [(each.first, [_dated(each.first, each.last), each.label, _("Phase")], "") for each in self.phases]
        return sorted(told, key=lambda line: line[0])


def _dated(first: date, last: date | None = None) -> str:
    """ "tirsdag 24. februar", "24. februar – 3. marts"."""
    if last is None or last == first:
        return formats.date_format(first, _("l j F"))
    return f"{formats.date_format(first, _('j F'))} – {formats.date_format(last, _('j F'))}"


STATES = {
    "held": gettext_lazy("Held"),
    "planned": gettext_lazy("Planned"),
    "due": gettext_lazy("Due"),
    "overdue": gettext_lazy("Overdue"),
    "not_held": gettext_lazy("Not held"),
}
TOUCHED = ("class", "group", "both")


@dataclass(frozen=True)
class StripRow:
    """A core element over the weeks. Cells: "", class, group, both, and class_planned, group_planned, both_planned."""

    label: str
    cells: list[str]
    last: str = ""  # "uge 20"
    quiet: bool = False  # four weeks or more since it was touched

    @property
    def total(self) -> int:
        """In how many weeks it was touched."""
        return sum(cell in TOUCHED for cell in self.cells)


@dataclass(frozen=True)
class WeekStrip:
    """`monday`, of the first week, lets a drawing with little room show months instead of weeks."""

    title: str
    weeks: list[int]
    rows: list[StripRow]
    this_week: int | None = None  # index into weeks
    holidays: frozenset[int] = frozenset()  # indices into weeks
    monday: date | None = None

    @property
    def sums(self) -> list[int]:
        """How many core elements each week touched."""
        return [sum(row.cells[at] in TOUCHED for row in self.rows) for at in range(len(self.weeks))]

    def table(self) -> Table:
        headings = [_("Core element"), _("The class, week"), _("The parent group, week"), _("Planned, week")]
        return [*headings, _("Weeks in all")], [
            [
                row.label,
                self._weeks(row, "class", "both"),
                self._weeks(row, "group", "both"),
                self._weeks(row, "class_planned", "group_planned", "both_planned"),
                str(row.total),
            ]
            for row in self.rows
        ]

    def _weeks(self, row: StripRow, *kinds: str) -> str:
        return ", ".join(str(week) for week, cell in zip(self.weeks, row.cells, strict=True) if cell in kinds) or "–"
