"""Dates that the law or the case sets: seen where all that comes again stands, written in two taps, moved with a reason (L05)."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from cases.models import Pathway, PathwayChild
from followup.actions import start_pathway
from followup.models import Occurrence
from programmes.models import ProgrammeVersion
from tests.cast import TODAY, acting

pytestmark = pytest.mark.usefixtures("db")
KEY = "statutory_follow_up"


@pytest.fixture
def x(cast):
    with time_machine.travel(TODAY, tick=False):
        x = cast.fjord
        with acting(x, "resource_advisor") as person:
            version = ProgrammeVersion.objects.get(programme__slug="foster_care_learning")
            x.case = x.make(
                Pathway, programme_version=version, track="child", unit=x.school, side="school", title="Barnet",
                state="accepted", phase="identified", lead=x.staff["resource_advisor"],
            )  # fmt: skip
            x.row = x.make(PathwayChild, pathway=x.case, child=x.c1, starts_on=date(2026, 5, 20))
            start_pathway(pathway=x.case, starts_on=date(2026, 5, 20), by=person)
        yield x


def page(x, who="resource_advisor"):
    client = Client()
    client.force_login(x.users[who])
    return client


def address(x, key=KEY, about=None):
    return f"/forloeb/{x.case.uuid}/opfoelgninger/{key}?om={about or x.row.uuid}"


def dates(x):
    with acting(x, "resource_advisor"):
        rows = Occurrence.objects.filter(pathway=x.case, cadence=KEY).order_by("number")
        return list(rows.values_list("due_on", "is_agreed", "state"))


def write(x, day, who="resource_advisor", **more):
    return page(x, who).post(address(x), {"due_on": day}, **more)


def test_in_two_taps_the_date_stands_there_with_its_source(x):
    before = page(x).get(f"/forloeb/{x.case.uuid}/opfoelgninger").content.decode()
    assert "datoerne aftales for hvert barn. Der er ikke aftalt en dato." in before and f'href="{address(x)}"' in before
    assert "Den første senest 3 måneder efter start" in before
    form = page(x).get(address(x)).content.decode()
    assert "Myndighedens opfølgning efter barnets lov § 95" in form and "Adam Q." in form
    told = write(x, "20.08.2026", follow=True).content.decode()
    assert "Aftalt: torsdag 20. august." in told and "Torsdag 20. august 2026" in told
    assert dates(x) == [(date(2026, 8, 20), True, "open")]
    assert f'href="{address(x)}"' not in told


def test_twice_is_once_and_another_day_is_moved_where_it_stands(x):
    write(x, "20.08.2026")
    assert write(x, "20.08.2026").status_code == 302
    other = write(x, "27.08.2026")
    assert (other.status_code, dates(x)) == (422, [(date(2026, 8, 20), True, "open")])
    assert "Der er aftalt en dato. Flyt den, hvor den står." in other.content.decode()


def test_the_undo_leaves_no_date(x):
    told = write(x, "20.08.2026", follow=True)
    undo = [message.extra_tags for message in told.context["messages"]][0].split("undo:")[1].split()[0]
    client = Client()
    client.cookies = told.client.cookies
    assert "Fortrudt: Der er ikke aftalt en dato." in client.post(undo, follow=True).content.decode()
    assert dates(x) == [(date(2026, 8, 20), True, "cancelled")]
    write(x, "27.08.2026")
    assert dates(x)[1:] == [(date(2026, 8, 27), True, "open")]


def test_it_is_moved_with_a_reason_like_any_other(x):
    write(x, "20.08.2026")
    with acting(x, "resource_advisor"):
        uuid = Occurrence.objects.get(pathway=x.case, cadence=KEY).uuid
    page(x).post(f"/opfoelgning/{uuid}/flyt", {"due_on": "27.08.2026", "reason": "Rådgiveren er syg."})
    assert dates(x) == [(date(2026, 8, 27), True, "open")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("20.05.2026", "Vælg i dag eller en senere dag."), ("i går", 'value="i går"'), ("", 'aria-invalid="true"')],
)
def test_a_day_that_cannot_be_is_refused_and_kept(x, typed, words):
    answer = write(x, typed)
    assert (answer.status_code, dates(x)) == (422, [])
    assert words in answer.content.decode()


def test_what_is_no_such_date_is_not_there(cast, x):
    assert page(x).get(address(x, "follow_up")).status_code == 404
    assert page(x).get(address(x, about=x.p1.uuid)).status_code == 404
    assert page(cast.bakke).get(address(x)).status_code == 404
    assert page(x, "principal").get(address(x)).status_code in (200, 403)
