"""Reads a class list as schools have it: CSV or XLSX, in the shapes that other systems and people give it.

Pure: bytes in, rows out. Nothing is looked up here and nothing is saved; what a row would change is `queries.plan_import`.
"""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import cpr

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, HEADING_WITHIN = 2000, 60, 20

HEADINGS = {
    "name": "navn elev elevnavn elevensnavn fuldenavn barn barnetsnavn efternavnfornavn fornavnefternavn fornavnogefternavn",
    "given": "fornavn fornavne elevensfornavn",
    "family": "efternavn efternavne elevensefternavn",
    "class": "klasse klassebetegnelse klassenavn stamklasse hold",
    "cpr": "cpr cprnr cprnummer personnummer elevenscprnummer cprnrelev",
    "born": "født fødselsdato fødselsdag fødtden",
    "address": "adresse elevensadresse vej bopæl gade",
    "postcode": "postnr postnummer",
    "city": "by postdistrikt",
    "protected": (
        "beskyttet beskyttetadresse adressebeskyttelse adressebeskyttet navneogadressebeskyttelse navneogadressebeskyttet "
        "navneadressebeskyttelse hemmeligadresse navnebeskyttelse beskyttelse"
    ),
    "guardian": (
        "forældre forælder forælder1 forælder2 kontaktperson kontaktpersoner kontaktperson1 kontaktperson2 værge værger "
        "mor far medmor forældremyndighed forældremyndighedsindehaver forældremyndighedsindehavere forældre1 forældre2"
    ),
}
KNOWN = {word: column for column, words in HEADINGS.items() for word in words.split()}
YES, NO = {"ja", "j", "x", "1", "true", "sand", "yes", "beskyttet"}, {"", "nej", "n", "0", "false", "falsk", "no", "-"}
TOTALS = re.compile(r"^(i alt|ialt|total|sum|antal|elever i alt)\b", re.IGNORECASE)
CLASS_NAME = re.compile(r"^0*(\d{1,2})\s*\.?\s*([a-zæøå])\.?$", re.IGNORECASE)
RELATIONS = {"mor": "mother", "far": "father", "medmor": "co_mother", "værge": "guardian"}


class Unreadable(ValidationError):
    """The file as a whole cannot be used; the message says what to do instead."""


@dataclass(frozen=True)
class CellError:
    column: str  # the heading as it stands in the file
    message: str


@dataclass(frozen=True)
class Guardian:
    name: str
    relation: str = "other"
    phone: str = ""
    email: str = ""


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


def read_class_list(data: bytes) -> ClassList:
    """All pupils of the file, each with its own errors. Raises Unreadable when no pupil can be found in it."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 2 MB. Save only the sheet with the class list."))
    tables = _tables(data)
    table, at = next(((table, at) for table in tables if (at := _heading_line(table)) is not None), (None, None))
    if table is None:
        raise Unreadable(
            _("There is no line of headings in the file. There must be a line with the words Navn and Klasse.")
        )
    return _read_rows(table, at)


# ---- from bytes to a table of texts ----


def _tables(data):
    """The sheets of the file as lists of lists of text; what the file is, its first bytes say, never its name."""
    if data.startswith(b"PK\x03\x04"):
        return _sheets(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _(
                "This is an old Excel file (.xls), or it is locked with a password. Save it as an Excel workbook (.xlsx) or CSV."
            )
        )
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")):
        raise Unreadable(_("This is not a class list. Choose an Excel file (.xlsx) or a CSV file."))
    text = _decoded(data)
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    return [
        _split(text, delimiter) for delimiter in sorted(";,\t", key=lambda each: -_columns_found(_split(text, each)))
    ]


def _decoded(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        raise Unreadable(_("This is not a class list. Choose an Excel file (.xlsx) or a CSV file."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _split(text, delimiter):
    try:
        table = [
            [tidy(cell) for cell in line[:MOST_COLUMNS]]
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        return []
    return _not_too_long(table)


def _sheets(data):
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("The file is larger than 2 MB. Save only the sheet with the class list."))
        with warnings.catch_warnings():  # openpyxl warns of styles it does not know
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                return [_sheet(sheet) for sheet in book.worksheets]
            finally:
                book.close()
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 (a broken file breaks openpyxl in many ways)
        raise Unreadable(_("The Excel file cannot be read. Open it in Excel and save it again as .xlsx.")) from error


def _sheet(sheet):
    sheet.reset_dimensions()  # some systems write a wrong size
    found = sheet.iter_rows(max_row=MOST_ROWS + HEADING_WITHIN + 1, max_col=MOST_COLUMNS, values_only=True)
    return _not_too_long([[tidy(_as_text(value)) for value in line] for line in found])


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


# ---- the heading ----


def _column(heading):
    word = re.sub(r"[^a-zæøå0-9]", "", heading.casefold())
    return KNOWN.get(word) or KNOWN.get(word.rstrip("0123456789"), "")


def _known(line):
    return {column for heading in line if (column := _column(heading))}


def _is_heading(line):
    found = _known(line)
    return bool(found & {"name", "given"}) and len(found) > 1 or found == {"name"} and sum(map(bool, line)) == 1


def _heading_line(table):
    """Number of the line with headings; title lines may stand above it."""
    return next((at for at, line in enumerate(table[:HEADING_WITHIN]) if _is_heading(line)), None)


def _columns_found(table):
    return max((len(_known(line)) for line in table[:HEADING_WITHIN]), default=0)


# ---- from the table to pupils ----


def _read_rows(table, at):
    headings = table[at]
    columns = [_column(heading) for heading in headings]
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
    if not filled or TOTALS.match(filled[0]) or _is_heading(line):
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


# ---- guardians: one or two in a cell ----


def read_guardians(cell, heading=""):
    """Guardians of one cell: "Mette og Lars Hansen", "Mette Hansen (mor) 20 30 40 50 / Lars Hansen", one a line …"""
    parts = [tidy(part) for part in re.split(r"\n|;|/|&|\+(?!\d)|\bog\b", cell)]
    parts = [piece for part in parts for piece in _comma_parts(part) if piece]
    found = [_guardian(part, heading) for part in parts]
    found = [each for each in found if each.name]
    last = found[-1].name.split()[-1] if found else ""
    return [
        Guardian(f"{each.name} {last}", each.relation, each.phone, each.email)
        if " " not in each.name and each.name != last and len(found) > 1 else each
        for each in found
    ]  # fmt: skip


def _comma_parts(part):
    """ "Mette Hansen, Lars Hansen" are two; "Hansen, Mette" is one."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    names = [
        re.sub(r"[\d()+:@.]|\b(mor|far|medmor|værge|tlf)\b", " ", piece, flags=re.IGNORECASE).split()
        for piece in pieces
    ]
    if len(pieces) == 2 and all(names) and min(map(len, names)) == 1 and "@" not in part:
        return [f"{pieces[1]} {pieces[0]}"]
    return pieces if all(len(name) > 1 for name in names) else [" ".join(pieces)]


def _guardian(text, heading):
    email = re.search(r"[^\s()<>]+@[^\s()<>]+\.\w+", text)
    text = text.replace(email[0], " ") if email else text
    phone = re.search(r"(?:\+45 ?)?(?:\d ?){7}\d", text)
    text = text.replace(phone[0], " ") if phone else text
    relation = _relation(text) or _relation(heading) or "other"
    name = re.sub(r"\((.*?)\)|^\s*\w+\s*:|\b(tlf|mobil|mail)\b\.?:?", " ", text, flags=re.IGNORECASE)
    name = re.sub(r"\s*\b(mor|far|medmor|værge)\b", " ", name)
    return Guardian(
        " ".join(name.strip(" ,.:-<>()").split())[:160],
        relation,
        phone[0].strip() if phone else "",
        email[0] if email else "",
    )


def _relation(text):
    return next((RELATIONS[word] for word in re.findall(r"\w+", text.casefold()) if word in RELATIONS), "")


# ---- the same pupil twice ----


def _mark_doubles(rows):
    seen: dict[tuple, int] = {}
    for row in rows:
        if not row.name:
            continue
        key = (row.cpr,) if row.cpr else (row.name.casefold(), row.class_name, row.born_on)
        if key in seen:
            row.errors.append(CellError("", _("This pupil stands in line %(line)s too.") % {"line": seen[key]}))
        seen.setdefault(key, row.line)
