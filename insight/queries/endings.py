"""How pathways end, on the overview: who was referred on and how long it took, and what was decided."""

from django.utils.translation import gettext as _

from core.templatetags.ui import capital, few_decimals
from followup.models import PathwayClosing
from insight.counts_endings import ANSWERED, WAITING
from insight.queries.grids import Cell, Grid, count_cell

WHO = (("referred_children", "school"), ("referred_parents", "social"))


def referrals_grid(figures):
    """Children and parents referred on: how many wait and how long, how many have their answer and how long it took (I11)."""
    names = {"referred_children": _("Children, from classes"), "referred_parents": _("Parents, from groups")}
    rows = [
        [Cell(names[indicator]), *_of(figures, indicator, WAITING, side), *_of(figures, indicator, ANSWERED, side)]
        for indicator, side in WHO
        if side in figures.asked.sides and figures.of(indicator)
    ]
    headings = [
        _("Who was referred on"),
        _("Wait for an answer"),
        _("Days so far"),
        _("Answered"),
        _("Days to the answer"),
    ]
    return Grid(_("Referred on"), headings, rows) if rows else None


def _of(figures, indicator, key, side):
    """(how many, the days in the middle) as cells: hidden where they are, and a dash where a stored number says nothing here."""
    asked, rows = figures.asked, figures.of(indicator, key=key)
    row = next((each for each in rows if each.unit_id == asked.unit_id), rows[0] if len(rows) == 1 else None)
    if indicator not in figures.own and (asked.version or (rows and row is None)):
        return Cell("–"), Cell("–")
    if row is None:
        return Cell("0"), Cell("–")
    if row.is_suppressed:
        return Cell(_("hidden")), Cell(_("hidden"))
    return count_cell(figures, indicator, "henvisninger", row.n, what=key, who=side), Cell(few_decimals(row.value))


def closings_grid(figures):
    """Pathways that were closed, sent on or put in maintenance in the period, by how it stands with the closing mapping (F13)."""
    rows = [
        [Cell(capital(label)), count_cell(figures, "closings", "afslutninger", n, what=key)]
        for key, label in PathwayClosing.Mapping.choices
        if (n := figures.total("closings", key=key))
    ]
    return Grid(_("Decided at the end"), [_("Closing mapping"), _("Pathways")], rows) if rows else None
