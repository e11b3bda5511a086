"""Who may do what with a mapping. Who reads an answer is the wall's business (`visible_to`)."""

from cases.reach import reaches_child, reaches_pathway
from cases.walls import ANNEX
from followup.phases import asks_closing_mapping
from mapping.models import NeedsMapping, Perspective
from mapping.walls import CLASS_ANSWERS, FINDING

Informant = Perspective.Informant
AREAS_OF_THEIR_OWN = ("ppr",)  # sides that write of some areas only
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


def known_sector(person, child):
    """The sector for which this person writes down what is known about the child already ("" for none)."""
    writers = {"school": ("resource_advisor",), "ppr": ("ppr_advisor",), "provider": ("group_leader",)}
    return next((sector for sector, roles in writers.items() if reaches_child(person, child, *roles)), "")


def can_ask_about(person, pathway_child):
    """Whoever may ask one of the three voices about the child."""
    return any(ask_sector(person, pathway_child.child, informant) for informant in ASKERS)


def can_ask_class(person, pathway):
    return can_write_mapping(person, pathway)


def can_type_pupils(person, pathway):
    """The pupils' papers, which bear no name: the advisor, and the class team, who held them. `app.papers_of` says the same."""
    return pathway.is_open and reaches_pathway(person, pathway, RESPONSIBLE[0], "class_team")


def can_write_voice(person, pathway_child, informant):
    """The advisor the child's, the group leader the parents', each professional his or her own."""
    return bool(voice_sector(person, pathway_child.child, informant))


def can_begin_closing(person, pathway, rounds):
    """Those who write the mapping, in a pathway that runs, once the round before it is complete (A55)."""
    done = bool(rounds) and all(
        each.state != NeedsMapping.State.OPEN and each.kind != NeedsMapping.Kind.CLOSING for each in rounds
    )
    return done and pathway.state in RUNNING and asks_closing_mapping(pathway) and can_write_mapping(person, pathway)


def finding_sector(person, child):
    """The side for which this person writes what is seen of the child ("" for nobody's): advisor, group leader and, in the
    areas that are hers (`writes_area`), PPR (C12)."""
    return next((sector for sector, roles in FINDING.writers.items() if reaches_child(person, child, *roles)), "")


def planning_sector(person, finding):
    """The side in whose annex what was seen of a child becomes a goal: the one that saw it; of what PPR saw, the reader's own."""
    return finding.sector if finding.sector in ANNEX.writers else finding_sector(person, finding.child)


def writes_area(sector, dimension):
    """Whether a side writes what it sees of an area: PPR those that the instrument gives her, the two who answer for the
    mapping all. dimension: a `Dimension`, None for no area."""
    return sector not in AREAS_OF_THEIR_OWN or dimension is not None and sector in dimension.seen_by


def can_see_class_answers(person, pathway):
    """All who work with the class, principal and manager included: it names nobody. Not those who have one child in it (A18)."""
    return reaches_pathway(person, pathway, *CLASS_ANSWERS)


def can_keep_from_parents(person, voice):
    """A child's voice, by those who write it down: the adult whom the child tells what may be passed on (L06)."""
    return voice.informant == Informant.CHILD and can_write_voice(person, voice.pathway_child, Informant.CHILD)


def can_begin_follow_up(person, pathway, rounds):
    """Those who write the mapping, in a pathway that runs, when no round is open: before each follow-up, as they like."""
    done = bool(rounds) and not any(each.is_open for each in rounds)
    return done and pathway.state in RUNNING and can_write_mapping(person, pathway)
