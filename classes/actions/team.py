"""What the class team writes: the week's taps, and questions to the resource advisor (J07, A64)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.names import refuse_names
from cases.queries.plans import names_not_to_write
from classes.models import ClassPulse, TeamQuestion, TeamStrain
from classes.permissions import (
    can_answer_pulse,
    can_answer_question,
    can_ask_advisor,
    can_undo_answer,
    can_withdraw_question,
)
from classes.queries.log import monday_of
from classes.queries.roster import team_classes
from classes.queries.team import WEEK, is_school_week, pulse_asked

SCALE = range(1, 5)


@transaction.atomic
def answer_pulse(*, school_class, monday, calm, conflicts, participation, by):
    """One member's three taps about a week of the class; answered again they are corrected.

    Raises PermissionDenied for others than the team, ValidationError for a week that is not asked about, or a tap off the scale.
    """
    taps = {"calm": calm, "conflicts": conflicts, "participation": participation}
    return _answer(ClassPulse, school_class, monday, taps, by)


@transaction.atomic
def answer_strain(*, school_class, monday, value, by):
    """How much the week weighed on the one who answers (A64). Raises as `answer_pulse`."""
    return _answer(TeamStrain, school_class, monday, {"value": value}, by)


def _answer(model, school_class, monday, taps, by):
    _demand_team(school_class, by)
    _demand_asked(school_class, monday, by)
    if wrong := [key for key, number in taps.items() if number not in SCALE]:
        raise ValidationError({key: _("Choose one of the four.") for key in wrong})
    row, _made = model.objects.update_or_create(
        municipality_id=by.municipality_id,
        school_class=school_class,
        staff_id=by.staff_id,
        monday=monday,
        defaults=taps,
    )
    return row


@transaction.atomic
def take_back_pulse(*, school_class, monday, by):
    """Own taps of the week are gone, as if never given. Twice changes nothing."""
    _take_back(ClassPulse, school_class, monday, by)


@transaction.atomic
def take_back_strain(*, school_class, monday, by):
    _take_back(TeamStrain, school_class, monday, by)


def _take_back(model, school_class, monday, by):
    _demand_team(school_class, by)
    model.objects.visible_to(by).filter(school_class=school_class, monday=monday).delete()


def _demand_team(school_class, by):
    if not can_answer_pulse(school_class, team_classes(by, timezone.localdate())):
        raise PermissionDenied


def _demand_asked(school_class, monday, by):
    today = timezone.localdate()
    _since, is_open = pulse_asked([school_class.pk], today).get(school_class.pk, (None, False))
    if not is_open:
        raise ValidationError(_("The pulse of this class is not asked for now."), code="closed")
    if monday not in (monday_of(today), monday_of(today) - WEEK):
        raise ValidationError(_("This week is over. Answer about the newest one."), code="week")
    if not is_school_week(by.municipality_id, monday):
        raise ValidationError(_("There was no school that week."), code="week")


# ---- questions to the advisor ----


@transaction.atomic
def ask_advisor(*, pathway, text, by):
    """A question of the team to its advisor. It names no child: what concerns one stands in a note on that child."""
    if not can_ask_advisor(by, pathway):
        raise PermissionDenied
    text = _some_words({"text": text}, pathway, by)
    return TeamQuestion.objects.create(
        municipality_id=by.municipality_id, pathway=pathway, text=text, asked_by_id=by.staff_id
    )


@transaction.atomic
def withdraw_question(*, question, by):
    """Its asker takes it back until it is answered. Twice changes nothing."""
    question = _locked(question, can_withdraw_question, by)
    if question.withdrawn_at is None:
        question.withdrawn_at = timezone.now()
        question.save(update_fields=["withdrawn_at"])
    return question


@transaction.atomic
def answer_question(*, question, answer, by):
    """The advisor's answer; her own may be corrected. ValidationError when a colleague has answered meanwhile."""
    question = _locked(question, can_answer_question, by)
    answer = _some_words({"answer": answer}, question.pathway, by)
    if question.answered_at and question.answered_by_id != by.staff_id:
        raise ValidationError(
            _("%(name)s has answered already.") % {"name": question.answered_by.name}, code="answered"
        )
    question.answer, question.answered_by_id, question.answered_at = answer, by.staff_id, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    return question


@transaction.atomic
def undo_answer(*, question, by):
    """The answer is gone and the question open again. Twice changes nothing."""
    if question.answered_at is None:
        return question
    question = _locked(question, can_undo_answer, by)
    question.answer, question.answered_by, question.answered_at = "", None, None
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    return question


def _locked(question, may, by):
    """The row as it stands now; asked before the lock too, for a row that one may not write cannot be locked."""
    rows = TeamQuestion.objects.select_related("pathway", "answered_by")
    if may(by, question):
        question = rows.select_for_update(of=("self",)).get(pk=question.pk)
        if may(by, question):
            return question
    raise PermissionDenied


def _some_words(texts, pathway, by):
    texts = {field: text.strip() for field, text in texts.items()}
    for field, text in texts.items():
        if not text:
            raise ValidationError({field: _("Write a line.")})
    refuse_names(texts, names_not_to_write(pathway, by))
    return next(iter(texts.values()))
