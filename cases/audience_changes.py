"""What changed in the plan since an audience was last told of it, in words for whoever writes the next version.

Two versions of the class part are laid side by side. An annex has no versions: what was added, changed, taken out or ended
since the day the last version was given is shown.
"""

from dataclasses import dataclass

from cases.audience_parts import class_lines, heading_of
from cases.models import ChildAnnex, Goal, Measure

PARTS = ("good", "goals", "school", "home", "class")


@dataclass(frozen=True)
class Changed:
    """One part of a version: lines that are new in the plan, and lines that no longer stand there."""

    key: str
    heading: str
    new: tuple
    gone: tuple


def changed_since(last, plan, person):
    """[Changed] of the parts that the plan, read through visible_to, tells otherwise than when `last` was given."""
    found = {key: (set(), set()) for key in PARTS}
    lines = {key: ([], []) for key in PARTS}
    for key, new, gone in (*_of_class(last, plan, person), *_of_child(last, person)):
        for seen, rows, words in zip(found[key], lines[key], (new, gone), strict=True):
            rows += [line for line in words if line not in seen and not seen.add(line)]
    names_children = last.pathway_child_id is not None
    said = "\n".join(section["text"] for section in last.sections)
    lines = {key: ([line for line in new if line not in said], gone) for key, (new, gone) in lines.items()}
    return [
        Changed(key, _heading(last.audience, key, names_children), tuple(new), tuple(gone))
        for key, (new, gone) in lines.items()
        if new or gone
    ]


def is_touched(key, changed):
    """Whether a section stands for one of the changed parts; "goal_2" and "help" are the child's words for goals and school."""
    return _part(key) in {each.key for each in changed}


def _part(key):
    return {"help": "school"}.get(key, "goals" if key.startswith("goal") else key)


def _heading(audience, key, names_children):
    own = {"goals": "goal_1", "school": "help"}.get(key, key) if audience == "child" else key
    return heading_of(audience, own, "da", names_children) or heading_of("child_parents", key)


def _of_class(last, plan, person):
    if last.plan_id == plan.pk:
        return
    was, now = class_lines(last.plan, person), class_lines(plan, person)
    about_child = last.pathway_child_id is not None
    for key in ("good", "goals", "school", "home"):
        if about_child and key not in ("goals", "home"):
            continue  # a child's version takes only these two over from the class
        into = "class" if about_child and key == "goals" else key
        yield (
            into,
            [each for each in now[key] if each not in was[key]],
            [each for each in was[key] if each not in now[key]],
        )


def _of_child(last, person):
    if last.pathway_child_id is None:
        return
    annexes = ChildAnnex.objects.visible_to(person).filter(pathway_child=last.pathway_child_id, sector=last.sector)
    for goal in Goal.objects.visible_to(person).filter(annex__in=annexes):
        yield "goals", *_moved(goal.text, goal.dropped_on, goal, last)
    for measure in Measure.objects.visible_to(person).filter(annex__in=annexes):
        key = "school" if measure.arena in ("school", "single_child") else "home"
        yield key, *_moved(measure.title, measure.ended_on, measure, last)


def _moved(words, ended_on, part, last):
    """(new, gone) of one goal or measure of the annex since the day the last version was given."""
    if ended_on is not None:
        return ([], [words]) if ended_on >= last.given_on else ([], [])
    return ([words], []) if part.changed_at.date() >= last.given_on else ([], [])
