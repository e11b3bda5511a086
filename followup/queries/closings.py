"""What was decided at the end of pathways, which referrals wait for an answer, and where the children are later."""

from dataclasses import dataclass

from django.urls import reverse

from cases.models import Child, Pathway
from followup.cadences import cadence_of
from followup.models import ChildClosing, ChildFollowUp, Occurrence, PathwayClosing, PlacementAnswer
from followup.permissions import can_answer_referral

Placement = ChildFollowUp.Placement


def last_closing(pathway, person):
    """The decision that stands now, or None: one that was reopened no longer does."""
    rows = PathwayClosing.objects.visible_to(person).standing().filter(pathway=pathway)
    return rows.select_related("decided_by", "decided_with", "task__owner").first()


def newest_closings(person):
    """The decision that stands for each pathway that the person sees, with the pathway: behind the figures of F13 (A55)."""
    rows = PathwayClosing.objects.visible_to(person).standing().select_related("pathway__programme_version")
    return rows.order_by("pathway_id", "-pk").distinct("pathway_id")


# ---- decisions for children ----


@dataclass(frozen=True, slots=True)
class ChildDecision:
    """What was decided last for one child, as a page says it."""

    row: ChildClosing
    child: Child
    title: str
    may_answer: bool

    @property
    def url(self):
        return reverse("referral_answer", args=[self.row.uuid]) if self.may_answer and self.row.awaits_answer else ""


def decisions_of(pathway, person):
    """The newest standing decision for each child that the person sees, by name."""
    children = Child.objects.visible_to(person)
    rows = (
        ChildClosing.objects.visible_to(person)
        .standing()
        .filter(pathway=pathway, child__in=children.values("pk"))
        .select_related("child", "decided_by", "decided_with", "task__owner")
        .order_by("child__name_key", "child", "-pk")
    )
    newest = {}
    for row in rows:
        row.pathway = pathway
        newest.setdefault(row.pathway_child_id, row)
    return [_decision(row, person) for row in newest.values()]


def decisions_for(child, person):
    """{PathwayChild pk: the newest standing decision} of one child that the person sees."""
    rows = ChildClosing.objects.visible_to(person).standing().filter(child=child)
    rows = rows.select_related("pathway__programme_version", "decided_by", "decided_with", "task__owner").order_by("pk")
    return {
        row.pathway_child_id: ChildDecision(
            row, child, decision_title(row.pathway, row.decision), can_answer_referral(person, row)
        )
        for row in rows
    }


def decision_title(pathway, key):
    """A decision as it is said of one child."""
    found = next((each for each in pathway.content.closing_decisions if each.key == key), None)
    return str(found.for_child or found.title) if found else key


def _decision(row, person):
    return ChildDecision(row, row.child, decision_title(row.pathway, row.decision), can_answer_referral(person, row))


# ---- referrals ----


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral that waits. child: None where the reader does not see it, or where the whole pathway is referred on."""

    row: object
    pathway: Pathway
    child: Child | None
    days: int  # since it was made
    due_on: object
    owner: str
    is_mine: bool
    may_answer: bool

    @property
    def url(self):
        return reverse("referral_answer", args=[self.row.uuid])


def waiting_referrals(person, today, pathway=None, child=None):
    """Referrals nobody has answered, the oldest first: of children the person sees, and of whole pathways."""
    rows = list(_waiting(ChildClosing, person, pathway).filter(**({"child": child} if child else {})))
    if child is None:
        rows += _waiting(PathwayClosing, person, pathway).filter(answered_on=None).exclude(refer_to="")
    ids = {row.child_id for row in rows if hasattr(row, "child_id")}
    names = {each.pk: each for each in Child.objects.visible_to(person).filter(pk__in=ids)} if ids else {}
    lines = [_referral(row, names.get(getattr(row, "child_id", None)), person, today) for row in rows]
    return sorted(lines, key=lambda line: (line.row.from_on, line.row.pk))


def _waiting(model, person, pathway):
    rows = model.objects.visible_to(person).standing().filter(answered_on=None).exclude(refer_to="")
    rows = rows.select_related("pathway__programme_version", "task__owner")
    return rows.filter(pathway=pathway) if pathway else rows


def _referral(row, child, person, today):
    task = row.task
    return ReferralLine(
        row=row,
        pathway=row.pathway,
        child=child,
        days=(today - row.from_on).days,
        due_on=task.due_on if task else None,
        owner=task.owner.name if task and task.owner else "",
        is_mine=bool(task and task.owner_id == person.staff_id),
        may_answer=can_answer_referral(person, row),
    )


# ---- where the children are later ----


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One question on one child. child: None for one that no longer goes to the school."""

    occurrence: Occurrence
    title: str
    months: int
    child: Child | None
    ended_on: object
    answer: PlacementAnswer | None
    is_asked: bool  # its window has opened

    @property
    def name(self):
        return f"placement_{self.occurrence.pk}"


def placement_lines(pathway, person, today):
    """The questions of a pathway that are asked now or were answered, by time and name; those to come are left out."""
    rows = Occurrence.objects.visible_to(person).filter(
        pathway=pathway, pathway_child__isnull=False, state__in=("open", "held")
    )
    rows = [row for row in rows.select_related("pathway_child").order_by("due_on", "pk") if _is_placement(row, pathway)]
    children = {
        each.pk: each
        for each in Child.objects.visible_to(person).filter(pk__in=[r.pathway_child.child_id for r in rows])
    }
    known = {
        each.occurrence_id: each for each in PlacementAnswer.objects.visible_to(person).filter(occurrence__in=rows)
    }
    lines = [_placement(row, children.get(row.pathway_child.child_id), known.get(row.pk), today) for row in rows]
    shown = [line for line in lines if line.is_asked or line.answer]
    return sorted(shown, key=lambda line: (line.months, line.child is None, line.child.name_key if line.child else ""))


def _is_placement(row, pathway):
    row.pathway = pathway
    return cadence_of(row).form == "placement"


def _placement(row, child, answer, today):
    cadence = cadence_of(row)
    asked = row.state == Occurrence.State.OPEN and row.window_opens_on <= today
    return PlacementLine(row, str(cadence.title), cadence.count, child, row.pathway_child.ends_on, answer, asked)
