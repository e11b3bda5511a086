"""The comparison on paper: for professionals, or for one custody holder with the voices that are hers to read (L06, L11)."""

from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import Municipality
from cases.documents import Sheet
from core.pdf import render
from mapping.compare.drawn import drawing_of
from mapping.queries.comparison import comparison


@dataclass(frozen=True)
class Paper:
    sheet: Sheet
    for_whom: str
    sides: tuple  # (side, [(row, chart)])
    quotes: tuple  # (title, [(speaker, quotes)])
    since: str


def comparison_pdf(row, person, copy, now=None, before=None, draw=render):
    """(the bytes, the comparison they show), or (None, comparison) when there is nothing to print.

    draw: `core.pdf.preview` makes the same as a page to look at.
    """
    page = comparison(row, person, now=now, before=before, copy=copy)
    if page.is_empty:
        return None, page
    return draw("pdf/comparison.html", {"doc": comparison_paper(page, person, copy)}), page


def comparison_paper(page, person, copy):
    row = page.row
    title = _("How we see it: %(name)s") % {"name": row.child.given_name if copy.parent else row.child.short_name}
    day = formats.date_format(timezone.localdate(), _("j F Y"))
    foot = " · ".join([title, _("printed %(day)s") % {"day": day}])
    fictional = Municipality.objects.filter(pk=row.municipality_id, is_fictional=True).exists()
    return Paper(
        sheet=Sheet(title, _lead(page), foot, person.municipality_name, fictional),
        for_whom=_for_whom(copy),
        sides=tuple(
            (side, [(each, drawing_of(each, named=True)) for each in side.rows if each.marks]) for side in page.sides
        ),
        quotes=tuple((heading, voices) for _key, heading, voices in page.quotes),
        since=page.since,
    )


def _for_whom(copy):
    if copy.parent is None:
        return _("For the professionals who read the mapping. Not to be handed on.")
    return _("For %(name)s. Here are the child's answers, your own and those of the professionals.") % {
        "name": copy.parent.name
    }


def _lead(page):
    lead = [page.row.pathway.title, round_words(page.now)]
    if page.before:
        lead.append(_("compared with %(round)s") % {"round": round_words(page.before)})
    return " · ".join(lead)


def round_words(mapping):
    """ "opstart, februar 2026": which round, and when."""
    return f"{mapping.get_kind_display()}, {formats.date_format(mapping.opened_on, 'F Y').lower()}"
