"""What somebody did by a link reads so in the logs, and not as an empty name."""

import pytest

from audit.queries import LogFilter
from cases.actions.links import prove
from core.links import by_link, hash_of
from insight.queries.access import who_has_looked
from insight.queries.log import log_page
from tests.cases.test_family_page import opened
from tests.cases.test_links import mothers
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
        ("Via link", "Ændret"),
        (x.staff["resource_advisor"].name, "Tilføjet"),
    ]


def test_a_look_by_link(cast):
    from audit.actions import log_access

    x, made = cast.fjord, mothers(cast.fjord)
    with by_link(hash_of(made.token)):
        log_access([x.c1.pk], "view", "link 7")
    with acting(x, "resource_advisor") as person:
        newest = who_has_looked(person, x.c1)[0]
    assert (newest.name, newest.purpose) == ("Via link", "Via link")


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
    assert changed and "Via link" not in {row.who for row in changed}
