"""The class log: sessions, and the lessons taught by two."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classes.models import ClassSession, CoTeachingWeek
from classes.permissions import can_log_session, can_undo_session
from classes.queries import monday_of
from core.tasks import nudge


@transaction.atomic
def log_session(*, pathway, held_on, kind, elements, line, by, next_step="", with_words=""):
    """A session that was held. Raises ValidationError for a day that has not come yet."""
    if not can_log_session(by, pathway):
        raise PermissionDenied
    if held_on > timezone.localdate():
        raise ValidationError(
            {"held_on": _("A session is written when it has been held. Choose today or an earlier day.")}
        )
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return ClassSession.objects.create(
        municipality_id=by.municipality_id, pathway=pathway, held_on=held_on, kind=kind, elements=list(elements), line=line,
        next_step=next_step, with_words=with_words, author_id=by.staff_id,
    )  # fmt: skip


@transaction.atomic
def undo_session(*, session, by):
    """Take the session out of the log; it stays in the database, marked. A second time changes nothing."""
    if not can_undo_session(by, session):
        raise PermissionDenied
    session = ClassSession.objects.select_for_update().get(pk=session.pk)
    if session.undone_at is None:
        session.undone_at = timezone.now()
        session.save(update_fields=["undone_at"])
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return session


@transaction.atomic
def write_co_teaching(*, pathway, monday, lessons, who, by):
    """The week's one line of two-teacher lessons; written again it is corrected (A29). Zero: none were possible that week."""
    if not can_log_session(by, pathway):
        raise PermissionDenied
    if monday > monday_of(timezone.localdate()):
        raise ValidationError({"monday": _("Choose this week or an earlier one.")})
    week, _made = CoTeachingWeek.objects.update_or_create(
        municipality_id=by.municipality_id, pathway=pathway, monday=monday_of(monday),
        defaults={"lessons": lessons, "who": who, "author_id": by.staff_id},
    )  # fmt: skip
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return week
