""" "Follow-ups: how is it going": in time, late, not held because, for each unit. Units by name, never by number, and no people."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import OrganisationUnit
from core.charts import HELD_IN_TIME, HELD_LATE, Kind, Stack, StackedBars
from core.templatetags.ui import percent1
from insight.queries.figures import Figures, figures_of
from insight.queries.grids import Cell, Grid
from insight.queries.overview import Picture
from insight.queries.pathways import contents

LIST = "opfoelgninger"
NOT_HELD = Kind(gettext_lazy("Not held"), "#D9D5DE")
KINDS = {"in_time": HELD_IN_TIME, "late": HELD_LATE, "not_held": NOT_HELD}


@dataclass
class Health:
    """praised: units in which all was held in time. open_now: what is overdue today, or nothing."""

    figures: Figures
    sums: dict = field(default_factory=dict)
    units: Picture | None = None
    reasons: Grid | None = None
    praised: list = field(default_factory=list)
    open_now: Cell | None = None

    @property
    def all_in_time(self):
        return bool(self.sums.get("in_time")) and not self.sums["late"] and not self.sums["not_held"]

    @property
    def is_empty(self):
        return not sum(self.sums.values())

    @property
    def grids(self):
        return [grid for grid in (self.units and self.units.grid, self.reasons) if grid]


def health(person, asked):
    made = Health(figures_of(person, asked))
    figures = made.figures
    made.sums = {key: figures.total("follow_ups_done", key=key) for key in KINDS}
    overdue = figures.total("follow_ups_now", key="overdue")
    made.open_now = Cell(str(overdue), figures.opens("follow_ups_now", LIST, what="overdue")) if overdue else None
    if not made.is_empty:
        _add_units(person, made)
        made.reasons = _reasons(figures, contents(person))
    return made


def _add_units(person, made):
    figures = made.figures
    here = {row.unit_id for row in figures.of("follow_ups_done")}
    units = OrganisationUnit.objects.visible_to(person).filter(pk__in=here).order_by("name")
    stacks, rows = [], []
    for unit in units:
        counted = {key: figures.total("follow_ups_done", key=key, unit_id=unit.pk) for key in KINDS}
        stacks.append(Stack(unit.name, list(counted.values()), "school" if unit.kind == "school" else "home"))
        rows.append(_row(figures, unit.name, counted, unit))
        if counted["in_time"] and not counted["late"] and not counted["not_held"]:
            made.praised.append(unit.name)
    if len(stacks) > 1:
        rows.append(_row(figures, _("In all"), made.sums, figures.asked.unit))
    headings = [_("School or unit"), *(str(kind.label) for kind in KINDS.values()), _("In all"), _("In time")]
    chart = StackedBars(sentence(made.sums), list(KINDS.values()), stacks, _("School or unit"))
    made.units = Picture(chart, "stacked", Grid(_("Follow-ups"), headings, rows), is_full=True)


def _row(figures, name, counted, unit):
    n = sum(counted.values())
    cells = [_cell(figures, count, what=key, unit=unit) for key, count in counted.items()]
    return [Cell(name), *cells, Cell(str(n)), Cell(percent1(100 * counted["in_time"] / n) if n else "–")]


def _cell(figures, n, **changes):
    return Cell(str(n), figures.opens("follow_ups_done", LIST, **changes) if n else "")


def _reasons(figures, programmes):
    """Why they were not held, in the programmes' own words and order."""
    titles = {each.key: str(each.title) for content in programmes for each in content.not_held_reasons}
    counted = {
        key: figures.total("not_held_because", key=key) for key in {row.key for row in figures.of("not_held_because")}
    }
    order = sorted(counted, key=lambda key: (list(titles).index(key) if key in titles else len(titles), key))
    rows = [
        [Cell(titles.get(key, key)), _cell(figures, counted[key], what=f"not_held.{key}", unit=figures.asked.unit)]
        for key in order
        if counted[key]
    ]
    return Grid(_("Not held because"), [_("Reason"), _("Number")], rows) if rows else None


def sentence(sums):
    """ "12 opfølgninger: 9 holdt til tiden, 2 for sent og 1 ikke holdt." """
    n = sum(sums.values())
    said = ngettext("%(n)s follow-up", "%(n)s follow-ups", n) % {"n": n}
    return _("%(all)s: %(in_time)s held in time, %(late)s late and %(not_held)s not held.") % (sums | {"all": said})
