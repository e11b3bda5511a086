from followup.queries.calendar import SchoolYear, calendar_years
from followup.queries.meetings import children_of_follow_up, minutes_of, open_goals, people_around
from followup.queries.occurrences import (
    DueItem,
    coming_items,
    due_items,
    line,
    listed_lines,
    listed_occurrences,
    next_occurrence,
    open_lines,
)
from followup.queries.pathways import span_limit

__all__ = [
    "DueItem",
    "SchoolYear",
    "calendar_years",
    "children_of_follow_up",
    "coming_items",
    "due_items",
    "line",
    "listed_lines",
    "listed_occurrences",
    "minutes_of",
    "next_occurrence",
    "open_goals",
    "open_lines",
    "people_around",
    "span_limit",
]
