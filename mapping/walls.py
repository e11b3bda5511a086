"""Who sees what was asked about a class, and who makes the round: with `cases.walls`, the access table of the mapping."""

from cases.walls import ANSWER
from core.tenancy import Wall

CLASS_ASK = ("resource_advisor", "group_leader", "class_team", "learning_advisor")
# What is seen of a child lies close to its answers: neither the principal nor the team reads it. What it comes to stands
# in the annex, which they do read.
FINDING = Wall(
    noun="finding",
    own={
        "school": ("resource_advisor", "learning_advisor", "ppr_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
    },
    write={"school": ("resource_advisor",), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    shared={
        "school": ("resource_advisor",),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
        "authority": ("caseworker",),
    },
)
CLASS_FINDING = ("resource_advisor", "group_leader")  # who writes what is seen of the class (A22, A50)
DRAWING = Wall(
    noun=ANSWER.noun,
    own={sector: (*roles, "system") for sector, roles in ANSWER.own.items()},
    write={sector: (*roles, "system") for sector, roles in ANSWER.writers.items()},
    shared=ANSWER.shared,
    author=ANSWER.author,
)  # read as the answer it belongs to; the system has it scanned
# Who reads how the answers of a class are spread: no child is in it, and below five nothing is shown.
CLASS_ANSWERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "ppr_advisor",
    "learning_advisor",
)
