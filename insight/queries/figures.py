"""The figures as the overview shows them: read from what was counted, never from the rows themselves."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import OrganisationUnit
from core.charts import DUE, HELD_IN_TIME, HELD_LATE, HOME, OVERDUE, SCHOOL, Kind, LineChart, Series, Stack, StackedBars
from core.templatetags.ui import decimal1, percent1
from insight.links import link
from insight.models import InsightFigure
from insight.permissions import can_open_lists
from insight.queries.pathways import contents
from insight.terms import Term, term_of, terms_between

OF_TODAY = ("active_pathways", "children_in_pathways", "parents_in_groups", "overdue_oldest", "warnings")
OF_TERM = ("follow_ups", "attendance_total")
OF_WEEK = ("class_sessions", "attendance")
FILLS = (
    ("#E6EDF2", "#17262B"),
    ("#C9D6DF", "#17262B"),
    ("#8FA9BC", "#17262B"),
    ("#4F7189", "#fff"),
    ("#1D3B53", "#fff"),
)


@dataclass(frozen=True)
class Kpi:
    number: str
    title: str
    detail: str = ""
    url: str = ""
    look: str = ""  # alert | warn | ""

    @property
    def glyph(self):
        return {"alert": "over", "warn": "look"}.get(self.look, "")


@dataclass(frozen=True)
class SchoolLine:
    name: str
    classes: int
    children: str
    parents: str


@dataclass
class Overview:
    term: Term
    counted_at: object = None
    kpis: list[Kpi] = field(default_factory=list)
    active: StackedBars | None = None
    schools: list[SchoolLine] = field(default_factory=list)
    totals: SchoolLine | None = None
    weeks: LineChart | None = None
    weeks_text: str = ""
    follow_ups: StackedBars | None = None
    not_held: int = 0

    @property
    def is_empty(self):
        return self.counted_at is None


class Figures:
    """The rows of one term, read once; `unit` narrows them to one school."""

    def __init__(self, person, term, unit_id=None):
        rows = InsightFigure.objects.visible_to(person)
        day = rows.filter(indicator__in=OF_TODAY, period__range=(term.first, term.last)).aggregate(day=Max("period"))[
            "day"
        ]
        wanted = (
            Q(indicator__in=OF_TODAY, period=day)
            | Q(indicator__in=OF_TERM, period=term.first)
            | Q(indicator__in=OF_WEEK, period__range=(term.first, term.last))
        )
        self.rows, self.day, self.unit_id = list(rows.filter(wanted)), day, unit_id
        self.counted_at = max((row.counted_at for row in self.rows), default=None)

    def of(self, indicator, *, of_all=False, **wanted):
        rows = [
            row for row in self.rows if row.indicator == indicator and (of_all or self.unit_id in (None, row.unit_id))
        ]
        return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]

    def total(self, indicator, **wanted):
        return sum(row.n or 0 for row in self.of(indicator, **wanted))


def terms(person, today):
    first = InsightFigure.objects.visible_to(person).aggregate(first=Min("period"))["first"]
    return terms_between(max(first, today - timedelta(days=1100)), today) if first else [term_of(today)]


def overview(person, term, today, unit_id=None):
    figures = Figures(person, term, unit_id)
    made = Overview(term, figures.counted_at)
    if made.is_empty:
        return made
    units = {unit.pk: unit for unit in OrganisationUnit.objects.visible_to(person)}
    opens = can_open_lists(person)
    made.kpis = kpis(person, figures, opens)
    _add_active(person, made, figures, units)
    _add_weeks(made, figures, today)
    _add_follow_ups(made, figures)
    return made


def headline(person, today):
    """The key figures alone, for the home of those who see no person."""
    figures = Figures(person, term_of(today))
    return kpis(person, figures, can_open_lists(person)) if figures.counted_at else []


# ---- key figures ----


def kpis(person, figures, opens):
    def address(slug, **query):
        return link("dashboard_list", slug, **query) if opens else ""

    return [
        _overdue(figures, address("opfoelgninger", hvad="overdue")),
        _warnings(person, figures, address("advarsler")),
        _active_kpi(figures, address("forloeb")),
        _attendance_kpi(figures, address("fremmoede")),
    ]


def _overdue(figures, url):
    n = figures.total("follow_ups", key="overdue")
    school, social = (figures.total("follow_ups", key="overdue", side=side) for side in ("school", "social"))
    said = _("School %(school)s, social %(social)s, both together %(both)s.") % {
        "school": school,
        "social": social,
        "both": n - school - social,
    }
    if n and figures.unit_id is None and (oldest := figures.total("overdue_oldest")):
        said += " " + ngettext("The oldest %(n)s day.", "The oldest %(n)s days.", oldest) % {"n": oldest}
    title = ngettext("follow-up is overdue", "follow-ups are overdue", n)
    return Kpi(str(n), title, said if n else _("All are held or still to come."), url, "alert" if n else "")


def _warnings(person, figures, url):
    """How many pathways are outside a limit of their programme; the limits warn, they never block."""
    n = figures.total("warnings")
    titles = {limit.key: str(limit.title) for content in contents(person) for limit in content.limits}
    said = " · ".join(
        f"{title} {count}" for key, title in titles.items() if (count := figures.total("warnings", key=key))
    )
    title = ngettext("figure is outside the model", "figures are outside the model", n)
    return Kpi(
        str(n),
        title,
        said or _("Lessons, length, group size and advisor time are as in the model."),
        url,
        "warn" if n else "",
    )


def _active_kpi(figures, url):
    n = figures.total("active_pathways")
    school = figures.total("active_pathways", side="school")
    classes = ngettext("%(n)s class pathway", "%(n)s class pathways", school) % {"n": school}
    groups = ngettext("%(n)s parent group", "%(n)s parent groups", n - school) % {"n": n - school}
    said = _("%(classes)s and %(groups)s.") % {"classes": classes, "groups": groups}
    return Kpi(str(n), ngettext("open pathway", "open pathways", n), said, url)


def _attendance_kpi(figures, url):
    row = next((row for row in figures.of("attendance_total", of_all=True) if row.unit_id is None), None)
    if row is None:
        return Kpi("–", _("attendance in parent groups"), _("No register has been kept in this period."), url)
    if row.is_suppressed:
        return Kpi(_("hidden"), _("attendance in parent groups"), _("Fewer than five families."), url)
    detail = _("%(used)s of %(places)s places.") % {"used": _used(row), "places": row.n}
    return Kpi(percent1(row.value), _("attendance in parent groups"), detail, url)


def _used(row):
    """How many of the places were used, from their share."""
    return round(row.n * row.value / 100)


# ---- charts ----


def few(row):
    """A number of persons as it may be read. A hidden one may be 5 or more: see `figures.suppress`."""
    if row is None:
        return "0"
    return _("hidden") if row.is_suppressed else str(row.n)


def _add_active(person, made, figures, units):
    groups, of_phase = {}, {}
    for content in contents(person):
        groups |= {group.key: str(group.title) for group in content.phase_groups if group.key != "selection"}
        of_phase |= {phase.key: phase.group for phase in content.phases}
    counted = defaultdict(lambda: defaultdict(int))
    for row in figures.of("active_pathways", side="school"):
        counted[row.unit_id][of_phase.get(row.key) or "course"] += row.n or 0
    keys = [key for key in groups if any(counted[unit][key] for unit in counted)]
    kinds = [Kind(groups[key], *FILLS[list(groups).index(key) % len(FILLS)]) for key in keys]
    order = sorted(counted, key=lambda unit: (-sum(counted[unit].values()), units[unit].name))
    stacks = [Stack(units[unit].name, [counted[unit][key] for key in keys]) for unit in order]
    if stacks:
        said = ", ".join(f"{stack.label} {sum(stack.values)}" for stack in stacks)
        total = sum(sum(stack.values) for stack in stacks)
        title = ngettext("%(n)s class pathway: %(schools)s.", "%(n)s class pathways: %(schools)s.", total) % {
            "n": total,
            "schools": said,
        }
        made.active = StackedBars(title, kinds, stacks, _("School"))
    _add_schools(made, figures, units, counted, order)


def _add_schools(made, figures, units, counted, order):
    children = {row.unit_id: row for row in figures.of("children_in_pathways")}
    parents = {row.unit_id: row for row in figures.of("parents_in_groups")}
    more = sorted(
        (unit for unit in {*children, *parents} - {None, *order} if unit in units), key=lambda unit: units[unit].name
    )
    made.schools = [
        SchoolLine(units[unit].name, sum(counted[unit].values()), few(children.get(unit)), few(parents.get(unit)))
        for unit in [*order, *more]
    ]
    if figures.unit_id is None and len(made.schools) > 1:
        classes = sum(line.classes for line in made.schools)
        made.totals = SchoolLine(_("All"), classes, few(children.get(None)), few(parents.get(None)))


def _add_weeks(made, figures, today):
    weeks = list(made.term.mondays(min(today, made.term.last)))
    sessions, places = defaultdict(int), defaultdict(lambda: [0, 0])
    for row in figures.of("class_sessions"):
        sessions[row.period] += row.n or 0
    for row in figures.of("attendance", of_all=True):
        if not row.is_suppressed:
            places[row.period][0] += row.n
            places[row.period][1] += row.n * row.value
    seen = [week for week in weeks if sessions[week] or places[week][0]]
    if not seen:
        return
    weeks = weeks[weeks.index(seen[0]) :]
    held = [sessions[week] for week in weeks]
    attended = [float(places[week][1] / places[week][0]) if places[week][0] else None for week in weeks]
    series = [Series(_("Sessions in the classes"), held, _round_up(max(held)), SCHOOL, columns=True)]
    if any(value is not None for value in attended):
        series.append(Series(_("Attendance in parent groups, percent"), attended, 100, HOME, unit=" %"))
    title = ngettext(
        "%(n)s session in the classes since week %(week)s.",
        "%(n)s sessions in the classes since week %(week)s.",
        sum(held),
    ) % {"n": sum(held), "week": weeks[0].isocalendar().week}
    made.weeks = LineChart(title, [str(week.isocalendar().week) for week in weeks], series)
    made.weeks_text = title + " " + _attendance_text(figures)


def _attendance_text(figures):
    row = next(
        (row for row in figures.of("attendance_total", of_all=True) if row.unit_id is None and not row.is_suppressed),
        None,
    )
    if row is None:
        return ""
    return _("In the parent groups %(used)s of %(places)s places were used: %(percent)s %%.") % {
        "used": _used(row),
        "places": row.n,
        "percent": decimal1(row.value),
    }


def _round_up(value):
    return max(4, -(-value // 4) * 4)


SIDES = (("school", "school"), ("social", "home"), ("", "child"))


def _add_follow_ups(made, figures):
    keys = ("in_time", "late", "due", "overdue")
    names = {"school": _("School"), "social": _("Social"), "": _("Both together")}
    stacks = [
        Stack(names[side], [figures.total("follow_ups", side=side, key=key) for key in keys], shape)
        for side, shape in SIDES
    ]
    made.not_held = figures.total("follow_ups", key="not_held")
    sums = [sum(values) for values in zip(*(stack.values for stack in stacks), strict=True)]
    shown = [stack for stack in stacks if sum(stack.values)]
    if not shown:
        return
    if len(shown) > 1:
        shown.append(Stack(_("In all"), sums, ""))
    title = _("%(held)s held, %(due)s due and %(overdue)s overdue.") % {
        "held": sums[0] + sums[1],
        "due": sums[2],
        "overdue": sums[3],
    }
    made.follow_ups = StackedBars(title, [HELD_IN_TIME, HELD_LATE, DUE, OVERDUE], shown, _("Who"))
