"""Reads of the mapping's pages, one file for each noun."""

from mapping.queries.lines import (
    child_lines,
    children_of_pathway,
    environment,
    mapping_of,
    method_words,
    next_step,
    pupils_of,
    rounds_of,
    strengths_first,
    told,
)

__all__ = [
    "child_lines",
    "children_of_pathway",
    "environment",
    "mapping_of",
    "method_words",
    "next_step",
    "pupils_of",
    "rounds_of",
    "strengths_first",
    "told",
]
