"""Every URL, every role: what each app states in tests/<app>/matrix*.py, and the other municipality's rows for everybody."""

import importlib
import pkgutil
import re
from datetime import datetime
from uuid import UUID, uuid4

import pytest
import time_machine
from django.urls import URLPattern, get_resolver, reverse

import tests
from tests.matrix import ROLES, Row, nothing

OUTSIDE = {  # pages of the ground: no municipality, tested where they live
    "healthz", "readyz", "opsz", "offline", "service_worker", "favicon", "set_language", "municipality_choose", "session_extend", "calendar_feed",
    "link_door",
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reauthenticate",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
}  # fmt: skip
BY_LINK = (
    "/svar/",
    "/familien/",
)  # no login opens them: whoever has no link gets the page of an address that opens nothing
NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")


def stated():
    found = {}
    for package in pkgutil.iter_modules(tests.__path__):
        if package.ispkg:
            for module in pkgutil.iter_modules([f"{tests.__path__[0]}/{package.name}"]):
                if module.name.startswith("matrix"):
                    found |= importlib.import_module(f"tests.{package.name}.{module.name}").MATRIX
    return found


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from names(pattern.url_patterns)


MATRIX: dict[str, Row] = stated()
PAPER = re.compile(r"\.pdf$|^/dokument/pdf/")
PAPERS = {name for name in MATRIX if name.endswith("_pdf")} | {"register_paper"}  # drawn for those alone who may


def test_every_url_has_its_row():
    assert set(names(get_resolver().url_patterns)) - OUTSIDE - set(MATRIX) == set()


def test_no_row_names_a_url_that_is_gone():
    assert set(MATRIX) - set(names(get_resolver().url_patterns)) == set()


def ask(client, who, x, row, name, rows_of):
    client.force_login(x.users[who])
    send = getattr(client, row.method)
    return send(reverse(name, kwargs=row.kwargs(rows_of)), row.data(rows_of)).status_code


def crawled(name):
    """Pages that a GET opens are asked for by each role in tests/walls/test_pages.py, which holds them to the table too."""
    row = MATRIX[name]
    return row.method == "get" and row.data is nothing and name not in PAPERS


@pytest.mark.parametrize("name", [name for name in sorted(MATRIX) if not crawled(name)])
def test_each_role_gets_what_the_table_says(cast, db, client, name):
    row = MATRIX[name]
    client.raise_request_exception = False
    with time_machine.travel(NOON, tick=False):
        got = {who: _asked_alone(client, who, cast.fjord, row, name) for who in ROLES}
    assert got == {who: row.expect.get(who, row.otherwise) for who in ROLES}


def _asked_alone(client, who, x, row, name):
    from django.db import transaction

    with transaction.atomic():  # what one role changes, the next must not find changed
        status = ask(client, who, x, row, name, x)
        transaction.set_rollback(True)
    return status


def nobodys(kwargs):
    """The same arguments, of rows that do not exist."""
    return {
        name: uuid4() if isinstance(value, UUID) else 10**9 if isinstance(value, int) else value
        for name, value in kwargs.items()
    }


def body(answer):
    return re.sub(rb'(csrfmiddlewaretoken|form_key)" value="[^"]*"', b"", answer.content)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_other_municipality_is_not_there(cast, db, client, name):
    """Whoever may open the page in her own municipality gets the answer, to the letter, of a row that does not exist."""
    row = MATRIX[name]
    if not row.kwargs(cast.fjord):
        return
    client.raise_request_exception = False
    got = {}
    with time_machine.travel(NOON, tick=False):
        for who in row.expect:
            client.force_login(cast.fjord.users[who])
            send = getattr(client, row.method)
            foreign = send(reverse(name, kwargs=row.kwargs(cast.bakke)), row.data(cast.bakke))
            missing = send(reverse(name, kwargs=nobodys(row.kwargs(cast.bakke))), row.data(cast.bakke))
            got[who] = (foreign.status_code, body(foreign) == body(missing))
    assert got == dict.fromkeys(row.expect, (404, True))


def test_nobody_enters_without_logging_in(cast, db, client):
    rested = client.get(reverse("family_home")).content  # whoever has proved nothing here is told of no link
    for name, row in MATRIX.items():
        if name == "accessibility":
            continue
        address = reverse(name, kwargs=row.kwargs(cast.fjord))
        if address.startswith(BY_LINK):
            answer = getattr(client, row.method)(address)
            assert (name, answer.status_code, answer.content) == (name, 404, rested)
            continue
        answer = client.get(address)
        assert (name, answer.status_code, answer.headers.get("Location", "").split("?")[0]) == (
            name,
            302,
            "/konto/login",
        )
