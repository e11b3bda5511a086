"""What a page asks the database does not grow with the rows of follow-up: every page that opens, at 1 and at 31 of each."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.urls import reverse

from followup.models import (
    Contact,
    ContactChild,
    Decision,
    Meeting,
    MeetingParticipant,
    NetworkMember,
    Occurrence,
    OccurrenceChange,
    Task,
)
from tests.cases.matrix_agreements import MATRIX as AGREEMENTS
from tests.cast import acting
from tests.followup import matrix, matrix_absences, matrix_contacts, matrix_post, matrix_rhythms, matrix_tasks
from tests.insight import matrix as insight
from tests.insight import matrix_before, matrix_calendar, matrix_closing, matrix_meeting

TABLES = (
    AGREEMENTS, *(each.MATRIX for each in (
        matrix, matrix_absences, matrix_contacts, matrix_post, matrix_rhythms, matrix_tasks, insight, matrix_before, matrix_calendar, matrix_closing, matrix_meeting,
    )),
)  # fmt: skip
FIRST = date(2026, 5, 1)


def addresses(x):
    """{address: who opens it}, by what the tables of access say; papers and files are no pages."""
    found = {"/opfoelgninger/?vis=held": "resource_advisor", "/opfoelgninger/?vis=not_held": "resource_advisor"}
    for name, row in [line for table in TABLES for line in table.items()]:
        opens = [who for who in ("resource_advisor", *row.expect) if row.expect.get(who, row.otherwise) == 200]
        if row.method == "get" and opens and not name.endswith(("_pdf", "_export", "_file")):
            found[f"{reverse(name, kwargs=row.kwargs(x))}?{urlencode(row.data(x))}"] = opens[0]
    return found


def add_rows(x, numbers):
    with acting(x, "resource_advisor"):
        for number in numbers:
            _add_due(x, number)
            _add_meeting(x, number)
            contact = x.make(
                Contact, pathway=x.w, kind="call", held_on=FIRST, with_whom=["home"], line=f"Ringet {number}", sector="school",
                by=x.staff["resource_advisor"], children_count=1,
            )  # fmt: skip
            x.make(ContactChild, contact=contact, pathway_child=x.p1, child=x.c1, sector="school", note="Kom i gang")
            x.make(
                NetworkMember, pathway_child=x.p1, child=x.c1, name=f"Pia {number}", function="onkel", legal_basis=x.basis_kind,
                since=FIRST, added_by=x.staff["resource_advisor"],
            )  # fmt: skip


def _add_due(x, number):
    """One that waits, one that was moved and did not take place, and a task of each side."""
    day = FIRST + timedelta(days=number)
    common = {"pathway": x.w, "cadence": "follow_up", "computed_on": day, "due_on": day, "window_opens_on": day}
    x.make(Occurrence, **common, subject=uuid4(), number=1, responsible=x.staff["resource_advisor"])
    settled = x.make(Occurrence, **common, number=100 + number, state="not_held", not_held_reason="staff_ill")
    x.make(
        OccurrenceChange, occurrence=settled, pathway=x.w, kind="moved", due_before=day, due_after=day, reason="Lejrskole",
        by=x.staff["principal"],
    )  # fmt: skip
    for owner in ("resource_advisor", "teacher"):
        x.make(Task, pathway=x.w, pathway_child=x.p1, text=f"Ring {number}", owner=x.staff[owner], due_on=day)


def _add_meeting(x, number):
    """One that is planned with two people, and what one that was held agreed."""
    starts = datetime(2026, 6, 1, 8, tzinfo=ZoneInfo("Europe/Copenhagen")) + timedelta(
        days=number % 20, hours=number % 5
    )
    planned = x.make(
        Meeting, pathway=x.w, kind="coordination", state="planned", starts_at=starts, ends_at=starts + timedelta(hours=1),
        lead=x.staff["resource_advisor"], recorded_by=x.staff["resource_advisor"],
    )  # fmt: skip
    for who in ("resource_advisor", "teacher"):
        x.make(MeetingParticipant, meeting=planned, pathway=x.w, staff_member=x.staff[who])
    held = x.make(
        Meeting, pathway=x.w, kind="coordination", held_on=FIRST, summary="Godt", recorded_by=x.staff["principal"]
    )
    for meeting in (held, x.meeting):
        x.make(Decision, meeting=meeting, pathway_child=x.p1, text=f"Aftale {number}", owner=x.staff["teacher"])


def cost(visit, x, pages):
    return {address: _asked(visit.as_(x, who), address) for address, who in pages.items()}


def _asked(visit, address):
    status = visit.get(address).status_code
    return status, visit.queries


def test_no_page_of_follow_up_asks_more_for_thirty_rows(visit, cast):
    x = cast.fjord
    pages = addresses(x)
    add_rows(x, [1])
    cost(visit, x, pages)  # what a process asks once
    few = cost(visit, x, pages)
    add_rows(x, range(2, 32))
    many = cost(visit, x, pages)
    assert {address: (few[address], asked) for address, asked in many.items() if asked != few[address]} == {}
    assert {status for status, _queries in many.values()} == {200}
    assert len(pages) > 55
