"""The cast's rows of the plan: what was attained of Adam's goal, its drawing, and the plan that his school annex agrees with."""

from datetime import date

from cases.models import AttainedLevel, GoalDrawing, PlanAlignment
from tests.cast_followup import canary

POINTS = ["Er aldrig med.", "Er med én dag.", "Er med tre dage.", "Er med fire dage.", "Er med hver dag."]


def goals(x):
    advisor = x.staff["resource_advisor"]
    x.level = x.make(AttainedLevel, goal=x.goal, level=-1, on=date(2026, 4, 24), words=canary(x, "Niveau1"), by=advisor)
    x.alignment = x.make(
        PlanAlignment,
        annex=x.annex_school,
        key="progress_book",
        reference=canary(x, "Planlink1"),
        aligned_on=date(2026, 4, 24),
        by=advisor,
    )
    x.goal_drawing = x.make(
        GoalDrawing, annex=x.annex_school, goal=x.goal, child=x.c1, sector="school", author=advisor, words=canary(x, "Droemmebillede1"),
        name="droem.png", kind="png", content_type="image/png", size=1200, sha256="0" * 64, state="clean", stored=f"{x.name}Droem1",
    )  # fmt: skip
