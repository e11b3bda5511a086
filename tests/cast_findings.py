"""The cast's rows of the analysis: what is seen of the class, and of Adam by each side. The school's is shared; PPR's is not."""

from mapping.models import Finding
from tests.cast_followup import canary


def findings(x):
    def seen(what, sector, by, **more):
        return x.make(Finding, mapping=x.mapping, sector=sector, made_by=x.staff[by], text=canary(x, what), **more)

    adam = {"pathway_child": x.p1, "child": x.c1}
    x.class_finding = seen("KlasseFund1", "school", "resource_advisor")
    x.school_finding = seen("SkoleFund1", "school", "resource_advisor", meaning_class="Aftal én leg ad gangen.", **adam)
    x.home_finding = seen("HjemFund1", "provider", "group_leader", **adam)
    x.ppr_finding = seen(
        "PprFund1",
        "ppr",
        "ppr_advisor",
        dimension="assessment_areas.cognitive",
        performed_by=x.staff["ppr_advisor"],
        **adam,
    )
    x.share("school", "provider", "finding", x.school_finding, "resource_advisor")
