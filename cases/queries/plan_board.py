"""The board: the measures of a version by core element, so that it shows which elements nobody has taken up."""

from dataclasses import dataclass, field

from cases.models import Measure
from cases.queries.plan_parts import dress, with_trials

SHOWN_AT_ONCE = 3  # suggestions; the others stand in a fold


@dataclass
class BoardRow:
    """One core element with its cards; untouched when it is to be worked on and has none."""

    key: str
    number: int
    title: str
    description: str
    is_content: bool
    measures: list = field(default_factory=list)
    suggestions: list = field(default_factory=list)

    @property
    def is_untouched(self):
        """Nothing goes on here, and it is taught and practised: the others frame the work and need no measure of their own."""
        return self.is_content and not any(measure.now != "closed" for measure in self.measures)

    @property
    def first(self):
        return self.suggestions[:SHOWN_AT_ONCE]

    @property
    def rest(self):
        return self.suggestions[SHOWN_AT_ONCE:]


@dataclass
class Board:
    rows: list

    @property
    def untouched(self):
        """Elements that are taught and practised, and that no measure has taken up."""
        return [row for row in self.rows if row.is_untouched]


def board_of(plan, person, here=""):
    """Every element of the pathway's track, and those of another track that hold a measure. Three queries.

    here: the uuid of the card that has just been moved or begun, which is marked.
    """
    content = plan.pathway.content
    measures = list(Measure.objects.visible_to(person).filter(plan=plan, annex=None).select_related("owner"))
    dress(measures, plan, content)
    with_trials(plan, measures, person)
    for measure in measures:
        measure.is_here = str(measure.uuid) == here
    used = {measure.core_element for measure in measures}
    of_track = content.elements_of(plan.pathway.track)
    shown = [each for each in content.core_elements if each in of_track or each.key in used]
    return Board([_row(element, content, [m for m in measures if m.core_element == element.key]) for element in shown])


def _row(element, content, measures):
    for at, measure in enumerate(measures):
        measure.place, measure.places = at + 1, len(measures)
        measure.earlier = measures[at - 1] if at else None
        measure.is_last = at == len(measures) - 1
        measure.after_next = measures[at + 2] if at + 2 < len(measures) else None
    taken = {measure.template_key for measure in measures}
    known = {measure.title for measure in measures}
    suggestions = [
        template
        for arena in content.plan.class_arenas
        for template in content.templates_for(element.key, arena.key)
        if template.key not in taken and str(template.title) not in known
    ]
    return BoardRow(
        element.key, element.number, str(element.title), str(element.description), element.is_content, measures, suggestions
    )  # fmt: skip
