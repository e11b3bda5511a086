"""A table taken out of Samspil, as CSV and as XLSX. It knows nothing of what stands in it.

Above the table stands what it is, of which period and when it was taken. Text that a spreadsheet would run as a formula
is made plain (ASVS 1.2.10); numbers and dates stay numbers and dates.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from django.utils import formats

MOST = 5000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f￾￿]")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Table:
    title: str
    headings: list
    rows: list


@dataclass(frozen=True)
class Sheet:
    """`about`: [(what, value)] above the tables: period, filter, time. `name`: of the file; never a person's."""

    name: str
    title: str
    about: list
    tables: list = field(default_factory=list)

    @property
    def lines(self):
        """Every line from the top: (cells, is it a heading)."""
        yield [self.title], True
        for each in self.about:
            yield list(each), False
        for table in self.tables:
            yield [], False
            if len(self.tables) > 1:
                yield [table.title], True
            yield table.headings, True
            for row in table.rows:
                yield row, False


def plain(value):
    """Text that no spreadsheet takes for a formula: what begins like one, full-width signs and blanks before it too, gets an apostrophe."""
    text = UNPRINTABLE.sub("", str(value))
    first = unicodedata.normalize("NFKC", text).lstrip(" \u200b\u200e\u200f\ufeff")
    return f"'{text}" if first.startswith(FORMULA) else text


def as_csv(sheet):
    """Semicolons, a mark of UTF-8 and decimal commas, as Danish spreadsheets open it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for cells, _heading in sheet.lines:
        writer.writerow([_written(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _written(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return formats.date_format(cell, "d-m-Y H:i")
    if isinstance(cell, date):
        return formats.date_format(cell, "d-m-Y")
    if isinstance(cell, Decimal):
        return str(cell.normalize() if cell % 1 else cell.to_integral()).replace(".", ",")
    return str(cell) if isinstance(cell, int) else plain(cell)


def as_xlsx(sheet):
    from openpyxl import Workbook  # slow to import, and only here
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    page.title = "Samspil"
    widths = {}
    for at, (cells, heading) in enumerate(sheet.lines, start=1):
        for column, value in enumerate(cells, start=1):
            cell = page.cell(row=at, column=column)
            _put(cell, value)
            if heading:
                cell.font = Font(bold=True)
            if len(cells) > 1:
                widths[column] = max(widths.get(column, 10), min(len(_written(value)) + 2, 60))
    for column, width in widths.items():
        page.column_dimensions[get_column_letter(column)].width = width
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    book.properties.creator = "Samspil"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell, value):
    """Text as text: openpyxl would store what begins with "=" as a formula."""
    if value is None:
        return
    if isinstance(value, (int, Decimal, date)):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "dd-mm-yyyy"
        return
    cell.value = plain(value)
    cell.data_type, cell.quotePrefix = "s", True


def answer(sheet, kind):
    """The file as a download."""
    body = {"csv": as_csv, "xlsx": as_xlsx}[kind](sheet)
    response = HttpResponse(body, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    return response
