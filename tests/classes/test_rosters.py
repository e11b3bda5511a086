"""Class lists as schools send them, in tests/data/rosters: beside each stands, written by hand, what must come of it."""

import tomllib
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from accounts.models import SchoolClass
from cases.models import Child, ClassMembership
from classes import actions
from classes.importing import LARGEST_FILE, Unreadable, read_class_list
from classes.queries import plan_import
from classes.views.imports import _told
from tests.cast import acting

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
SINGLE = sorted(each for each in ROSTERS.glob("[01]*") if each.suffix != ".toml")
MONTHS = tomllib.loads((ROSTERS / "a-tre-maaneder.toml").read_text())["month"]


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def told(row):
    """A row in the words of the expected file: what is empty is left out."""
    said = {
        "place": row.place,
        "name": f"{row.family_name}, {row.given_name}",
        "class": row.class_name,
        "cpr": row.cpr,
        "born": row.born_on,
        "protected": row.protected,
        "address": row.address,
        "guardians": [" · ".join(filter(None, (g.name, g.relation, g.phone, g.email))) for g in row.guardians],
        "errors": [f"{e.column}: {e.message}" if e.column else e.message for e in row.errors],
    }
    return {key: value for key, value in said.items() if value}


@pytest.mark.parametrize("roster", SINGLE, ids=lambda path: path.stem)
def test_roster_gives_what_is_written_beside_it(roster):
    expected = tomllib.loads(roster.with_suffix(".toml").read_text())
    del expected["about"]
    try:
        found = read_class_list(roster.read_bytes())
    except Unreadable as refused:
        assert {"refused": refused.messages[0]} == expected
        return
    made = {"pupil": [told(row) for row in found.rows], "unused": found.unused, "hidden": found.hidden}
    assert {key: value for key, value in made.items() if value} == expected


def test_every_roster_has_its_expected_result():
    assert {each.stem for each in SINGLE} == {each.stem for each in ROSTERS.glob("[01]*.toml")}
    assert len(SINGLE) >= 14


def test_thirty_megabytes_are_refused_in_words(client, cast, db):
    x = cast.fjord
    client.force_login(x.users["principal"])
    with time_machine.travel("2026-05-21 10:00", tick=False):
        huge = SimpleUploadedFile("klasser.csv", b"Navn;Klasse\n" + b"x" * (30 * 1024 * 1024))
        answer = client.post("/klasser/hent", {"school": x.school.pk, "file": huge})
    assert answer.status_code == 422
    assert "Filen er større end 2 MB" in answer.content.decode()
    assert LARGEST_FILE == 2 * 1024 * 1024


def classes_now(school, names):
    return {
        name: [
            child.name
            for child in Child.objects.in_class(SchoolClass.objects.get(school=school, name=name), timezone.localdate()).by_name()
            if child.family_name in names
        ]
        for name in SchoolClass.objects.filter(school=school).values_list("name", flat=True)
    }  # fmt: skip


def test_three_months_change_exactly_who_moved(cast, db):
    x = cast.fjord
    surnames = {"Wulff", "Pind", "Lund", "Holm", "Dam", "Eg", "Elm", "Bo"}
    with acting(x, "principal"):
        known = set(Child.objects.values_list("pk", flat=True))
    for month in MONTHS:
        noon = datetime.combine(month["day"], time(12), ZoneInfo("Europe/Copenhagen"))
        with time_machine.travel(noon, tick=False), acting(x, "principal") as person:
            rows = read_class_list((ROSTERS / month["file"]).read_bytes()).rows
            before = list(Child.objects.order_by("pk").values())
            plan = plan_import(person, x.school, rows, month["day"])
            moves = [f"{line.row.name}: {line.before} → {line.row.class_name}" for line in plan.of("moved")]
            assert moves == month.get("moved", [])
            draft = actions.keep_class_list(school=x.school, rows=rows, by=person)
            found = actions.apply_import(draft=draft, choices={}, fingerprint=plan.fingerprint, by=person)
            assert _told(found) == month["told"]
            made = classes_now(x.school, surnames)
            mine = set(Child.objects.filter(family_name__in=surnames).values_list("pk", flat=True)) - known
            assert {name: made[name] for name in month["classes"]} == month["classes"]
            if moves:
                assert list(Child.objects.order_by("pk").values()) == before  # a move writes memberships only
                begun = ClassMembership.objects.filter(child__in=mine, starts_on=month["day"]).count()
                assert begun == len(moves)
    with acting(x, "principal"):
        adam = ClassMembership.objects.filter(child__given_name="Adam", child__in=mine).order_by("starts_on")
        assert [(m.school_class.name, str(m.starts_on), str(m.ends_on)) for m in adam] == [
            ("5.A", "2025-08-11", "2025-09-14"),
            ("5.B", "2025-09-15", "2025-10-19"),
            ("5.C", "2025-10-20", "None"),
        ]
