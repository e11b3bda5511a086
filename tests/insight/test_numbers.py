"""Each number of the overview: it opens exactly as many rows as it says, and it is what SQL without us counts."""

import html
import re
from datetime import date, time
from itertools import product

import pytest
from django.db import connection

from followup.models import Occurrence
from insight.schedule import refresh_figures
from tests.cast import TODAY, acting

READERS = (
    "resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "learning_coordinator",
    "other_principal", "other_advisor", "other_leader",
)  # fmt: skip
PERIODS = ("", "periode=3mdr", "periode=alt")
SIDES = ("", "del=skole", "del=social")
NUMBER = re.compile(r'<a[^>]*href="(/overblik/[a-z]+/[^"]*)"[^>]*>(?:<strong>)?\s*(\d+)\s*<')


@pytest.fixture
def lively(cast, db, noon):
    """More of everything: follow-ups held, late, not held and overdue on each side, and a second school's rows beside them."""
    from classes.models import ClassSession
    from parentgroups.models import Attendance, GroupSession

    x = cast.fjord
    number = 20
    for (pathway, writer), side in product(
        ((x.w, "resource_advisor"), (x.w2, "other_advisor")), ("school", "social", "")
    ):
        for state, due, held in (
            ("held", date(2026, 3, 3), date(2026, 3, 3)),
            ("held", date(2026, 3, 3), date(2026, 4, 7)),
            ("held", date(2025, 3, 4), date(2025, 3, 4)),
            ("not_held", date(2026, 4, 1), None),
        ):
            number += 1
            with acting(x, writer):
                x.make(
                    Occurrence, pathway=pathway, cadence="follow_up", number=number, computed_on=due, due_on=due, window_opens_on=due,
                    side=side, state=state, held_on=held, not_held_reason="illness" if state == "not_held" else "",
                )  # fmt: skip
    for pathway, writer, due, side in (
        (x.w, "resource_advisor", date(2026, 5, 1), "school"),
        (x.w2, "other_advisor", date(2026, 5, 19), ""),
    ):
        with acting(x, writer):
            x.make(
                Occurrence, pathway=pathway, cadence="maintenance", number=60, computed_on=due, due_on=due, window_opens_on=due, side=side,
            )  # fmt: skip
    with acting(x, "resource_advisor"):
        for on in (date(2026, 5, 18), date(2026, 5, 19), date(2026, 3, 3), date(2025, 2, 3)):
            x.make(ClassSession, pathway=x.w, held_on=on, kind="class", line="Godt", author=x.staff["resource_advisor"])
    with acting(x, "group_leader"):
        session = x.make(
            GroupSession, group=x.group, number=2, on_day=date(2026, 5, 20), starts_at=time(16, 30), ends_at=time(18, 30),
            core_element=x.group_session.core_element, theme="Ro", state="held",
        )  # fmt: skip
        x.make(
            Attendance, session=session, enrolment=x.enrolment, status="present", registered_by=x.staff["group_leader"]
        )
    return x


def queries(x):
    units = ("", f"skole={x.school.uuid}", f"skole={x.other_school.uuid}", f"skole={x.provider.uuid}")
    version = f"version={x.version.programme.slug}.{x.version.number}"
    found = [
        *product(PERIODS, SIDES, units[:1]),
        *product(PERIODS[:1], SIDES, units[1:]),
        (version,),
        (version, units[1]),
    ]
    return ["&".join(filter(None, parts)) for parts in found]


def numbers(text):
    """[(address of the list, the number that opens it)] of a page of the overview."""
    return [(html.unescape(url), int(n)) for url, n in NUMBER.findall(text)]


def rows_of(page):
    return int(re.search(r"(\d+) linjer?, du kan se", page)[1])

    """The rows are made; from here on the walls stand."""
    return lively


@pytest.mark.parametrize("who", READERS)
def test_each_number_opens_the_rows_it_counts(lively, client, who):
    client.force_login(lively.users[who])
    asked, seen = {}, 0
    for query in queries(lively):
        for url, n in numbers(client.get(f"/overblik/?{query}").content.decode()):
            asked[url] = n
    for url, n in asked.items():
        assert rows_of(client.get(url).content.decode()) == n, url
        seen += n
    assert (seen > 0) == (who != "learning_coordinator")


@pytest.mark.parametrize("who", ["steering_group", "evaluator", "both"])
def test_those_who_see_no_person_are_given_no_list(lively, client, who):
    with acting(lively, "system"):
        refresh_figures(TODAY)
    client.force_login(lively.users[who])
    for query in queries(lively):
        text = client.get(f"/overblik/?{query}").content.decode()
        assert "Nøgletal" in text
        assert numbers(text) == []


def one(x, sql, *values):
    with acting(x, "system"), connection.cursor() as db:
        db.execute(sql, values)
        return db.fetchone()[0]


def cells(text, first):
    """{first cell: other cells} of the last table with this first heading."""
    table = [
        found for found in re.findall(r"<table.*?</table>", text, re.S) if f'<th scope="col">{first}</th>' in found
    ][-1]
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.S)
    plain = [
        [html.unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in rows
    ]
    return {row[0]: row[1:] for row in plain}


FOLLOW = """select count(*) from followup_occurrence o join cases_pathway p on p.id = o.pathway_id
    where p.municipality_id = %s and (%s::bigint is null or p.unit_id = %s) and """
WHO = {"Skole": "o.side = 'school'", "Social": "o.side = 'social'", "Fælles": "o.side = ''", "I alt": "true"}
KEYS = {
    "in_time": "o.state = 'held' and o.held_on <= o.due_on and o.held_on between %s and %s",
    "late": "o.state = 'held' and o.held_on > o.due_on and o.held_on between %s and %s",
    "due": "o.state = 'open' and o.window_opens_on <= '2026-05-21' and o.due_on >= '2026-05-21' and %s < %s",
    "overdue": "o.state = 'open' and o.due_on < '2026-05-21' and %s < %s",
}
SPANS = {"": ("2025-07-28", "2026-07-26"), "3mdr": ("2026-02-23", "2026-05-24"), "alt": ("2000-01-01", "2099-12-31")}


@pytest.mark.parametrize("period", SPANS)
@pytest.mark.parametrize("who", ["steering_group", "principal", "other_principal"])
def test_follow_ups_are_what_sql_counts(lively, client, who, period):
    x = lively
    with acting(x, "system"):
        refresh_figures(TODAY)
    client.force_login(x.users[who])
    unit = {"principal": x.school.pk, "other_principal": x.other_school.pk}.get(who)
    shown = cells(client.get("/overblik/", {"periode": period}).content.decode(), "Hvem")
    for name, row in shown.items():
        counted = [
            one(x, f"{FOLLOW} {WHO[name]} and {test}", x.municipality.pk, unit, unit, *SPANS[period])
            for test in KEYS.values()
        ]
        assert row == [str(n) for n in [*counted, sum(counted)]]
    assert set(shown) >= {"Skole", "Social", "Fælles", "I alt"}


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("steering_group", "true"),
        ("principal", "u.name = 'Fjordby Skole'"),
        ("resource_advisor", "u.name = 'Fjordby Skole'"),
    ],
)
def test_sessions_by_week_are_what_sql_counts(lively, client, who, where):
    x = lively
    with acting(x, "system"):
        refresh_figures(TODAY)
    client.force_login(x.users[who])
    shown = cells(client.get("/overblik/", {"periode": "3mdr"}).content.decode(), "Uge")
    for week, row in shown.items():
        n = one(
            x,
            f"""select count(*) from classes_classsession s join cases_pathway p on p.id = s.pathway_id
            join accounts_organisationunit u on u.id = p.unit_id where p.municipality_id = %s and {where}
            and extract(week from s.held_on) = %s and s.held_on between '2026-02-23' and '2026-05-21'""",
            x.municipality.pk,
            int(week),
        )
        assert row[0] == str(n), week


def test_principal_counts_her_own_school_and_no_other(lively, client):
    x = lively
    client.force_login(x.users["principal"])
    shown = cells(client.get("/overblik/").content.decode(), "Skole")
    assert list(shown) == ["Fjordby Skole"]
    client.force_login(x.users["other_principal"])
    assert list(cells(client.get("/overblik/").content.decode(), "Skole")) == ["Fjordstrand Skole"]


def test_the_other_sides_persons_are_hidden_from_the_principal_too(lively, client):
    x = lively
    with acting(x, "system"):
        refresh_figures(TODAY)
    client.force_login(x.users["principal"])
    classes, children, parents = cells(client.get("/overblik/").content.decode(), "Skole")["Fjordby Skole"]
    assert (classes, parents) == ("1", "skjult")
    assert children == str(
        one(x, "select count(distinct c.child_id) from cases_pathwaychild c where c.pathway_id = %s", x.w.pk)
    )


def test_schools_stand_by_name_and_not_by_size(lively, client):
    x = lively
    with acting(x, "system"):
        refresh_figures(TODAY)
    client.force_login(x.users["steering_group"])
    names = list(cells(client.get("/overblik/").content.decode(), "Skole eller enhed"))
    assert names == ["Fjordby Skole", "Fjordstrand Skole", "Familiehuset"]


def test_a_filter_stays_in_every_link(lively, client):
    x = lively
    client.force_login(x.users["provider_manager"])
    text = html.unescape(client.get(f"/overblik/?periode=3mdr&skole={x.school.uuid}&del=skole").content.decode())
    links = [url for url, _n in numbers(text)] + re.findall(r'href="(/overblik\.(?:csv|xlsx)[^"]*)"', text)
    assert links
    assert all("periode=3mdr" in url and f"skole={x.school.uuid}" in url and "del=skole" in url for url in links)


@pytest.mark.parametrize("who", ["provider_manager", "steering_group", "principal"])
def test_questions_to_the_database_do_not_grow(lively, visit, who):
    from classes.models import ClassSession

    x = lively
    with acting(x, "system"):
        refresh_figures(TODAY)
    visit.as_(x, who).get("/overblik/")
    visit.get("/overblik/")
    few = visit.queries
    with acting(x, "resource_advisor"):
        for n in range(30):
            x.make(
                ClassSession,
                pathway=x.w,
                held_on=date(2026, 5, 4),
                kind="class",
                line=f"{n}",
                author=x.staff["principal"],
            )
            x.make(
                Occurrence, pathway=x.w, cadence="follow_up", number=200 + n, computed_on=date(2026, 5, 4), due_on=date(2026, 5, 4),
                window_opens_on=date(2026, 5, 4), state="held", held_on=date(2026, 5, 4),
            )  # fmt: skip
    visit.get("/overblik/")
    assert visit.queries == few <= 35
    visit.get("/overblik/opfoelgninger/")
    list_few = visit.queries
    assert list_few <= 20


@pytest.fixture
def nine_and_two(lively):
    """Two children of Fjordby Skole and nine of Fjordstrand Skole in class pathways: 2 is hidden, and 9 with it."""
    from cases.models import Child, PathwayChild

    x = lively
    with acting(x, "other_advisor"):
        for n in range(8):
            child = x.make(Child, school=x.other_school, given_name=f"Barn{n}", family_name="Ny")
            x.make(PathwayChild, pathway=x.w2, child=child, starts_on=date(2026, 2, 2))
    with acting(x, "system"):
        refresh_figures(TODAY)
    return x


def test_no_filter_shows_what_another_hides(nine_and_two, client):
    """The same cell under every period, part, unit and version: hidden in all of them, or not there."""
    x = nine_and_two
    client.force_login(x.users["steering_group"])
    seen = {}
    for query in queries(x):
        text = client.get(f"/overblik/?{query}").content.decode()
        if "Børn i forløbet" in text:
            for name, row in cells(text, "Skole").items():
                seen.setdefault(name, set()).add(row[1])
    assert seen == {"Fjordby Skole": {"skjult", "–"}, "Fjordstrand Skole": {"skjult", "–"}, "Alle": {"11", "–"}}


def test_attendance_of_two_periods_differs_by_weeks_that_are_shown(nine_and_two, client):
    """Hidden weeks are in no sum: with one family in the group, no period says a number of places."""
    x = nine_and_two
    client.force_login(x.users["evaluator"])
    for query in queries(x):
        text = client.get(f"/overblik/?{query}").content.decode()
        assert not re.search(r"\d+ af \d+ pladser", text), query
