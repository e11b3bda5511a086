"""Who came, and whom somebody rang between two sessions."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.tasks import nudge
from parentgroups.actions.ground import TRACK, advance, locked_session, must
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment, GroupSession
from parentgroups.permissions import can_lead_group, can_undo_call
from parentgroups.queries import register_rows

PRESENT = ("present", "")
COURSE = "course"  # the group of phases in which a pathway meets


@transaction.atomic
def save_register(*, session, marks, by, fill_present=False):
    """Register who came. Whoever is not in `marks` stays as she is; nobody is registered by not being mentioned.

    marks: {(enrolment id, is_companion): (status, reason)}; reason is a key of the version and kept only with "notice".
    fill_present: parents who are not registered afterwards came ("Alle til stede"). The same register again changes
    nothing; the last one wins, and the log keeps both. Gives the rows of the register as they now stand.
    """
    session = locked_session(session)
    must(can_lead_group(by, session.group))
    _check_marks(marks, session.group.pathway.content)
    rows = register_rows(session, by)
    new = partial(Attendance, municipality_id=session.municipality_id, session=session, registered_by_id=by.staff_id)
    for row in rows:
        key = row.enrolment.pk
        fill = PRESENT if fill_present and row.mark is None else None
        row.mark = _after(row.mark, marks.get((key, False)) or fill, partial(new, enrolment=row.enrolment))
        if row.enrolment.companion:
            companion = partial(new, enrolment=row.enrolment, is_companion=True)
            row.companion_mark = _after(row.companion_mark, marks.get((key, True)), companion)
    registered = [mark for row in rows for mark in (row.mark, row.companion_mark) if mark]
    if changed := [mark for mark in registered if mark._state.adding]:
        _store(changed)
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    if registered and session.state != GroupSession.State.HELD and session.on_day <= timezone.localdate():
        _hold(session, by)
    return rows


def _check_marks(marks, content):
    reasons = {"", *(reason.key for reason in content.absence_reasons)}
    if any(status not in Attendance.Status.values or reason not in reasons for status, reason in marks.values()):
        raise ValidationError(_("Choose how it was for each parent."))


def _after(before, mark, new):
    """The mark as it is after this save: the row that stood, or a new one when something differs from it."""
    if mark is None:
        return before
    status, reason = mark
    reason = reason if status == Attendance.Status.NOTICE else ""
    if before and (before.status, before.reason) == (status, reason):
        return before
    words = before.reason_words if before and status == before.status else ""
    return new(status=status, reason=reason, reason_words=words)


def _store(changed):
    Attendance.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["session", "enrolment", "is_companion"],
        update_fields=["status", "reason", "reason_words", "registered_by", "registered_at"],
    )


def _hold(session, by):
    session.state = GroupSession.State.HELD
    session.save(update_fields=["state"])
    content = session.group.pathway.content
    for phase in [phase for phase in content.phases_of(TRACK) if phase.group == COURSE][:1]:
        advance(session.group.pathway, phase, by)


@transaction.atomic
def log_call(*, enrolment, reached, by, note="", called_on=None) -> BetweenSessionContact:
    """Keep that a parent was rung between two sessions: reached or not, and one line (A38)."""
    enrolment = GroupEnrolment.objects.visible_to(by).select_related("group__pathway").get(pk=enrolment.pk)
    must(can_lead_group(by, enrolment.group))
    called_on = called_on or timezone.localdate()
    if called_on > timezone.localdate():
        raise ValidationError({"called_on": _("The call cannot lie in the future.")})
    return BetweenSessionContact.objects.create(
        municipality_id=by.municipality_id,
        enrolment=enrolment,
        called_on=called_on,
        reached=reached,
        note=note,
        by_id=by.staff_id,
    )


@transaction.atomic
def undo_call(*, call, by) -> None:
    """Take back a call that was logged by mistake, by whoever logged it and on the same day; the log keeps it."""
    must(can_undo_call(by, call, timezone.localdate()))
    BetweenSessionContact.objects.visible_to(by).filter(pk=call.pk).delete()
