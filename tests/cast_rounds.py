"""The cast's rows of a round: what was known already of the class and of Adam."""

from datetime import date

from mapping.models import Evidence
from tests.cast_followup import canary


def rounds(x):
    known = {
        "mapping": x.mapping,
        "sector": "school",
        "written_by": x.staff["resource_advisor"],
        "dated_on": date(2025, 11, 3),
    }
    x.class_evidence = x.make(Evidence, kind="wellbeing", text=canary(x, "KlasseKendt1"), **known)
    x.evidence = x.make(
        Evidence, kind="pupil_plan", text=canary(x, "Kendt1"), child=x.c1, pathway_child=x.p1, **known
    )  # fmt: skip
