"""What 5.B's families were given of the plan in May, and the good words that went home."""

from cases.actions.audiences import begin_version, write_version
from cases.actions.audiences_given import give_version
from cases.models import CustodyRelation, PathwayChild, PathwayPlan
from followup.actions.praise import praise

PRAISE = (
    ("2026-05-19", "laerer", "Kom godt i gang med timen."),
    ("2026-05-20", "laerer2", "Var med i legen i frikvarteret og gav slip på bolden, da det blev tid."),
)


def play_told(story):
    """Adam's mother gets the school's version; two good words go home."""
    with story.stage.acting("ressourcevejleder", "2026-05-07", 14) as by:
        plan = PathwayPlan.objects.visible_to(by).select_related("pathway").get(
            pathway=story.pathway, state="in_force"
        )  # fmt: skip
        row = _row(story.adam, by)
        version, _left_out = begin_version(plan=plan, audience="child_parents", pathway_child=row, by=by)
        sections = {each["key"]: (each["text"], "") for each in version.sections}
        write_version(version=version, title=version.title, sections=sections, row_version=version.row_version, by=by)
        mother = CustodyRelation.objects.visible_to(by).get(child=row.child_id, relation="mother").parent
        day = story.stage.clock.day("2026-05-07")
        give_version(
            version=version, parents=[mother], given_on=day, with_words="Samira Nygaard", looked_at=True, by=by,
            alone="Gruppelederen fortæller sin del i forældregruppen samme uge.",
        )  # fmt: skip
    for day, who, words in PRAISE:
        with story.stage.acting(who, day, 13) as by:
            praise(pathway=story.pathway, rows=[_row(story.adam, by)], text=words, by=by)


def _row(row, by):
    rows = PathwayChild.objects.seen_with_child(by).select_related("child", "pathway__programme_version")
    return rows.get(pk=row.pk)
