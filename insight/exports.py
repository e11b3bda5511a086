"""What may be taken out: the rows and columns of a page that the reader has before her, and what was asked for above them."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.export import MOST, Sheet, Table
from core.templatetags.ui import STATUSES, date_year
from insight.queries.lists import Row


def about(person, asked, part="", more=False):
    """[(what, value)]: municipality, period, filters, time."""
    found = [(_("Period"), _period(asked))]
    if asked.week:
        found.append((_("Week"), f"{asked.week.isocalendar().week}/{asked.week.isocalendar().year}"))
    if asked.unit:
        found.append((_("School or unit"), asked.unit.name))
    if asked.version:
        found.append((_("Programme"), str(asked.version)))
    if asked.side:
        found.append((_("Part"), _("School") if asked.side == "school" else _("Social")))
    return _signed(person, [*found, (_("Only"), part)] if part else found, more)


def _signed(person, found, more=False):
    now = timezone.localtime().replace(tzinfo=None, second=0, microsecond=0)
    source = _("Samspil: what you and your colleagues have written")
    rows = [(_("Municipality"), person.municipality_name), *found, (_("Taken out"), now), (_("Source"), source)]
    return [*rows, (_("Not all"), _("Only the first %(most)s rows are here.") % {"most": MOST})] if more else rows


def _period(asked):
    until = _("until %(date)s") % {"date": date_year(asked.today)}
    return ", ".join(part for part in (asked.period.title, asked.period.span, until) if part)


def list_sheet(person, asked, listing, rows, more):
    """The list as it stands on the page: the same columns, the rows given."""
    headings = [_("Name"), *(str(heading) for heading in listing.headings)]
    lines = [_line(listing.row(row, asked.today), listing) for row in rows]
    if listing.has_status:
        headings.append(_("Status"))
    name = f"samspil-{listing.slug}-{asked.today:%Y-%m-%d}"
    table = Table(str(listing.title), headings, lines)
    return Sheet(name, str(listing.title), about(person, asked, listing.heading_of(asked.what), more), [table])


def _line(row: Row, listing):
    cells = [row.title, *row.cells]
    return [*cells, status_word(row.status)] if listing.has_status else cells


def status_word(status):
    return str(STATUSES[status][2]) if status in STATUSES else ""


def pathways_sheet(person, lines, said, more, today):
    """The list of pathways, with the columns of its page."""
    headings = [_("Pathway"), _("Phase"), _("Leads"), _("Begun"), _("Next follow-up")]
    rows = [
        [line.row.title, line.phase, ", ".join(line.leads), line.row.starts_on, line.row.next_due] for line in lines
    ]
    table = Table(_("Pathways"), headings, rows)
    return Sheet(f"samspil-forloeb-{today:%Y-%m-%d}", _("Pathways"), _signed(person, said, more), [table])


def figures_sheet(person, asked, made):
    """All that the overview says in numbers; what is hidden there is hidden here."""
    heads = Table(_("Key figures"), [_("Figure"), _("Number"), _("How")], [[each.title, _value(each.number), each.detail] for each in made.kpis])  # fmt: skip
    grids = [
        Table(grid.title, grid.headings, [[row[0].text, *(_value(cell.text) for cell in row[1:])] for row in grid.rows])
        for grid in made.grids
    ]
    rows = [*about(person, asked), (_("Hidden numbers"), _("Numbers of people below 5 are hidden, so that nobody can be recognised. Where a hidden number could be worked out, one more is hidden."))]  # fmt: skip
    return Sheet(f"samspil-overblik-{asked.today:%Y-%m-%d}", _("Overview"), rows, [heads, *grids])


def health_sheet(person, asked, made):
    """In time, late and not held because, for each unit: the tables of the page."""
    tables = [
        Table(grid.title, grid.headings, [[row[0].text, *(_value(cell.text) for cell in row[1:])] for row in grid.rows])
        for grid in made.grids
    ]
    name = f"samspil-opfoelgning-{asked.today:%Y-%m-%d}"
    return Sheet(name, _("Follow-ups: how is it going?"), about(person, asked), tables)


def _value(text):
    return int(text) if text.isdecimal() else text


def capped(rows):
    """(the rows that fit in one file, whether there are more)."""
    found = list(rows[: MOST + 1])
    return found[:MOST], len(found) > MOST
