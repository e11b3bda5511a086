"""How pathways of the demo end: one closed with all that belongs to it, one half a year ago, and one whose end is near."""

from cases.actions.measures import settle_measures
from cases.models import Measure, PathwayChild
from followup.actions.referrals import answer_referral
from followup.models import ChildClosing
from mapping.actions import complete_mapping, decide_with_mapping, open_mapping, save_environment, write_analysis
from mapping.models import NeedsMapping

AGAIN = {
    "resources": ("Klassen tager imod nye og hjælper hinanden i gang.", ""),
    "wellbeing": ("Flere siger, at de glæder sig til frikvarteret.", "Mandag morgen er stadig svær for nogle."),
    "interaction": ("De løser småting selv, før de henter en voksen.", ""),
    "calm": ("Alle timer begynder ens, og de fleste er i gang efter fem minutter.", ""),
}


def begin_closing(story, day):
    """The closing mapping begun: the team has told, the pupils have not yet."""
    with story.stage.acting(story.advisor, day) as by:
        story.mapping = open_mapping(pathway=story.pathway, by=by, kind=NeedsMapping.Kind.CLOSING)
        save_environment(mapping=story.mapping, informant="team", answers=AGAIN, by=by, names_checked=True)


def map_again(story, begun, completed, rows):
    """The closing round as a whole, with the voices of these children."""
    begin_closing(story, begun)
    with story.stage.acting(story.advisor, begun, 11) as by:
        said = {"wellbeing": ("Vi hjælper hinanden mere nu.", "Der er stadig larm i gangen.")}
        save_environment(mapping=story.mapping, informant="pupils", answers=said, by=by, names_checked=True)
    for row in rows:
        story.voices(
            row,
            completed,
            "Jeg har fået en ven mere.",
            "Der er ro om aftenen nu.",
            "Siger selv til, når det bliver for meget.",
        )
    with story.stage.acting(story.advisor, completed, 13) as by:
        missing = {(row.pk, voice): "Familien nåede det ikke." for row in _unheard(story, rows, by) for voice in VOICES}
        story.mapping = complete_mapping(mapping=story.mapping, by=by, reasons=missing)
        words = "Starten på timerne er blevet rolig. Skiftene er stadig det sværeste, og frikvarteret er blevet bedre."
        story.mapping = write_analysis(mapping=story.mapping, analysis=words, by=by)


VOICES = ("child", "parent", "professional")


def _unheard(story, heard, by):
    known = {row.pk for row in heard}
    rows = PathwayChild.objects.seen_with_child(by).filter(pathway=story.pathway, ends_on=None)
    return [row for row in rows if row.pk not in known]


def decide(story, day, decision, reason, **more):
    with story.stage.acting(story.advisor, day, 14) as by:
        return decide_with_mapping(
            pathway=story.pathway, decision=decision, reason=reason, from_on=story.stage.clock.day(day), by=by, **more
        )


def close_7a(story):
    """Closed with the goals reached; one child is referred on, and the answer came a fortnight later."""
    with story.stage.acting(story.advisor, "2026-02-03") as by:
        rows = list(
            PathwayChild.objects.seen_with_child(by)
            .filter(pathway=story.pathway)
            .select_related("child")
            .order_by("child__name_key")
        )
    map_again(story, "2026-02-03", "2026-02-10", rows)
    _end_measures(story, "2026-02-27")
    referred = {
        "decision": "refer",
        "refer_to": "Familieafdelingen",
        "why": "Familien vil gerne have støtte derhjemme.",
    }
    decide(
        story,
        "2026-02-27",
        "goals_reached",
        "Målene er nået, og klassen klarer sig selv.",
        children={rows[0].pk: referred},
    )
    with story.stage.acting(story.advisor, "2026-03-12") as by:
        waiting = ChildClosing.objects.visible_to(by).awaiting().get(pathway=story.pathway)
        words = "De begynder efter påske."
        answered_on = story.stage.clock.day("2026-03-12")
        answer_referral(closing=waiting, answer="accepted", answered_on=answered_on, words=words, by=by)


def _end_measures(story, day):
    with story.stage.acting(story.advisor, day, 12) as by:
        rows = Measure.objects.visible_to(by).of_class().filter(plan__pathway=story.pathway, plan__state="in_force")
        said = {"ends": True, "effect": "Det virker og er blevet en vane. Teamet bliver ved."}
        settle_measures(measures=[(row, said) for row in rows], by=by)


def close_8b(story):
    """Ended before its time, without a closing mapping: the school is asked half a year later where the children are."""
    decide(
        story, "2025-11-28", "goals_reached", "Klassen blev delt i to efter efterårsferien. Teamet tager tiltagene med.",
        no_mapping_reason="Klassen fandtes ikke længere, da runden skulle begynde.",
    )  # fmt: skip
