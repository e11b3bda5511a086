""" "Opfølgning: hvordan går det" is what SQL counts that was written from the sentence, and not from the code (Show 7).

The sentence: a follow-up was held in time when it was held on the day it was due or before; where the parties agreed on a
day, that day is when it was due. Late: held after it. Not held: with its reason. Held ones belong to the period in which
they were held, the others to the one in which they were due. What lies between two sessions of a series is not counted.
"""

import io
import random
from datetime import date, timedelta

import pytest
from django.db import connection

from followup.models import Occurrence
from insight.schedule import refresh_figures
from tests.cast import TODAY, acting
from tests.insight.test_numbers import cells, numbers, rows_of

PAGE = "/opfoelgninger/hvordan-gaar-det"
SPANS = {"": ("2025-07-28", "2026-07-26"), "3mdr": ("2026-02-23", "2026-05-24"), "alt": ("2000-01-01", "2099-12-31")}
# "due" is written out: the agreed day where there is one, else the computed day after holidays moved it
COUNT = """
  select count(*) filter (where o.state = 'held' and o.held_on <= o.due_on and o.held_on between %(first)s and %(last)s),
         count(*) filter (where o.state = 'held' and o.held_on > o.due_on and o.held_on between %(first)s and %(last)s),
         count(*) filter (where o.state = 'not_held' and o.due_on between %(first)s and %(last)s)
    from followup_occurrence o
    join cases_pathway p on p.id = o.pathway_id
    join accounts_organisationunit u on u.id = p.unit_id
   where o.municipality_id = %(municipality)s and not o.per_session and (%(unit)s::text is null or u.name = %(unit)s)
"""
REASONS = """
  select o.not_held_reason, count(*) from followup_occurrence o join cases_pathway p on p.id = o.pathway_id
    join accounts_organisationunit u on u.id = p.unit_id
   where o.municipality_id = %(municipality)s and o.state = 'not_held' and o.due_on between %(first)s and %(last)s
     and not o.per_session and (%(unit)s::text is null or u.name = %(unit)s) group by 1
"""


def sql(x, query, **values):
    with acting(x, "system"), connection.cursor() as db:
        db.execute(query, {"municipality": x.municipality.pk, **values})
        return db.fetchall()


def make(x, writer, pathway, number, due, **more):
    with acting(x, writer):
        return x.make(
            Occurrence, pathway=pathway, cadence="follow_up", number=number, **{"computed_on": due} | more, due_on=due, window_opens_on=due
        )  # fmt: skip


def held(x, due, on, number=300, **more):
    return make(x, "resource_advisor", x.w, number, due, state="held", held_on=on, **more)


@pytest.fixture
def lively(cast, db, noon):
    """Two schools and three school years of whatever may happen to a follow-up, the same each run."""
    x, dice = cast.fjord, random.Random(20260521)
    reasons = [each.key for each in x.w.content.not_held_reasons]
    for number in range(200, 260):
        pathway, writer = dice.choice([(x.w, "resource_advisor"), (x.w2, "other_advisor")])
        due = date(2024, 8, 1) + timedelta(days=dice.randrange(660))
        more = {"side": dice.choice(["school", "social", ""]), "is_agreed": dice.random() < 0.4}
        if dice.random() < 0.75:
            on = min(due + timedelta(days=dice.randrange(-10, 11)), TODAY)
            more |= {"state": "held", "held_on": on, "computed_on": due + timedelta(days=dice.randrange(-14, 15))}
        else:
            more |= {"state": "not_held", "not_held_reason": dice.choice(reasons)}
        make(x, writer, pathway, number, due, **more)
    return x


def open_page(client, x, who, **query):
    client.force_login(x.users[who])
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


READERS = {"principal": "Fjordby Skole", "other_principal": "Fjordstrand Skole", "steering_group": None}


@pytest.mark.parametrize("period", SPANS)
@pytest.mark.parametrize("who", READERS)
def test_each_unit_and_all_together_are_what_sql_counts(lively, client, who, period):
    x, (first, last) = lively, SPANS[period]
    if who == "steering_group":
        with acting(x, "system"):
            refresh_figures(TODAY)
    shown = cells(open_page(client, x, who, periode=period), "Skole eller enhed")
    assert set(shown) >= ({READERS[who]} if READERS[who] else {"Fjordby Skole", "Fjordstrand Skole", "I alt"})
    for name, row in shown.items():
        unit = None if name == "I alt" else name
        [counted] = sql(x, COUNT, first=first, last=last, unit=unit)
        assert row[:4] == [str(n) for n in (*counted, sum(counted))], name


@pytest.mark.parametrize("who", READERS)
def test_reasons_are_what_sql_counts(lively, client, who):
    x, (first, last) = lively, SPANS["alt"]
    if who == "steering_group":
        with acting(x, "system"):
            refresh_figures(TODAY)
    titles = {each.key: str(each.title) for each in x.w.content.not_held_reasons}
    shown = cells(open_page(client, x, who, periode="alt"), "Grund")
    counted = sql(x, REASONS, first=first, last=last, unit=READERS[who])
    assert {name: row[0] for name, row in shown.items()} == {titles[key]: str(n) for key, n in counted}


@pytest.mark.parametrize("who", ["principal", "provider_manager", "other_principal"])
def test_each_number_opens_as_many_rows_as_it_says(lively, client, who):
    asked = {}
    for period in SPANS:
        for side in ({}, {"del": "skole"}, {"del": "social"}):
            asked |= dict(numbers(open_page(client, lively, who, periode=period, **side)))
    assert len(asked) > 4
    for url, n in asked.items():
        assert rows_of(client.get(url).content.decode()) == n, url


def test_the_steering_group_is_given_no_list(lively, client):
    with acting(lively, "system"):
        refresh_figures(TODAY)
    assert numbers(open_page(client, lively, "steering_group", periode="alt")) == []


def test_an_agreed_date_wins_over_the_computed_one(cast, db, noon, client):
    x = cast.fjord
    agreed = date(2026, 4, 20)
    held(x, agreed, date(2026, 4, 18), computed_on=date(2026, 4, 1), is_agreed=True)
    assert cells(open_page(client, x, "principal"), "Skole eller enhed")["Fjordby Skole"][:3] == ["1", "0", "0"]
    held(x, agreed, date(2026, 4, 21), number=301, computed_on=date(2026, 4, 30), is_agreed=True)
    assert cells(open_page(client, x, "principal"), "Skole eller enhed")["Fjordby Skole"][:3] == ["1", "1", "0"]


def test_where_all_is_in_time_it_is_praised(cast, db, noon, client):
    x = cast.fjord
    held(x, date(2026, 4, 20), date(2026, 4, 20))
    text = open_page(client, x, "principal")
    assert "Ros og opmuntring" in text and "Alle opfølgninger i perioden er holdt til tiden." in text
    held(x, date(2026, 4, 20), date(2026, 4, 22), number=301)
    assert "Ros og opmuntring" not in open_page(client, x, "principal")


def test_nobody_is_ranked(lively, client):
    for who in ("principal", "provider_manager", "steering_group"):
        text = open_page(client, lively, who, periode="alt").split("<main")[1]
        assert not [each.name for each in lively.staff.values() if each.name in text and each.name != "Samspil"]
    names = list(cells(open_page(client, lively, "provider_manager", periode="alt"), "Skole eller enhed"))
    assert names[:-1] == sorted(names[:-1])


def test_an_empty_period_says_so(cast, db, noon, client):
    assert "Ingen opfølgning i perioden" in open_page(client, cast.fjord, "principal")


def test_the_copy_holds_what_the_page_holds(lively, client):
    text = open_page(client, lively, "principal", periode="alt")
    shown = cells(text, "Skole eller enhed")["Fjordby Skole"]
    copy = client.get(f"{PAGE}.csv?periode=alt").content.decode("utf-8-sig")
    assert f"Fjordby Skole;{';'.join(shown[:4])}" in copy.replace("\r", "")
    import openpyxl

    page = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}.xlsx?periode=alt").content)).active
    rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    assert ["Fjordby Skole", *map(int, shown[:4])] in [row[:5] for row in rows]
    assert client.get(f"{PAGE}.pdf").status_code == 404


def test_it_costs_the_same_with_many(lively, client):
    def queries():
        asked = []
        with connection.execute_wrapper(lambda execute, sql, *args: asked.append(sql) or execute(sql, *args)):
            open_page(client, lively, "principal", periode="alt")
        return len(asked)

    queries()
    few = queries()
    for n in range(30):
        held(lively, date(2026, 4, 20), date(2026, 4, 20), number=400 + n)
    assert queries() == few
