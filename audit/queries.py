"""Reading the log. Row-level security decides which rows: a child's own people, and the data protection officer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection


@dataclass(frozen=True)
class Look:
    at: datetime
    actor: int
    roles: list[str]
    action: str
    purpose: str
    child_id: int


@dataclass(frozen=True)
class Change:
    at: datetime
    actor: int | None
    noun: str
    op: str
    columns: list[str]
    purpose: str
    row_id: str = ""


@dataclass(frozen=True)
class Denied:
    at: datetime
    actor: int
    page: str
    status: int


@dataclass(frozen=True)
class LogFilter:
    """actor: a user's id. first, last: both days included, as days of Copenhagen. child_id: looks only.

    via: "link" for what was done by a link, "login" for the rest; "" for both. A refusal says nothing of it.
    """

    actor: int | None = None
    first: date | None = None
    last: date | None = None
    child_id: int | None = None
    via: str = ""
    wanted: str = ""  # an action, a table's name or a page


class Log:
    """One of the three logs, newest first, for a Paginator: `len()` counts, a slice reads."""

    def __init__(self, table, columns, row, where, values):
        self.table, self.columns, self.row, self.where, self.values = table, columns, row, where, values

    def __len__(self):
        with connection.cursor() as db:
            db.execute(f"select count(*) from {self.table} where {self.where}", self.values)  # noqa: S608 (all of it written in this file)
            return db.fetchone()[0]

    def __getitem__(self, cut):
        with connection.cursor() as db:
            db.execute(
                f"select {self.columns} from {self.table} where {self.where} order by at desc, id desc limit %s offset %s",  # noqa: S608
                [*self.values, cut.stop - cut.start, cut.start],
            )
            return [self.row(*values) for values in db.fetchall()]


def looks(wanted=LogFilter()):
    return _log(
        "audit.access",
        "at, actor, roles, action, purpose, child_id",
        Look,
        wanted,
        actor="actor",
        named="action",
        child="child_id",
        purpose="purpose",
    )


def changes(wanted=LogFilter()):
    return _log(
        "audit.change", "at, nullif(actor, '')::bigint, noun, op, columns, coalesce(purpose, ''), row_id", Change, wanted, actor="nullif(actor, '')::bigint", named="noun",
        purpose="coalesce(purpose, '')",
    )  # fmt: skip


def denied(wanted=LogFilter()):
    return _log("audit.denied", "at, actor, coalesce(page, ''), status", Denied, wanted, actor="actor", named="page")


def counts_since(moment):
    """How many looks, changes and refusals since then, of those the reader may see."""
    with connection.cursor() as db:
        db.execute(
            "select (select count(*) from audit.access where at >= %s), (select count(*) from audit.change where at >= %s),"
            " (select count(*) from audit.denied where at >= %s)",
            [moment] * 3,
        )
        return db.fetchone()


def _log(table, columns, row, wanted, *, actor, named, child="", purpose=""):
    tests, values = ["true"], []
    if wanted.via and purpose:
        tests.append(f"{purpose} {'like' if wanted.via == 'link' else 'not like'} 'link %%'")
    local = "(at at time zone 'Europe/Copenhagen')::date"
    for test, value in (
        (f"{actor} = %s", wanted.actor),
        (f"{local} >= %s", wanted.first),
        (f"{local} <= %s", wanted.last),
        (f"{named} = %s", wanted.wanted or None),
        (f"{child} = %s", wanted.child_id if child else None),
    ):
        if value is not None:
            tests.append(test)
            values.append(value)
    return Log(table, columns, row, " and ".join(tests), values)
