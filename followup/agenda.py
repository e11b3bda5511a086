"""Where on the page of a meeting each question stands: the programme's agenda, part by part.

A part whose key is known holds the questions of that key; any other holds a few words of its own.
"""

from dataclasses import dataclass

QUESTIONS = {
    "own_words": "children",
    "goals": "goals",
    "measures": "measures",
    "belonging": "placement",
    "other_meetings": "network",
    "cooperation": "cooperation",
    "decisions": "decisions",
    "next": "next",
}
ALWAYS = ("children", "goals", "summary", "cooperation")  # asked at every meeting, before what is decided
ENDS = ("decisions", "next")
OTHER_MEETINGS = ("network", "coordination")  # the kinds that A54 asks about


@dataclass(frozen=True)
class Part:
    """One part of the page. holds: which questions stand there; "summary" the first free one, "note" the others."""

    key: str
    holds: str
    title: str = ""
    prompt: str = ""
    child_takes_part: bool = False
    minutes: int = 0


def parts_of(kind):
    """The page from top to bottom: the kind's agenda in its order, what every meeting asks and the agenda does not name before the decisions."""
    found, free = [], iter(["summary"])
    for part in kind.agenda if kind else ():
        holds = QUESTIONS.get(part.key) or next(free, "note")
        minutes = getattr(kind, "child_minutes", 0) if part.child_takes_part else 0
        found.append(Part(part.key, holds, str(part.title), str(part.prompt), part.child_takes_part, minutes or 0))
    named = {part.holds for part in found}
    at = next((place for place, part in enumerate(found) if part.holds in ENDS), len(found))
    found[at:at] = [Part(key, key) for key in ALWAYS if key not in named]
    return found + [Part(key, key) for key in ENDS if key not in named]


def asks(kind, holds):
    return any(part.holds == holds for part in parts_of(kind))
