"""The canary oracle: what each of the cast is shown on every page she can reach, follow or guess, through each wall alone.

Truth is tests/walls/truth.py. A protected address is on no page at all (it is shown by one logged POST), and a child's
answer that is kept from the parents is in no PDF.
"""

import html
import io
import re
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from core.export import TYPES
from core.tenancy import TenantQuerySet
from insight.queries.lists import LISTS
from tests.cast import SENT, acting
from tests.test_access_matrix import MATRIX, PAPER, crawled
from tests.walls.truth import CONCERNS, READS

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")
SEARCHES = ("Qx", "Adam", "Selma", "Noah", "5.B", "Mor1")
LINK = re.compile(rb'(?:href|action)="(/[^"#]*)"')
COPIES = (".csv", ".xlsx")
NO_FOLLOWING = ("/static/", "/konto/")


def pages_of(cast):
    """Every address of the matrix that a GET opens, with the rows of both municipalities."""
    for x in (cast.fjord, cast.bakke):
        for name, row in MATRIX.items():
            if row.method == "get":
                yield reverse(name, kwargs=row.kwargs(x))
    yield from (f"{reverse('search')}?q={words}" for words in SEARCHES)
    yield from (f"/overblik/{slug}{kind}?periode=alt" for slug in LISTS for kind in ("/", *COPIES))


def crawl(client, start, *, pdf):
    """Text and status by address of all pages found from `start`; links are followed once."""
    waiting, found, statuses = list(start), {}, {}
    while waiting:
        address = waiting.pop()
        path = address.split("?")[0]
        if address in found or path.startswith(NO_FOLLOWING) or (PAPER.search(path) and not pdf):
            continue
        answer = client.get(address)
        found[address], statuses[address] = _text(answer), answer.status_code
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            waiting += [link for each in LINK.findall(answer.content) if followed(link := html.unescape(each.decode()))]
    return found, statuses


def followed(link):
    """Pages, the rest of a list, and the copies that can be taken out of it; other filters show fewer rows of the same."""
    return "?" not in link or "page=" in link or link.split("?")[0].endswith(COPIES)


def _text(answer):
    if answer.headers.get("Content-Type", "").startswith(TYPES["xlsx"]):
        import openpyxl

        page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        return " ".join(str(value) for row in page.iter_rows(values_only=True) for value in row if value is not None)
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        from pypdf import PdfReader
        from pypdf.errors import PdfReadError

        try:
            return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        except PdfReadError:  # the cast's own papers are a few letters
            return answer.content.decode(errors="replace")
    return answer.content.decode(errors="replace")


def canaries(texts):
    return set(re.findall(r"Qx(Fjord|Bakke)([A-Z]\w*)", " ".join(texts)))


def shown(client, cast, who, *, pdf=False):
    client.force_login(cast.fjord.users[who])
    with time_machine.travel(NOON, tick=False):
        return crawl(client, ["/", *pages_of(cast)], pdf=pdf)


def check(found, who):
    seen = canaries(found.values())
    assert {name for name, _ in seen} <= {"Fjord"}
    assert {what for _, what in seen} - set(READS[who].split()) == set()
    assert "Adresse2" not in {what for _, what in seen}
    told = {what for what, on in SENT.items() if f"{on.day}. marts 2021" in " ".join(found.values())}
    assert told - set(CONCERNS.get(who, "").split()) == set()


@pytest.mark.parametrize("who", READS)
def test_pages_show_no_more_than_the_table_and_log_every_child(cast, db, client, who):
    client.raise_request_exception = False
    found, statuses = shown(client, cast, who, pdf=who in ("resource_advisor", "group_leader", "teacher", "caseworker"))
    check(found, who)
    assert set(statuses.values()) <= {200, 302, 403, 404, 405}
    asked = {name: (row, reverse(name, kwargs=row.kwargs(cast.fjord))) for name, row in MATRIX.items() if crawled(name)}
    assert {name: statuses[address] for name, (_row, address) in asked.items()} == {
        name: row.expect.get(who, row.otherwise) for name, (row, _address) in asked.items()
    }
    assert "BarnSvar1" not in " ".join(text for address, text in found.items() if PAPER.search(address.split("?")[0]))
    names = {what for _, what in canaries(found.values()) if what.startswith("Barn") and what[4:].isdigit()}
    assert {getattr(cast.fjord, f"c{name[4:]}").pk for name in names} - children_logged(cast, who) == set()


def children_logged(cast, who):
    with acting(cast.fjord, "dpo"), connection.cursor() as cursor:
        cursor.execute("select distinct child_id from audit.access where actor = %s", [cast.fjord.users[who].pk])
        return {child_id for (child_id,) in cursor.fetchall()}


@pytest.mark.parametrize("who", READS)
def test_database_holds_when_the_application_forgets_every_filter(cast, db, client, who, monkeypatch):
    monkeypatch.setattr(TenantQuerySet, "visible_to", lambda self, person: self.all())
    client.raise_request_exception = False
    found, _statuses = shown(client, cast, who)
    check(found, who)


@pytest.mark.parametrize("who", READS)
def test_application_holds_when_the_database_is_open(cast, as_owner, db, client, who):
    client.raise_request_exception = False
    found, _statuses = shown(client, cast, who)
    check(found, who)


def test_mails_name_nobody(cast, as_owner, db):
    from followup.models import OutboxMail

    assert canaries(f"{mail.subject} {mail.body} {mail.attachment}" for mail in OutboxMail._base_manager.all()) == set()


def test_the_calendar_of_a_phone_names_nobody(cast, as_owner, db, client):
    """Kinds, classes and hours: no name, no place and no words that somebody typed, even with the database open."""
    for x in (cast.fjord, cast.bakke):
        with time_machine.travel(NOON, tick=False):
            answer = client.get(reverse("calendar_feed", args=[x.feed_token]))
        assert (answer.status_code, b"BEGIN:VEVENT" in answer.content) == (200, True)
        assert b"Qx" not in answer.content
        assert not [
            each for each in x.staff.values() if each.name != "Samspil" and each.name.encode() in answer.content
        ]


def test_the_crawl_takes_copies_out(cast, db, client):
    found, _statuses = shown(client, cast, "provider_manager")
    copies = {address.split("?")[0] for address in found if address.split("?")[0].endswith(COPIES)}
    assert {
        "/overblik.csv",
        "/overblik.xlsx",
        "/forloeb.csv",
        "/overblik/boern.csv",
        "/overblik/foraeldre.xlsx",
    } <= copies
    assert "QxFjordMor1" in found[next(address for address in found if address.startswith("/overblik/foraeldre.xlsx"))]
