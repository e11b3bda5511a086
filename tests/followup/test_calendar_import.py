"""A school calendar from an .ics file: what is read, what is offered, what is saved and taken back."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from followup.calendar_import import Found, chosen, compared, read_calendar
from followup.models import SchoolBreak
from tests.cast import acting

TODAY = date(2026, 5, 21)
ZONE = """BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def ics(*events, zone=""):
    body = "\n".join(
        f"BEGIN:VEVENT\nUID:{n}\nDTSTAMP:20260101T000000Z\n{each}\nEND:VEVENT" for n, each in enumerate(events)
    )
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//DA\n{zone}\n{body}\nEND:VCALENDAR\n".replace("\n\n", "\n")
        .replace("\n", "\r\n")
        .encode()
    )


def whole(name, first, after):
    return f"SUMMARY:{name}\nDTSTART;VALUE=DATE:{first}\nDTEND;VALUE=DATE:{after}"


def read(*events, **more):
    return [
        (each.name, each.starts_on.isoformat(), each.ends_on.isoformat())
        for each in read_calendar(ics(*events, **more), TODAY).found
    ]


def test_the_end_of_a_whole_day_is_the_morning_after():
    assert read(whole("Efterårsferie", "20261010", "20261019"), whole("Åben skole ÆØÅ", "20260901", "20260902")) == [
        ("Åben skole ÆØÅ", "2026-09-01", "2026-09-01"),
        ("Efterårsferie", "2026-10-10", "2026-10-18"),
    ]


@pytest.mark.parametrize(
    ("event", "days"),
    [
        ("SUMMARY:Fri\nDTSTART;VALUE=DATE:20260901", ("2026-09-01", "2026-09-01")),
        ("SUMMARY:Fri\nDTSTART;VALUE=DATE:20260901\nDURATION:P3D", ("2026-09-01", "2026-09-03")),
        ("SUMMARY:Fri\nDTSTART;VALUE=DATE:20260901\nDTEND;VALUE=DATE:20260901", ("2026-09-01", "2026-09-01")),
        # whole days that a calendar wrote as moments: in Danish winter and summer time, and without a zone
        ("SUMMARY:Fri\nDTSTART:20261223T230000Z\nDTEND:20270103T230000Z", ("2026-12-24", "2027-01-03")),
        ("SUMMARY:Fri\nDTSTART:20260831T220000Z\nDTEND:20260901T220000Z", ("2026-09-01", "2026-09-01")),
        ("SUMMARY:Fri\nDTSTART:20260901T000000\nDTEND:20260903T000000", ("2026-09-01", "2026-09-02")),
        (
            "SUMMARY:Fri\nDTSTART;TZID=Romance Standard Time:20260901T000000\nDTEND;TZID=Romance Standard Time:20260902T000000",
            ("2026-09-01", "2026-09-01"),
        ),
        (
            "SUMMARY:Fri\nDTSTART;TZID=Europe/Copenhagen:20261025T000000\nDTEND;TZID=Europe/Copenhagen:20261026T000000",
            ("2026-10-25", "2026-10-25"),
        ),
    ],
)
def test_days_are_danish_days(event, days):
    assert read(event, zone=ZONE) == [("Fri", *days)]


def test_meetings_are_left_out_and_counted():
    found = read_calendar(
        ics(
            "SUMMARY:Møde\nDTSTART:20260901T080000Z\nDTEND:20260901T090000Z",
            whole("Vinterferie", "20270213", "20270222"),
        ),
        TODAY,
    )
    assert ([each.name for each in found.found], found.with_times) == (["Vinterferie"], 1)


def test_earlier_school_years_and_cancelled_days_are_left_out():
    found = read_calendar(
        ics(
            whole("Gammel ferie", "20241012", "20241021"),
            whole("Aflyst", "20260901", "20260902") + "\nSTATUS:CANCELLED",
        ),
        TODAY,
    )
    assert (found.found, found.old) == ((), 1)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=YEARLY", ["2026-06-05", "2027-06-05", "2028-06-05"]),
        ("RRULE:FREQ=YEARLY;COUNT=12", ["2026-06-05", "2027-06-05", "2028-06-05"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20280101T000000Z", ["2026-06-05", "2027-06-05"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20280101", ["2026-06-05", "2027-06-05"]),
        ("RRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270605", ["2026-06-05", "2028-06-05"]),
    ],
)
def test_what_comes_again_each_year_stands_in_each_year(rule, days):
    event = f"SUMMARY:Grundlovsdag\nDTSTART;VALUE=DATE:20200605\nDTEND;VALUE=DATE:20200606\n{rule}"
    assert [first for _name, first, _last in read(event)] == days


def test_a_holiday_written_day_by_day_is_one():
    daily = "SUMMARY:Efterårsferie\nDTSTART;VALUE=DATE:20261012\nDTEND;VALUE=DATE:20261013\nRRULE:FREQ=DAILY;COUNT=5"
    again = whole("efterårsferie", "20261019", "20261020")  # the Monday after the weekend
    assert read(daily, again) == [("Efterårsferie", "2026-10-12", "2026-10-19")]


def test_a_rule_nobody_can_read_leaves_its_first_day():
    assert read("SUMMARY:Fri\nDTSTART;VALUE=DATE:20260901\nRRULE:FREQ=SECONDLY;BYMOON=1") == [
        ("Fri", "2026-09-01", "2026-09-01")
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ikke en kalenderfil"),
        (b"hello", "ikke en kalenderfil"),
        (b"\x00\x01\xff\xfe" * 50, "ikke en kalenderfil"),
        (b"PK\x03\x04 a spreadsheet", "ikke en kalenderfil"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ingen dage"),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:nonsense\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            "kalenderfil|ingen dage",
        ),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "ingen dage"),
        (b"x" * (1024 * 1024 + 1), "mere end 1 MB"),
    ],
)
def test_wrong_files_are_refused_kindly(content, words):
    with pytest.raises(ValidationError, match=words):
        read_calendar(content, TODAY)


def test_somebodys_own_calendar_is_refused():
    events = [f"SUMMARY:Nr {n}\nDTSTART;VALUE=DATE:2026{9 + n // 100:02}{n % 28 + 1:02}" for n in range(201)]
    with pytest.raises(ValidationError, match="mere end 200"):
        read_calendar(ics(*events), TODAY)


def test_a_file_in_an_old_alphabet_is_read():
    assert (
        read_calendar(ics(whole("Påskeferie", "20270320", "20270330")).decode().encode("cp1252"), TODAY).found[0].name
        == "Påskeferie"
    )


def test_each_line_says_what_it_would_do():
    row = lambda name, first, last: SchoolBreak(name=name, starts_on=date(*first), ends_on=date(*last))  # noqa: E731
    rows = [row("Efterårsferie", (2026, 10, 10), (2026, 10, 18)), row("Vinterferie", (2027, 2, 13), (2027, 2, 21))]
    found = [
        Found("efterårsferie", date(2026, 10, 10), date(2026, 10, 18)),
        Found("Vinterferie", date(2027, 2, 20), date(2027, 2, 28)),
        Found("Juleferie", date(2026, 12, 19), date(2027, 1, 3)),
        Found("Kr. himmelfartsdag", date(2027, 5, 6), date(2027, 5, 6)),
    ]
    assert [(line.kind, line.row) for line in compared(found, rows)] == [
        ("known", rows[0]),
        ("changed", rows[1]),
        ("new", None),
        ("public", None),
    ]


@pytest.mark.parametrize(
    "value",
    ["", "x", "2026-10-10~2026-10-18", "2026-10-10~x~Ferie", "2026-10-18~2026-10-10~Ferie", "2026-10-10~2026-10-18~ "],
)
def test_a_tick_box_that_nobody_was_shown_is_refused(value):
    with pytest.raises(ValidationError, match="Hent filen igen"):
        chosen(value)


# ---- the pages ----

FILE = ics(
    whole("Efterårsferie", "20261010", "20261019"),
    whole("Skolefest", "20260911", "20260912"),
    whole("Sommerferie", "20260627", "20260813"),
)


@pytest.fixture
def admin(cast, db, client):
    client.force_login(cast.fjord.users["administrator"])
    with time_machine.travel("2026-05-21 10:00"):
        yield client


@pytest.fixture
def before(cast, db):
    return breaks(cast.fjord)


def breaks(x):
    with acting(x, "administrator") as person:
        return sorted(SchoolBreak.objects.visible_to(person).values_list("name", "starts_on", "ends_on"))


def upload(client, content=FILE, name="kalender.ics"):
    return client.post(reverse("school_calendar_import"), {"file": SimpleUploadedFile(name, content)})


def test_the_preview_changes_nothing(cast, admin, before):
    page = upload(admin).content.decode()
    assert breaks(cast.fjord) == before
    assert [words in page for words in ("Efterårsferie", "Skolefest", "Gem de valgte ferier")] == [True] * 3
    assert 'value="2026-10-10~2026-10-18~Efterårsferie" id="new-2" checked' in page
    assert 'value="2026-09-11~2026-09-11~Skolefest" id="new-1">' in page


def test_ticked_lines_are_saved_and_undone(cast, admin, before):
    x = cast.fjord
    with acting(x, "administrator") as person:
        SchoolBreak.objects.visible_to(person).delete()
        x.make(SchoolBreak, name="Sommerferie", starts_on=date(2026, 6, 27), ends_on=date(2026, 8, 9))
    kept = breaks(x)
    ticked = ["2026-10-10~2026-10-18~Efterårsferie", "2026-06-27~2026-08-12~Sommerferie"]
    page = admin.post(reverse("school_calendar_save"), {"break": ticked}, follow=True).content.decode()
    assert "1 ferie er tilføjet. 1 ferie er ændret. Datoer, der ikke er aftalt, følger med om et øjeblik" in page
    assert breaks(x) == [
        ("Efterårsferie", date(2026, 10, 10), date(2026, 10, 18)),
        ("Sommerferie", date(2026, 6, 27), date(2026, 8, 12)),
    ]
    again = admin.post(reverse("school_calendar_save"), {"break": ticked}, follow=True).content.decode()
    assert "Der manglede ikke noget." in again or "Intet manglede." in again
    undo = admin.session["undo"][0]["key"]
    admin.post(reverse("undo", args=[undo]))
    assert breaks(x) == kept


def test_nothing_ticked_says_so_and_shows_the_lines_again(admin):
    answer = admin.post(reverse("school_calendar_save"), {"found": ["2026-10-10~2026-10-18~Efterårsferie", "nonsense"]})
    page = answer.content.decode()
    assert (answer.status_code, "Sæt flueben ved mindst én ferie." in page, "Efterårsferie" in page) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello", "Det er ikke en kalenderfil"),
        (b"x" * (1024 * 1024 + 1), "Filen fylder mere end 1 MB"),
        (b"", "Filen er tom"),
    ],
)
def test_a_wrong_file_is_answered_on_the_page(admin, content, words):
    answer = upload(admin, content)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_no_file_is_asked_for(admin):
    answer = admin.post(reverse("school_calendar_import"), {})
    assert (answer.status_code, "Vælg en fil." in answer.content.decode()) == (422, True)


def test_a_name_is_shown_as_text(admin):
    page = upload(admin, ics(whole("<script>alert(1)</script> ferie", "20261010", "20261019"))).content.decode()
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
