"""Who acts, for which municipality: held in PostgreSQL for row-level security and in Python for `visible_to`."""

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone


class NoContext(RuntimeError):
    """A municipal read or write outside `tenant()`."""


@dataclass(frozen=True)
class Person:
    """The acting person in one municipality today.

    `reach` maps each live role to the scopes that `app.enter` worked out for it:
    {"all": bool, "unit": [ids], "pathway": [ids], "child": [ids]}. Both walls read the same expansion.
    """

    user_id: int
    municipality_id: int
    staff_id: int = 0
    name: str = ""
    title: str = ""
    municipality_name: str = ""
    roles: tuple = ()
    reach: dict = field(default_factory=dict)
    link: dict = field(default_factory=dict)  # what `app.enter_link` says of whoever comes by link; empty for staff
    asked: dict = field(default_factory=dict, compare=False, repr=False)

    def has(self, *roles):
        return any(role in self.roles for role in roles)

    def scopes(self, kind, roles):
        """Ids of one scope kind (unit | pathway | child) over the given roles."""
        return sorted({i for role in roles if role in self.reach for i in self.reach[role][kind]})

    def once(self, key, make):
        """What `make` gives, made once while she acts: conditions that many queries of a page are built from."""
        if key not in self.asked:
            self.asked[key] = make()
        return self.asked[key]

    def reaches_all(self, roles):
        return any(self.reach[role]["all"] for role in roles if role in self.reach)


MUST_BE_WALLED = True  # only the canary oracle's third mode and the first municipality switch it off
_person: ContextVar[Person | None] = ContextVar("person", default=None)


def current():
    if (person := _person.get()) is None:
        raise NoContext("no tenant context")
    return person


def acting_person():
    """Who acts, or None outside `tenant()`."""
    return _person.get()


def _enter(user_id, municipality_id, request_id, purpose):
    today = timezone.localdate()
    return asked_at_the_wall(
        "app.enter(%s, %s, %s, %s, %s)", [user_id, municipality_id, today, request_id, purpose], today
    )


def asked_at_the_wall(function, values, today):
    """What an entering function of the database answers, with the day set; raises where the connection passes the walls."""
    with connection.cursor() as db:
        db.execute(
            f"select {function}, row_security_active('cases_child'), set_config('app.today', %s, true)",  # noqa: S608 (ours)
            [*values, today.isoformat()],
        )
        found, walled, _today = db.fetchone()
    if MUST_BE_WALLED and not walled:
        raise RuntimeError("this connection bypasses row-level security")
    return json.loads(found) if isinstance(found, str) else found


@contextmanager
def tenant(user_id, municipality_id, *, request_id="", purpose=""):
    """Open a transaction in which PostgreSQL shows what this user may see today; raises 42501 without a live role."""
    outer = _person.get()
    nested = connection.in_atomic_block
    with transaction.atomic():
        found = _enter(user_id, municipality_id, request_id, purpose)
        found["roles"] = tuple(found["roles"])
        with acting(Person(user_id, municipality_id, **found), outer, nested) as person:
            yield person


@contextmanager
def acting(person, outer, nested):
    token = _person.set(person)
    try:
        yield person
        if nested and not connection.needs_rollback:  # SET LOCAL outlives a released savepoint
            _restore(outer)
    finally:
        _person.reset(token)


def _restore(outer):
    if outer and not outer.link:
        _enter(outer.user_id, outer.municipality_id, "", "")
    else:
        with connection.cursor() as db:
            db.execute("select app.leave()")
