"""Show 3: a thousand addresses that open nothing get one answer, and nothing personal stands where it could be read."""

import logging
import re
import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions.links import make_link, revoke_link
from cases.handing_over import message_of, slip_of
from cases.models import AccessLink, CustodyRelation
from core.links import hash_of
from core.log import JsonFormatter
from tests.cases.test_links import mothers, open_door, wrong
from tests.cast import acting

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


def change(link, **fields):
    AccessLink._base_manager.filter(pk=link.pk).update(**fields)


@pytest.fixture
def dead(cast, client):
    """1,000 secrets: 400 guessed, 400 altered, 50 each expired, taken back, locked, and of a parent whose access is suspended."""
    x, now, kinds = cast.fjord, timezone.now(), {}
    with acting(x, "resource_advisor") as by:
        wanted = {"kind": "answer", "pathway": x.w, "pathway_child": x.p1, "who": "Barn", "by": by}
        made = [make_link(**wanted) for _ in range(150)]
        mothers_ = [make_link(**wanted | {"parent": x.mother, "who": "Mor"}) for _ in range(50)]
        for each in made[:50]:
            change(each.link, expires_at=now - timedelta(seconds=1))
        for each in made[50:100]:
            revoke_link(link=each.link, by=by)
        for each in made[100:]:
            change(each.link, locked_at=now, tries=5)
        CustodyRelation._base_manager.filter(pk=x.mother_custody.pk).update(
            suspended_from="2026-05-01", suspended_until="2026-06-01"
        )
        live = make_link(**wanted)
    kinds = {"expired": made[:50], "taken back": made[50:100], "locked": made[100:], "suspended": mothers_}
    kinds = {name: [each.token for each in rows] for name, rows in kinds.items()}
    kinds["guessed"] = [secrets.token_urlsafe(32) for _ in range(400)]
    kinds["altered"] = [_altered(live.token, n) for n in range(400)]
    return kinds, live


def _altered(token, n):
    """One letter off, one short, one more, letters that no address of ours has."""
    at = n % len(token)
    other = "A" if token[at] != "A" else "B"
    return (token[:at] + other + token[at + 1 :], token[:-1], token + "x", token[:at] + "%00%C3%A6/" + token[at:])[
        n % 4
    ]


def test_a_thousand_dead_addresses_get_one_answer(dead, client, caplog):
    kinds, live = dead
    answers, costs = set(), set()
    with caplog.at_level(logging.INFO, "django.request"):
        for token in (token for tokens in kinds.values() for token in tokens):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page = client.get(f"/l/{token}")
            answers.add((page.status_code, page.content, tuple(sorted(page.headers.items()))))
            costs.add(len(asked))
    assert sum(map(len, kinds.values())) == 1000
    assert ([status for status, _body, _headers in answers], len(costs)) == ([404], 1)
    told = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert told == []
    assert client.get(f"/l/{live.token}").status_code == 200


def test_a_code_posted_to_a_dead_address_gets_it_too(dead, client):
    kinds, _live = dead
    got = {client.post(f"/l/{tokens[0]}", {"factor": "123456"}).content for tokens in kinds.values()}
    assert got == {client.get("/l/").content}


def test_the_answer_is_the_same_in_a_browser_where_staff_is_logged_in(cast, dead, client):
    kinds, _live = dead
    nobody, no_page = client.get(f"/l/{kinds['guessed'][0]}").content, client.get("/svar/").content
    client.force_login(cast.fjord.users["resource_advisor"])
    assert client.get(f"/l/{kinds['expired'][0]}").content == nobody
    assert client.get("/svar/").content == no_page


def test_staff_who_are_logged_in_have_nothing_of_theirs_on_a_link(cast, client):
    """The link's holder acts, not the member of staff whose session the same browser holds."""
    x, made = cast.fjord, mothers(cast.fjord)
    client.force_login(x.users["resource_advisor"])
    page = open_door(client, made)
    words = client.get(page.url).content.decode()
    assert (x.staff["resource_advisor"].name in words and "person-menu" in words, x.c1.given_name in words) == (
        False,
        False,
    )
    assert client.get("/").status_code == 200  # and goes on as before


def test_nothing_personal_in_head_address_or_log(cast, client, caplog):
    x = cast.fjord
    with caplog.at_level(logging.DEBUG):
        made = mothers(x)
        pages = [
            client.get(f"/l/{made.token}"),
            client.post(f"/l/{made.token}", {"factor": wrong(made.code)}),
            open_door(client, made),
            client.get("/svar/"),
            client.get(f"/l/{made.token}x"),
        ]
    named = (
        x.c1.given_name,
        x.c1.family_name,
        x.mother.name,
        x.father.name,
        x.w.title,
        "Fjordby",
        made.token,
        made.code,
    )
    for page in pages:
        head = page.content.decode().partition("</head>")[0]
        headers = " ".join(f"{name}: {value}" for name, value in page.headers.items())
        assert [word for word in named if word in head or word in headers] == []
        if page.status_code != 302:
            assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "strict-origin")
            assert 'name="robots" content="noindex' in head
    log = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert [word for word in named if word in log] == []


def test_what_still_reaches_the_log_has_lost_the_secret():
    """A refused form or an error names the address: the formatter leaves the secret out, of whatever logger."""
    token = secrets.token_urlsafe(32)
    record = logging.LogRecord("django.security.csrf", 30, "", 0, "Forbidden (%s): /l/%s", ("no token", token), None)
    line = JsonFormatter().format(record)
    assert (token in line, "/l/…" in line) == (False, True)


def test_the_servers_write_no_addresses(settings):
    """gunicorn's own access log is off, and stays off: the address of the door holds the secret."""
    text = (settings.BASE_DIR / "deploy/gunicorn.conf.py").read_text() + (
        settings.BASE_DIR / "config/demo.py"
    ).read_text()
    assert re.findall(r"access.?log", text) == []


# ---- what is handed over ----


def test_the_message_names_nobody_and_holds_no_code(cast):
    x = cast.fjord
    made = mothers(x, language="ar")
    text = message_of(made.link, f"https://samspil.example/l/{made.token}")
    named = (x.c1.given_name, x.c1.family_name, x.mother.name, "Mor", made.code, x.school.name)
    assert [word for word in named if word in text] == []
    assert (made.token in text, "20" in text, "نود أن نسمع منك" in text) == (True, True, True)


def test_the_slip_has_two_halves_in_both_languages(cast):
    made = mothers(cast.fjord, language="tr")
    slip = slip_of(made.link, f"https://samspil.example/l/{made.token}", made.code)
    assert [(each.language, each.title) for each in slip.said] == [
        ("da", "En side til dig"),
        ("tr", "Sizin için bir sayfa"),
    ]
    page = render_to_string("cases/parts/link_made.html", {"made": made, "address": slip.address})
    halves = page.split('class="slip-half slip-code"')
    first = halves[0].partition('class="slip"')[2]
    assert (slip.spaced_code in first, made.token in halves[1], slip.spaced_code in halves[1]) == (False, False, True)
    assert "style=" not in page


def test_only_a_hash_is_kept(cast):
    made = mothers(cast.fjord)
    with acting(cast.fjord, "resource_advisor"):
        row = AccessLink._base_manager.filter(pk=made.link.pk).values().get()
    assert (row["token_hash"], made.token in str(row), made.code in str(row)) == (hash_of(made.token), False, False)
