"""Numbers as a table, each with the way to its list."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""

    @property
    def number(self):
        return int(self.text)


@dataclass(frozen=True)
class Grid:
    """The numbers as a table; the first cell of a row is its heading."""

    title: str
    headings: list
    rows: list
    words: int = 0  # how many columns after the first hold words

    @property
    def hides(self):
        return any(cell.text == _("hidden") for row in self.rows for cell in row)


def count_cell(figures, indicator, slug, n, **changes):
    """A number with the way to its list; nothing to open behind a nought."""
    return Cell(str(n), figures.opens(indicator, slug, **changes) if n else "")
