"""A pathway's tasks: the list, a new one, another owner or day, done by one tap, left out because."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Pathway
from core.forms import answer
from followup.actions import tasks as actions
from followup.forms.tasks import LeaveOutForm, TaskForm
from followup.models import Task
from followup.permissions import can_keep_tasks, can_read_minutes, can_settle_task
from followup.queries import people_around
from followup.queries.tasks import pathway_tasks
from followup.views.base import pathway_address


def task_list(request, uuid):
    pathway = _pathway(request, uuid=uuid)
    if not can_read_minutes(request.person, pathway):
        raise PermissionDenied
    waiting, done = pathway_tasks(pathway, request.person, timezone.localdate())
    log_access([line.child_id for line in [*waiting, *done] if line.child_id], "list")
    context = {"pathway": pathway, "pathway_url": pathway_address(pathway), "waiting": waiting, "done": done}
    context["may_add"] = can_keep_tasks(request.person, pathway)
    return render(request, "followup/task_list.html", context)


@received_once
def task_create(request, uuid):
    pathway = _pathway(request, uuid=uuid)
    if not can_keep_tasks(request.person, pathway):
        raise PermissionDenied
    form = TaskForm.bind(request, people=_people(pathway))
    if form.is_valid():
        try:
            task = actions.make_task(pathway=pathway, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = reverse("task_list", args=[pathway.uuid])
            undo = undo_tag(request, "followup.undo_tasks.made", back=back, task=task.pk)
            messages.success(request, _("The task is saved."), extra_tags=undo)
            return redirect(back)
    return answer(request, "followup/task_form.html", {"form": form, "pathway": pathway, "task": None}, form)


def task_edit(request, uuid):
    task, pathway = _task(request, uuid)
    if pathway is None or not can_keep_tasks(request.person, pathway):
        raise PermissionDenied
    back = reverse("task_list", args=[pathway.uuid])
    if task.settled_on:
        messages.info(request, _("This task is already settled."))
        return redirect(back)
    stands = {"text": task.text, "owner": task.owner_id or "", "side": task.side, "due_on": task.due_on}
    form = TaskForm.bind(request, people=_people(pathway, task), initial=stands)
    if form.is_valid():
        try:
            task, before = actions.change_task(task=task, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = undo_tag(request, "followup.undo_tasks.changed", back=back, task=task.pk, before=before)
            messages.success(request, _("The task is saved."), extra_tags=undo)
            return redirect(back)
    return answer(request, "followup/task_form.html", {"form": form, "pathway": pathway, "task": task}, form)


@require_POST
def task_settle(request, uuid):
    task, pathway = _task(request, uuid)
    if not can_settle_task(request.person, task, pathway):
        raise PermissionDenied
    if task.kind == Task.Kind.REFERRAL:
        return redirect("referral_answer", task.uuid)
    actions.settle_task(task=task, by=request.person)
    back = _back(request, pathway)
    undo = undo_tag(request, "followup.undo_tasks.settled", back=back, task=task.pk)
    messages.success(request, _("Done: %(task)s") % {"task": task.text}, extra_tags=undo)
    return redirect(back)


def task_leave_out(request, uuid):
    task, pathway = _task(request, uuid)
    if not can_settle_task(request.person, task, pathway):
        raise PermissionDenied
    if task.kind == Task.Kind.REFERRAL:
        return redirect("referral_answer", task.uuid)
    form, back = LeaveOutForm.bind(request), _back(request, pathway)
    if form.is_valid():
        try:
            actions.leave_out_task(task=task, because=form.cleaned_data["because"], by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = undo_tag(request, "followup.undo_tasks.settled", back=back, task=task.pk)
            messages.success(request, _("The task is left out, and the reason is kept."), extra_tags=undo)
            return redirect(back)
    return answer(request, "followup/task_leave_out.html", {"form": form, "task": task, "back": back}, form)


def _pathway(request, **wanted):
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version")
    return get_object_or_404(rows, **wanted)


def _task(request, uuid):
    """(the task, its pathway or None for an owner who was given the task alone)."""
    task = get_object_or_404(Task.objects.visible_to(request.person).select_related("owner"), uuid=uuid)
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version")
    return task, rows.filter(pk=task.pathway_id).first()


def _people(pathway, task=None):
    people = list(people_around(pathway, timezone.localdate()))
    known = {each.pk for each in people}
    return people + ([task.owner] if task and task.owner_id and task.owner_id not in known else [])


def _back(request, pathway):
    """Where she came from: the pathway's tasks when she was there, else Today."""
    if pathway is not None and request.POST.get("from", request.GET.get("from")) == "pathway":
        return reverse("task_list", args=[pathway.uuid])
    return reverse("today")
