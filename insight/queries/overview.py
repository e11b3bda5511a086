"""The overview: numbers that need somebody first, then pathways, weeks and follow-ups; each number opens the list it counts."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import OrganisationUnit
from core import drawing
from core.charts import (
    DUE,
    HELD_IN_TIME,
    HELD_LATE,
    HOME,
    OVERDUE,
    SCHOOL,
    Kind,
    LineChart,
    Series,
    Stack,
    StackedBars,
    number,
)
from followup.models import SchoolBreak
from insight.figures import PERSONS
from insight.queries.endings import closings_grid, referrals_grid
from insight.queries.figures import Figures, figures_of
from insight.queries.grids import Cell, Grid, count_cell
from insight.queries.kpis import attendance_of, attendance_words, kpis
from insight.queries.pathways import contents

FILLS = (
    ("#E6EDF2", "#17262B"),
    ("#C9D6DF", "#17262B"),
    ("#8FA9BC", "#17262B"),
    ("#4F7189", "#fff"),
    ("#1D3B53", "#fff"),
)
LAST_GROUP = "course"  # a phase that belongs to no group of phases is part of the course


@dataclass(frozen=True)
class Picture:
    """A chart and the same numbers as a table. `draw` names the drawing of core."""

    chart: object
    draw: str
    grid: Grid
    is_full: bool = False

    @property
    def wide(self):
        return drawing.WIDE if self.is_full else drawing.HALF

    @property
    def narrow(self):
        return drawing.NARROW

    @property
    def kinds(self):
        return getattr(self.chart, "kinds", ())


@dataclass
class Overview:
    figures: Figures
    kpis: list = field(default_factory=list)
    active: Picture | None = None
    schools: Grid | None = None
    weeks: Picture | None = None
    weeks_text: str = ""
    follow_ups: Picture | None = None
    not_held: Cell | None = None
    limits: Grid | None = None
    referrals: Grid | None = None
    closings: Grid | None = None

    @property
    def is_empty(self):
        return self.figures.counted_at is None

    @property
    def grids(self):
        """All that the page says in numbers, for the copy that is taken out."""
        found = [picture.grid for picture in (self.active, self.weeks, self.follow_ups) if picture]
        return [grid for grid in (self.limits, self.schools, *found, self.referrals, self.closings) if grid]


def overview(person, asked):
    made = Overview(figures_of(person, asked))
    if made.is_empty:
        return made
    programmes = contents(person)
    units = {unit.pk: unit for unit in OrganisationUnit.objects.visible_to(person)}
    made.kpis = kpis(made.figures, programmes)
    made.limits = _limits(made.figures, programmes)
    made.active = _active(made.figures, programmes, units)
    made.schools = _schools(made.figures, units)
    _add_weeks(person, made)
    _add_follow_ups(made)
    made.referrals, made.closings = referrals_grid(made.figures), closings_grid(made.figures)
    return made


# ---- pathways by school and phase ----


def phase_groups(programmes):
    """({phase: its group}, {group: title}) of all versions."""
    of_phase, titles = {}, {}
    for content in programmes:
        titles |= {group.key: str(group.title) for group in content.phase_groups if group.key != "selection"}
        of_phase |= {phase.key: phase.group or LAST_GROUP for phase in content.phases}
    return of_phase, titles


def _active(figures, programmes, units):
    of_phase, titles = phase_groups(programmes)
    counted = defaultdict(lambda: defaultdict(int))
    for row in figures.of("active_pathways"):
        counted[row.side, row.unit_id][of_phase.get(row.key, LAST_GROUP)] += row.n
    if not counted:
        return None
    keys = [key for key in titles if any(counted[place][key] for place in counted)]
    places = sorted(counted, key=lambda place: (place[0], units[place[1]].name))
    stacks = [
        Stack(units[unit].name, [counted[side, unit][key] for key in keys], {"social": "home"}.get(side, side))
        for side, unit in places
    ]
    kinds = [Kind(titles[key], *FILLS[list(titles).index(key) % len(FILLS)]) for key in keys]
    rows = [
        [
            Cell(units[unit].name),
            *(count_cell(figures, "active_pathways", "forloeb", counted[side, unit][key], unit=units[unit], what=key) for key in keys),
            count_cell(figures, "active_pathways", "forloeb", sum(counted[side, unit].values()), unit=units[unit]),
        ]
        for side, unit in places
    ]  # fmt: skip
    title = _active_title([stack for stack in stacks if stack.shape == "school"], stacks)
    chart = StackedBars(title, kinds, stacks, _("School or unit"))
    return Picture(
        chart, "stacked", Grid(title, [_("School or unit"), *(titles[key] for key in keys), _("In all")], rows)
    )


def _active_title(of_schools, stacks):
    classes = sum(sum(stack.values) for stack in of_schools)
    groups = sum(sum(stack.values) for stack in stacks) - classes
    said = ", ".join(f"{stack.label} {sum(stack.values)}" for stack in of_schools)
    if not classes:
        return ngettext("%(n)s parent group.", "%(n)s parent groups.", groups) % {"n": groups}
    return ngettext("%(n)s class pathway: %(schools)s.", "%(n)s class pathways: %(schools)s.", classes) % {
        "n": classes,
        "schools": said,
    }


def _schools(figures, units):
    """Classes, children and parents by school: only of persons are numbers hidden."""
    sides, asked = figures.asked.sides, figures.asked
    columns = [
        column
        for column in (
            ("school", "active_pathways", "forloeb", _("Classes")),
            ("school", "children_in_pathways", "boern", _("Children in the pathway")),
            ("social", "parents_in_groups", "foraeldre", _("Parents in a group")),
        )
        if column[0] in sides
    ]
    cells = {name: _by_unit(figures, name) for _side, name, _slug, _title in columns}
    places = {unit for found in cells.values() for unit in found if unit in units and units[unit].kind == "school"}
    if not places:
        return None
    rows = [
        [Cell(units[unit].name), *(_person_cell(figures, column, cells[column[1]].get(unit), units[unit]) for column in columns)]
        for unit in sorted(places, key=lambda unit: units[unit].name)
    ]  # fmt: skip
    if asked.unit is None and len(rows) > 1:
        rows.append(
            [Cell(_("All")), *(_person_cell(figures, column, cells[column[1]].get(None)) for column in columns)]
        )
    return Grid(_("By school"), [_("School"), *(column[3] for column in columns)], rows)


def _by_unit(figures, name):
    """{unit: (n, is hidden)}; of classes the sum over phases, and over units for all."""
    if name != "active_pathways":
        return {row.unit_id: (row.n, row.is_suppressed) for row in figures.of(name)}
    found = defaultdict(int)
    for row in figures.of(name, side="school"):
        found[row.unit_id] += row.n
    return {unit: (n, False) for unit, n in found.items()} | ({None: (sum(found.values()), False)} if found else {})


def _person_cell(figures, column, counted, unit=None):
    side, name, slug, _title = column
    if name in PERSONS and name not in figures.own and (figures.asked.version or (unit is None and counted is None)):
        return Cell("–")  # stored numbers of persons are of all versions together
    if counted is None:
        return Cell("0")
    n, is_hidden = counted
    if is_hidden:
        return Cell(_("hidden"))
    changes = {"unit": unit or figures.asked.unit} | ({"side": side} if name == "active_pathways" else {})
    return count_cell(figures, name, slug, n, **changes)


# ---- weeks ----


def _add_weeks(person, made):
    figures, asked = made.figures, made.figures.asked
    sessions, places = defaultdict(int), defaultdict(lambda: [0, 0])
    for row in figures.of("class_sessions"):
        sessions[row.period] += row.n
    for row in figures.of("attendance"):
        if not row.is_suppressed:
            places[row.period][0] += row.n
            places[row.period][1] += round(row.n * row.value / 100)
    seen = sorted(week for week in {*sessions, *places} if sessions.get(week) or places.get(week))
    if not seen:
        return
    weeks = [week for week in asked.period.weeks(asked.today) if week >= seen[0]]
    held = [sessions[week] for week in weeks]
    shares = [100 * places[week][1] / places[week][0] if places[week][0] else None for week in weeks]
    series, columns = [], []
    if "school" in asked.sides:
        series.append(Series(_("Sessions in the classes"), held, _round_up(max(held)), SCHOOL, columns=True))
        columns.append(
            [
                count_cell(figures, "class_sessions", "sessioner", n, week=week)
                for week, n in zip(weeks, held, strict=True)
            ]
        )
    if any(share is not None for share in shares):
        series.append(Series(_("Attendance in parent groups, percent"), shares, 100, HOME, unit=" %"))
        columns.append([_share_cell(figures, share, week) for week, share in zip(weeks, shares, strict=True)])
    labels = [_week_label(week, weeks) for week in weeks]
    made.weeks_text = " ".join(_weeks_said(figures, asked, weeks, held))
    chart = LineChart(made.weeks_text, labels, series, hatched=_holidays(person, weeks))
    rows = [[Cell(label), *row] for label, *row in zip(labels, *columns, strict=True)]
    grid = Grid(_("Sessions and attendance by week"), [_("Week"), *(each.label for each in series)], rows)
    made.weeks = Picture(chart, "lines", grid)


def _share_cell(figures, share, week):
    if share is None:
        return Cell("–")
    return Cell(f"{number(share)}\N{NO-BREAK SPACE}%", figures.opens("attendance", "fremmoede", week=week))


def _weeks_said(figures, asked, weeks, held):
    if "school" in asked.sides:
        yield ngettext(
            "%(n)s session in the classes since week %(week)s.",
            "%(n)s sessions in the classes since week %(week)s.",
            sum(held),
        ) % {"n": sum(held), "week": weeks[0].isocalendar().week}
    if (total := attendance_of(figures)).places:
        yield attendance_words(total)


def _week_label(week, weeks):
    number = str(week.isocalendar().week)
    return number if weeks[-1] - weeks[0] < 53 * (weeks[0].resolution * 7) else f"{number}/{week.isocalendar().year}"


def _round_up(value):
    return max(4, -(-value // 4) * 4)


def _holidays(person, weeks):
    """{place on the axis: word} of weeks without a school day."""
    rows = SchoolBreak.objects.visible_to(person).touching(weeks[0], weeks[-1] + weeks[0].resolution * 6)
    found = {}
    for row in rows.order_by("starts_on"):
        for at, week in enumerate(weeks):
            if row.starts_on <= week and row.ends_on >= week + week.resolution * 4:
                found[at] = "" if at - 1 in found else row.name.lower()
    return found


# ---- follow-ups ----

WHO = (("school", "school", "school"), ("social", "home", "social"), ("", "child", "both"))


def _add_follow_ups(made):
    figures = made.figures
    kinds = {"in_time": HELD_IN_TIME, "late": HELD_LATE, "due": DUE, "overdue": OVERDUE}
    names = {"school": _("School"), "social": _("Social"), "both": _("Both together")}
    stacks, rows = [], []
    for side, shape, who in WHO:
        counted = {key: _of_key(figures, key, side=side) for key in kinds}
        if any(counted.values()):
            stacks.append(Stack(names[who], list(counted.values()), shape))
            rows.append(_follow_up_row(figures, names[who], counted, who))
    n = figures.total("follow_ups_done", key="not_held")
    made.not_held = count_cell(figures, "follow_ups_done", "opfoelgninger", n, what="not_held") if n else None
    if not stacks:
        return
    sums = dict(
        zip(kinds, (sum(column) for column in zip(*(stack.values for stack in stacks), strict=True)), strict=True)
    )
    if len(stacks) > 1:
        stacks.append(Stack(_("In all"), list(sums.values()), ""))
        rows.append(_follow_up_row(figures, _("In all"), sums, ""))
    title = _("%(held)s held, %(due)s due and %(overdue)s overdue.") % (sums | {"held": sums["in_time"] + sums["late"]})
    headings = [_("Who"), *(str(kind.label) for kind in kinds.values()), _("In all")]
    chart = StackedBars(title, list(kinds.values()), stacks, _("Who"))
    made.follow_ups = Picture(chart, "stacked", Grid(_("Follow-ups"), headings, rows), is_full=made.limits is None)


def _of_key(figures, key, **wanted):
    return figures.total("follow_ups_now" if key in ("due", "overdue") else "follow_ups_done", key=key, **wanted)


def _follow_up_row(figures, name, counted, who):
    cells = [count_cell(figures, "follow_ups_now", "opfoelgninger", n, what=key, who=who) for key, n in counted.items()]
    return [Cell(name), *cells, count_cell(figures, "follow_ups_now", "opfoelgninger", sum(counted.values()), who=who)]


# ---- limits ----


def _limits(figures, programmes):
    """Which figures of the model are missed, and by how many; the limits warn, they never block."""
    limits = {limit.key: limit for content in programmes for limit in content.limits}
    rows = [
        [Cell(str(limit.title)), Cell(str(limit.source.strength_words)), count_cell(figures, "warnings", "advarsler", n, what=key)]
        for key, limit in limits.items()
        if (n := figures.total("warnings", key=key))
    ]  # fmt: skip
    if not rows:
        return None
    return Grid(_("Outside the model's figures"), [_("Figure"), _("How strongly it is said"), _("Pathways")], rows, 1)
