"""Calendar files (RFC 5545, RFC 5546): what stands in other people's calendars, phones and mail boxes.

A title names the kind and at most the class: no names, no initials, no topics. Times are written in UTC, so that a phone
shows them right on both sides of a change of the clock.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
AN_HOUR = timedelta(hours=1)
PRODUCT = "-//Samspil//Samspil//DA"
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. begins: a day, or a moment with its time zone; ends: the same kind, or nothing.

    key: what stays the same when it changes. sequence: how often it has.
    """

    key: str
    title: str
    begins: date | datetime
    ends: date | datetime | None = None
    place: str = ""
    address: str = ""  # of its page in Samspil
    sequence: int = 0
    is_off: bool = False


def host():
    return urlsplit(settings.SITE_URL).hostname


def titled(kind, pathway):
    """ "Fælles opfølgning, 5.B": the class where the pathway has one, and never the title that somebody typed."""
    school_class = pathway.school_class if pathway and pathway.school_class_id else None
    return f"{kind}, {school_class.name}" if school_class else str(kind)


def meeting_kind(meeting, pathway):
    """The kind of meeting in the version's own words; "Meeting" where the pathway is out of reach or has no such kind."""
    kinds = pathway.content.meeting_kinds if pathway else ()
    return next((str(kind.title) for kind in kinds if kind.key == meeting.kind), "") or _("Meeting")


def published(entries, name):
    """A calendar to read along: bytes."""
    from icalendar import vDuration  # slow to import, and most pages have no file

    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(timedelta(hours=6)), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for each in entries:
        calendar.add_component(_event(each))
    return calendar.to_ical()


def invitation(entry, method, attendee, role="REQ-PARTICIPANT"):
    """A request, a change or a cancellation to one person: she stands in it alone, so that nobody learns who else comes."""
    from icalendar import vCalAddress, vText

    event = _event(entry)
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText("Samspil")
    invited = vCalAddress(f"mailto:{attendee}")
    invited.params.update({"ROLE": vText(role), "PARTSTAT": vText("NEEDS-ACTION"), "RSVP": vText("FALSE")})
    event.add("organizer", organizer)
    event.add("attendee", invited)
    calendar = _calendar(method)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def mail_part(text):
    """The file as a part of a mail, with its method where mail programs look for it."""
    part = MIMEText(text, "calendar", "utf-8")
    method = next((m for m in (CANCEL, REQUEST) if f"\r\nMETHOD:{m}\r\n" in text), PUBLISH)
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="moede.ics")
    return part


def _calendar(method):
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(entry):
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}@{host()}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC).replace(microsecond=0))
    event.add("summary", entry.title)
    _add_times(event, entry)
    if entry.place:
        event.add("location", entry.place)
    if entry.address:
        event.add("description", _("Open Samspil to see what it is about: %(address)s") % {"address": entry.address})
        event.add("url", entry.address)
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _add_times(event, entry):
    if not isinstance(entry.begins, datetime):  # a day: nobody is busy because of it
        event.add("dtstart", entry.begins)
        event.add("dtend", (entry.ends or entry.begins) + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", entry.begins.astimezone(UTC))
    event.add("dtend", (entry.ends or entry.begins + AN_HOUR).astimezone(UTC))
    event.add("transp", "OPAQUE")
