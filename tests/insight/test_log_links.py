"""What somebody did by a link reads so in the logs: whose link, in words, for those who may know of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.actions import log_access
from audit.queries import LogFilter, Look
from cases.actions.links import prove
from core.links import by_link, hash_of
from insight.queries.access import who_has_looked
from insight.queries.by_links import links_in_the_log
from insight.queries.log import log_page
from tests.cases.test_family_page import opened
from tests.cases.test_links import mothers, pupils
from tests.cast import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00", tick=False)


def test_a_change_made_by_link(cast):
    x, made = cast.fjord, mothers(cast.fjord)
    with by_link(hash_of(made.token)) as holder:
        prove(by=holder, given=made.code, device="a")
    with acting(x, "dpo") as person:
        _page, rows = log_page(person, "changes", LogFilter(wanted="cases_accesslink"), 1)
    assert [(row.who, row.cells[0]) for row in rows[:2]] == [
        ("Via link: mor", "Ændret"),
        (x.staff["resource_advisor"].name, "Tilføjet"),
    ]


def look(x, made):
    with by_link(hash_of(made.token)):
        log_access([x.c1.pk], "view", f"link {made.link.pk}")


def seen_by(x, who):
    with acting(x, who) as person:
        return [(row.name, row.purpose) for row in who_has_looked(person, x.c1)]


def test_a_look_by_link_is_told_with_the_name_to_the_side_that_handed_it_out(cast):
    x = cast.fjord
    look(x, mothers(x))
    assert seen_by(x, "resource_advisor")[0] == (f"Via link: mor, {x.mother.name}", "Via link")


@pytest.mark.parametrize("who", ["group_leader", "principal", "caseworker", "ppr_advisor"])
def test_nobody_else_learns_that_there_is_a_link(cast, who):
    x = cast.fjord
    look(x, mothers(x))
    assert [purpose for _name, purpose in seen_by(x, who) if purpose == "Via link"] == []
    with acting(x, who), connection.cursor() as db:  # PostgreSQL alone
        db.execute("select count(*) from audit.access where purpose like 'link %%'")
        assert db.fetchone() == (0,)


def test_what_is_given_to_the_family_says_of_nobody_that_she_came_by_a_link(cast, client):
    """Printed for the father it would tell him of the mother's page."""
    x = cast.fjord
    look(x, mothers(x))
    client.force_login(x.users["resource_advisor"])
    page = reverse("child_access", args=[x.c1.uuid])
    told = [client.get(page, query).content.decode().count("Via link") for query in ({}, {"vis": "familie"})]
    assert told == [2, 0]


def test_the_officer_reads_whose_link_without_any_name(cast):
    x = cast.fjord
    hers, childs = mothers(x), mothers(x, parent=None, who="Barnet")
    club = mothers(x, parent=None, who="Pædagog i klubben")
    home = mothers(x, parent=None, carer=x.carer, who="Birkehuset")
    for made in (hers, childs, home, club, pupils(x)):
        look(x, made)
    with acting(x, "dpo") as person:
        _page, rows = log_page(person, "looks", LogFilter(via="link"), 1)
    told = [row.who for row in rows][:5]
    assert told == [
        "Via link: klassen, uden navne", "Via link: Pædagog i klubben", "Via link: Birkehuset", "Via link: barnet", "Via link: mor",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["resource_advisor", "administrator", "principal"])
def test_the_database_tells_only_the_officer_whose_link_it_was(cast, who):
    x = cast.fjord
    with acting(x, who), connection.cursor() as db:
        db.execute("select app.whose_links(%s)", [[x.mother_link.pk]])
        assert db.fetchone()[0] in ([], "[]")


def test_another_municipalitys_links_stay_unknown(cast):
    with acting(cast.fjord, "dpo"):
        assert links_in_the_log([Look(None, 0, [], "view", f"link {cast.bakke.mother_link.pk}", 1)]) == {}


def test_as_many_questions_for_one_link_as_for_thirty(cast):
    x = cast.fjord
    for made in [mothers(x)]:
        look(x, made)
    with acting(x, "resource_advisor") as person, CaptureQueriesContext(connection) as few:
        who_has_looked(person, x.c1)
    for made in [mothers(x) for _n in range(30)]:
        look(x, made)
    with acting(x, "resource_advisor") as person, CaptureQueriesContext(connection) as many:
        who_has_looked(person, x.c1)
    assert len(many) == len(few)


def test_the_family_page_is_a_look_and_the_log_finds_what_came_by_links(cast, client):
    x = cast.fjord
    opened(client, x, "LinkMor1")
    assert client.get("/familien/").status_code == 200
    with acting(x, "dpo") as person:
        looks = [
            len(log_page(person, "looks", LogFilter(child_id=x.c1.pk, via=via), 1)[1]) for via in ("link", "login")
        ]
        others = log_page(person, "looks", LogFilter(child_id=x.c2.pk, via="link"), 1)[1]
        _page, changed = log_page(person, "changes", LogFilter(via="login"), 1)
    assert (looks, others) == ([1, 0], [])
    assert changed and not [row.who for row in changed if row.who.startswith("Via link")]
