"""The class log: sessions, and the lessons taught by two."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.trials import try_measure
from cases.models import Measure
from classes.models import ClassSession, CoTeachingWeek, SessionChild, SessionTrial
from classes.permissions import can_correct_session, can_log_session, can_undo_co_teaching, can_undo_session
from classes.queries import children_in_log, is_taught, monday_of
from core.tasks import nudge
from followup.calendar import school_calendar


@transaction.atomic
def log_session(*, pathway, held_on, kind, elements, line, by, measures=(), children=(), **more):
    """A session that was held. Raises ValidationError for a day that has not come yet.

    measures: of the class part, tried in the session: each becomes a trial. children: ids, named only when needed.
    more: teaching_theme, next_step, next_step_owner, next_step_name, with_words, leader_took_part.
    """
    if not can_log_session(by, pathway):
        raise PermissionDenied
    session = ClassSession(municipality_id=by.municipality_id, pathway=pathway, author_id=by.staff_id)
    _write(session, held_on, kind, elements, line, more)
    _name(session, children, by)
    _try(session, measures, by)
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return session


@transaction.atomic
def correct_session(*, session, held_on, kind, elements, line, by, measures=(), children=(), **more):
    """Its author puts right what the session says; what it said stays in the log of changes."""
    if not can_correct_session(by, session):
        raise PermissionDenied
    pathway = session.pathway
    session = ClassSession.objects.select_for_update().get(pk=session.pk)
    session.pathway = pathway
    if session.undone_at is not None:
        raise ValidationError(_("The session has been taken back. Put it back before you correct it."))
    session.corrected_at = timezone.now()
    _write(session, held_on, kind, elements, line, more)
    _name(session, children, by)
    _try(session, measures, by)
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return session


def _write(session, held_on, kind, elements, line, more):
    if held_on > timezone.localdate():
        raise ValidationError(
            {"held_on": _("A session is written when it has been held. Choose today or an earlier day.")}
        )
    session.held_on, session.kind, session.elements, session.line = held_on, kind, list(elements), line
    for name in ("teaching_theme", "next_step", "with_words", "leader_took_part"):
        setattr(session, name, more.get(name) or type(getattr(session, name))())
    owner = more.get("next_step_owner", "") if session.next_step else ""
    session.next_step_owner = owner
    session.next_step_name = more.get("next_step_name", "") if owner == ClassSession.Owner.OTHER else ""
    session.save()


def _name(session, children, by):
    """Name exactly these children. Those named by somebody who sees more than `by` does stay as they are."""
    wanted = set(children)
    rows = {row.child_id: row for row in SessionChild.objects.visible_to(by).filter(session=session)}
    added = wanted - rows.keys()
    if not added <= {child.pk for child in children_in_log(session.pathway, by, timezone.localdate())}:
        raise ValidationError({"children": _("Choose among the children in the pathway whose families have said yes.")})
    SessionChild.objects.filter(pk__in=[row.pk for child, row in rows.items() if child not in wanted]).delete()
    SessionChild.objects.bulk_create(
        SessionChild(municipality_id=by.municipality_id, session=session, child_id=child) for child in sorted(added)
    )
    count = session.children_count - len(rows) + len(wanted)
    if count != session.children_count:
        session.children_count = count
        session.save(update_fields=["children_count"])


def _try(session, measures, by):
    """Let exactly these measures have been tried in the session, on its day; a measure is the same in every version."""
    wanted = {measure.family: measure for measure in measures}
    for link in _live_trials(session):
        if wanted.get(link.trial.measure.family) is None or link.trial.tried_on != session.held_on:
            _take_back(link)
        else:
            wanted.pop(link.trial.measure.family)
    for measure in wanted.values():
        _refuse_foreign(measure, session)
        SessionTrial.objects.create(
            municipality_id=by.municipality_id, session=session, trial=_tried(measure, session, by)
        )


def _tried(measure, session, by):
    try:
        return try_measure(measure=measure, tried_on=session.held_on, line="", by=by)
    except ValidationError as error:
        raise ValidationError({"measures": error.messages}) from error


def _take_back(link, at=None):
    """The trial follows its session, also when that is corrected days later."""
    link.trial.undone_at = at or timezone.now()
    link.trial.save(update_fields=["undone_at"])


def _refuse_foreign(measure, session):
    if not Measure.objects.filter(pk=measure.pk, annex=None, plan__pathway=session.pathway_id).exists():
        raise ValidationError({"measures": _("Choose among the measures of the class.")})


def _live_trials(session):
    rows = SessionTrial.objects.filter(session=session, trial__undone_at=None)
    return list(rows.select_related("trial__measure"))


@transaction.atomic
def undo_session(*, session, by):
    """Take the session out of the log with what was tried in it; it stays in the database, marked. Twice changes nothing."""
    if not can_undo_session(by, session):
        raise PermissionDenied
    session = ClassSession.objects.select_for_update().get(pk=session.pk)
    if session.undone_at is None:
        session.undone_at = timezone.now()
        session.save(update_fields=["undone_at"])
        for link in _live_trials(session):
            _take_back(link, session.undone_at)
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return session


@transaction.atomic
def restore_session(*, session, by):
    """Put a session back that was taken out by mistake, and what was tried in it. Twice changes nothing."""
    if not can_undo_session(by, session):
        raise PermissionDenied
    session = ClassSession.objects.select_for_update().get(pk=session.pk)
    if session.undone_at is not None:
        for link in SessionTrial.objects.filter(session=session, trial__undone_at=session.undone_at).select_related(
            "trial"
        ):
            link.trial.undone_at = None
            link.trial.save(update_fields=["undone_at"])
        session.undone_at = None
        session.save(update_fields=["undone_at"])
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return session


# ---- lessons taught by two ----


@transaction.atomic
def write_co_teaching(*, pathway, monday, lessons, who="", reason="", by):
    """The week's one line of two-teacher lessons; written again it is corrected (A29). Zero: none were possible, and why."""
    if not can_log_session(by, pathway):
        raise PermissionDenied
    monday = monday_of(monday)
    _refuse_week(pathway, monday)
    if not lessons and not reason:
        raise ValidationError({"reason": _("Write in a few words why there were none, for example a camp.")})
    now = (
        {"lessons": lessons, "who": who, "reason": ""} if lessons else {"lessons": lessons, "who": "", "reason": reason}
    )
    week = CoTeachingWeek.objects.select_for_update().filter(pathway=pathway, monday=monday).first()
    if week is None:
        week = CoTeachingWeek(municipality_id=by.municipality_id, pathway=pathway, monday=monday, before={})
    elif _said(week) == now:
        return week
    else:
        week.before = {**_said(week), "lessons": str(week.lessons), "author": week.author_id}
    return _save_week(week, now, by.staff_id, by)


def _said(week):
    return {name: getattr(week, name) for name in ("lessons", "who", "reason")}


def _save_week(week, said, author_id, by):
    for name, value in said.items():
        setattr(week, name, value)
    week.author_id = author_id
    week.save()
    nudge("insight.refresh_figures", by.municipality_id, by.user_id)
    return week


def _refuse_week(pathway, monday):
    if monday > monday_of(timezone.localdate()):
        raise ValidationError({"monday": _("Choose this week or an earlier one.")})
    if pathway.starts_on is None or monday < monday_of(pathway.starts_on):
        raise ValidationError({"monday": _("The pathway had not begun that week. Choose a later one.")})
    if not is_taught(school_calendar(pathway.municipality_id, monday, monday), monday):
        raise ValidationError({"monday": _("There was no school that week. Choose another.")})


@transaction.atomic
def undo_co_teaching(*, week, by):
    """Let the line say what it said before it was last saved, or be gone when it was new. Gives the line, or None.

    Raises PermissionDenied for anybody but who saved it, and on another day. Twice changes nothing.
    """
    if not can_undo_co_teaching(by, week):
        raise PermissionDenied
    pathway = week.pathway
    week = CoTeachingWeek.objects.select_for_update().filter(pk=week.pk).first()
    if week is None:
        return None  # clicked twice
    week.pathway = pathway
    if week.before is None:
        return week
    before = week.before
    if not before:
        week.delete()
        nudge("insight.refresh_figures", by.municipality_id, by.user_id)
        return None
    week.before = None
    said = {"lessons": Decimal(before["lessons"]), "who": before["who"], "reason": before["reason"]}
    return _save_week(week, said, before["author"], by)
