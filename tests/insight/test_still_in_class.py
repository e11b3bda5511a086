"""I05, counted a second time by SQL written from the sentence: how many are still in the ordinary class half a year after."""

import html
import re
from datetime import date

import pytest
from django.db import connection

from followup.models import Occurrence, PlacementAnswer
from insight.models import InsightFigure
from insight.schedule import refresh_figures
from tests.cast import TODAY, acting

SENTENCE = """
select count(*) filter (where a.placement = 'ordinary'), count(*)
  from followup_placementanswer a join cases_pathway p on p.id = a.pathway_id
 where a.municipality_id = %s and a.months = %s and a.placement <> 'unknown' and p.unit_id = %s
"""


@pytest.fixture
def answers(as_owner, cast, db, noon):
    """Fill the school's answers: keep(months, [placement, ...]), each about the same child in a question of its own."""
    x = cast.fjord
    PlacementAnswer.objects.filter(municipality=x.municipality).delete()

    def keep(months, placements, pathway=None, child=None):
        pathway, row = pathway or x.w, child or x.p1
        for number, placement in enumerate(placements, 100 * months):
            asked = x.make(
                Occurrence, pathway=pathway, pathway_child=row, subject=row.uuid, cadence="placement_half_year", form="placement",
                number=number, computed_on=TODAY, due_on=TODAY, window_opens_on=TODAY, state="held", held_on=TODAY,
            )  # fmt: skip
            x.make(
                PlacementAnswer, pathway=pathway, pathway_child=row, child_id=row.child_id, occurrence=asked, months=months,
                placement=placement, answered_on=date(2026, 5, 20), answered_by=x.staff["principal"],
            )  # fmt: skip

    keep.x = x
    return keep


def stored(x):
    with acting(x, "system") as person:
        refresh_figures(TODAY)
        rows = InsightFigure.objects.visible_to(person).filter(indicator="still_in_class")
        return {(row.unit_id, row.key): (row.n, row.value and int(row.value), row.is_suppressed) for row in rows}


def by_hand(x, months):
    with connection.cursor() as db:
        db.execute(SENTENCE, [x.municipality.pk, months, x.school.pk])
        return db.fetchone()


def test_the_share_is_the_sentence(answers):
    x = answers.x
    answers(6, ["ordinary"] * 15 + ["special"] * 3 + ["other_class"] * 2 + ["unknown"] * 4)
    answers(12, ["ordinary"] * 6)
    still, known = by_hand(x, 6)
    assert (still, known) == (15, 20)
    assert stored(x) == {
        (x.school.pk, "6"): (20, 75, False), (None, "6"): (20, 75, False),
        (x.school.pk, "12"): (6, 100, False), (None, "12"): (6, 100, False),
    }  # fmt: skip


def test_nobody_learns_of_four_children_that_they_have_left(answers):
    x = answers.x
    answers(6, ["ordinary"] * 16 + ["special"] * 4)
    assert stored(x) == {(x.school.pk, "6"): (None, None, True), (None, "6"): (None, None, True)}


def page(client, x, who, url="/overblik/"):
    client.force_login(x.users[who])
    answered = client.get(url)
    return html.unescape(answered.content.decode()) if answered.status_code == 200 else answered.status_code


def test_the_school_reads_its_own_rows_and_the_others_what_is_stored(answers, client):
    x = answers.x
    answers(6, ["ordinary"] * 3 + ["special"])
    stored(x)
    own = page(client, x, "principal")
    assert "75,0 %" in own.replace("\xa0", " ")
    assert "Vi ved det om 4 børn." in own
    assert re.search(r'href="/overblik/stadig/\?[^"]*hvad=6"', own)
    for who in ("steering_group", "provider_manager", "group_leader"):
        told = page(client, x, who)
        assert "Vi ved det om" not in told and "/overblik/stadig/" not in told
        assert "En del af tallet er færre end fem børn." in told
    listed = page(client, x, "group_leader", "/overblik/stadig/?hvad=6")
    assert listed == 404 or "QxFjordBarn1" not in listed


def test_the_list_holds_the_rows_counted(answers, client):
    x = answers.x
    answers(6, ["ordinary", "special", "unknown"])
    answers(12, ["ordinary"])
    listed = page(client, x, "resource_advisor", "/overblik/stadig/?hvad=6")
    assert listed.count("QxFjordBarn1") == 3
    assert page(client, x, "resource_advisor", "/overblik/stadig/").count("QxFjordBarn1") == 4
