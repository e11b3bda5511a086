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
AFTER = ("children", "goals", "cooperation", "decisions", "next")  # asked at every meeting, after its own parts
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
    """The page from top to bottom: the kind's agenda in its order, then what every meeting asks and the agenda does not name."""
    found, free = [], iter(["summary"])
    for part in kind.agenda if kind else ():
        holds = QUESTIONS.get(part.key) or next(free, "note")
        minutes = getattr(kind, "child_minutes", 0) if part.child_takes_part else 0
        found.append(Part(part.key, holds, str(part.title), str(part.prompt), part.child_takes_part, minutes or 0))
    named = {part.holds for part in found}
    found += [Part(key, key) for key in AFTER if key not in named and key not in ("decisions", "next")]
    if "summary" not in named:
        found.append(Part("summary", "summary"))
    return found + [Part(key, key) for key in ("decisions", "next") if key not in named]


def asks(kind, holds):
    return any(part.holds == holds for part in parts_of(kind))
