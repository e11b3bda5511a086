"""The register: one line a person, read from and written for the page and for the device that kept it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms import HouseForm
from core.templatetags.ui import clock, day_month
from parentgroups.actions import Tap

LINE = re.compile(r"([pc])(\d{1,18})", re.ASCII)  # a parent's or a companion's line in the register: its enrolment
MOST_TAPS = 200
CLOCKS_DIFFER = timedelta(minutes=2)  # also what a slow line may add to a tap's age
KEPT_HOURS = 72  # a device forgets after that: static/js/kept.js


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the register. `was` is what stood when the page was made: "", "present" or "notice:ill"."""

    name: str
    legend: str
    small: str
    was: str
    status: str
    reason: str
    note: str = ""


class RegisterForm(HouseForm):
    """Carries what is wrong with a register; its lines are drawn by one partial, parentgroups/register_lines.html."""


def line_name(line):
    enrolment_id, is_companion = line
    return f"{'c' if is_companion else 'p'}{enrolment_id}"


def line_of(name):
    """(enrolment id, is_companion) of a line's name, or None."""
    found = LINE.fullmatch(name)
    return (int(found[2]), found[1] == "c") if found else None


def standing(mark):
    return "" if mark is None else f"{mark.status}:{mark.reason}" if mark.reason else mark.status


def read_register(data):
    """A register that was sent: ({line: (status, reason)} of those touched, {line: what she had seen there}).

    Blanks are left out, but for a notice that is taken back before the day, and so is whoever is as the page showed her: a colleague may have changed that one meanwhile.
    """
    touched, seen = {}, {}
    for name, status in data.items():
        was = data.get(f"{name}_was")
        if (line := line_of(name)) is None or not (status or was):
            continue
        reason = data.get(f"{name}_reason", "") if status == "notice" else ""
        if was is not None:
            seen[line] = was
        if was != (f"{status}:{reason}" if reason else status):
            touched[line] = (status, reason)
    return touched, seen


def read_taps(sent) -> list[Tap]:
    """What a device kept, each tap with its time."""
    now = timezone.now()
    try:
        taps = sent["marks"]
        if len(taps) > MOST_TAPS:
            raise ValueError(len(taps))
        return [_tap(tap, now) for tap in taps]
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise ValidationError(_("That could not be read.")) from error


def _tap(tap, now):
    enrolment_id, is_companion = line_of(tap["line"])
    status, reason = str(tap["status"]), str(tap.get("reason") or "")
    return Tap(enrolment_id, is_companion, status, reason, _tapped_at(tap, now), UUID(tap["key"]))


def _tapped_at(tap, now):
    """By the device's clock, never later than now. A clock that is plainly wrong counts for nothing: then it is the age."""
    seconds = min(max(float(tap["age"]) / 1000, 0), KEPT_HOURS * 3600)
    by_age = now - timedelta(seconds=seconds)
    by_clock = datetime.fromtimestamp(float(tap.get("at") or 0) / 1000, UTC)
    return min(by_clock, now) if abs(by_clock - by_age) < CLOCKS_DIFFER else by_age


def parent_lines(rows, posted, person):
    return [
        _line(row, (row.enrolment.pk, False), row.enrolment.parent.name, _language(row.enrolment.parent), row.mark, posted, person)
        for row in rows
    ]  # fmt: skip


def companion_lines(rows, posted, person):
    with_parent = _("comes with %(parent)s")
    return [
        _line(
            row, (row.enrolment.pk, True), row.enrolment.companion or _("Companion"), with_parent % {"parent": row.enrolment.parent.name},
            row.companion_mark, posted, person,
        )
        for row in rows
        if row.enrolment.companion or row.companion_mark
    ]  # fmt: skip


def _line(row, line, legend, small, mark, posted, person):
    status, reason = posted.get(line) or ((mark.status, mark.reason) if mark else ("", ""))
    words = mark.reason_words if mark else ""
    note = "" if mark is None or mark.registered_by_id == person.staff_id else by_whom(mark)
    small = " · ".join(filter(None, (small, words)))
    return Line(line_name(line), legend, small, standing(mark), status, reason, note)


def by_whom(mark):
    """ "Samira Nygaard kl. 16.42", with the day when it was another one."""
    at = timezone.localtime(mark.tapped_at)
    who, time = mark.registered_by.name, clock(at.time())
    if at.date() == timezone.localdate():
        return _("%(name)s at %(time)s") % {"name": who, "time": time}
    return _("%(name)s, %(day)s") % {"name": who, "day": day_month(at.date())}


def _language(parent):
    if not parent.needs_interpreter:
        return ""
    if not parent.language:
        return _("with an interpreter")
    return _("interpreter: %(language)s") % {"language": parent.language}
