"""Tasks as lines: for "I dag", for the calendar and for a pathway's page. Overdue is what it is for follow-ups: its day has passed."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment
from accounts.roles import ROLE_SECTOR, side_of
from cases.models import Pathway, PathwayChild
from cases.querysets import pathways_of
from followup.absence import stood_in_for
from followup.models import Task
from followup.permissions import can_keep_tasks, can_settle_task

LEADERS = ("principal", "provider_manager")
SOON = timedelta(days=7)
SHOWN = 100


@dataclass(frozen=True, slots=True)
class TaskLine:
    """days: until due, below zero when overdue; None without a day. child: whom it is about, by name only where the reader reaches it."""

    task: Task
    pathway: object  # None where the reader does not reach it: she was given the task alone
    status: str  # planned | due | overdue | held | not_held
    days: int | None
    owner: str
    child: str
    child_id: int | None  # of the child named, for the access log
    is_mine: bool
    stands_in: bool  # it is hers while its owner is away
    can_settle: bool
    can_keep: bool

    @property
    def title(self):
        return self.task.text

    @property
    def due_on(self):
        return self.task.due_on

    @property
    def agreement_url(self):
        """Where it is done, of a task to sign an agreement or to look at one again; "" for all others."""
        return reverse("agreement_detail", args=[self.task.agreement.uuid]) if self.task.agreement else ""

    @property
    def days_late(self):
        return -(self.days or 0)

    @property
    def pathway_title(self):
        return self.pathway.title if self.pathway else ""


def open_tasks(person, today, until=None, known=(), named=None):
    """Hers; those of her side that nobody has; and, where she leads, those whose owner's roles have ended. By day, those without last.

    known: pathways read before; named: what gives the children of ids in one question with others (see task_lines).
    """
    rows = Task.objects.visible_to(person).open().filter(_concerning(person, today))
    if until:
        rows = rows.filter(Q(due_on=None) | Q(due_on__lte=until))
    return task_lines(person, today, rows, known, named)


def pathway_tasks(pathway, person, today):
    """(open ones by day, settled ones the newest first) of one pathway."""
    rows = Task.objects.visible_to(person).filter(pathway=pathway)
    done = rows.exclude(settled_on=None).order_by("-settled_on", "-pk")
    return task_lines(person, today, rows.open(), [pathway]), task_lines(person, today, done, [pathway])


def _concerning(person, today):
    sides = {side_of(ROLE_SECTOR[role]) for role in person.roles if ROLE_SECTOR.get(role)}
    hers = Q(owner__in=[person.staff_id, *stood_in_for(person)])
    if sides:
        hers |= Q(owner=None, side__in=[str(side) for side in sides])
    if person.has(*LEADERS):
        at_work = RoleAssignment.objects.live(today).filter(staff_member=OuterRef("owner"))
        hers |= Q(~Exists(at_work), owner__isnull=False, pathway__in=pathways_of(person, LEADERS))
    return hers


def task_lines(person, today, rows, pathways=(), named=None):
    """Three questions whatever the number of rows: the tasks, their pathways where not known, the children named."""
    if not rows.query.order_by:
        rows = rows.order_by("due_on", "pk")
    found = list(rows.select_related("owner", "agreement", "decision")[:SHOWN])
    known = {each.pk: each for each in pathways}
    known |= {each.pk: each for each in _pathways(person, {task.pathway_id for task in found} - set(known))}
    ids = {task.pathway_child_id for task in found if task.pathway_child_id}
    names = (named or partial(children_named, person))(ids)
    return [_line(person, today, task, known.get(task.pathway_id), names) for task in found]


def _pathways(person, ids):
    return (
        Pathway.objects.visible_to(person).filter(pk__in=ids).select_related("programme_version", "school_class")
        if ids
        else ()
    )


def children_named(person, ids):
    """{id of the child in the pathway: (child's id, "Adam W.")} of those that the reader reaches."""
    rows = PathwayChild.objects.seen_with_child(person).filter(pk__in=ids).select_related("child") if ids else ()
    return {row.pk: (row.child_id, row.child.short_name) for row in rows}


def _line(person, today, task, pathway, names):
    child_id, child = names.get(task.pathway_child_id, (None, ""))
    if pathway:
        task.pathway = pathway
    return TaskLine(
        task=task,
        pathway=pathway,
        status=status_of(task, today),
        days=(task.due_on - today).days if task.due_on else None,
        owner=task.owner.name if task.owner_id else "",
        child=child or (_("a child in the pathway") if task.pathway_child_id else ""),
        child_id=child_id,
        is_mine=task.owner_id == person.staff_id or task.owner_id in stood_in_for(person),
        stands_in=task.owner_id in stood_in_for(person),
        can_settle=task.settled_on is None and can_settle_task(person, task, pathway),
        can_keep=task.settled_on is None and bool(pathway) and can_keep_tasks(person, pathway),
    )  # fmt: skip


def status_of(task, today):
    """The words of follow-ups: planned, due within a week, overdue; held is done, not held is left out."""
    if task.settled_on:
        return "not_held" if task.left_out_because else "held"
    if task.is_overdue(today):
        return "overdue"
    return "due" if task.due_on and task.due_on <= today + SOON else "planned"


def tasks_between(person, first, last, today):
    """Open ones with a day between the two, for the calendar."""
    rows = Task.objects.visible_to(person).open().filter(_concerning(person, today), due_on__range=(first, last))
    return task_lines(person, today, rows)
