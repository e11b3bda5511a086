"""With which other plans the class part, or one side's part of a child's annex, agrees (A52)."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.plan_parts import STALE, demand
from cases.models import ChildAnnex, PathwayPlan, PlanAlignment
from cases.names import refuse_names
from cases.permissions import can_align_plan, can_write_annex
from cases.queries.participants import names_not_to_write


@dataclass(frozen=True)
class Aligned:
    """What is said of one other plan: where it is found, and whether the two agree."""

    reference: str = ""
    is_aligned: bool = False


@transaction.atomic
def align(*, said, stood=None, plan=None, annex=None, by):
    """Keep of each other plan where it is found and whether it agrees; a new tick is today's and her own, an old one stays.

    said: key of the aligned plan -> Aligned. stood: `fingerprint` of what its writer began from (None: not asked);
    ValidationError "stale" when somebody saved since. Gives what stood before, for `align_as_before`. The class part takes no name.
    """
    home = _home(plan, annex, by)
    known = {row.key: row for row in PlanAlignment.objects.select_for_update(of=("self",)).filter(**home)}
    if stood is not None and stood != fingerprint(known.values()):
        raise ValidationError(STALE, code="stale")
    before = [[key, row.reference, row.aligned_on, row.by_id] for key, row in known.items()]
    if plan is not None:
        refuse_names(
            {f"reference_{key}": each.reference for key, each in said.items()}, names_not_to_write(plan.pathway, by)
        )
    for key, each in said.items():
        row = known.get(key) or PlanAlignment(municipality_id=by.municipality_id, key=key, **home)
        _keep(row, each, by)
    return before


def fingerprint(rows):
    """What is said of the other plans, in a few letters: the same as long as nobody has changed it."""
    said = sorted(
        (row.key, row.reference, str(row.aligned_on or "")) for row in rows if row.reference or row.aligned_on
    )
    return sha256(repr(said).encode()).hexdigest()[:16]


def _home(plan, annex, by):
    if plan is not None:
        plan = PathwayPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        demand(can_align_plan(by, plan))
        return {"plan": plan}
    annex = ChildAnnex.objects.select_for_update(of=("self",)).get(pk=annex.pk)
    demand(can_write_annex(by, annex.pathway_child, annex.sector))
    return {"annex": annex}


def _keep(row, each, by):
    reference = each.reference.strip()
    if reference.lower().startswith(("http:", "javascript:", "data:")):
        raise ValidationError(
            {f"reference_{row.key}": _("Write an address that begins with https://, or where the plan is found.")}
        )
    if row.reference == reference and bool(row.aligned_on) == each.is_aligned:
        return
    row.reference = reference
    if bool(row.aligned_on) != each.is_aligned:
        row.aligned_on = timezone.localdate() if each.is_aligned else None
        row.by_id = by.staff_id if each.is_aligned else None
    row.save()


@transaction.atomic
def align_as_before(*, before, plan=None, annex=None, by):
    """Everything said of the other plans stands as it did."""
    home = _home(plan, annex, by)
    stood = {key: (reference, aligned_on, said_by) for key, reference, aligned_on, said_by in before}
    for row in PlanAlignment.objects.filter(**home):
        row.reference, row.aligned_on, row.by_id = stood.get(row.key, ("", None, None))
        row.save()
