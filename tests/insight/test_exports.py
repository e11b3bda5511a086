"""Copies: the rows and columns of the page and no others, what was asked for above them, and a look in the log."""

import csv
import html
import io
import re

import openpyxl
import pytest

from audit.queries import LogFilter, looks
from cases.models import Child, Pathway
from insight.queries.lists import LISTS
from insight.schedule import refresh_figures
from tests.cast import TODAY, acting, canary
from tests.core.test_export import NASTY

READERS = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "other_leader")


def lines(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def table(body):
    """(what stands above, headings, rows) of a copy."""
    found = lines(body)
    gap = found.index([])
    return {row[0]: row[1] for row in found[1:gap]}, found[gap + 1], found[gap + 2 :]


def names_on(page):
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    return [
        html.unescape(re.sub("<[^>]*>", "", name)).strip() for name in re.findall(r'<th scope="row">(.*?)</th>', body)
    ]


@pytest.mark.parametrize("slug", LISTS)
def test_a_copy_has_the_rows_and_columns_of_its_page(visit, cast, slug):
    for who in READERS:
        page = visit.as_(cast.fjord, who).text(f"/overblik/{slug}/", periode="alt")
        _about, headings, rows = table(visit.get(f"/overblik/{slug}.csv", periode="alt").content)
        assert [row[0] for row in rows] == names_on(page), who
        if rows:
            thead = page.split("<thead>")[1].split("</thead>")[0]
            assert headings == [html.unescape(name) for name in re.findall(r'<th scope="col">(.*?)</th>', thead)]


@pytest.mark.parametrize("slug", LISTS)
def test_both_kinds_hold_the_same(visit, cast, slug):
    visit.as_(cast.fjord, "provider_manager")
    text = lines(visit.get(f"/overblik/{slug}.csv", periode="alt").content)
    page = openpyxl.load_workbook(io.BytesIO(visit.get(f"/overblik/{slug}.xlsx", periode="alt").content)).active
    book = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    assert [len([cell for cell in row if cell]) for row in text] == [len(row) for row in book]


@pytest.mark.parametrize("slug", LISTS)
@pytest.mark.parametrize("who", ["steering_group", "evaluator", "teacher", "dpo", "administrator", "caseworker"])
def test_no_copy_for_those_who_get_no_list(visit, cast, slug, who):
    assert [visit.as_(cast.fjord, who).get(f"/overblik/{slug}.{kind}").status_code for kind in ("csv", "xlsx")] == [
        404
    ] * 2


def test_other_kinds_are_not_there(visit, cast):
    visit.as_(cast.fjord, "provider_manager")
    assert [visit.get(url).status_code for url in ("/overblik/boern.pdf", "/overblik.html", "/forloeb.json")] == [
        404
    ] * 3


def test_it_says_period_filter_and_time(visit, cast):
    visit.as_(cast.fjord, "provider_manager")
    asked = {"periode": "3mdr", "skole": str(cast.fjord.school.uuid), "del": "skole", "hvad": "due"}
    above, _headings, rows = table(visit.get("/overblik/opfoelgninger.csv", **asked).content)
    assert above == {
        "Kommune": "Fjord", "Periode": "Seneste 3 måneder, fra 23. februar 2026, til 21. maj 2026", "Skole eller enhed": "Fjordby Skole",
        "Del": "Skole", "Kun": "Forfalder", "Hentet": "21-05-2026 12:00", "Kilde": "Samspil: det, du og dine kolleger har skrevet",
    }  # fmt: skip
    assert [row[1] for row in rows] == ["26-05-2026"]


def test_name_of_the_file_says_no_persons_name(visit, cast):
    for url in ("/overblik/boern.csv", "/overblik.xlsx", "/forloeb.csv?q=Karen"):
        header = visit.as_(cast.fjord, "provider_manager").get(url).headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="samspil-[a-z]+-2026-05-21\.(csv|xlsx)"', header)


def test_a_copy_with_children_is_a_look_of_its_own(visit, cast):
    visit.as_(cast.fjord, "principal").get("/overblik/boern.xlsx")
    with acting(cast.fjord, "dpo"):
        row = looks(LogFilter(child_id=cast.fjord.c1.pk))[0:1][0]
    assert (row.action, row.actor) == ("export", cast.fjord.users["principal"].pk)


def test_no_cpr_number_and_no_address(visit, cast):
    with acting(cast.fjord, "principal") as person:
        masks = [mask for mask in Child.objects.visible_to(person).values_list("cpr_mask", flat=True) if mask]
    for who in READERS:
        visit.as_(cast.fjord, who)
        text = " ".join(visit.get(f"/overblik/{slug}.csv", periode="alt").content.decode() for slug in LISTS)
        assert canary(cast.fjord, "Adresse") not in text
        assert masks and not any(mask in text for mask in masks)
        assert not re.search(r"\d{6}-?\d{4}", text)


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_title_is_text(visit, cast, name):
    if "\x00" in name:
        return  # PostgreSQL keeps no such text
    with acting(cast.fjord, "resource_advisor"):
        Pathway.objects.filter(pk=cast.fjord.w.pk).update(title=name)
    visit.as_(cast.fjord, "resource_advisor")
    for url in ("/overblik/forloeb", "/forloeb"):
        page = openpyxl.load_workbook(io.BytesIO(visit.get(f"{url}.xlsx").content)).active
        cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        assert not any(cell.data_type == "f" for cell in cells)
        texts = [cell for line in lines(visit.get(f"{url}.csv").content) for cell in line]
        assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in texts)
        assert any(text.startswith("'") for text in texts)


@pytest.mark.parametrize("who", ["steering_group", "evaluator", "both"])
def test_figures_are_hidden_in_the_copy_as_on_the_page(visit, cast, who):
    with acting(cast.fjord, "system"):
        refresh_figures(TODAY)
    text = visit.as_(cast.fjord, who).get("/overblik.csv").content.decode("utf-8-sig")
    assert "Fjordby Skole;1;skjult;skjult" in text
    assert "Tal på personer under 5 skjules" in text
    assert "Qx" not in text


def test_list_of_pathways_has_the_rows_of_its_page(visit, cast):
    for who in ("teacher", "provider_manager", "caseworker"):
        page = visit.as_(cast.fjord, who).text("/forloeb/", tilstand="all")
        _above, headings, rows = table(visit.get("/forloeb.csv", tilstand="all").content)
        assert [row[0] for row in rows] == names_on(page), who
        assert headings == ["Forløb", "Fase", "Ansvarlige", "Begyndt", "Næste opfølgning"]


def test_what_was_searched_for_is_not_in_the_copy(visit, cast):
    above, _headings, _rows = table(visit.as_(cast.fjord, "principal").get("/forloeb.csv", q="Karen").content)
    assert above["Søg"] == "på navn" and "Karen" not in str(above)
