"""The register of a session on one sheet of paper: names of parents and companions, and nothing of any child."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Municipality
from cases.documents import Sheet
from core.pdf import render
from core.templatetags.ui import capital, clock, day, day_year
from parentgroups.models import Attendance


@dataclass(frozen=True)
class PaperLine:
    """`status` is "" where a pen is to fill in."""

    name: str
    small: str
    status: str
    words: str
    reason: str


@dataclass(frozen=True)
class RegisterSheet:
    sheet: Sheet
    theme: str
    ask: str
    home_practice: str
    parents: tuple
    companions: tuple
    counted: str
    is_dense: bool


ROOMY = 16  # lines of a pen's height; a group of sixteen with companions still fits one page
TALL = 1.4  # what a line with small words below the name takes up


def register_pdf(session, rows, person, *, empty=False, draw=render):
    return draw("pdf/register.html", {"doc": register_sheet(session, rows, person, empty=empty)})


def register_sheet(session, rows, person, *, empty=False) -> RegisterSheet:
    """What the list shows; `empty` leaves every mark to the pen. Who printed it stands at the foot (E05: for the leaders)."""
    pathway = session.group.pathway
    reasons = {each.key: str(each.title) for each in pathway.content.absence_reasons}
    line = lambda name, small, mark: _line(name, small, None if empty else mark, reasons)  # noqa: E731
    parents = tuple(line(row.enrolment.parent.name, _language(row.enrolment.parent), row.mark) for row in rows)
    companions = tuple(
        line(
            row.enrolment.companion,
            _("comes with %(parent)s") % {"parent": row.enrolment.parent.name},
            row.companion_mark,
        )
        for row in rows
        if row.enrolment.companion
    )
    return RegisterSheet(
        sheet=_sheet(session, person),
        theme=session.theme,
        ask=session.ask_about,
        home_practice=session.home_practice,
        parents=parents,
        companions=companions,
        counted="" if empty else _counted(parents),
        is_dense=sum(TALL if each.small else 1 for each in (*parents, *companions)) > ROOMY,
    )


def _line(name, small, mark, reasons):
    if mark is None:
        return PaperLine(name, small, "", "", "")
    reason = mark.reason_words or reasons.get(mark.reason, "")
    return PaperLine(name, small, mark.status, mark.get_status_display(), reason)


def _counted(parents):
    count = lambda status: sum(1 for line in parents if line.status == status)  # noqa: E731
    status = Attendance.Status
    return _("%(present)s present, %(notice)s with notice, %(absent)s without, %(missing)s not registered") % {
        "present": count(status.PRESENT), "notice": count(status.NOTICE), "absent": count(status.ABSENT), "missing": count(""),
    }  # fmt: skip


def _language(parent):
    if not parent.needs_interpreter:
        return ""
    return (
        _("interpreter: %(language)s") % {"language": parent.language} if parent.language else _("with an interpreter")
    )


def _sheet(session, person):
    pathway = session.group.pathway
    when = _("at %(start)s–%(end)s") % {"start": clock(session.starts_at), "end": clock(session.ends_at)}
    lead = f"{capital(day_year(session.on_day))} {when}"
    printed = _("Printed by %(name)s, %(day)s") % {"name": person.name, "day": day(timezone.localdate())}
    return Sheet(
        title=_("Session %(number)s, %(group)s") % {"number": session.number, "group": pathway.title},
        lead=" · ".join(filter(None, (lead, session.group.venue))),
        foot=" · ".join((printed, _("for the leaders of the group only"))),
        municipality=person.municipality_name,
        is_fictional=Municipality.objects.get(pk=person.municipality_id).is_fictional,
    )
