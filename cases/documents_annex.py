"""What the PDF of a child's annex shows, as plain data: nothing is read from the templates."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.documents import Sheet, is_fictional, printed
from cases.documents_parts import aligned_lines, arena_table, goal_line, told_lines
from cases.queries.plans import plan_page
from core.pdf import render


@dataclass(frozen=True)
class Annex:
    """A child's annex as one reader may see it: no address, no CPR number, nothing from the mapping's answers."""

    sheet: Sheet
    name: str
    basis: str
    said: tuple
    cite: str
    dreams: tuple
    strengths: tuple
    goals: tuple
    arenas: tuple
    told: tuple
    aligned: tuple
    pictures: tuple = ()  # what the child drew of its dreams


def annex_pdf(pathway_child, person):
    """The PDF of the parts of a child's annex that this person may see, or None when she sees none."""
    document = annex(pathway_child, person)
    return document and render("pdf/annex.html", {"doc": document})


def annex(pathway_child, person):
    """The annex as this person may see it, or None when no side of it is hers to see."""
    pathway = pathway_child.pathway
    card = next((card for card in plan_page(pathway, None, person, rows=[pathway_child]).cards if card.sides), None)
    if card is None:
        return None
    child = pathway_child.child
    title = _("Annex: %(name)s") % {"name": child.given_name}
    foot = " · ".join([title, pathway.title, printed()])
    sheet = Sheet(
        title,
        _("To the joint plan for %(pathway)s") % {"pathway": pathway.title},
        foot,
        person.municipality_name,
        is_fictional(pathway),
    )
    return Annex(
        sheet=sheet,
        name=child.given_name,
        basis=card.basis_words,
        said=tuple(goal.child_words for goal in card.said),
        cite=card.cite,
        dreams=tuple(card.dreams),
        strengths=tuple(card.strengths),
        goals=tuple(goal_line(goal) for goal in card.goals),
        arenas=tuple(arena_table(arena) for arena in card.arenas if arena.measures),
        told=told_lines(card.told),
        aligned=tuple(aligned_lines(card.aligned)),
        pictures=tuple(card.drawings),
    )
