"""The cast's rows of documents: the journal's numbers, and a bundle that the principal asked for."""

from cases.models import ExternalReference, JournalPlan
from insight.models import BundlePart, DocumentBundle
from tests.cast_followup import canary


def papers(x):
    x.make(JournalPlan, kle_pathway="17.01.00")
    by = {"by": x.staff["group_leader"], "sector": "provider", "pathway": x.w}
    x.make(ExternalReference, system="dubu", reference=canary(x, "Dubu1"), child=x.c1, **by)
    x.make(ExternalReference, system="acadre", reference=canary(x, "Acadre1"), **by)
    x.bundle = x.make(DocumentBundle, unit=x.school, made_by=x.staff["principal"])
    x.make(BundlePart, bundle=x.bundle, order=1, kind="plan", subject=x.w.uuid, title="5.B", body=b"%PDF")
    x.make(BundlePart, bundle=x.bundle, order=2, kind="plan", subject=x.w.uuid, title="5.B igen")
