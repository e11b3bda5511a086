"""Make, hand over, settle and leave out a task."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway, PathwayChild
from followup.models import Task
from followup.permissions import can_keep_tasks, can_settle_task

SETTLED = ["settled_on", "settled_by", "left_out_because"]


@transaction.atomic
def make_task(
    *, pathway, text, by, kind=Task.Kind.OTHER, owner=None, side="", due_on=None, pathway_child=None, meeting=None, decision=None
):  # fmt: skip
    """One thing for one person, or for a side while nobody has it. A child that `by` does not reach is refused."""
    if not can_keep_tasks(by, pathway):
        raise PermissionDenied
    if pathway_child and not PathwayChild.objects.seen_with_child(by).filter(pk=pathway_child.pk).exists():
        raise PermissionDenied
    _check(text, owner, side)
    return Task.objects.create(
        municipality_id=by.municipality_id,
        pathway=pathway,
        pathway_child=pathway_child,
        meeting=meeting,
        decision=decision,
        kind=kind,
        text=text.strip(),
        owner=owner,
        side=side,
        due_on=due_on,
        made_by_id=by.staff_id,
    )


@transaction.atomic
def change_task(*, task, text, owner, side, due_on, by):
    """Other words, another owner or another day; gives the task and what stood there before."""
    task, pathway = locked_task(task, by)
    if pathway is None or not can_keep_tasks(by, pathway):
        raise PermissionDenied
    _check(text, owner, side)
    if task.settled_on:
        raise ValidationError(_("This task is already settled."))
    before = {"text": task.text, "owner": task.owner_id, "side": task.side, "due_on": task.due_on}
    task.text, task.owner, task.side, task.due_on = text.strip(), owner, side, due_on
    task.save(update_fields=["text", "owner", "side", "due_on"])
    return task, before


@transaction.atomic
def settle_task(*, task, by):
    """Done, today. Settled already: nothing happens."""
    return _settle(task, by, "")


@transaction.atomic
def leave_out_task(*, task, because, by):
    """It is not to be done, because. Settled already: nothing happens."""
    if not because.strip():
        raise ValidationError({"because": _("Write why, so that others can understand it later.")})
    return _settle(task, by, because.strip())


@transaction.atomic
def undo_task(*, task, by):
    """Open again what was settled by mistake: by whoever settled it, on the same day. Open already: nothing happens."""
    task, _pathway = locked_task(task, by)
    if task.settled_on is None:
        return task
    if task.settled_by_id != by.staff_id or task.settled_on != timezone.localdate():
        raise PermissionDenied
    task.settled_on = task.settled_by = None
    task.left_out_because = ""
    task.save(update_fields=SETTLED)
    return task


def locked_task(task, by):
    """(the row anew and locked, its pathway or None): an owner from elsewhere ticks off what she was given."""
    task = Task.objects.visible_to(by).select_for_update(of=("self",)).get(pk=task.pk)
    rows = Pathway.objects.visible_to(by).select_related("programme_version")
    return task, rows.filter(pk=task.pathway_id).first()


def _settle(task, by, because):
    task, pathway = locked_task(task, by)
    if not can_settle_task(by, task, pathway):
        raise PermissionDenied
    if task.settled_on is None and task.kind == Task.Kind.REFERRAL and because == "":
        raise ValidationError(_("Write the answer to the referral: then nothing more is due."))
    if task.settled_on is None:
        task.settled_on, task.settled_by_id, task.left_out_because = timezone.localdate(), by.staff_id, because
        task.save(update_fields=SETTLED)
    return task


def _check(text, owner, side):
    if not text.strip():
        raise ValidationError({"text": _("Write what is to be done.")})
    if owner is None and not side:
        raise ValidationError({"owner": _("Choose who does it, or which side finds somebody.")})
