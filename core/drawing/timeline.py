"""The class page's time line: the pathway on one line."""

from datetime import date, timedelta

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.charts import HOME, INK, NAVY, SCHOOL, Event, Timeline
from core.drawing.labels import Board, Box, Label
from core.drawing.marks import Mark, marks
from core.drawing.pencils import AMBER, NARROW, RED, c, circle, hatch, length, line, rect, svg, text

EVERY = (1, 2, 4, 8, 13, 26, 52)  # weeks between two week numbers
SILVER, PALE = "#57535E", "#E6EDF2"


class _Scale:
    """Where a day lies and how high the lanes are, on a wide or a narrow drawing, and what has its place already."""

    def __init__(self, chart: Timeline, width: int):
        self.chart, self.width, self.narrow = chart, width, width <= NARROW
        self.left, self.right = (8, width - 8) if self.narrow else (150, width - 16)
        self.day = (self.right - self.left) / chart.days
        self.band = 42 if chart.phases else 0
        self.top = 62 if chart.phases else 42
        lanes = (46, 126, 206) if self.narrow else (38, 98, 152)
        self.lanes = tuple(self.top + y for y in lanes)
        self.bottom = self.lanes[2] + 24
        if chart.in_group is None:
            self.lanes, self.bottom = self.lanes[:2], self.lanes[1] + (48 if self.narrow else 38)
        self.height = self.bottom + 22
        self.board = Board(width, self.height)
        self.shows_today = 0 <= (chart.today - chart.monday).days < chart.days
        x = self.x(chart.today)
        self.today = Box(x - 3, self.top, x + 3, self.bottom) if self.shows_today else Box(-9, -9, -9, -9)

    def x(self, on: date, at: float = 0.5) -> float:
        return self.left + ((on - self.chart.monday).days + at) * self.day


def _beside(x: float, y: float, half: float) -> tuple[tuple[float, float, str], ...]:
    """Right and left of a sign, as (x, y, anchor) of its words."""
    return (x + half + 4, y + 5, "start"), (x - half - 4, y + 5, "end")


def _under(x: float, y: float, half: float) -> tuple[tuple[float, float, str], ...]:
    """Two lines under a sign: in the middle of it, or from one of its sides."""
    sides = ((x, "middle"), (x - half, "start"), (x + half, "end"))
    return tuple((at, y + low, anchor) for low in (25, 39) for at, anchor in sides)


def timeline(chart: Timeline, width: int) -> SafeString:
    scale, body = plotted(chart, width)
    return svg(width, scale.height, chart.title, body)


def plotted(chart: Timeline, width: int) -> tuple[_Scale, list[str]]:
    """The drawing before it is put together; its board knows where each word stands."""
    scale = _Scale(chart, width)
    in_class = marks(chart.in_class, scale.x, (6.5, 4.5))
    in_group = marks(chart.in_group or [], scale.x, (7.0 if scale.narrow else 10.0, 7.0))
    body = _holidays(scale) + _months(scale) + _phases(scale) + _lanes(scale)
    if scale.shows_today:
        x = scale.x(chart.today)
        body.append(line(x, scale.top, x, scale.bottom, stroke=INK, width=2))
    body += [_class_mark(scale, mark) for mark in in_class]
    body += [_group_mark(scale, mark) for mark in in_group]
    _weeks(scale)
    signs = _shared(scale)
    body += _today(scale)
    _holiday_names(scale)
    return scale, body + scale.board.drawn() + signs


# ---- the frame ----


def _months(scale: _Scale) -> list[str]:
    chart, body = scale.chart, []
    days = [chart.monday + timedelta(days=at) for at in range(chart.days)]
    firsts = [on for on in days if on.day == 1]
    for on in firsts:
        x = scale.x(on, 0)
        body += [line(x, 4, x, 19), line(x, scale.top, x, scale.bottom)]  # not through the numbers of the weeks
    several = days[0].year != days[-1].year
    for on in sorted([days[0], *firsts], key=lambda on: (on.month != 1 or not several, on)):
        x = scale.left if on == days[0] else scale.x(on, 0) + 4
        ends = scale.x(on.replace(day=28) + timedelta(days=4), 0) - 3 if on.day > 1 else scale.width
        words = [formats.date_format(on, "F").lower(), formats.date_format(on, "M").lower().rstrip(".")]
        if several and on.month == 1 and on.day == 1:
            words = [f"{words[0]} {on.year}", f"{words[1]} {on.year}", *words]
        found = [Label(x, 15, each, size=13, weight=600) for each in words]
        scale.board.place(*(each for each in found if each.box.right <= ends))
    return body


def _weeks(scale: _Scale) -> None:
    """Week numbers with equal steps between them; the first says that they are weeks."""
    week = scale.day * 7
    every = next((each for each in EVERY if each * week >= 24), EVERY[-1])
    for at in range(0, scale.chart.days // 7, every):
        monday = scale.chart.monday + timedelta(days=at * 7)
        number = str(monday.isocalendar().week)
        x = scale.x(monday, 3.5)
        words = [_("week %(number)s") % {"number": number}, number] if at == 0 else [number]
        anchored = [Label(x, 33, each, anchor="middle") for each in words]
        anchored += [Label(scale.left, 33, each) for each in words[:-1]]
        scale.board.place(*sorted(anchored, key=lambda each: len(each.words), reverse=True))


def _phases(scale: _Scale) -> list[str]:
    body = []
    for phase in scale.chart.phases:
        x, end = max(scale.x(phase.first, 0), scale.left), min(scale.x(phase.last, 1), scale.right)
        if end - x < 5:
            continue
        now = phase.look == "now"
        body.append(rect(x, scale.band, end - x - 1, 16, NAVY if now else PALE))
        words = Label(x + 6, scale.band + 12, phase.label, weight=600, fill="#fff" if now else NAVY)
        if words.box.right < end - 4:
            scale.board.place(words)
    return body


def _holidays(scale: _Scale) -> list[str]:
    pattern, fill = hatch(scale.chart, scale.width)
    body = [pattern]
    for holiday in scale.chart.holidays:
        x, end = _between(scale, holiday)
        if end - x > 2:
            body.append(rect(x, scale.top, max(end - x, 3), scale.bottom - scale.top, fill, radius=0))
    return body


def _holiday_names(scale: _Scale) -> None:
    """The longest first; one that would touch another stands in the table only."""
    for holiday in sorted(scale.chart.holidays, key=lambda each: each.first - each.last):
        x, end = _between(scale, holiday)
        if end - x > 2:
            half = length(holiday.label) / 2
            centre = min(max((x + end) / 2, scale.left + half), scale.right - half)
            scale.board.place(Label(centre, scale.bottom + 16, holiday.label, anchor="middle"))


def _between(scale: _Scale, holiday) -> tuple[float, float]:
    return max(scale.x(holiday.first, 0), scale.left), min(scale.x(holiday.last, 1), scale.right)


def _today(scale: _Scale) -> list[str]:
    if not scale.shows_today:
        return []
    words = _("Today")
    half = length(words) / 2 + 6
    x = min(max(scale.x(scale.chart.today), scale.left + half), scale.right - half)
    tag = Label(x, scale.bottom + 16, words, weight=600, fill="#fff", anchor="middle")
    scale.board.place(tag)
    scale.board.block(Box(x - half - 4, scale.bottom, x + half + 4, scale.height))
    return [rect(x - half, scale.bottom + 2, half * 2, 19, INK, radius=3)]


def _lanes(scale: _Scale) -> list[str]:
    chart, body = scale.chart, []
    lanes = [
        (_("The class"), chart.class_note, SCHOOL),
        (_("In common"), chart.shared_note, NAVY),
        (_("The parent group"), chart.group_note, HOME),
    ]
    for y, (words, note, colour) in zip(scale.lanes, lanes[: len(scale.lanes)], strict=True):
        dotted = colour == NAVY
        body.append(
            line(scale.left, y, scale.right, y, stroke=colour, width=1 if dotted else 2, dash="2 4" if dotted else "")
        )
        _lane_words(scale, y, words, note, colour)
    return body


def _lane_words(scale: _Scale, y: float, words: str, note: str, colour: str) -> None:
    if not scale.narrow:
        scale.board.place(Label(0, y - 1, words, size=15, weight=600, fill=colour))
        scale.board.place(Label(0, y + 16, note, size=13))
        return
    y -= 15 if colour != NAVY else 37
    scale.board.place(Label(8, y, words, size=13, weight=600, fill=colour, backed=True))
    scale.board.place(Label(18 + length(words, 13), y, note, backed=True))


# ---- the signs ----


def _class_mark(scale: _Scale, mark: Mark) -> str:
    x, y, half = mark.x, scale.lanes[0], mark.half
    tall = 8 if mark.many else half
    scale.board.block(Box(x - half, y - tall, x + half, y + tall))
    if mark.done == "not_held" and not mark.many:
        return _crossed(x, y, half - 0.5, SCHOOL)
    if mark.done == "held":
        sign, ink = rect(x - half, y - tall, half * 2, tall * 2, SCHOOL, stroke="#fff", stroke_width=1.5), "#fff"
    else:
        sign = rect(x - half + 0.5, y - tall + 0.5, half * 2 - 1, tall * 2 - 1, "#fff", stroke=SCHOOL, stroke_width=2)
        ink = SCHOOL
    return sign + (text(x, y + 4.3, mark.words, weight=600, fill=ink, anchor="middle") if mark.many else "")


def _group_mark(scale: _Scale, mark: Mark) -> str:
    x, y, half = mark.x, scale.lanes[2], mark.half
    tall = min(half, 10)
    scale.board.block(Box(x - half, y - tall, x + half, y + tall))
    if mark.done == "not_held" and not mark.many:
        return _crossed(x, y, tall - 1, HOME)
    held = mark.done == "held"
    ring = {"stroke": "#fff", "stroke_width": 1.5} if held else {"stroke": HOME, "stroke_width": 2}
    by = 0 if held else 1
    disc = rect(
        x - half + by,
        y - tall + by,
        (half - by) * 2,
        (tall - by) * 2,
        HOME if held else "#fff",
        radius=c(tall - by),
        **ring,
    )
    if not mark.many:
        disc = circle(x, y, half - by, HOME if held else "#fff", **ring)
    return disc + text(x, y + 4.3, mark.words, weight=600, fill="#fff" if held else HOME, anchor="middle")


def _crossed(x: float, y: float, half: float, colour: str) -> str:
    box = rect(x - half, y - half, half * 2, half * 2, "#fff", stroke=colour, stroke_width=1.5)
    d, s = half * 0.55, c(half * 1.1)
    return box + f'<path d="M{c(x - d)} {c(y - d)}l{s} {s}m0-{s}l-{s} {s}" stroke="{colour}" stroke-width="1.5"/>'


def _shared(scale: _Scale) -> list[str]:
    """Flags of plans stand on the line, diamonds of follow-ups lie on it; all signs first, then their words."""
    y = scale.lanes[1]
    flags = marks([event for event in scale.chart.shared if event.plan], lambda on: scale.x(on) + 6, (7.0,))
    diamonds = marks([event for event in scale.chart.shared if not event.plan], scale.x, (10.0, 7.0))
    for flag in flags:
        scale.board.block(Box(flag.x - 7, y - 26, flag.x + 7, y - 11), Box(flag.x - 8, y - 26, flag.x - 4, y))
    for mark in diamonds:
        scale.board.block(Box(mark.x - mark.half, y - 10, mark.x + mark.half, y + 10))
    body = [_flag(mark.x - 6, y) for mark in flags]
    for mark in sorted(diamonds, key=lambda mark: (mark.state in ("held", "not_held"), -mark.x)):
        sign, colour = _diamond(mark.x, y, mark.half, mark.state)
        body.append(sign)
        beside, under = _beside(mark.x, y, mark.half), _under(mark.x, y, mark.half)
        _words_of(scale, mark, (*under, *beside) if scale.narrow else (*beside, *under), colour)
    for mark in reversed(flags):
        _words_of(scale, mark, _beside(mark.x, y - 20, 7), NAVY)
    return body


def _words_of(scale: _Scale, mark: Mark, places, colour: str) -> None:
    told = _most_urgent(mark)
    for words in dict.fromkeys((told.mark, told.short)):
        made = [
            Label(x, y, words, weight=600, fill=colour, anchor=anchor, backed=True)
            for x, y, anchor in places
        ]  # fmt: skip
        if words and scale.board.place(*made, shy_of=[scale.today]):
            return


def _most_urgent(mark: Mark) -> Event:
    return [event for event in mark.events if event.state == mark.state][-1]


def _flag(x: float, y: float) -> str:
    path = f"M{c(x)} {c(y)}V{c(y - 25)}h13l-4 5 4 5h-13"
    return f'<path d="{path}" fill="{NAVY}" stroke="{NAVY}" stroke-width="1.5" stroke-linejoin="round"/>'


def _diamond(x: float, y: float, half: float, state: str) -> tuple[str, str]:
    colour = {"due": AMBER, "overdue": RED, "not_held": SILVER}.get(state, NAVY)
    inside = {"held": NAVY, "overdue": RED, "due": "#FFF2D4"}.get(state, "#fff")
    h, part = c(half), half / 10
    edge = f"M{c(x)} {c(y - half)}l{h} {h}-{h} {h}-{h}-{h}z"
    sign = f'<path d="{edge}" fill="{inside}" stroke="{colour}" stroke-width="{2.5 if half > 8 else 2}" stroke-linejoin="round"/>'
    if state == "due":
        sign += f'<path d="M{c(x)} {c(y - half)}l{h} {h}-{h} {h}z" fill="{colour}"/>'
    if state == "overdue":
        sign += f'<path d="M{c(x)} {c(y - 5 * part)}v{c(6 * part)}M{c(x)} {c(y + 3 * part)}v{c(2 * part)}" stroke="#fff" stroke-width="2"/>'
    if state == "not_held":
        d, s = 4 * part, c(8 * part)
        sign += f'<path d="M{c(x - d)} {c(y - d)}l{s} {s}m0-{s}l-{s} {s}" stroke="{colour}" stroke-width="1.8"/>'
    return sign, colour
