"""The access table, one `Wall` a row: whose sector owns a child's rows, who writes them, and who reads them while shared.

The migrations state the same for PostgreSQL, and the canary oracle's truth table states it a third time; they share nothing.
Source: design, "Who may see what".
"""

from core.tenancy import Wall

NOTE = Wall(
    noun="note",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager", "caseworker"),
        "authority": ("group_leader", "provider_manager", "caseworker"),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
        "authority": ("caseworker",),
    },
    shared={
        "school": ("resource_advisor", "principal", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
        "authority": ("caseworker",),
    },
)
ANNEX = Wall(
    noun="annex",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "ppr_advisor"),
        "provider": ("group_leader", "provider_manager"),
    },
    write={"school": ("resource_advisor",), "provider": ("group_leader",)},
    shared={
        "school": ("resource_advisor", "principal"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
        "authority": ("caseworker",),
    },
)
GOAL_DRAWING = Wall(
    noun=ANNEX.noun,
    own={sector: (*roles, "system") for sector, roles in ANNEX.own.items()},
    write={sector: (*roles, "system") for sector, roles in ANNEX.writers.items()},
    shared=ANNEX.shared,
)  # read as the annex it stands in; the system has it scanned
OFFER = Wall(
    noun="offer",
    own={"school": ("resource_advisor", "principal"), "provider": ("group_leader", "provider_manager")},
    write={"school": ("resource_advisor",), "provider": ("group_leader",)},
    shared={
        "school": ("resource_advisor", "principal"),
        "provider": ("group_leader", "provider_manager"),
        "authority": ("caseworker",),
    },
)
ANSWER = Wall(
    noun="answer",
    own={"school": ("resource_advisor", "learning_advisor"), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    write={"school": ("resource_advisor",), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    shared={"school": ("resource_advisor",), "provider": ("group_leader",), "authority": ("caseworker",)},
    author="author_id",
)
ENROLMENT = Wall(
    noun="enrolment",
    own={"provider": ("group_leader", "provider_manager", "system")},
    write={"provider": ("group_leader",)},
)
CONCERN = Wall(
    noun="concern",
    own={
        "school": ("principal", "caseworker"),
        "ppr": ("caseworker",),
        "provider": ("provider_manager", "caseworker"),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor", "principal"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
    },
    author="by_id",
)  # the sender, the leader of her side, and the authority; it is never part of an exchange
ATTACHMENT = Wall(
    noun="attachment",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "provider_manager", "caseworker", "system"),
        "authority": ("group_leader", "provider_manager", "caseworker", "system"),
        "foster_care": ("learning_coordinator", "system"),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "system"),
        "authority": ("caseworker", "system"),
        "foster_care": ("learning_coordinator", "system"),
    },
    shared=NOTE.shared,
)  # as a note: each side its own, shared one by one; the system has it scanned and removes what was taken away
CONTACT = Wall(
    noun="contact",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "provider_manager", "system"),
        "foster_care": ("learning_coordinator", "system"),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "system"),
        "foster_care": ("learning_coordinator", "system"),
    },
)  # a note belongs to its author's side and is never part of an exchange; the system removes what is short-lived
PARTICIPATION = "participation"  # the bare fact that the parents take part: the exchange itself says it
CHILD_IN_PATHWAY = "child_in_pathway"  # the bare fact that the child takes part: what a basis shares first
FACTS = {
    PARTICIPATION: ("school", "authority"),
    CHILD_IN_PATHWAY: ("school", "ppr", "provider", "authority"),
}  # who may be told

SHARERS = (
    "resource_advisor",
    "principal",
    "learning_advisor",
    "group_leader",
    "provider_manager",
    "caseworker",
    "ppr_advisor",
)
SENDERS = {
    "school": ("resource_advisor",),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
    "authority": ("caseworker",),
}
LOOKERS = ("resource_advisor", "group_leader", "principal", "caseworker", "ppr_advisor")
CUSTODY = ("resource_advisor", "principal", "group_leader")
CLASS_LOG = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "ppr_advisor",
    "learning_advisor",
    "system",
)
CLASS_FILES = CLASS_LOG  # who reads what is attached to the pathway itself and names no child
CLASS_FILE_WRITERS = ("resource_advisor", "group_leader", "class_team", "learning_advisor", "system")
CONTACTS = (*CLASS_LOG, "learning_coordinator")  # who reads the line of a contact, which names no child
CONTACT_WRITERS = (
    "resource_advisor",
    "group_leader",
    "class_team",
    "ppr_advisor",
    "learning_advisor",
    "learning_coordinator",
)
SESSION_CHILD = ("resource_advisor", "principal", "class_team", "learning_advisor")  # who reads names in the class log
MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")
LEADS = ("resource_advisor", "group_leader", "learning_coordinator", "learning_advisor")
# The cooperation agreement of two units: its four signers (role -> column), and who reads it besides them.
AGREEMENT_SIGNERS = {
    "resource_advisor": "advisor",
    "group_leader": "leader",
    "principal": "principal",
    "provider_manager": "manager",
}
AGREEMENT = (*AGREEMENT_SIGNERS, "ppr_advisor", "learning_advisor", "system")
# Links for those without an account: who sees and makes one about a child, by the side that handed it out (and its maker).
FAMILY_LINK = {
    "school": ("resource_advisor", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}
CLASS_LINK = ("resource_advisor", "group_leader", "class_team", "learning_advisor")  # one for the pupils of a class
DOCUMENT = {
    "school": ("resource_advisor", "principal", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader", "provider_manager"),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}  # who reads what was issued about a child, by the side that issued it
# What a plan says to a child or its parents stays with the side that wrote it: the other side hears that it was told.
AUDIENCE = Wall(noun="audience", own=ANNEX.own, write=ANNEX.write)
# The part of a parents' version that one side has handed to the other, which gives both: shared one by one.
HANDED = Wall(noun="told_part", own=ANNEX.own, write=ANNEX.write, shared=ANNEX.writers)
BY_NAME = {wall.noun: wall for wall in (NOTE, ATTACHMENT, HANDED)}  # shared one by one, never with the rest
TELLERS = ("resource_advisor", "group_leader")  # who tells a plan to those who are many
PRAISE = Wall(
    noun="praise",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
        "foster_care": ("learning_coordinator",),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
        "foster_care": ("learning_coordinator",),
    },
)  # a good word to the home, as the contact that logs it; the family reads it by its link
# This week's step for a family: chosen on one side, read by that side and by the family's own links.
FAMILY_STEP = Wall(
    noun="family_step",
    own={
        "school": ("resource_advisor", "principal", "learning_advisor"),
        "provider": ("group_leader", "provider_manager"),
    },
    write={"school": ("resource_advisor", "learning_advisor"), "provider": ("group_leader",)},
)
# Who writes down who has the daily care of a placed child.
CARERS = ("resource_advisor", "group_leader", "caseworker", "learning_coordinator", "learning_advisor")
