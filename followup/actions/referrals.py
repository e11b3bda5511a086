"""A referral is due until it is answered (A40)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway, PathwayChild
from followup.actions.planning import plan_missing
from followup.models import ChildClosing, Task
from followup.permissions import can_answer_referral, can_undo

Answer = ChildClosing.Answer


@transaction.atomic
def answer_referral(*, closing, answer, answered_on, by, words=""):
    """What they said to whom the child, or the whole pathway, was referred: from then on nothing is due. Answered already: nothing happens.

    Said yes: the child stops with the answer's day, and so it does in a pathway that has ended. Else it goes on here.
    """
    closing, pathway = _locked(closing, by)
    if not closing.awaits_answer:
        return closing
    if answer not in Answer.values:
        raise ValidationError({"answer": _("Choose what the answer was.")})
    if answered_on > timezone.localdate() or answered_on < closing.from_on:
        raise ValidationError({"answered_on": _("Choose a day between the referral and today.")})
    closing.answer, closing.answered_on, closing.answer_words = answer, answered_on, words.strip()
    closing.answered_by_id = by.staff_id
    _settle(closing.task, answered_on, by)
    child = getattr(closing, "pathway_child", None)
    if child is not None and (answer == Answer.ACCEPTED or not pathway.is_open):
        why = _("Referred on: %(whom)s") % {"whom": closing.refer_to}
        closing.ended = bool(
            PathwayChild.objects.filter(pk=child.pk, ends_on=None).update(ends_on=answered_on, ending_reason=why[:200])
        )
    closing.save()
    plan_missing(pathway=pathway)
    return closing


@transaction.atomic
def ask_again(*, closing, on, by):
    """No answer yet: the referral is due again on that day."""
    closing, _pathway = _locked(closing, by)
    if on <= timezone.localdate():
        raise ValidationError({"again_on": _("Choose a later day.")})
    if closing.awaits_answer and closing.task:
        Task.objects.filter(pk=closing.task_id).update(due_on=on)
    return closing


@transaction.atomic
def back_to_day(*, closing, due_on, by):
    """The day it was due before it was asked again."""
    closing, _pathway = _locked(closing, by)
    if closing.awaits_answer and closing.task:
        Task.objects.filter(pk=closing.task_id).update(due_on=due_on)


@transaction.atomic
def undo_answer(*, closing, by):
    """The answer has not been given: the referral waits again. By whoever wrote it, the same day."""
    closing, _pathway = _locked(closing, by)
    if closing.awaits_answer:
        return closing
    task = closing.task
    if (
        closing.answered_by_id != by.staff_id
        or task is None
        or not can_undo(by, task.settled_by_id, closing_moment(task))
    ):
        raise PermissionDenied
    if getattr(closing, "ended", False):
        PathwayChild.objects.filter(pk=closing.pathway_child_id, ends_on=closing.answered_on).update(
            ends_on=None, ending_reason=""
        )
        closing.ended = False
    closing.answer, closing.answered_on, closing.answer_words, closing.answered_by = "", None, "", None
    closing.save()
    Task.objects.filter(pk=task.pk).update(settled_on=None, settled_by=None)
    return closing


def closing_moment(task):
    """Tasks are settled on a day; an answer is taken back on that same day."""
    return timezone.now() if task.settled_on == timezone.localdate() else None


def _settle(task, answered_on, by):
    """The task is settled today, whatever day the answer came."""
    if task is not None:
        Task.objects.filter(pk=task.pk).update(settled_on=timezone.localdate(), settled_by=by.staff_id)


def _locked(closing, by):
    model = type(closing)
    pathway = Pathway.objects.visible_to(by).select_related("programme_version").get(pk=closing.pathway_id)
    found = model.objects.visible_to(by).select_for_update(of=("self",)).select_related("task").get(pk=closing.pk)
    found.pathway = pathway
    if not can_answer_referral(by, found):
        raise PermissionDenied
    return found, Pathway.objects.select_related("programme_version").select_for_update(of=("self",)).get(pk=pathway.pk)
