"""References to the authority's own systems, and the file plan (L16, L18, L28)."""

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import sector_of
from cases.actions.documents import can_issue, document_sector
from cases.models import ExternalReference, JournalPlan
from core.locks import one_at_a_time

KLE = re.compile(r"\d\d\.\d\d\.\d\d")


@transaction.atomic
def write_reference(*, pathway, system, reference, by, pathway_child=None):
    """The number under which a journal knows the pathway, or the child in it. Empty: there is none any more.

    Returns what stood before ("" for nothing), for Undo.
    """
    child = pathway_child.child if pathway_child else None
    if not can_issue(by, pathway, child):
        raise PermissionDenied
    if system not in ExternalReference.System.values:
        raise ValidationError({"system": _("Choose the journal.")})
    sector = document_sector(by, child) if child else sector_of(by)
    key = {"pathway": pathway, "child": child, "sector": sector, "system": system}
    one_at_a_time("reference", pathway.pk)  # two who write the first one at once
    row = ExternalReference.objects.visible_to(by).select_for_update(of=("self",)).filter(**key).first()
    before = row.reference if row else ""
    if not reference.strip():
        if row:
            row.delete()
    elif row:
        row.reference, row.by_id = reference.strip()[:60], by.staff_id
        row.save(update_fields=["reference", "by", "at"])
    else:
        ExternalReference.objects.create(
            municipality_id=by.municipality_id, reference=reference.strip()[:60], by_id=by.staff_id, **key
        )
    return before


@transaction.atomic
def write_journal_plan(*, kle_child, kle_pathway, by):
    """Under which KLE numbers things are filed; only an administrator. Returns the two that stood before."""
    if not by.has("administrator"):
        raise PermissionDenied
    errors = {
        name: _("Write the number as 27.24.00.")
        for name, number in (("kle_child", kle_child), ("kle_pathway", kle_pathway))
        if number and not KLE.fullmatch(number)
    }
    if errors:
        raise ValidationError(errors)
    one_at_a_time("journal plan", by.municipality_id)
    plan = JournalPlan.objects.visible_to(by).select_for_update().first()
    plan = plan or JournalPlan(municipality_id=by.municipality_id)
    before = (plan.kle_child, plan.kle_pathway)
    plan.kle_child, plan.kle_pathway = kle_child or JournalPlan.KLE_CHILD, kle_pathway
    plan.save()
    return before
