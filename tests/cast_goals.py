"""The cast's rows of the plan: what was attained of Adam's goal, and the plan that his school annex agrees with."""

from datetime import date

from cases.models import AttainedLevel, PlanAlignment
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
