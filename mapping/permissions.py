"""Who may do what with a mapping. Who reads an answer is the wall's business (`visible_to`)."""

from cases.reach import reaches_child, reaches_pathway
from followup.phases import asks_closing_mapping
from mapping.models import NeedsMapping, Perspective

Informant = Perspective.Informant
RUNNING = ("active", "closing")
RESPONSIBLE = ("resource_advisor", "group_leader")  # together responsible for the mapping (A22)
VOICE_WRITERS = {
    Informant.CHILD: {"school": ("resource_advisor",)},
    Informant.PARENT: {"provider": ("group_leader",)},
    Informant.PROFESSIONAL: {
        "school": ("resource_advisor", "class_team"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
    },
}
"""Who writes down whose answer, and in which sector it then stands."""

ASKERS = {
    Informant.CHILD: VOICE_WRITERS[Informant.CHILD],
    Informant.PARENT: VOICE_WRITERS[Informant.PARENT],
    Informant.PROFESSIONAL: {"school": ("resource_advisor",), "provider": ("group_leader",)},
}
"""Who asks whom about a child, and on which side the answer then stands: as who writes it down, and both ask colleagues."""


def can_write_mapping(person, pathway):
    """Advisor and group leader open the mapping, close it and write the analysis together (A22, A50)."""
    return pathway.is_open and reaches_pathway(person, pathway, *RESPONSIBLE)


def can_edit_environment(person, pathway):
    """The class team too: the class environment is the team's own view, or the pupils' without names (A45)."""
    return pathway.is_open and reaches_pathway(person, pathway, *RESPONSIBLE, "class_team")


def can_confirm_children(person, pathway):
    """The advisor, who knows the class; the group leader is named beside her and sees no child before a basis stands (A46)."""
    return pathway.is_open and reaches_pathway(person, pathway, "resource_advisor")


def voice_sector(person, child, informant):
    """The sector in which this person writes down that voice about the child ("" for none)."""
    writers = VOICE_WRITERS[informant]
    return next((sector for sector, roles in writers.items() if reaches_child(person, child, *roles)), "")


def ask_sector(person, child, informant):
    """The sector for which this person may ask that voice about the child ("" for none)."""
    askers = ASKERS.get(informant, {})
    return next((sector for sector, roles in askers.items() if reaches_child(person, child, *roles)), "")


def can_type_pupils(person, pathway):
    """The advisor types in the pupils' papers, which bear no name."""
    return pathway.is_open and reaches_pathway(person, pathway, RESPONSIBLE[0])


def can_write_voice(person, pathway_child, informant):
    """The advisor the child's, the group leader the parents', each professional his or her own."""
    return bool(voice_sector(person, pathway_child.child, informant))


def can_begin_closing(person, pathway, rounds):
    """Those who write the mapping, in a pathway that runs, once the round before it is complete (A55)."""
    done = bool(rounds) and all(
        each.state != NeedsMapping.State.OPEN and each.kind != NeedsMapping.Kind.CLOSING for each in rounds
    )
    return done and pathway.state in RUNNING and asks_closing_mapping(pathway) and can_write_mapping(person, pathway)
