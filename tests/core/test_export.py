"""What is taken out is text, numbers and dates; never a formula."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from core.export import Sheet, Table, as_csv, as_xlsx, plain

NASTY = [
    "=1+1", "=cmd|' /C calc'!A0", "+4512345678", "-1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "\xa0=1", "\u200b=1", "\ufeff=1",
    "＝1", "＋1", "－1", "＠1", "﹣1", "=HYPERLINK(\"http://x\",\"y\")", "=IMPORTXML(\"x\")", "@", "=", "+", "-", "\t", "=\"a\"&B1", "=-1", "+=1", "-+1",
    "@=1", "=１", "  +1", "\u2009=1", "\x1f=1", "\x7f=1", "=DDE(\"cmd\";\"/C calc\";\"1\")", "=WEBSERVICE(A1)", "-2+3+cmd|'x'!A0", "+1;=2", "=1\n=2",
]  # fmt: skip
KIND = ["Sørine Ågård", "5.B", "43 af 56", "–", "O'Brien", 'Ann "Lillemor"', "a;b", "linje\nto", "50 %", "x=1", "100-1"]


def sheet(rows):
    return Sheet("samspil-proeve", "Prøve", [("Periode", "alt")], [Table("Navne", ["Navn", "Tal"], rows)])


def read_csv(body):
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(body):
    return openpyxl.load_workbook(io.BytesIO(body)).active


@pytest.mark.parametrize("text", NASTY)
def test_nothing_is_a_formula(text):
    cell = read_csv(as_csv(sheet([[text, 1]])))[4][0]
    assert cell.startswith("'")
    page = read_xlsx(as_xlsx(sheet([[text, 1]])))
    found = page.cell(row=5, column=1)
    assert (found.data_type, found.quotePrefix, str(found.value)[0]) == ("s", True, "'")


def test_no_cell_of_the_file_itself_holds_a_formula():
    body = as_xlsx(sheet([[text, at] for at, text in enumerate(NASTY)]))
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_headings_titles_and_filters_are_guarded_too():
    made = Sheet("x", "=1", [("=2", "=3")], [Table("=4", ["=5"], []), Table("=6", ["=7"], [])])
    assert all(cell.startswith("'") for line in read_csv(as_csv(made)) for cell in line)


@pytest.mark.parametrize("text", KIND)
def test_ordinary_words_stay_as_they_are(text):
    assert plain(text) == text
    assert read_csv(as_csv(sheet([[text, 1]])))[4][0] == text


def test_numbers_and_dates_stay_numbers_and_dates():
    row = [-3, Decimal("76.79"), date(2026, 5, 21), datetime(2026, 5, 21, 12, 0), None]
    assert read_csv(as_csv(sheet([row])))[4] == ["-3", "76,79", "21-05-2026", "21-05-2026 12:00", ""]
    page = read_xlsx(as_xlsx(sheet([row])))
    assert [page.cell(row=5, column=at).value for at in range(1, 6)] == [
        -3, 76.79, datetime(2026, 5, 21), datetime(2026, 5, 21, 12, 0), None
    ]  # fmt: skip


def test_what_it_is_stands_above():
    assert read_csv(as_csv(sheet([["Åse", 1]]))) == [["Prøve"], ["Periode", "alt"], [], ["Navn", "Tal"], ["Åse", "1"]]
