"""Who opens the pages that read several apps. Source: design, "Who may see what"."""

from accounts.roles import PERSON_ROLES
from cases.reach import reaches_child, reaches_pathway
from cases.walls import CLASS_LOG, LOOKERS
from followup.permissions import PLACEMENT_KEEPERS

SEARCHERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
)
FIGURE_READERS = ("steering_group", "evaluator")
LIST_READERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
)
CHILDREN_READERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
)
ADDRESS_READERS = (
    "resource_advisor",
    "principal",
    "group_leader",
    "provider_manager",
    "caseworker",
    "learning_advisor",
)
PARTICIPATION_READERS = ("resource_advisor", "caseworker")


def can_search(person):
    """Those who work with children, within their own reach."""
    return person.has(*SEARCHERS)


def can_see_pathways(person):
    """Every role that works with people; the list itself holds only what they reach."""
    return person.has(*PERSON_ROLES)


def can_see_looks(person, child):
    """Who has access and who has looked: advisor, leader, principal, caseworker and PPR, each of their own children (L14)."""
    return reaches_child(person, child, *LOOKERS)


def can_reveal_address(person, child):
    """A protected address: not the class team and not PPR, who have no errand at the home (L13)."""
    return reaches_child(person, child, *ADDRESS_READERS)


def can_see_participation(person, child):
    """That the parents take part, and no more: advisor and caseworker, by a live exchange."""
    return reaches_child(person, child, *PARTICIPATION_READERS)


def can_see_dashboard(person):
    """Figures without persons: management, and the advisor and leader of their own."""
    return person.has(*FIGURE_READERS, *LIST_READERS)


def can_see_health(person):
    """How follow-ups are kept, for each unit: the leaders of both sides, and those who read figures."""
    return person.has("principal", "provider_manager", *FIGURE_READERS)


def can_open_lists(person):
    """The list behind a figure: those who may see the persons; the rows are still only their own."""
    return person.has(*LIST_READERS)


def can_see_registers(person):
    """Who came to the parent group: its leaders and their manager; everybody else reads figures of it."""
    return person.has("group_leader", "provider_manager")


def can_see_placements(person):
    """Where a child is after its pathway: the school that ran it; everybody else reads figures of it."""
    return person.has(*PLACEMENT_KEEPERS)


def can_see_log(person):
    """The log of everything: the data protection officer."""
    return person.has("dpo")


def can_see_class_log(person, pathway):
    """Sessions, lessons and what follows from them: the class pathway's people, but never the caseworker."""
    return reaches_pathway(person, pathway, *CLASS_LOG)


def can_see_children_of(person, pathway):
    """Children in the pathway, their basis and who is missing: those who answer for it and their leaders, never the class team."""
    return reaches_pathway(person, pathway, *CHILDREN_READERS)


def can_count_waiting(person, pathway):
    """How many wait for a ground: those who can record one, and their leaders. PPR and caseworker have their own children only."""
    return reaches_pathway(person, pathway, "resource_advisor", "group_leader", "principal", "provider_manager")


def can_answer_for(person, pathway):
    """The advisor and the group leader: what is worth a look, missing grounds among it (A22)."""
    return reaches_pathway(person, pathway, "resource_advisor", "group_leader")
