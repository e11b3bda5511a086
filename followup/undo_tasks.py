"""What is taken back of tasks."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from cases.models import Pathway
from followup.actions import tasks as actions
from followup.models import Task
from followup.permissions import can_keep_tasks


def made(*, by, task):
    row = Task.objects.visible_to(by).filter(pk=task).first()
    if row is None:
        return _("Undone: the task is gone.")
    pathway = Pathway.objects.visible_to(by).filter(pk=row.pathway_id).first()
    if row.made_by_id != by.staff_id or pathway is None or not can_keep_tasks(by, pathway):
        raise PermissionDenied
    if row.settled_on:
        raise ValidationError(_("This task is already settled."))
    row.delete()
    return _("Undone: the task is gone.")


def changed(*, by, task, before):
    owner = StaffMember.objects.visible_to(by).filter(pk=before["owner"] or 0).first()
    due_on = date.fromisoformat(before["due_on"]) if before["due_on"] else None
    row = Task.objects.visible_to(by).get(pk=task)
    actions.change_task(task=row, text=before["text"], owner=owner, side=before["side"], due_on=due_on, by=by)
    return _("Undone: the task is as it was.")


def settled(*, by, task):
    actions.undo_task(task=Task.objects.visible_to(by).get(pk=task), by=by)
    return _("Undone: the task is open again.")
