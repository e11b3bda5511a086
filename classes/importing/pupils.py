"""From the lines under the headings to pupils, each with its own errors."""

import re
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from classes.importing.guardians import Guardian, read_guardians
from classes.importing.headings import column_of, is_heading
from classes.importing.tables import Unreadable, tidy
from core import cpr

YES, NO = {"ja", "j", "x", "1", "true", "sand", "yes", "beskyttet"}, {"", "nej", "n", "0", "false", "falsk", "no", "-"}
TOTALS = re.compile(r"^(i alt|ialt|total|sum|antal|elever i alt)\b", re.IGNORECASE)
CLASS_NAME = re.compile(r"^0*(\d{1,2})\s*\.?\s*([a-zæøå])\.?$", re.IGNORECASE)


@dataclass(frozen=True)
class CellError:
    column: str  # the heading as it stands in the file
    message: str


@dataclass
class ImportRow:
    """One pupil of the list. `line` is the line in the file, as a spreadsheet numbers it."""

    line: int
    given_name: str = ""
    family_name: str = ""
    class_name: str = ""
    grade: int | None = None
    cpr: str = ""
    born_on: date | None = None
    address: str = ""
    protected: bool = False
    guardians: list[Guardian] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def cpr_mask(self):
        return cpr.masked(self.cpr) if self.cpr else ""

    def as_json(self):
        return asdict(self) | {"born_on": self.born_on.isoformat() if self.born_on else None}

    @classmethod
    def from_json(cls, found):
        return cls(**found | {
            "born_on": date.fromisoformat(found["born_on"]) if found["born_on"] else None,
            "guardians": [Guardian(**each) for each in found["guardians"]],
            "errors": [CellError(**each) for each in found["errors"]],
        })  # fmt: skip


@dataclass
class ClassList:
    rows: list[ImportRow]
    unused: list[str]  # headings that Samspil has no use for


def read_rows(table, at):
    headings = table[at]
    columns = [column_of(heading) for heading in headings]
    titled = _class_in_title(table[:at])
    if "class" not in columns and not titled:
        raise Unreadable(_("The file does not say which class the pupils are in. Add a column called Klasse."))
    rows = [
        _read_row(at + offset, headings, columns, line, titled)
        for offset, line in enumerate(table[at + 1 :], start=2)
        if not _is_skipped(line, columns)
    ]
    if not rows:
        raise Unreadable(_("There are no pupils under the headings of the file."))
    _mark_doubles(rows)
    return ClassList(
        rows, [heading for heading, column in zip(headings, columns, strict=True) if heading and not column]
    )


def _class_in_title(lines):
    words = [word for line in lines for cell in line for word in cell.split()]
    return next((word for word in words if CLASS_NAME.match(word)), "")


def _is_skipped(line, columns):
    """Empty lines, the totals line, a heading that is repeated on each printed page, and notes below the list."""
    filled = [cell for cell in line if cell]
    if not filled or TOTALS.match(filled[0]) or is_heading(line):
        return True
    named = any(
        cell for cell, column in zip(line, columns, strict=False) if column in ("name", "given", "family", "cpr")
    )
    return not named and len(filled) <= 2


def _read_row(number, headings, columns, line, titled):
    row = ImportRow(line=number)
    cells: dict[str, list[tuple[str, str]]] = {}
    for heading, column, cell in zip(headings, columns, [*line, *[""] * len(headings)], strict=False):
        if column:
            cells.setdefault(column, []).append((heading, cell))
    _read_name(row, cells)
    _read_class(row, cells, titled)
    _read_cpr(row, cells)
    _read_birth(row, cells)
    _read_protection(row, cells)
    street, city = _text(cells, "address"), f"{_text(cells, 'postcode')} {_text(cells, 'city')}".strip()
    row.address = ", ".join(filter(None, (street.replace("\n", ", "), city)))[:200]
    row.guardians = [g for heading, cell in cells.get("guardian", []) for g in read_guardians(cell, heading)]
    return row


def _text(cells, column):
    return next((cell for _heading, cell in cells.get(column, []) if cell), "")


def _heading(cells, *columns):
    return next((heading for column in columns for heading, _cell in cells.get(column, [])), "")


def _read_name(row, cells):
    row.given_name, row.family_name = _text(cells, "given"), _text(cells, "family")
    if whole := _text(cells, "name"):
        given, family = split_name(whole)
        row.given_name, row.family_name = row.given_name or given, row.family_name or family
    where = _heading(cells, "name", "given", "family")
    if not row.given_name or not row.family_name:
        row.errors.append(CellError(where, _("Write both given name and family name.")))
    elif len(row.given_name) > 80 or len(row.family_name) > 80 or re.search(r"\d", row.name):
        row.errors.append(CellError(where, _("This does not look like a name.")))


def split_name(text):
    """(given names, family name) of "Wulff, Adam" and of "Adam Wulff"; one word alone is a given name."""
    text = tidy(text).replace("\n", " ")
    if "," in text:
        family, _comma, given = text.partition(",")
        return given.strip(), family.strip()
    given, _space, family = text.rpartition(" ")
    return (given, family) if given else (family, "")


def _read_class(row, cells, titled):
    text = _text(cells, "class") or ("" if "class" in cells else titled)
    if not text:
        row.errors.append(CellError(_heading(cells, "class"), _("The class is missing.")))
    elif len(text) > 40:
        row.errors.append(CellError(_heading(cells, "class"), _("This does not look like a class.")))
    else:
        row.class_name, row.grade = class_name(text)


def class_name(text):
    """("5.B", 5) of 5.b, 5B, 5. B and 05b; a class with a name of its own keeps it and has no grade."""
    text = tidy(text).replace("\n", " ")
    if found := CLASS_NAME.match(text):
        grade = int(found[1])
        return f"{grade}.{found[2].upper()}", grade if grade <= 10 else None
    return text, None


def _read_cpr(row, cells):
    text = _text(cells, "cpr")
    if not text:
        return
    if re.search(r"\de\+?\d", text, re.IGNORECASE):
        message = _("Excel has shortened the number. Make the column a text column and write all ten digits.")
        row.errors.append(CellError(_heading(cells, "cpr"), message))
        return
    try:
        row.cpr = cpr.clean(text)
        row.born_on = cpr.birth_date(row.cpr)
    except ValidationError as error:
        row.errors.append(CellError(_heading(cells, "cpr"), error.messages[0]))


def _read_birth(row, cells):
    text, where = _text(cells, "born"), _heading(cells, "born")
    if not text:
        return
    born = read_date(text)
    if born is None:
        row.errors.append(CellError(where, _("Write the date as day, month and year, such as 24.11.2014.")))
    elif not date(1990, 1, 1) <= born <= date.today():  # noqa: DTZ011 (a bound, not a day that anything is counted from)
        row.errors.append(CellError(where, _("This date cannot be a pupil's date of birth.")))
    elif row.cpr and born != row.born_on:
        row.errors.append(CellError(where, _("The date of birth does not agree with the CPR number.")))
    else:
        row.born_on = born


def read_date(text):
    """A date out of 24.11.2014, 24-11-14, 24/11/2014, 2014-11-24 or 241114; None when it is none."""
    text = text.split(" ")[0].split("T")[0]
    if text.isdigit() and len(text) in (5, 7):  # a spreadsheet lost the zero
        text = "0" + text
    for pattern in (
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%d/%m/%Y",
        "%Y-%m-%d",
        "%d.%m.%y",
        "%d-%m-%y",
        "%d/%m/%y",
        "%d%m%Y",
        "%d%m%y",
    ):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _read_protection(row, cells):
    for heading, cell in cells.get("protected", []):
        word = cell.casefold().strip(" .")
        if word in YES:
            row.protected = True
        elif word not in NO:
            row.protected = True  # in doubt the child is protected, and somebody looks
            row.errors.append(CellError(heading, _("Write ja or nej.")))


def _mark_doubles(rows):
    seen: dict[tuple, int] = {}
    for row in rows:
        if not row.name:
            continue
        key = (row.cpr,) if row.cpr else (row.name.casefold(), row.class_name, row.born_on)
        if key in seen:
            row.errors.append(CellError("", _("This pupil stands in line %(line)s too.") % {"line": seen[key]}))
        seen.setdefault(key, row.line)
