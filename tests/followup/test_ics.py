"""Calendar files, read back by a standard parser and held against RFC 5545 and 5546 by hand (Show 8)."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from followup import ics
from followup.actions import cancel_meeting, change_meeting, plan_meeting
from followup.models import Meeting, OutboxMail
from tests.cast import acting

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def at(*parts):
    return datetime(*parts, tzinfo=COPENHAGEN)


def only(text):
    """The one event of a file, as the parser reads it."""
    calendar = Calendar.from_ical(text)
    return calendar, calendar.walk("VEVENT")[0]


def entry(**changes):
    known = {"key": "1", "title": "Fælles opfølgning, 5.B", "begins": at(2026, 5, 26, 14, 30)}
    return ics.Entry(**known | changes)


def test_a_file_is_written_as_rfc_5545_wants_it():
    title = "Fælles opfølgning om årets tværgående indsats på mellemtrinnet, 5.Bæøå og naboklassen"
    raw = ics.published([entry(title=title, address="https://samspil.example/m")], "Samspil")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert all(line.decode() for line in raw.split(b"\r\n")[:-1])  # no letter was cut in two
    assert only(raw)[1]["SUMMARY"] == title
    for wanted in (b"VERSION:2.0", b"PRODID:", b"METHOD:PUBLISH", b"UID:1@", b"SEQUENCE:0", b"STATUS:CONFIRMED"):
        assert wanted in raw
    assert re.search(rb"DTSTAMP:\d{8}T\d{6}Z", raw)


@pytest.mark.parametrize(
    ("begins", "written"),
    [
        (at(2026, 3, 28, 9, 0), "20260328T080000Z"),
        (at(2026, 3, 29, 9, 0), "20260329T070000Z"),
        (at(2026, 10, 24, 9, 0), "20261024T070000Z"),
        (at(2026, 10, 25, 9, 0), "20261025T080000Z"),
    ],
)
def test_nine_o_clock_is_nine_on_both_sides_of_the_change(begins, written):
    raw = ics.published([entry(begins=begins)], "Samspil")
    assert f"DTSTART:{written}".encode() in raw
    assert only(raw)[1]["DTSTART"].dt.astimezone(COPENHAGEN).hour == 9


def test_a_day_takes_nobodys_time():
    _calendar, event = only(ics.published([entry(begins=date(2026, 5, 26))], "Samspil"))
    assert (event["DTSTART"].dt, event["DTEND"].dt, event["TRANSP"]) == (
        date(2026, 5, 26),
        date(2026, 5, 27),
        "TRANSPARENT",
    )


def test_a_mail_part_says_its_method_where_mail_programs_look():
    part = ics.mail_part(ics.invitation(entry(), ics.CANCEL, "a@example.org"))
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_param("charset")) == ("CANCEL", "utf-8")
    assert part.get_filename() == "moede.ics"
    assert b"METHOD:CANCEL\r\n" in part.get_payload(decode=True)


# ---- invitations ----


def mails(x, who):
    with acting(x, who):
        return list(OutboxMail.objects.filter(recipient=x.staff[who]).exclude(attachment="").order_by("pk"))


def planned(x, **more):
    with acting(x, "resource_advisor") as by:
        return plan_meeting(
            pathway=x.w, kind="follow_up", starts_at=at(2026, 5, 28, 14, 30), ends_at=at(2026, 5, 28, 15, 30), by=by,
            place="Lærerværelset", invited=[{"staff": x.staff["group_leader"].pk}], **more,
        )  # fmt: skip


def test_planned_changed_and_cancelled_is_one_event_that_goes_up(cast, db, noon):
    x = cast.fjord
    meeting = planned(x)
    with acting(x, "resource_advisor") as by:
        invited = [{"staff": x.staff["group_leader"].pk}]
        later = {"starts_at": at(2026, 6, 3, 9), "ends_at": at(2026, 6, 3, 10), "place": "Biblioteket"}
        change_meeting(meeting=meeting, by=by, invited=invited, **later)
        cancel_meeting(meeting=meeting, because="Vi finder en ny dag.", by=by)
    found = [(mail.kind, *only(mail.attachment)) for mail in mails(x, "group_leader")]
    assert [kind for kind, _calendar, _event in found] == ["invited", "changed", "cancelled"]
    assert [str(calendar["METHOD"]) for _kind, calendar, _event in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(event["UID"]) for _kind, _calendar, event in found}) == 1
    assert [event["SEQUENCE"] for _kind, _calendar, event in found] == [0, 1, 2]
    assert [str(event["STATUS"]) for _kind, _calendar, event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert found[1][2]["DTSTART"].dt == datetime(2026, 6, 3, 7, tzinfo=UTC)
    assert [str(event["LOCATION"]) for _kind, _calendar, event in found] == [
        "Lærerværelset",
        "Biblioteket",
        "Biblioteket",
    ]
    assert {str(event["SUMMARY"]) for _kind, _calendar, event in found} == {"Fælles opfølgning, 5.B"}


def test_each_stands_alone_in_her_invitation_and_nobody_is_named(cast, db, noon):
    x = cast.fjord
    planned(x)
    mail = mails(x, "group_leader")[0]
    _calendar, event = only(mail.attachment)
    assert str(event["ATTENDEE"]) == f"mailto:{x.users['group_leader'].email}"
    assert event["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"
    assert event["ORGANIZER"].params["CN"] == "Samspil"
    for name in {each.name for each in x.staff.values()} - {"Samspil"}:  # its own name, and of its system user
        assert name not in mail.attachment + mail.subject + mail.body
    assert mail.subject == "Samspil: møde torsdag 28. maj"


def test_whoever_is_taken_off_is_told_that_it_is_off(cast, db, noon):
    x = cast.fjord
    meeting = planned(x)
    with acting(x, "resource_advisor") as by:
        change_meeting(
            meeting=meeting, starts_at=meeting.starts_at, ends_at=meeting.ends_at, place="Lærerværelset", by=by
        )
    assert [mail.kind for mail in mails(x, "group_leader")] == ["invited", "cancelled"]
    assert str(only(mails(x, "group_leader")[1].attachment)[0]["METHOD"]) == "CANCEL"


def test_the_same_told_twice_is_told_once(cast, db, noon):
    from followup.invitations import tell

    x = cast.fjord
    meeting = planned(x)
    with acting(x, "resource_advisor") as by:
        assert tell(Meeting.objects.select_related("pathway").get(pk=meeting.pk), by) == 0
    assert len(mails(x, "group_leader")) == 1


def test_a_place_that_names_a_child_stays_out(cast, db, noon):
    x = cast.fjord
    meeting = planned(x)
    given = x.c1.given_name.split()[0]
    with acting(x, "resource_advisor") as by:
        invited = [{"staff": x.staff["group_leader"].pk}]
        change_meeting(
            meeting=meeting, starts_at=meeting.starts_at, place=f"Hjemme hos {given}", invited=invited, by=by
        )
    assert "LOCATION" not in only(mails(x, "group_leader")[1].attachment)[1]


def test_nobody_is_mailed_past_the_wall(cast, db, noon):
    """The function that queues a mail looks who is asked: a stranger to the meeting, or a meeting out of reach, is refused."""
    from django.db import ProgrammingError, transaction

    from followup.invitations import _mail, _put, entry_of

    x = cast.fjord
    meeting = planned(x)
    with acting(x, "resource_advisor") as by:
        stranger = _mail(meeting, x.staff["other_leader"], "invited", entry_of(meeting, by, meeting.pathway), "OPT")
        with pytest.raises(ProgrammingError, match="not invited"), transaction.atomic():
            _put(meeting, stranger)
    with acting(x, "other_leader"), pytest.raises(ProgrammingError, match="not your meeting"), transaction.atomic():
        _put(meeting, stranger)
    theirs = acting(cast.bakke, "resource_advisor")
    with theirs, pytest.raises(ProgrammingError, match="not your meeting"), transaction.atomic():
        _put(meeting, stranger)


def test_one_can_fetch_the_meeting_as_a_file(cast, db, client, noon):
    x = cast.fjord
    meeting = planned(x)
    client.force_login(x.users["group_leader"])
    answer = client.get(f"/moede/{meeting.uuid}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    _calendar, event = only(answer.content)
    assert (str(event["SUMMARY"]), event["DTEND"].dt - event["DTSTART"].dt) == (
        "Fælles opfølgning, 5.B",
        timedelta(hours=1),
    )
    client.force_login(x.users["other_leader"])
    assert client.get(f"/moede/{meeting.uuid}.ics").status_code == 404
