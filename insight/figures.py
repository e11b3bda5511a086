"""The stored figures: what readers without access to persons may see. Counted as Samspil itself, hidden where they must be.

What is counted, of which day or week, and by what; the version of the programme stands on all but persons:

active_pathways       today, by unit, side and phase: class pathways and parent groups from the yes until the end
children_in_pathways  today, by school: children in class pathways; the row without a unit is all of them, each once
parents_in_groups     today, by the child's school: parents who take part in a group, companions not counted
still_in_class        today, by school and months after the end: n children it is known of, value percent still in the class
referred_children     today, by school and key waiting | answered: n children referred on, value the median of the days
referred_parents      today, by the child's school, the same of parents who stopped in a group
closings              each week, by unit and side: decisions taken; key says how it stands with the closing mapping
follow_ups_done       each week, by unit and side: in_time, late, not_held
not_held_because      each week, by unit and side: not held, by reason
follow_ups_now        today, by unit and side: due, overdue
overdue_oldest        today, by unit and side: days since the oldest one overdue was due
class_sessions        each week, by school
attendance            each week, by unit of the group: n places, value percent of them used
warnings              today, by unit and side: pathways outside a limit of their version; key is the limit

Numbers of classes, pathways and meetings are no numbers of persons. Of persons (trust.md, amendment 4):

- Below five is hidden. Where a hidden number could be worked out from the total, the next smallest are hidden with it, until
  two are hidden and the hidden ones make five or more.
- Persons are counted for one day and all versions together, so that no two periods and no two versions can be subtracted.
- A week's attendance is hidden where fewer than five families stand behind it, and sums are sums of the weeks that are shown:
  what two sums differ by is itself shown.
"""

from collections import defaultdict

from insight.asked import Asked
from insight.counts import (
    active_figures,
    attendance_figures,
    children_figures,
    follow_up_figures,
    parents_figures,
    pathways,
    session_figures,
    warning_figures,
)
from insight.counts_endings import (
    closing_figures,
    placement_figures,
    referred_children_figures,
    referred_parents_figures,
)
from insight.models import SMALLEST
from insight.periods import LAST, Period

OF_TODAY = (
    "active_pathways",
    "children_in_pathways",
    "parents_in_groups",
    "still_in_class",
    "referred_children",
    "referred_parents",
    "follow_ups_now",
    "overdue_oldest",
    "warnings",
)
OF_WEEK = ("follow_ups_done", "not_held_because", "class_sessions", "attendance", "closings")
PERSONS = ("children_in_pathways", "parents_in_groups", "still_in_class", "referred_children", "referred_parents")


def count_all(person, today, since):
    """Every figure of this day and of the weeks from `since` on, hidden where it must be."""
    return suppress(count(person, Asked(today, Period("", since, LAST))))


def count(person, asked):
    """Every figure of what the person may see, as it is."""
    found = list(pathways(person, asked))
    return [
        *active_figures(found, asked),
        *children_figures(person, asked),
        *parents_figures(person, asked),
        *placement_figures(person, asked),
        *referred_children_figures(person, asked),
        *referred_parents_figures(person, asked),
        *closing_figures(person, asked),
        *follow_up_figures(person, asked),
        *session_figures(person, asked),
        *attendance_figures(person, asked),
        *warning_figures(person, found, asked),
    ]


def suppress(figures):
    """Hide what counts fewer than five persons, and more where the hidden ones follow from a total."""
    families = defaultdict(list)
    for each in figures:
        if each.people is not None:
            each.is_suppressed = 0 < each.people < SMALLEST
            families[each.family].append(each)
    for family, cells in families.items():
        if family:
            _protect(cells)
    return figures


def _protect(cells):
    """The total tells what the hidden cells make together: it must be two cells and five persons at least."""
    hidden = [cell for cell in cells if cell.is_suppressed]
    shown = sorted((cell for cell in cells if not cell.is_suppressed and cell.people), key=lambda cell: cell.people)
    while hidden and shown and (len(hidden) < 2 or sum(cell.people for cell in hidden) < SMALLEST):
        cell = shown.pop(0)
        cell.is_suppressed = True
        hidden.append(cell)
