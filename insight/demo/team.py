"""What the class team of 5.B writes: its taps each week since the class was chosen, what it has tried, and what it asks."""

from datetime import timedelta

from cases.actions.trials import try_measure
from cases.models import Measure
from classes.actions.team import answer_pulse, answer_question, answer_strain, ask_advisor
from classes.models import TeamQuestion
from classes.queries.team import is_school_week

TEAM = ("laerer", "laerer2", "paedagog")

# A week a group, one figure a teacher: calm, few conflicts, all take part; then the strain of the three ("-": not answered).
TAPS = """
221 222 232 344   121 122 232 443   222 212 323 344   122 222 233 434   212 122 233 344   222 222 333 343
232 222 333 334   233 223 333 333   323 232 333 33-   333 223 343 323   333 332 333 322   333 323 444 232
343 333 344 222   343 332 444 223   334 343 444 322   343 333 444 222   444 343 444 212   344 433 444 122
"""

# day, who, the measure's first words, how it went
TRIED = (
    ("2026-03-05", "laerer", "Fast start", "Programmet stod på tavlen. Det tog en uge, før alle kiggede."),
    ("2026-03-19", "laerer2", "Fem konkrete ros", "Svært at nå i matematik, let i dansk."),
    ("2026-04-14", "laerer", "Fast start", "Efter ferien skulle vi begynde forfra. Tre dage, så sad det."),
    ("2026-05-06", "paedagog", "Fast start", "Virker også, når jeg har klassen alene."),
    ("2026-05-12", "laerer2", "Fem konkrete ros", "De skrevne bliver gemt. Flere spørger efter dem."),
    ("2026-05-18", "laerer", "Fast start", "Alle i gang på fire minutter."),
)


def play_team(story):
    _taps(story)
    for day, who, title, line in TRIED:
        with story.stage.acting(who, day, 14) as by:
            plans = story.pathway.plans.visible_to(by).in_force().values("pk")
            measure = Measure.objects.visible_to(by).get(plan__in=plans, title__startswith=title)
            try_measure(measure=measure, tried_on=story.stage.clock.day(day), line=line, by=by)
    _questions(story)


def _taps(story):
    stage, words = story.stage, TAPS.split()
    monday = stage.clock.day("2026-01-12")
    for week in (words[n : n + 4] for n in range(0, len(words), 4)):
        calm, conflicts, participation, strain = week
        for n, who in enumerate(TEAM):
            with stage.acting(who, monday + timedelta(days=4), 14) as by:
                if not is_school_week(by.municipality_id, monday):
                    break
                about = {"school_class": story.school_class, "monday": monday, "by": by}
                answer_pulse(
                    calm=int(calm[n]), conflicts=int(conflicts[n]), participation=int(participation[n]), **about
                )
                if strain[n] != "-":
                    answer_strain(value=int(strain[n]), **about)
        monday += timedelta(weeks=1)


def _questions(story):
    ask = "Hvordan roser vi, uden at det virker påtaget?"
    with story.stage.acting("laerer2", "2026-05-11", 15) as by:
        ask_advisor(pathway=story.pathway, text=ask, by=by)
    with story.stage.acting(story.advisor, "2026-05-12", 9) as by:
        question = TeamQuestion.objects.visible_to(by).open().select_related("pathway").get(pathway=story.pathway)
        words = "Sig, hvad du så, og hvad det betød: “Du ventede på tur, så alle kunne høre.” Jeg tager flere eksempler med på torsdag."
        answer_question(question=question, answer=words, by=by)
    with story.stage.acting("laerer", "2026-05-18", 15) as by:
        ask_advisor(pathway=story.pathway, text="Kan du være med i det store frikvarter en dag i denne uge?", by=by)
