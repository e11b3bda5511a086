"""The joint plan: its versions, their goals and measures, the annexes of children, and whom it was told to.

Source: A51, A52, A59, A60. The class part names no child; an annex stays on the side that wrote it until it is shared.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions.plan_measures import add_measure, edit_measure, end_measure, remove_measure
from cases.actions.plan_parts import (
    STALE,
    add_goal,
    copy_goal,
    copy_measure,
    demand,
    edit_goal,
    locked,
    pathway_of,
    refuse_stale,
    saved,
)
from cases.actions.sharing import share_new
from cases.models import ChildAnnex, Goal, Measure, Pathway, PathwayChild, PathwayPlan, PlanAlignment, Presentation
from cases.names import refuse_names
from cases.permissions import can_edit_plan, can_present_plan, can_write_annex, can_write_plan
from cases.queries.plans import names_not_to_write
from cases.walls import ANNEX

__all__ = [
    "add_goal",
    "add_measure",
    "edit_goal",
    "edit_measure",
    "end_measure",
    "pathway_of",
    "present_plan",
    "put_plan_in_force",
    "remove_measure",
    "share_plan",
    "start_version",
    "write_annex",
    "write_class_part",
]
State = PathwayPlan.State
NOT_SHARED_YET = _("Share the plan before you put it in force or tell others about it.")
OFFER_FIRST = _("The annex is written when all who hold custody have said yes to the offer.")


# ---- versions ----


@transaction.atomic
def start_version(*, pathway, by):
    """Begin the next version of the plan: empty the first time, then a copy of the newest with its goals and measures.

    One version is being written at a time: that one is given back. Measures that are over and dropped goals stay behind;
    a goal that was reached comes along as reached.
    Raises PermissionDenied.
    """
    pathway = Pathway.objects.select_for_update().get(pk=pathway.pk)
    demand(can_write_plan(by, pathway))
    newest = PathwayPlan.objects.filter(pathway=pathway).newest().first()
    if newest and newest.state in (State.DRAFT, State.SHARED):
        return newest
    plan = PathwayPlan(municipality_id=by.municipality_id, pathway=pathway, number=newest.number + 1 if newest else 1)
    plan.changed_by_id = by.staff_id
    if newest:
        plan.strengths, plan.focus = newest.strengths, newest.focus
    plan.save()
    if newest:
        _copy_parts(newest, plan, by)
    return plan


def _copy_parts(before, plan, by):
    for goal in Goal.objects.filter(plan=before, dropped_on=None):
        copy_goal(goal, plan, by)
    today = timezone.localdate()
    for measure in Measure.objects.filter(plan=before):
        if measure.status(today) != "closed":
            copy_measure(measure, plan, by)
    for row in PlanAlignment.objects.filter(plan=before).exclude(reference=""):
        row.pk, row.plan, row.aligned_on, row.by = None, plan, None, None  # found where it was, and looked at anew
        row._state.adding = True
        row.save()


@transaction.atomic
def write_class_part(*, plan, strengths, focus, row_version, by):
    """Save the class part of a version that is being written.

    row_version: the one the writer began from; ValidationError with code "stale" when somebody saved since.
    Also refuses names of the class's pupils and CPR numbers (A51).
    """
    plan = locked(PathwayPlan, plan)
    demand(can_edit_plan(by, plan))
    refuse_stale(plan, row_version)
    refuse_names({"strengths": strengths, "focus": focus}, names_not_to_write(plan.pathway, by))
    plan.strengths, plan.focus = strengths, focus
    return saved(plan, by)


@transaction.atomic
def share_plan(*, plan, by):
    """draft → shared: everybody around the class may read the version. Twice changes nothing."""
    plan = locked(PathwayPlan, plan)
    demand(can_write_plan(by, plan.pathway))
    if plan.state == State.DRAFT:
        _refuse_empty(plan)
        plan.state = State.SHARED
        saved(plan, by)
    return plan


@transaction.atomic
def put_plan_in_force(*, plan, valid_from, by):
    """shared → in force from `valid_from`; the version in force until now is superseded. Twice changes nothing.

    ValidationError for a draft, for a plan without strengths, goals or measures, and for a date before the version in force.
    """
    plan = locked(PathwayPlan, plan)
    demand(can_write_plan(by, plan.pathway))
    if plan.state == State.IN_FORCE:
        return plan
    if plan.state != State.SHARED:
        raise ValidationError(NOT_SHARED_YET, code="move")
    _refuse_empty(plan)
    if former := PathwayPlan.objects.select_for_update().filter(pathway=plan.pathway).in_force().first():
        if former.valid_from and valid_from < former.valid_from:
            raise ValidationError(
                {"valid_from": _("Plan %(number)s is in force from a later day.") % {"number": former.number}}
            )
        former.state = State.SUPERSEDED
        former.save()
    plan.state, plan.valid_from = State.IN_FORCE, valid_from
    return saved(plan, by)


def _refuse_empty(plan):
    missing = []
    if not plan.strengths.strip():
        missing.append(_("what goes well"))
    if not Goal.objects.filter(plan=plan).exists():
        missing.append(_("at least one goal"))
    if not Measure.objects.filter(plan=plan).exists():
        missing.append(_("at least one measure"))
    if missing:
        words = ", ".join(str(part) for part in missing)
        raise ValidationError(_("The plan still lacks: %(missing)s.") % {"missing": words}, code="empty")


# ---- annexes ----


@transaction.atomic
def write_annex(*, pathway_child, sector, strengths, by, row_version=None):
    """Write one side's part of a child's annex; the row is made when it is first written.

    sector: school or provider. row_version: None the first time, else the one the writer began from
    (ValidationError "stale" when somebody saved since, or began it while she wrote). ValidationError until the offer is accepted (A39, A45).
    """
    demand(can_write_annex(by, pathway_child, sector))
    annex = ChildAnnex.objects.select_for_update().filter(pathway_child=pathway_child, sector=sector).first()
    if annex is None:
        return _new_annex(pathway_child, sector, strengths, by)
    refuse_stale(annex, row_version or 0)
    annex.strengths = strengths
    return saved(annex, by)


def _new_annex(pathway_child, sector, strengths, by):
    if not PathwayChild.objects.filter(pk=pathway_child.pk, accepted_on__isnull=False).exists():
        raise ValidationError(OFFER_FIRST, code="offer")
    annex = ChildAnnex(
        municipality_id=by.municipality_id, pathway_child=pathway_child, child_id=pathway_child.child_id, sector=sector
    )
    annex.strengths, annex.changed_by_id = strengths, by.staff_id
    try:
        with transaction.atomic():
            annex.save()
    except IntegrityError:  # begun by somebody else in the same moment
        raise ValidationError(STALE, code="stale") from None
    share_new(child=annex.child, pathway=pathway_child.pathway, noun=ANNEX.noun, obj=annex, by=by)
    return annex


# ---- told to others ----


@transaction.atomic
def present_plan(*, plan, audience, presented_on, annex=None, with_words="", by):
    """Record that the plan was told to one of the version's audiences (A51); about a child it belongs to its annex.

    ValidationError by field for an unknown audience, a day to come, a draft, or a child's audience without its annex.
    """
    plan = PathwayPlan.objects.select_related("pathway").get(pk=plan.pk)
    demand(can_present_plan(by, plan.pathway))
    known = {each.key: each for each in plan.pathway.content.audiences}
    errors = {}
    if plan.state == State.DRAFT:
        raise ValidationError(NOT_SHARED_YET, code="move")
    if audience not in known:
        errors["audience"] = _("Choose to whom the plan was told.")
    elif known[audience].names_children and annex is None:
        errors["annex"] = _("Choose the child.")
    if presented_on > timezone.localdate():
        errors["presented_on"] = _("This day is still to come.")
    if errors:
        raise ValidationError(errors)
    annex = annex if known[audience].names_children else None
    if annex is None:
        refuse_names({"with_words": with_words}, names_not_to_write(plan.pathway, by))
    return Presentation.objects.create(
        municipality_id=by.municipality_id, plan=plan, annex=annex, audience=audience,
        presented_on=presented_on, by_id=by.staff_id, with_words=with_words,
    )  # fmt: skip
