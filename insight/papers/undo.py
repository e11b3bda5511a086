"""What is taken back of documents; each action checks anew that the person may."""

from django.utils.translation import gettext as _

from cases.actions.documents import give_again, unfile_document, withdraw_document
from cases.actions.journal import write_journal_plan, write_reference
from cases.models import IssuedDocument, Pathway, PathwayChild
from insight.actions_bundles import go_on
from insight.models import DocumentBundle


def _rows(documents, by):
    return IssuedDocument.objects.visible_to(by).filter(pk__in=documents)


def given(*, documents, by):
    for document in _rows(documents, by):
        withdraw_document(document=document, by=by)
    return _("It has not been given.")


def withdrawn(*, documents, by):
    for document in _rows(documents, by):
        give_again(document=document, by=by)
    return _("It is given again.")


def filed(*, documents, by):
    for document in _rows(documents, by):
        unfile_document(document=document, by=by)
    return _("It is not ticked off any more.")


def reference_written(*, pathway, child, system, before, by):
    pathway = Pathway.objects.visible_to(by).get(pk=pathway)
    row = PathwayChild.objects.seen_with_child(by).select_related("child").get(pk=child) if child else None
    write_reference(pathway=pathway, pathway_child=row, system=system, reference=before, by=by)
    return _("The reference is as it was.")


def plan_written(*, before, by):
    write_journal_plan(kle_child=before[0], kle_pathway=before[1], by=by)
    return _("The numbers are as they were.")


def bundle_stopped(*, bundle, by):
    go_on(bundle=DocumentBundle.objects.visible_to(by).get(pk=bundle), by=by)
    return _("It goes on.")
