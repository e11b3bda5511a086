"""Documents that leave the house: kept as issued, taken back without being deleted, ticked off when filed (L16, L28)."""

import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import ROLE_SECTOR, sector_of
from cases.models import Carer, CustodyRelation, IssuedDocument
from cases.reach import reaches_child, reaches_pathway
from cases.walls import DOCUMENT, LEADS
from core.locks import one_at_a_time

PATHWAY_ISSUERS = (*LEADS, "principal", "provider_manager")


def document_sector(person, child):
    """The side for which this person issues a document about the child ("" for none)."""
    return next((sector for sector, roles in DOCUMENT.items() if reaches_child(person, child, *roles)), "")


def can_issue(person, pathway, child=None):
    """About a child: who reads what her side issues. Without one: those who run the pathway, and its principal and manager."""
    if child is not None:
        return bool(document_sector(person, child))
    return reaches_pathway(person, pathway, *PATHWAY_ISSUERS)


def can_change(person, document):
    """To take it back and to file it: whoever may issue it, on the side that gave it."""
    own = {ROLE_SECTOR[role] for role in person.roles}
    return document.sector in own and can_issue(person, document.pathway, document.child)


@transaction.atomic
def issue(
    *, pathway, kind, title, pdf, by, pathway_child=None, version="", language="da", recipient="", parent=None, carer=None, facts=None
):  # fmt: skip
    """Keep `pdf` (the very bytes) as given to somebody today; `is_new` says whether a row was made for it.

    Twice the same to the same one by one side on one day is the same document, also when two press at once. A parent must
    hold custody of the child today and not have access suspended (L11), a carer must still care for it: else ValidationError.
    """
    child = pathway_child.child if pathway_child else None
    if not can_issue(by, pathway, child):
        raise PermissionDenied
    _may_be_given(parent, carer, child, by)
    row = {
        "municipality_id": by.municipality_id, "pathway": pathway, "child": child, "pathway_child": pathway_child,
        "kind": kind, "parent": parent, "carer": carer, "recipient": recipient, "sha256": hashlib.sha256(pdf).hexdigest(),
        "sector": document_sector(by, child) if child else sector_of(by), "withdrawn_at": None,
    }  # fmt: skip
    one_at_a_time("issue", pathway.pk, kind, row["sha256"])
    known = IssuedDocument.objects.visible_to(by).filter(**row, issued_at__date=timezone.localdate()).first()
    if known:
        return known
    document = IssuedDocument(
        **row,
        title=title[:200],
        version=version,
        language=language,
        body=pdf,
        facts=facts or {},
        issued_by_id=by.staff_id,
    )
    document.save()
    document.is_new = True
    return document


def _may_be_given(parent, carer, child, by):
    today = timezone.localdate()
    held = CustodyRelation.objects.visible_to(by).holding(today)
    if parent and not held.filter(child=child, parent=parent).exists():
        message = _("%(name)s does not hold custody today, or has no access for the time being. Nothing was given.")
        raise ValidationError(message % {"name": parent.name})
    if carer and not Carer.objects.visible_to(by).on(today).filter(child=child, pk=carer.pk).exists():
        message = _("%(name)s does not have the daily care of the child today. Nothing was given.")
        raise ValidationError(message % {"name": carer.name})


def lock(document, by):
    """The row, for whoever may change it: else PermissionDenied."""
    rows = IssuedDocument.objects.visible_to(by).defer("body").select_for_update(of=("self",))
    document = rows.filter(pk=document.pk).first()
    if document is None or not can_change(by, document):
        raise PermissionDenied
    return document


@transaction.atomic
def withdraw_document(*, document, by):
    """Take back what was given: the family no longer sees it; the copy stays, for it was given."""
    document = lock(document, by)
    if document.withdrawn_at is None:
        document.withdrawn_at = timezone.now()
        document.save(update_fields=["withdrawn_at"])
    return document


@transaction.atomic
def give_again(*, document, by):
    """Undo of `withdraw_document`."""
    document = lock(document, by)
    if document.withdrawn_at is not None:
        _may_be_given(document.parent, document.carer, document.child, by)
        document.withdrawn_at = None
        document.save(update_fields=["withdrawn_at"])
    return document


@transaction.atomic
def file_document(*, document, by, filed_on=None):
    """Tick "journaliseret den … af …". Ticked twice it stays as first ticked (L16)."""
    document = lock(document, by)
    filed_on = filed_on or timezone.localdate()
    if filed_on > timezone.localdate():
        raise ValidationError({"filed_on": _("This day is still to come.")})
    if document.filed_on is None:
        document.filed_on, document.filed_by_id = filed_on, by.staff_id
        document.save(update_fields=["filed_on", "filed_by"])
    return document


@transaction.atomic
def unfile_document(*, document, by):
    """Undo of `file_document`, by whoever ticked it."""
    document = lock(document, by)
    if document.filed_by_id not in (None, by.staff_id):
        raise PermissionDenied
    if document.filed_on is not None:
        document.filed_on = document.filed_by = None
        document.save(update_fields=["filed_on", "filed_by"])
    return document
