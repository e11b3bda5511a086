"""The decision at the end: for the whole pathway and for each child, by school and social services together (A30, A55)."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import InformationExchange, Pathway, PathwayChild
from followup.actions.pathways import close_pathway, locked_pathway
from followup.actions.planning import cancel_stopped, plan_missing
from followup.actions.reopening import reopen_pathway, undo_reopen
from followup.actions.undo import undo_close
from followup.models import ChildClosing, PathwayClosing, Task
from followup.permissions import can_close_pathway, can_undo
from followup.phases import FINISH, GO_ON, REFER, STAYS, closing_decisions, decisions_of_track, outcome

Mapping = PathwayClosing.Mapping
ANSWER_WITHIN = timedelta(days=14)


@transaction.atomic
def decide_closing(
    *, pathway, decision, reason, from_on, by, decided_with=None, refer_to="", planned_end_on=None, mapping=Mapping.NOT_ASKED,
    no_mapping_reason="", children=None,
):  # fmt: skip
    """Take a closing decision of the version (A55): end, refer on, go on in maintenance, or go on until a new day.

    children: {PathwayChild pk: {"decision", "refer_to", "why", "owner", "due_on"}}; one that is not named follows the whole.
    decided_with: the one of the other side; the other lead when not given. Decided already: gives that decision.
    """
    pathway = locked_pathway(pathway, by, can_close_pathway)
    before = PathwayClosing.objects.standing().filter(pathway=pathway).first()
    if before and (not pathway.is_open or _said_already(before, decision, planned_end_on)):
        return before
    kind = _kind(pathway, decision, "decision")
    _check(pathway, kind, reason, refer_to, planned_end_on, mapping, no_mapping_reason)
    rows = list(PathwayChild.objects.filter(pathway=pathway, ends_on=None).select_related("pathway").order_by("pk"))
    asked = _asked(pathway, kind, decision, rows, children or {}, refer_to, by)
    ended_before = pathway.planned_end_on
    if kind == GO_ON:
        pathway.planned_end_on = planned_end_on
        pathway.save(update_fields=["planned_end_on"])
    else:
        pathway = close_pathway(pathway=pathway, decision=decision, reason=reason, ended_on=from_on, by=by)
    closing = PathwayClosing.objects.create(
        municipality_id=by.municipality_id, pathway=pathway, decision=decision, reason=reason.strip(), from_on=from_on,
        refer_to=refer_to.strip() if kind == REFER else "", mapping=mapping,
        no_mapping_reason=no_mapping_reason.strip() if mapping == Mapping.LEFT_OUT else "",
        planned_end_on=planned_end_on if kind == GO_ON else None, planned_end_before=ended_before if kind == GO_ON else None,
        decided_by_id=by.staff_id, decided_with_id=_partner(pathway, decided_with, by),
    )  # fmt: skip
    if kind == REFER:
        _ask(closing, by)
    for row in rows:
        _decide(row, asked[row.pk], from_on, closing.decided_with_id, by, closing)
    _count_anew(pathway, by)
    return closing


@transaction.atomic
def decide_child(
    *, pathway_child, decision, from_on, by, why="", refer_to="", owner=None, due_on=None, decided_with=None
):
    """A decision for one child while the rest goes on: it stops, is referred on (A40), or stays after all.

    Referred on already and not answered: ValidationError. Stopped already: gives the last decision.
    """
    pathway = locked_pathway(pathway_child.pathway, by, can_close_pathway)
    row = PathwayChild.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pathway_child.pk)
    last = ChildClosing.objects.standing().filter(pathway_child=row).first()
    if row.ends_on is not None:
        return last
    kind = _kind(pathway, decision, "decision", of_child=True)
    if last and last.awaits_answer:
        raise ValidationError(_("The referral to %(whom)s has not been answered yet.") % {"whom": last.refer_to})
    if not pathway.is_open and kind in STAYS:
        raise ValidationError({"decision": _("The pathway is closed: the child can only stop or be referred on.")})
    if kind == REFER and not refer_to.strip():
        raise ValidationError({"refer_to": _("Write to whom.")})
    if not why.strip():
        raise ValidationError({"why": _("Write why, so that others can understand it later.")})
    _check_day(pathway, from_on, row)
    row.pathway = pathway
    if owner and not _may_follow_up(owner, row, by):
        raise ValidationError({"owner": _("Choose somebody who is told about the child.")})
    said = {"decision": decision, "refer_to": refer_to, "why": why, "owner": owner, "due_on": due_on, "kind": kind}
    made = _decide(row, said, from_on, _partner(pathway, decided_with, by), by)
    _count_anew(pathway, by)
    return made


# ---- what was asked ----


def _said_already(before, decision, planned_end_on):
    today = timezone.localdate(before.decided_at) == timezone.localdate()
    return before.decision == decision and (
        before.pathway.ending == decision or today and before.planned_end_on == planned_end_on
    )


def _kind(pathway, decision, field, of_child=False):
    known = {found.key: found for found, _steps in closing_decisions(pathway)}
    if of_child:
        known = {found.key: found for found in decisions_of_track(pathway) if found.for_child}
    if decision not in known:
        raise ValidationError({field: _("This decision cannot be taken from the phase the pathway is in.")})
    return outcome(pathway.content, known[decision])


def _check(pathway, kind, reason, refer_to, planned_end_on, mapping, no_mapping_reason):
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Write why, so that others can understand it later.")
    if kind == REFER and not refer_to.strip():
        errors["refer_to"] = _("Write to whom.")
    if kind == GO_ON and (planned_end_on is None or planned_end_on <= timezone.localdate()):
        errors["planned_end_on"] = _("Choose a new last day after today.")
    if kind != GO_ON and mapping == Mapping.LEFT_OUT and not no_mapping_reason.strip():
        errors["no_mapping_reason"] = _("The closing mapping is not complete. Write why you decide without it.")
    if errors:
        raise ValidationError(errors)


def _check_day(pathway, from_on, row):
    if from_on > timezone.localdate() or from_on < row.starts_on or pathway.ended_on and from_on < pathway.ended_on:
        raise ValidationError({"from_on": _("Choose a day between the start and today.")})


def _may_follow_up(owner, row, by):
    """Whoever decides, or the other lead while something about the child is shared: the referral says whom it is about."""
    if owner == by.staff_id:
        return True
    leads = (row.pathway.lead_id, row.pathway.co_lead_id)
    return owner in leads and InformationExchange.objects.live().filter(child=row.child_id).exists()


def _asked(pathway, kind, decision, rows, children, refer_to, by):
    """{PathwayChild pk: what was decided}; ValidationError by field "<name>_<pk>"."""
    found, errors = {}, {}
    for row in rows:
        said = {"decision": decision, "refer_to": refer_to if kind == REFER else "", "why": ""} | children.get(
            row.pk, {}
        )
        said["kind"] = _kind(pathway, said["decision"], f"decision_{row.pk}", of_child=True)
        if said["kind"] in STAYS and kind not in STAYS:
            errors[f"decision_{row.pk}"] = _(
                "The pathway ends, so the child cannot stay. Let the class go on in maintenance, or choose again."
            )
        if said["kind"] == REFER and not said["refer_to"].strip():
            errors[f"refer_to_{row.pk}"] = _("Write to whom.")
        if said.get("owner") and not _may_follow_up(said["owner"], row, by):
            errors[f"asks_{row.pk}"] = _("Choose somebody who is told about the child.")
        found[row.pk] = said
    if errors:
        raise ValidationError(errors)
    return found


def _partner(pathway, decided_with, by):
    if decided_with is not None:
        if decided_with.pk == by.staff_id:
            raise ValidationError({"decided_with": _("Name the one with whom you decided it.")})
        return decided_with.pk
    return next((pk for pk in (pathway.lead_id, pathway.co_lead_id) if pk and pk != by.staff_id), None)


# ---- what becomes of it ----


def _decide(row, said, from_on, decided_with, by, closing=None):
    """A child that stops ends on the day; one referred on stays in sight of those it was in sight of until there is an answer."""
    ends = said["kind"] == FINISH
    made = ChildClosing.objects.create(
        municipality_id=by.municipality_id, pathway_id=row.pathway_id, pathway_child=row, child_id=row.child_id, closing=closing,
        decision=said["decision"], refer_to=said["refer_to"].strip() if said["kind"] == REFER else "", why=said["why"].strip(),
        from_on=from_on, ended=ends, decided_by_id=by.staff_id, decided_with_id=decided_with,
    )  # fmt: skip
    reason = (said["why"] or (closing.reason if closing else ""))[:200]
    PathwayChild.objects.filter(pk=row.pk).update(
        ends_on=from_on if ends else None, ending_reason=reason if ends else ""
    )
    if made.refer_to:
        _ask(made, by, said.get("owner"), said.get("due_on"))
    return made


def _ask(closing, by, owner=None, due_on=None):
    closing.task = Task.objects.create(
        municipality_id=by.municipality_id, pathway_id=closing.pathway_id, pathway_child=getattr(closing, "pathway_child", None),
        kind=Task.Kind.REFERRAL, text=_("Referral: %(whom)s") % {"whom": closing.refer_to}, owner_id=owner or by.staff_id,
        due_on=due_on or timezone.localdate() + ANSWER_WITHIN, made_by_id=by.staff_id,
    )  # fmt: skip
    closing.save(update_fields=["task"])


def _count_anew(pathway, by):
    cancel_stopped(pathway=pathway, by=by)
    plan_missing(pathway=pathway)


# ---- taken back ----


@transaction.atomic
def undo_closing(*, closing, by):
    """The decision has not been taken: pathway, children, tasks and what was due stand as they did. By whoever wrote it, the same day."""
    pathway = locked_pathway(closing.pathway, by, can_close_pathway)
    closing = PathwayClosing.objects.visible_to(by).filter(pk=closing.pk).first()
    if closing is None:
        return pathway
    if not can_undo(by, closing.decided_by_id, closing.decided_at):
        raise PermissionDenied
    newest = PathwayClosing.objects.filter(pathway=pathway).first()
    rows = list(ChildClosing.objects.filter(closing=closing))
    if newest != closing or closing.answered_on or any(row.answered_on for row in rows) or closing.reopened_at:
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    if closing.decision == pathway.ending:
        pathway = undo_close(pathway=pathway, by=by)
    else:
        pathway.planned_end_on = closing.planned_end_before
        pathway.save(update_fields=["planned_end_on"])
    for row in rows:
        _give_back(row)
    _drop_with_task(closing)
    _count_anew(pathway, by)
    return pathway


@transaction.atomic
def undo_child(*, closing, by):
    """The decision for one child has not been taken. By whoever wrote it, the same day."""
    pathway = locked_pathway(closing.pathway, by, can_close_pathway)
    row = ChildClosing.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=closing.pk).first()
    if row is None:
        return
    if not can_undo(by, row.decided_by_id, row.decided_at):
        raise PermissionDenied
    if row.answered_on or row.closing_id:
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    _give_back(row)
    _count_anew(pathway, by)


def _give_back(row):
    if row.ended:
        PathwayChild.objects.filter(pk=row.pathway_child_id).update(ends_on=None, ending_reason="")
    _drop_with_task(row)


def _drop_with_task(row):
    task = row.task
    row.delete()
    if task:
        task.delete()


# ---- opened again ----


@dataclass(frozen=True)
class Reopened:
    """What opening again changed. kept: ids for the undo, as the session keeps them."""

    pathway: Pathway
    kept: dict


@transaction.atomic
def reopen_closed(*, pathway, reason, by):
    """A pathway closed by mistake or too early runs again: its children come back as they were, what is due is counted anew.

    The decision stays in the history with the moment it was opened again; a referral that waits is no longer due.
    """
    known = PathwayClosing.objects.standing().filter(pathway=pathway).first()
    closing = known if known and known.decision == pathway.ending else None
    pathway = reopen_pathway(pathway=pathway, reason=reason, by=by)
    if closing is None:
        return Reopened(pathway, {})
    rows = list(ChildClosing.objects.visible_to(by).standing().filter(closing=closing, answered_on=None))
    _end_rows(rows, None, "")
    waiting = [row.task_id for row in [*rows, closing] if row.awaits_answer and row.task_id]
    _mark(closing, rows, timezone.now())
    Task.objects.open().filter(pk__in=waiting).update(
        settled_on=timezone.localdate(), settled_by=by.staff_id, left_out_because=_("The pathway is open again.")
    )
    _count_anew(pathway, by)
    return Reopened(pathway, {"closing": closing.pk, "children": [row.pk for row in rows], "tasks": waiting})


@transaction.atomic
def undo_reopened(*, pathway, kept, by):
    """Closed as it was: by whoever opened it, the same day, while nothing has been held since."""
    pathway = undo_reopen(pathway=pathway, by=by)
    closing = PathwayClosing.objects.visible_to(by).filter(pk=kept.get("closing"), pathway=pathway).first()
    if closing is None:
        return pathway
    rows = list(ChildClosing.objects.visible_to(by).filter(pk__in=kept["children"], closing=closing))
    _mark(closing, rows, None)
    _end_rows([row for row in rows if row.awaits_answer], None, "")
    tasks = Task.objects.filter(pk__in=kept["tasks"], pathway=pathway)
    tasks.update(settled_on=None, settled_by=None, left_out_because="")
    _count_anew(pathway, by)
    return pathway


def _end_rows(rows, ends_on, reason):
    ids = [row.pathway_child_id for row in rows]
    PathwayChild.objects.filter(pk__in=ids).update(ends_on=ends_on, ending_reason=reason)


def _mark(closing, rows, moment):
    """Opened again at that moment, or standing."""
    ChildClosing.objects.filter(pk__in=[row.pk for row in rows]).update(reopened_at=moment)
    PathwayClosing.objects.filter(pk=closing.pk).update(reopened_at=moment)
