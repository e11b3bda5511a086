"""Who came to a session. Nothing is registered until somebody does."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.received import fresh_keys
from core.tasks import nudge
from core.templatetags.ui import day_month
from followup.actions.planning import follow_series
from parentgroups.actions.ground import TRACK, advance, locked_session, must
from parentgroups.models import Attendance, GroupEnrolment, GroupSession
from parentgroups.permissions import can_lead_group
from parentgroups.queries import RegisterRow, lines_of, register_marks

PRESENT = ("present", "")
SLOW_LINE = timedelta(minutes=1)
COURSE = "course"  # the group of phases in which a pathway meets
KEPT = ["status", "reason", "reason_words", "registered_by", "registered_at", "marked_at"]


@dataclass(frozen=True, slots=True)
class Tap:
    """A mark that a leader's device kept while it had no connection. An empty status takes the mark back."""

    enrolment_id: int
    is_companion: bool
    status: str
    reason: str
    at: datetime
    key: UUID

    @property
    def line(self):
        return self.enrolment_id, self.is_companion


@dataclass(slots=True)
class Received:
    """results: line -> ("saved" | "newer" | "refused", why). replaced: line -> another leader's mark that had to give way."""

    rows: list[RegisterRow]
    results: dict = field(default_factory=dict)
    replaced: dict = field(default_factory=dict)


def save_register(*, session, marks, by, fill_present=False) -> list[RegisterRow]:
    """Register who came. Whoever is not in `marks` stays as she is; nobody is registered by not being mentioned.

    marks: {(enrolment id, is_companion): (status, reason)}; reason is a key of the version and kept only with "notice".
    fill_present: parents who are not registered afterwards came ("Alle til stede"). The same register again changes
    nothing; the last one wins, and the log keeps both. Gives the rows of the register as they now stand.
    """
    must(can_lead_group(by, session.group))
    if any(status and wrong(status, reason, session.group.pathway.content) for status, reason in marks.values()):
        raise ValidationError(_("Choose how it was for each parent."))
    with transaction.atomic(savepoint=False):  # all rules are asked: what fails from here takes the whole page back
        if _may_be_held(session):  # one that stays as it is needs no lock: of two forms the last one stands
            session = locked_session(session)
        rows = register_marks(session, by)
        blanks = {(row.enrolment.pk, False): PRESENT for row in rows if row.mark is None} if fill_present else {}
        now = timezone.now()
        _write(session, rows, {line: (*mark, now) for line, mark in (blanks | marks).items()}, by)
    return rows


def receive_marks(*, session, taps, by) -> Received:
    """Take what a device kept: each tap once, and of two taps on one person the later one stands, whoever made it.

    A tap that cannot be kept is refused with the reason in words, and its key is not used up: it may be sent again.
    """
    must(can_lead_group(by, session.group))
    content = session.group.pathway.content
    with transaction.atomic(savepoint=False):
        session = locked_session(session)
        received = Received(register_marks(session, by))
        standing = lines_of(received.rows)
        refused = {
            tap.line
            for tap in taps
            if tap.line not in standing or (tap.status and wrong(tap.status, tap.reason, content))
        }
        received.results = {line: ("refused", words) for line, words in _refusals(refused, standing, by).items()}
        taken = [tap for tap in taps if tap.line not in refused]
        fresh = fresh_keys(by.municipality_id, [tap.key for tap in taken]) if taken else set()
        marks = {}
        for tap in taken:
            before = standing[tap.line]
            late = tap.key in fresh and before is not None and _is_later(before, tap, by)
            received.results[tap.line] = ("newer", "") if late else ("saved", "")
            if tap.key in fresh and not late:
                marks[tap.line] = (tap.status, tap.reason, tap.at)
                if before and before.registered_by_id != by.staff_id:
                    received.replaced[tap.line] = before
        _write(session, received.rows, marks, by)
    return received


def _is_later(mark, tap, by):
    """Of her own taps the one that comes last stands, for a slow line makes the times of two quick taps uncertain."""
    return mark.tapped_at - (SLOW_LINE if mark.registered_by_id == by.staff_id else timedelta()) > tap.at


def wrong(status, reason, content):
    return status not in Attendance.Status.values or reason not in ("", *(each.key for each in content.absence_reasons))


def _refusals(lines, standing, by):
    """Why each of these lines cannot be kept, in words."""
    if not lines:
        return {}
    found = GroupEnrolment.objects.visible_to(by).filter(pk__in=[pk for pk, _companion in lines])
    known = {enrolment.pk: enrolment for enrolment in found}
    return {line: _("Choose how it was.") if line in standing else _gone(known.get(line[0])) for line in lines}


def _gone(enrolment):
    if enrolment and enrolment.stopped_on:
        return _("Is not in the group from %(day)s.") % {"day": day_month(enrolment.stopped_on)}
    return _("Was not in the group on that day.")


def _write(session, rows, marks, by):
    """Bring the rows to these marks, {line: (status, reason, at)}, and write what differs; lines of others are left out."""
    new = partial(Attendance, municipality_id=session.municipality_id, session=session, registered_by_id=by.staff_id)
    changed, cleared = [], []
    for row in rows:
        line = row.enrolment.pk
        row.mark = _after(row.mark, marks.get((line, False)), partial(new, enrolment=row.enrolment), cleared)
        if row.enrolment.companion or row.companion_mark:
            companion = partial(new, enrolment=row.enrolment, is_companion=True)
            row.companion_mark = _after(row.companion_mark, marks.get((line, True)), companion, cleared)
        changed += [mark for mark in (row.mark, row.companion_mark) if mark and mark._state.adding]
    if changed:
        Attendance.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["session", "enrolment", "is_companion"], update_fields=KEPT
        )
    if cleared:
        Attendance.objects.filter(pk__in=cleared).delete()
    if changed or cleared:
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    _settle(session, any(row.mark or row.companion_mark for row in rows), bool(cleared), by)


def _after(before, mark, new, cleared):
    """The mark as it is after this save: the one that stood, a new one when something differs, or None when taken back."""
    if mark is None:
        return before
    status, reason, at = mark
    if not status:
        cleared += [before.pk] if before else []
        return None
    reason = reason if status == Attendance.Status.NOTICE else ""
    if before and (before.status, before.reason) == (status, reason):
        return before
    words = before.reason_words if before and status == before.status else ""
    return new(status=status, reason=reason, reason_words=words, marked_at=at)


def _may_be_held(session):
    return session.state != GroupSession.State.HELD and session.on_day <= timezone.localdate()


def _settle(session, registered, cleared, by):
    """The first mark on the day holds the session; when the last one is taken back, nobody has held it yet."""
    if registered and _may_be_held(session):
        if session.state == GroupSession.State.BEFORE:  # the register is the answer
            session.answered_at = timezone.now()
        session.state = GroupSession.State.HELD
        session.save(update_fields=["state", "answered_at"])
        content = session.group.pathway.content
        for phase in [phase for phase in content.phases_of(TRACK) if phase.group == COURSE][:1]:
            advance(session.group.pathway, phase, by)
        follow_series(pathway=session.group.pathway)
    elif cleared and not registered and session.state == GroupSession.State.HELD:
        is_before = session.answered_at is not None
        session.state = GroupSession.State.BEFORE if is_before else GroupSession.State.PLANNED
        session.save(update_fields=["state"])
        follow_series(pathway=session.group.pathway)
