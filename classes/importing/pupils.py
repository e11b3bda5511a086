"""From the lines under the headings to pupils, each with its own errors."""

import re
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from classes.importing.guardians import Guardian, read_guardians
from classes.importing.headings import column_of, heading_line, is_heading
from classes.importing.tables import WITHOUT_RESULT, Unreadable, tidy
from core import cpr

YES, NO = {"ja", "j", "x", "1", "true", "sand", "yes", "beskyttet"}, {"", "nej", "n", "0", "false", "falsk", "no", "-"}
TOTALS = re.compile(r"^(i alt|ialt|total|sum|antal|elever i alt|gennemsnit|\d+ elever)\b", re.IGNORECASE)
SHEET = 10_000  # lines of the n-th sheet are numbered from n times this
CLASS_NAME = re.compile(r"^0*(\d{1,2})\s*\.?\s*([a-zæøå])\.?$", re.IGNORECASE)


@dataclass(frozen=True)
class CellError:
    column: str  # the heading as it stands in the file
    message: str


@dataclass
class ImportRow:
    """One pupil of the list. `line` is the line in the file, as a spreadsheet numbers it, and differs between sheets;
    `sheet` is the sheet's name where the file has several."""

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
    sheet: str = ""

    @property
    def place(self):
        """Where the pupil stands: "line 7", "5.B, line 7"."""
        words = _("line %(line)s") % {"line": self.line % SHEET}
        return f"{self.sheet}, {words}" if self.sheet else words

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
    hidden: list[str] = field(default_factory=list)  # headings that were read though the sheet does not show them


def read_rows(table, number=0):
    """The pupils of one table; `number` is the sheet's, where the file has several."""
    at = heading_line(table.lines)
    headings = table.lines[at]
    columns = [column_of(heading) for heading in headings]
    found = _pupils_under(table.lines, at, headings, columns, _class_in_title(table, at))
    if not found and _pupils_under(table.lines, at, headings, columns, "-"):
        raise Unreadable(_("The file does not say which class the pupils are in. Add a column called Klasse."))
    if not found:
        raise Unreadable(_("There are no pupils under the headings of the file."))
    for row in found if number else []:
        row.line, row.sheet = row.line + number * SHEET, table.title
    used = [each for each in zip(headings, columns, range(len(headings)), strict=True) if each[0]]
    return ClassList(
        found if number else mark_doubles(found),
        [heading for heading, column, _n in used if not column],
        [heading for heading, column, n in used if column and n in table.hidden],
    )


def _pupils_under(lines, at, headings, columns, titled):
    """Without a column of classes, a line with nothing but a class says whose pupils come next."""
    rows, named = [], "class" in columns
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        if not named and (alone := _class_alone(line)):
            titled = alone
        elif not _is_skipped(line, columns) and (named or titled):
            rows.append(_read_row(number, headings, columns, line, titled))
    return rows


def _class_alone(line):
    filled = [cell for cell in line if cell]
    words = re.sub(r"^klasse\s*:?\s*", "", filled[0], flags=re.IGNORECASE) if len(filled) == 1 else ""
    return words if CLASS_NAME.match(words) else ""


def _class_in_title(table, at):
    """The class that stands above the headings, or is the name of its sheet."""
    words = [word for line in table.lines[:at] for cell in line for word in (cell, *cell.split())]
    words += [table.title] if table.title else []
    return next((word for word in words if CLASS_NAME.match(word)), "")


def _is_skipped(line, columns):
    """Empty lines, the totals line, a heading that is repeated on each printed page, and notes below the list."""
    filled = [cell for cell in line if cell]
    if len(filled) == 1 and re.search(r"\d", filled[0]):  # "Side 1 af 2", "Udskrevet 12.8.2026"
        return True
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
    _refuse_formulas(row, cells)
    _read_name(row, cells)
    _read_class(row, cells, titled)
    _read_cpr(row, cells)
    _read_birth(row, cells)
    _read_protection(row, cells)
    street, city = _text(cells, "address"), f"{_text(cells, 'postcode')} {_text(cells, 'city')}".strip()
    row.address = ", ".join(filter(None, (street.replace("\n", ", "), city)))[:200]
    row.guardians = [g for heading, cell in cells.get("guardian", []) for g in read_guardians(cell, heading)]
    return row


def _refuse_formulas(row, cells):
    """A formula without its result, or with an error for one, is said once and then counts as empty."""
    for column, found in cells.items():
        for at, (heading, cell) in enumerate(found):
            if cell == WITHOUT_RESULT or re.fullmatch(r"#[A-ZÆØÅ/!?0]+[!?]?", cell):
                row.errors.append(
                    CellError(heading, _("The formula has no result. Write the text itself in the cell."))
                )
                found[at] = (heading, "")
        cells[column] = found


def _text(cells, column):
    return next((cell for _heading, cell in cells.get(column, []) if cell), "")


def _heading(cells, *columns):
    return next((heading for column in columns for heading, _cell in cells.get(column, [])), "")


def _read_name(row, cells):
    row.given_name, row.family_name = _text(cells, "given"), _text(cells, "family")
    where = _heading(cells, "name", "given", "family")
    if whole := _text(cells, "name"):
        given, family = split_name(whole)
        if "," not in whole and " " in whole and re.match(r"efternavn", where, re.IGNORECASE):
            family, _space, given = whole.partition(" ")
        row.given_name, row.family_name = row.given_name or given, row.family_name or family
    if any(error.column == where for error in row.errors):
        return
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
        where = _heading(cells, "class")
        if not any(error.column == where for error in row.errors):
            row.errors.append(CellError(where, _("The class is missing.")))
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
    text = _whole_number(_text(cells, "cpr"))
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


def _whole_number(text):
    """309144011 of 309144011.0 and of 3,09144011E+08: what a spreadsheet made of a number, as long as no digit is lost."""
    if re.fullmatch(r"\d{9,10}[.,]0+", text):
        return re.split("[.,]", text)[0]
    found = re.fullmatch(r"(\d)[.,](\d+)E\+?0?(\d+)", text, re.IGNORECASE)
    return found[1] + found[2] if found and len(found[2]) == int(found[3]) else text


def _read_birth(row, cells):
    text, where = _text(cells, "born"), _heading(cells, "born")
    if not text:
        return
    found = [each for each in read_dates(text) if _can_be_born(each)]
    if row.cpr and found:
        if row.born_on not in found:
            row.errors.append(CellError(where, _("The date of birth does not agree with the CPR number.")))
    elif len(found) == 1:
        row.born_on = found[0]
    elif found:
        row.errors.append(CellError(where, _("This date can be read in two ways. Write it as 24.11.2014.")))
    elif read_dates(text):
        row.errors.append(CellError(where, _("This date cannot be a pupil's date of birth.")))
    else:
        row.errors.append(CellError(where, _("Write the date as day, month and year, such as 24.11.2014.")))


PATTERNS = ("%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d-%m-%y", "%d/%m/%y")
OF_DIGITS = {6: ("%d%m%y",), 8: ("%d%m%Y", "%Y%m%d")}
DAY_ZERO = date(1899, 12, 30)  # a spreadsheet counts the days from here


def read_dates(text):
    """The dates that 24.11.2014, 24-11-14, 24/11/2014, 2014-11-24, 241114 or a spreadsheet's 41967 can be."""
    text = text.split(" ")[0].split("T")[0].removesuffix(".0")
    if not text.isdigit():
        return _days(text, PATTERNS)[:1]
    serial = [DAY_ZERO + timedelta(days=int(text))] if len(text) == 5 else []
    whole = text.zfill(len(text) + len(text) % 2)  # a spreadsheet lost the zero
    return _days(whole, OF_DIGITS.get(len(whole), ())) + serial


def _days(text, patterns):
    found = []
    for pattern in patterns:
        with suppress(ValueError):
            found.append(datetime.strptime(text, pattern).date())  # noqa: DTZ007
    return found


def read_date(text):
    """The one date that the text says; None when it is none, or could be two."""
    found = read_dates(text)
    able = [each for each in found if _can_be_born(each)] or found
    return able[0] if len(able) == 1 else None


def _can_be_born(day):
    return date(1990, 1, 1) <= day <= date.today()  # noqa: DTZ011 (a bound, not a day that anything is counted from)


def _read_protection(row, cells):
    for heading, cell in cells.get("protected", []):
        word = cell.casefold().strip(" .")
        if word in YES or re.search("besk|hemmelig", word) and not re.search("ikke|ingen", word):
            row.protected = True
        elif word not in NO:
            row.protected = True  # in doubt the child is protected, and somebody looks
            row.errors.append(CellError(heading, _("Write ja or nej.")))


def mark_doubles(rows):
    """A pupil that stands twice is said once. In two sheets, such as the class's own and one of all, it is one pupil."""
    seen: dict[tuple, ImportRow] = {}
    kept = []
    for row in rows:
        key = (row.cpr,) if row.cpr else (row.name.casefold(), row.class_name, row.born_on)
        first = seen.get(key) if row.name else None
        if first and first.sheet != row.sheet and first.class_name == row.class_name:
            continue
        if first:
            row.errors.append(CellError("", _doubled(first, row)))
        seen.setdefault(key, row)
        kept.append(row)
    return kept


def _doubled(first, row):
    words = _("This pupil stands in %(place)s too.") % {"place": first.place}
    if row.cpr:
        return words
    return words + " " + _("If they are two children, write the date of birth or the CPR number of both.")
