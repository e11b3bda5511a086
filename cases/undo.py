"""What is taken back of the plan, the notes and the people of a pathway; each checks anew that the person may."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.people import reopen_role
from accounts.models import RoleAssignment, StaffMember
from accounts.undo import give_back
from cases.actions.alignments import align_as_before
from cases.actions.carrying import leave_behind, take_along
from cases.actions.people import leave_pathway
from cases.actions.plan_measures import add_measure, edit_measure, move_measure
from cases.actions.plan_parts import GOAL_TEXTS, edit_goal, saved, undo_level
from cases.models import (
    AttainedLevel,
    BehaviourStep,
    CaseNote,
    Child,
    ChildAnnex,
    Goal,
    InformationExchange,
    Measure,
    Pathway,
    PathwayPlan,
    PlanAlignment,
    Presentation,
)
from cases.permissions import can_edit_plan, can_give_role, can_write_part, can_write_plan

State = PathwayPlan.State
KINDS = {"goal": Goal, "measure": Measure}
DAYS = ("reached_on", "dropped_on", "starts_on", "ends_on")
MEASURE = (
    "title", "arena", "core_element", "template_key", "owner_words", "partner", "partner_contact", "starts_on", "ends_on",
    "intensity", "intensity_words", "feels_different", "different_words",
)  # fmt: skip


def _demand(allowed):
    if not allowed:
        raise PermissionDenied


def _locked(model, pk, by):
    row = model.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise ValidationError(_("It is gone already."))
    return row


def _days(values):
    return {name: date.fromisoformat(value) if name in DAYS and value else value for name, value in values.items()}


def delete_unused(row):
    """Delete it, unless something has been built upon it since."""
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError):
        raise ValidationError(_("It can no longer be taken back: something has been written about it since.")) from None


# ---- goals and measures ----


def goal_before(goal):
    """What a goal is given back: its texts, days and steps."""
    steps = [(step.text, step.reached_on) for step in BehaviourStep.objects.filter(goal=goal)]
    names = (*GOAL_TEXTS, "points", "reached_on", "dropped_on")
    return {name: getattr(goal, name) for name in names} | {"steps": steps}


def goal_added(*, by, goal):
    goal = _locked(Goal, goal, by)
    _demand(can_write_part(by, goal))
    with transaction.atomic():
        BehaviourStep.objects.filter(goal=goal).delete()
        delete_unused(goal)
    return _("Undone: the goal is not in the plan.")


def goal_changed(*, by, goal, before):
    steps = [(text, day and date.fromisoformat(day)) for text, day in before.pop("steps")]
    edit_goal(goal=_locked(Goal, goal, by), steps=steps, by=by, **_days(before))
    return _("Undone: the goal is as it was.")


def measure_before(measure):
    return {name: getattr(measure, name) for name in MEASURE} | {"owner": measure.owner_id}


def _with_owner(before, by):
    owner = StaffMember.objects.visible_to(by).filter(pk=before.pop("owner")).first()
    return _days(before) | {"owner": owner}


def level_recorded(*, by, level):
    undo_level(level=_locked(AttainedLevel, level, by), by=by)
    return _("Undone: nothing is kept of how far it came.")


def measure_moved(*, by, measure, core_element, arena, template, before=None):
    measure = _locked(Measure, measure, by)
    follower = Measure.objects.visible_to(by).filter(pk=before).first() if before else None
    move_measure(measure=measure, core_element=core_element, arena=arena, before=follower, by=by)
    if template:
        Measure.objects.filter(pk=measure.pk).update(template_key=template)
    return _("Undone: the measure stands where it stood.")


def measure_added(*, by, measure):
    measure = _locked(Measure, measure, by)
    _demand(can_write_part(by, measure))
    delete_unused(measure)
    return _("Undone: the measure is not in the plan.")


def measure_changed(*, by, measure, before):
    edit_measure(measure=_locked(Measure, measure, by), by=by, **_with_owner(before, by))
    return _("Undone: the measure is as it was.")


def measure_removed(*, by, plan, order, root, before):
    plan = _locked(PathwayPlan, plan, by)
    measure = add_measure(plan=plan, by=by, **_with_owner(before, by))
    Measure.objects.filter(pk=measure.pk).update(order=order, root_id=root)
    return _("Undone: the measure is in the plan again.")


def measure_ended(*, by, measure):
    measure = _locked(Measure, measure, by)
    _demand(can_write_part(by, measure))
    measure.ended_on, measure.effect = None, ""
    saved(measure, by)
    return _("Undone: the measure goes on.")


# ---- versions ----


def version_started(*, by, plan):
    plan = _locked(PathwayPlan, plan, by)
    _demand(can_edit_plan(by, plan))
    if plan.state != State.DRAFT or plan.row_version > 1:
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    written = Q(row_version__gt=1) | Q(root=None)  # changed since, or begun in it
    if any(parts.objects.filter(written, plan=plan).exists() for parts in (Goal, Measure)):
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    with transaction.atomic():
        BehaviourStep.objects.filter(goal__plan=plan).delete()
        PlanAlignment.objects.filter(plan=plan).delete()
        for parts in (Goal, Measure):
            for part in parts.objects.filter(plan=plan):
                delete_unused(part)
        delete_unused(plan)
    return _("Undone: no new version is being written.")


def part_taken(*, by, plan, kind, part):
    plan, part = _locked(PathwayPlan, plan, by), _locked(KINDS[kind], part, by)
    leave_behind(plan=plan, part=part, by=by)
    return _("Undone: it stays in the plan before.")


def part_left(*, by, plan, kind, part, before, order):
    """It stands in the version being written as it had been written there."""
    plan, part = _locked(PathwayPlan, plan, by), _locked(KINDS[kind], part, by)
    taken = take_along(plan=plan, part=part, by=by)
    if kind == "goal":
        steps = [(text, day and date.fromisoformat(day)) for text, day in before.pop("steps")]
        edit_goal(goal=taken, steps=steps, by=by, **_days(before))
    else:
        edit_measure(measure=taken, by=by, **_with_owner(before, by))
    KINDS[kind].objects.filter(pk=taken.pk).update(order=order)
    return _("Undone: it is in the plan again.")


def aligned(*, by, before, plan=None, annex=None):
    home = {"plan": _locked(PathwayPlan, plan, by)} if plan else {"annex": _locked(ChildAnnex, annex, by)}
    stood = [(key, where, day and date.fromisoformat(day), who) for key, where, day, who in before]
    align_as_before(before=stood, by=by, **home)
    return _("Undone: what was said of the other plans stands as before.")


def plan_shared(*, by, plan):
    plan = _locked(PathwayPlan, plan, by)
    _demand(can_write_plan(by, plan.pathway))
    if plan.state != State.SHARED or plan.presentations.exists():
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    plan.state = State.DRAFT
    plan.save()
    return _("Undone: the plan is a draft again.")


def plan_put_in_force(*, by, plan, former=None):
    plan = _locked(PathwayPlan, plan, by)
    _demand(can_write_plan(by, plan.pathway))
    if (
        plan.state != State.IN_FORCE
        or PathwayPlan.objects.filter(pathway=plan.pathway, number__gt=plan.number).exists()
    ):
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    plan.state, plan.valid_from = State.SHARED, None
    plan.save()
    if former:
        before = _locked(PathwayPlan, former, by)
        before.state = State.IN_FORCE
        before.save()
    return _("Undone: the plan is not in force.")


def plan_presented(*, by, presentation):
    row = _locked(Presentation, presentation, by)
    _demand(row.by_id == by.staff_id)
    row.delete()
    return _("Undone: nothing is kept of it.")


# ---- notes and people ----


def note_written(*, by, note):
    """Its writer's own; a note that has been shared by name stays."""
    row = _locked(CaseNote, note, by)
    _demand(row.author_id == by.staff_id)
    if InformationExchange.objects.filter(noun="note", object_id=row.pk).exists():
        raise ValidationError(_("The note has been shared. It stays."))
    child, body = row.child, row.body
    row.delete()
    address = reverse("note_create", args=[child.uuid])
    give_back(by=by, form="note_create", subject=child.uuid, path=address, fields={"body": body})
    return _("Undone: the note is not kept. What you wrote is in the form.")


def person_joined(*, by, assignment, pathway, child=None):
    pathway = Pathway.objects.visible_to(by).get(pk=pathway)
    found = RoleAssignment.objects.visible_to(by).get(pk=assignment)
    leave_pathway(assignment=found, pathway=pathway, child=_child(child, by), by=by)
    return _("Undone: the role ends today.")


def person_left(*, by, assignment, pathway, ends_on=None, child=None):
    pathway = Pathway.objects.visible_to(by).get(pk=pathway)
    found = RoleAssignment.objects.select_for_update().get(pk=assignment)
    _demand(can_give_role(by, pathway, found.role, _child(child, by)))
    reopen_role(found, ends_on and date.fromisoformat(ends_on), by)
    return _("Undone: the role goes on.")


def _child(pk, by):
    return Child.objects.visible_to(by).filter(pk=pk).first() if pk else None
