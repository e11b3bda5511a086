"""The cast's first mapping and its notes: who said what, and what each side wrote for itself."""

from datetime import date

from cases.models import (
    CaseNote,
)
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from tests.cast_followup import canary


def heard(x):
    staff = x.staff
    x.mapping = x.make(
        NeedsMapping,
        pathway=x.w,
        kind="initial",
        state="analysed",
        opened_on=date(2026, 1, 27),
        completed_on=date(2026, 2, 16),
    )
    x.make(
        EnvironmentAnswer,
        mapping=x.mapping,
        informant="team",
        dimension="wellbeing",
        strengths="Der er humor.",
        text="Overgange er svære.",
        author=staff["teacher"],
    )
    voice = lambda informant, sector, author, what, **more: x.make(  # noqa: E731
        Perspective, mapping=x.mapping, pathway_child=x.p1, child=x.c1, informant=informant, sector=sector, author=staff[author],
        method="talk", obtained_on=date(2026, 3, 5), strengths=canary(x, what), **more,
    )  # fmt: skip
    x.child_voice = voice("child", "school", "resource_advisor", "BarnSvar1", hidden_from_parents=True)
    x.parent_voice = voice("parent", "provider", "group_leader", "ForaelderSvar1")
    x.teacher_voice = voice("professional", "school", "teacher", "LaererSvar1")
    x.ppr_voice = voice("professional", "ppr", "ppr_advisor", "PprSvar1")

    def note(child, sector, author, what):
        return x.make(CaseNote, child=child, sector=sector, author=staff[author], body=canary(x, what))

    x.school_note = note(x.c1, "school", "resource_advisor", "SkoleNotat1")
    x.social_note = note(x.c1, "authority", "caseworker", "SocialNotat1")
    x.provider_note = note(x.c1, "provider", "group_leader", "HusNotat1")
    x.ppr_note = note(x.c1, "ppr", "ppr_advisor", "PprNotat1")
    x.other_note = note(x.c3, "school", "other_advisor", "SkoleNotat3")
    x.other_social_note = note(x.c3, "authority", "mixed", "SocialNotat3")
