"""Class lists as schools have them. Pure: bytes in, rows out."""

import io
from datetime import date, datetime

import pytest
from django.utils import translation

from classes.importing import Guardian, Unreadable, class_name, read_class_list, read_date, read_guardians, split_name


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def csv_rows(text, encoding="utf-8"):
    return read_class_list(text.encode(encoding)).rows


def xlsx(*lines):
    import openpyxl

    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def told(row):
    return row.given_name, row.family_name, row.class_name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_reads_every_encoding_and_delimiter(encoding, delimiter):
    lines = ["Fornavn;Efternavn;Klasse", "Åse;Sørensen;5.B", "Ægir;Ødegård;5.B"]
    rows = csv_rows("\r\n".join(lines).replace(";", delimiter), encoding)
    assert [told(row) for row in rows] == [("Åse", "Sørensen", "5.B"), ("Ægir", "Ødegård", "5.B")]
    assert [row.errors for row in rows] == [[], []]


def test_finds_the_heading_under_title_rows():
    rows = csv_rows("Fjordby Skole;;\nKlasseliste, udskrevet 21.05.2026;;\n;;\nNavn;Klasse;CPR-nr.\nWulff, Adam;5b;\n")
    assert [(row.line, *told(row)) for row in rows] == [(5, "Adam", "Wulff", "5.B")]


def test_takes_the_class_from_the_title_when_there_is_no_column():
    assert [told(row) for row in csv_rows("Klasseliste 5.b\nFornavn;Efternavn\nAdam;Wulff\n")] == [
        ("Adam", "Wulff", "5.B")
    ]


def test_one_column_of_last_name_first_name_with_commas_between_columns():
    rows = csv_rows('"Efternavn, Fornavn",Klasse\n"Wulff Holm, Adam",5B\n')
    assert [told(row) for row in rows] == [("Adam", "Wulff Holm", "5.B")]


@pytest.mark.parametrize("text", ["5.b", "5B", "5. B", "5 b", "05b", "5.B."])
def test_spellings_of_a_class(text):
    assert class_name(text) == ("5.B", 5)


def test_class_with_a_name_of_its_own():
    assert class_name("Kastanien") == ("Kastanien", None)
    assert class_name("0.a") == ("0.A", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Wulff, Adam", ("Adam", "Wulff")), ("Adam Bo Wulff", ("Adam Bo", "Wulff")), ("Adam", ("Adam", ""))],
)
def test_names(text, expected):
    assert split_name(text) == expected


@pytest.mark.parametrize(
    "text", ["03.09.2014", "3.9.2014", "03-09-2014", "3/9/14", "2014-09-03", "030914", "30914", "2014-09-03 00:00:00"]
)
def test_dates(text):
    assert read_date(text) == date(2014, 9, 3)


def test_numbers_that_lost_their_zero_and_numbers_with_a_hyphen():
    rows = csv_rows("Navn;Klasse;CPR\nAdam Wulff;5.B;309144011\nSelma Pind;5.B;630914-4022\n")
    assert [(row.cpr, row.born_on, row.errors) for row in rows] == [
        ("0309144011", date(2014, 9, 3), []),
        ("6309144022", date(2014, 9, 3), []),
    ]


def test_errors_stand_at_their_row_and_cell():
    rows = csv_rows("Navn;Klasse;CPR;Født;Beskyttet\nAdam;5.B;;;\nSelma Pind;;99;;\nNoah Lund;5.B;;32.13.2014;måske\n")
    assert [[(each.column, each.message) for each in row.errors] for row in rows] == [
        [("Navn", "Write both given name and family name.")],
        [("Klasse", "The class is missing."), ("CPR", "Write the CPR number with ten digits, such as 010203-1234.")],
        [("Født", "Write the date as day, month and year, such as 24.11.2014."), ("Beskyttet", "Write ja or nej.")],
    ]
    assert rows[2].protected is True


def test_number_shortened_by_excel_says_what_to_do():
    (row,) = csv_rows("Navn;Klasse;CPR\nAdam Wulff;5.B;6,30914E+09\n")
    assert [each.message for each in row.errors] == [
        "Excel has shortened the number. Make the column a text column and write all ten digits."
    ]


def test_birth_date_must_agree_with_the_number():
    (row,) = csv_rows("Navn;Klasse;CPR;Fødselsdato\nAdam Wulff;5.B;630914-4011;04.09.2014\n")
    assert [each.message for each in row.errors] == ["The date of birth does not agree with the CPR number."]


def test_totals_empty_lines_notes_and_repeated_headings_are_skipped():
    rows = csv_rows("Navn;Klasse\nAdam Wulff;5.B\n;\nNavn;Klasse\nSelma Pind;5.B\nI alt 2;\n;24\nI alt: 24 elever;\n")
    assert [row.name for row in rows] == ["Adam Wulff", "Selma Pind"]


def test_protected_marker_and_address():
    rows = csv_rows(
        "Navn;Klasse;Navne- og adressebeskyttelse;Adresse;Postnr.;By\nAdam Wulff;5.B;x;Strandvej 1;9999;Fjordby\nSelma Pind;5.B;nej;;;\n"
    )
    assert [(row.protected, row.address) for row in rows] == [(True, "Strandvej 1, 9999 Fjordby"), (False, "")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Mette Hansen og Lars Hansen", [("Mette Hansen", "other"), ("Lars Hansen", "other")]),
        ("Mette og Lars Hansen", [("Mette Hansen", "other"), ("Lars Hansen", "other")]),
        ("Mette Hansen (mor)\nLars Holm (far)", [("Mette Hansen", "mother"), ("Lars Holm", "father")]),
        ("Mor: Mette Hansen / Far: Lars Holm", [("Mette Hansen", "mother"), ("Lars Holm", "father")]),
        ("Mette Hansen, Lars Holm", [("Mette Hansen", "other"), ("Lars Holm", "other")]),
        ("Hansen, Mette", [("Mette Hansen", "other")]),
        ("", []),
    ],
)
def test_two_guardians_in_one_cell(cell, expected):
    assert [(each.name, each.relation) for each in read_guardians(cell)] == expected


def test_guardian_with_telephone_and_mail():
    assert read_guardians("Mette Hansen 20 30 40 50 mette@example.dk", "Mor") == [
        Guardian("Mette Hansen", "mother", "20 30 40 50", "mette@example.dk")
    ]


def test_same_pupil_twice_is_said_once():
    rows = csv_rows("Navn;Klasse\nAdam Wulff;5.B\nadam wulff;5b\n")
    assert [[each.message for each in row.errors] for row in rows] == [
        [],
        [
            "This pupil stands in line 2 too. "
            "If they are two children, write the date of birth or the CPR number of both."
        ],
    ]


def test_unused_columns_are_named():
    assert read_class_list(b"Navn;Klasse;Bus\nAdam Wulff;5.B;12\n").unused == ["Bus"]


def test_workbook_with_numbers_dates_and_a_title():
    data = xlsx(
        ["Klasseliste"],
        [None],
        ["Navn", "Klasse", "CPR-nummer", "Fødselsdato"],
        ["Wulff, Adam", "5. B", 309144011, datetime(2014, 9, 3)],
        ["I alt", None, None, None],
    )
    (row,) = read_class_list(data).rows
    assert (*told(row), row.line, row.cpr, row.born_on, row.errors) == (
        "Adam",
        "Wulff",
        "5.B",
        4,
        "0309144011",
        date(2014, 9, 3),
        [],
    )


def test_second_sheet_is_read_when_the_first_holds_no_list():
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Vejledning"])
    sheet = book.create_sheet("Elever")
    sheet.append(["Navn", "Klasse"])
    sheet.append(["Adam Wulff", "5.B"])
    packed = io.BytesIO()
    book.save(packed)
    assert [told(row) for row in read_class_list(packed.getvalue()).rows] == [("Adam", "Wulff", "5.B")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 ...", "This is not a class list. Choose an Excel file (.xlsx) or a CSV file."),
        (b"\x00\x01\x02\x03", "This is not a class list. Choose an Excel file (.xlsx) or a CSV file."),
        (
            b"\xd0\xcf\x11\xe0" + b"x" * 30,
            "This is an old Excel file (.xls), or it is locked with a password. Save it as an Excel workbook (.xlsx) or CSV.",
        ),
        (b"PK\x03\x04" + b"x" * 30, "The Excel file cannot be read. Open it in Excel and save it again as .xlsx."),
        (
            b"et;to;tre\n1;2;3\n",
            "There is no line of headings in the file. There must be a line with the words Navn and Klasse.",
        ),
        (
            b"Fornavn;Efternavn\nAdam;Wulff\n",
            "The file does not say which class the pupils are in. Add a column called Klasse.",
        ),
        (b"Navn;Klasse\n", "There are no pupils under the headings of the file."),
        (b"x" * (2 * 1024 * 1024 + 1), "The file is larger than 2 MB. Save only the sheet with the class list."),
        (b"Navn;Klasse\n" + b"Adam Wulff;5.B\n" * 2100, "The file has more than 2,000 lines. Divide it into several."),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(data, message):
    with pytest.raises(Unreadable) as refused:
        read_class_list(data)
    assert refused.value.messages == [message]


def test_rows_survive_the_draft():
    (row,) = csv_rows("Navn;Klasse;CPR;Forældre;Beskyttet\nAdam Wulff;5.B;630914-4011;Mette Hansen (mor);ja\n")
    assert type(row).from_json(row.as_json()) == row
