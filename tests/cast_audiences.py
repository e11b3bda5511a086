"""The cast's rows of what a plan says to its audiences, and of the good words that go home."""

from datetime import date

from cases.models import AudienceVersion, HandedPart, PraiseMessage
from tests.cast_followup import canary


def audiences(x):
    """A sheet for the class that was given; Adam's own version from school, and his parents' from the group leader."""
    advisor, leader = x.staff["resource_advisor"], x.staff["group_leader"]
    row = {"pathway": x.w, "plan": x.plan}
    about = {"pathway_child": x.p1, "child": x.c1}

    def version(audience, what, sector, by, **more):
        sections = [{"key": "goals", "text": canary(x, what), "other": ""}]
        return x.make(
            AudienceVersion, audience=audience, title=canary(x, what), sections=sections, sector=sector, made_by=by, **row, **more
        )  # fmt: skip

    given = {"state": "given", "given_on": date(2026, 4, 27), "given_by": advisor}
    x.class_version = version("class", "Klassetale1", "school", advisor, **given)
    x.child_version = version("child", "Skoletale1", "school", advisor, **about)
    x.parents_version = version("child_parents", "Hustale1", "provider", leader, **about)
    x.handed_part = x.make(
        HandedPart, child=x.c1, sector="provider", sections=[{"key": "goals", "text": canary(x, "Overdraget1")}], by=leader, **row
    )  # fmt: skip
    x.praise = x.make(
        PraiseMessage, sector="school", text=canary(x, "Ros1"), by=x.staff["teacher"], signed="Læreren", said_on=date(2026, 5, 20), **about
    )  # fmt: skip
