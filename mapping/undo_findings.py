"""What is taken back of the analysis."""

from datetime import date

from django.utils.translation import gettext as _

from cases.actions.documents import withdraw_document
from cases.models import IssuedDocument, PathwayChild
from mapping.actions.findings import put_back, remove_finding
from mapping.models import Finding, NeedsMapping


def finding_written(*, by, finding):
    row = Finding.objects.visible_to(by).filter(pk=finding).first()
    if row is not None:
        remove_finding(finding=row, by=by)
    return _("Undone: it is not written.")


def finding_removed(*, by, mapping, row, kept):
    mapping = NeedsMapping.objects.visible_to(by).select_related("pathway__programme_version").get(pk=mapping)
    child = PathwayChild.objects.visible_to(by).select_related("child").get(pk=row) if row else None
    kept["performed_on"] = date.fromisoformat(kept["performed_on"]) if kept["performed_on"] else None
    put_back(mapping=mapping, pathway_child=child, kept=kept, by=by)
    return _("Undone: it stands here again.")


def copy_given(*, by, document):
    withdraw_document(document=IssuedDocument.objects.visible_to(by).get(pk=document), by=by)
    return _("Undone: it is no longer given.")
