"""From the bytes of a file to a table of texts; what the file is, its first bytes say, never its name."""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, HEADING_WITHIN = 2000, 60, 20


WITHOUT_RESULT = "=#"  # a formula whose result is not in the file


@dataclass
class Table:
    """The lines of one sheet as texts; `hidden`: the letters of columns that the sheet does not show."""

    lines: list[list[str]]
    title: str = ""
    hidden: set[int] = field(default_factory=set)


class Unreadable(ValidationError):
    """The file as a whole cannot be used; the message says what to do instead."""


def read_tables(data):
    """The sheets of the file as tables; of a CSV file the one that its delimiter makes."""
    if data.startswith(b"PK\x03\x04"):
        return _sheets(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _(
                "This is an old Excel file (.xls), or it is locked with a password. Save it as an Excel workbook (.xlsx) or CSV."
            )
        )
    if data.lstrip()[:9].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise Unreadable(_("This is a web page with the name of a list. Open it in Excel and save it as .xlsx."))
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")):
        raise Unreadable(_("This is not a class list. Choose an Excel file (.xlsx) or a CSV file."))
    text = _decoded(data)
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    return [Table(_split(text, delimiter)) for delimiter in ";,\t"]


def _decoded(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if len(data) > 3 and data[1] == 0 and data[3] == 0 and data[0]:  # UTF-16 without its mark
        return data.decode("utf-16-le", errors="replace")
    if b"\x00" in data:
        raise Unreadable(_("This is not a class list. Choose an Excel file (.xlsx) or a CSV file."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _split(text, delimiter):
    try:
        table = [
            [tidy(_unwrapped(cell)) for cell in line[:MOST_COLUMNS]]
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        return []
    return _not_too_long(table)


def _unwrapped(cell):
    """="0102031234" is how some systems keep the zero of a number in a CSV file."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _sheets(data):
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("The file is larger than 2 MB. Save only the sheet with the class list."))
        with warnings.catch_warnings():  # openpyxl warns of styles it does not know
            warnings.simplefilter("ignore")
            books = [openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (True, False)]
            try:
                shown = [sheet for sheet in books[0].worksheets if sheet.sheet_state == "visible"]
                return [_sheet(sheet, books[1][sheet.title], data) for sheet in shown or books[0].worksheets]
            finally:
                for book in books:
                    book.close()
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 (a broken file breaks openpyxl in many ways)
        raise Unreadable(_("The Excel file cannot be read. Open it in Excel and save it again as .xlsx.")) from error


def _sheet(sheet, formulas, data):
    """A sheet as texts; a formula counts by its result, and is marked when the file does not hold one."""
    told = []
    for line, written in zip(_lines(sheet), _lines(formulas), strict=True):
        told.append([tidy(_as_text(value) or _without_result(by)) for value, by in zip(line, written, strict=False)])
    return Table(_not_too_long(told), tidy(sheet.title), _hidden_columns(sheet, data))


def _lines(sheet):
    sheet.reset_dimensions()  # some systems write a wrong size
    return sheet.iter_rows(max_row=MOST_ROWS + HEADING_WITHIN + 1, max_col=MOST_COLUMNS, values_only=True)


def _without_result(written):
    return WITHOUT_RESULT if isinstance(written, str) and written.startswith("=") else ""


def _hidden_columns(sheet, data):
    """Numbers of the columns that are hidden; openpyxl does not tell it of a sheet it only reads."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(sheet._worksheet_path.lstrip("/")) as file:  # noqa: SLF001
        head = file.read(64 * 1024).partition(b"<sheetData")[0].decode("utf-8", errors="replace")
    found = set()
    for column in re.findall(r"<(?:\w+:)?col\b[^>]*>", head):
        values = dict(re.findall(r'(\w+)="([^"]*)"', column))
        if values.get("hidden") in ("1", "true"):
            found |= set(range(int(values["min"]) - 1, min(int(values["max"]), MOST_COLUMNS)))
    return found


def _not_too_long(table):
    if len(table) > MOST_ROWS + HEADING_WITHIN:
        raise Unreadable(_("The file has more than 2,000 lines. Divide it into several."))
    return table


def _as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def tidy(text):
    """Composed letters, plain spaces, no space at the ends; line breaks inside a cell stay."""
    text = unicodedata.normalize("NFC", text).replace("\xa0", " ").replace("\ufeff", "").replace("\r", "")
    return "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")).strip()
