"""What a journal needs to know of a document."""

from cases.models import ExternalReference, JournalPlan


def journal_plan(person):
    return JournalPlan.objects.visible_to(person).first() or JournalPlan()


def kle_of(document, person):
    """The municipality's number for it, "" while an administrator has not chosen one."""
    plan = journal_plan(person)
    return plan.kle_child if document.child_id else plan.kle_pathway


def references_of(document, person):
    """The journals' own numbers: of the child for what is about a child, else of the pathway."""
    rows = ExternalReference.objects.visible_to(person).filter(pathway=document.pathway_id, child=document.child_id)
    return list(rows.filter(sector=document.sector) if document.child_id else rows)
