"""How a version for an audience begins: its parts, their headings, and words taken over from the plan.

Source: A51. For many only the class part is taken over; about a child the class part and what the writer's own side wrote.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.audiences import found_in
from cases.models import ChildAnnex, Goal, Measure

DATA = Path(__file__).with_name("data") / "audiences.toml"
LANGUAGES = ("da", "en", "ar", "tr")
SCHOOL, HOME = ("school", "single_child"), ("home", "leisure")
# How adults begin a line about a child ("Er hurtig til …"), and the words that then are the child's own.
BARE_VERBS = {"Er", "Kan", "Har", "Vil", "Ved", "Tør", "Siger", "Hjælper", "Går", "Gør", "Holder", "Husker", "Elsker", "Leger", "Spiller", "Læser", "Tegner"}  # fmt: skip
OWN = {"jeg": "(?:han|hun)", "mig": "(?:ham|hende|sig)", "min": "sin", "mit": "sit", "mine": "sine"}
MANY_PARTS = {True: "child_parents", False: "class_parents"}  # for an audience that only a later programme knows


@cache
def _data():
    return tomllib.loads(DATA.read_text())


def parts_of(audience, names_children=False):
    """The parts of an audience's version: [{"key", "heading", "picture"}] in order."""
    return _data().get(audience) or _data()[MANY_PARTS[names_children]]


def part_of(audience, key, names_children=False):
    """The part that a section's key belongs to; "goal_2" belongs to "goal*"."""
    stem = key.rpartition("_")[0] or key
    return next((part for part in parts_of(audience, names_children) if part["key"] in (key, f"{stem}*")), None)


def heading_of(audience, key, language="da", names_children=False):
    part = part_of(audience, key, names_children)
    return part["heading"].get(language, "") if part else ""


def title_of(audience, language="da", names_children=False):
    titles = _data()["titles"]
    return titles.get(audience, titles[MANY_PARTS[names_children]]).get(language, "")


def side_heading(sector, language="da"):
    """Who wrote a part, as the paper says it; "" for none."""
    return _data()["sides"].get(sector, {}).get(language, "")


def direction_of(language):
    return _data()["languages"].get(language, {}).get("dir", "ltr")


def language_name(language):
    """ "Arabic", in the language that the professional reads."""
    names = {
        "da": _("Danish"),
        "en": pgettext("language", "English"),
        "ar": pgettext("language", "Arabic"),
        "tr": pgettext("language", "Turkish"),
    }
    return names.get(language, language)


# ---- words from the plan ----


def beginning(plan, audience, person, row=None, sector="", names_children=False):
    """(sections to begin with, lines left out because they name somebody). row: the PathwayChild whose version it is.

    plan, row: read through visible_to. Always Danish, whatever language the writer reads Samspil in.
    """
    with translation.override("da"):
        words = _of_child(plan, person, row, sector) if row else class_lines(plan, person)
        words["who"] = _who(plan.pathway, row)
        if audience == "child":
            words |= _for_the_child(words, row.child.given_name)
    sections, left_out = [], []
    for part in parts_of(audience, names_children):
        for key in [part["key"]] if "*" not in part["key"] else sorted(k for k in words if k.startswith("goal_")):
            lines, dropped = _safe(words.get(key, []), plan.pathway, person, row)
            left_out += dropped
            if lines or key in ("good", "goals", "school", "home"):
                sections.append({"key": key, "text": "\n".join(lines), "other": ""})
    return sections, left_out


def _safe(lines, pathway, person, row):
    """Lines without those that are refused as they stand; somebody writes them anew."""
    if not lines:
        return [], []
    refused, _warned = found_in("\n".join(lines), pathway, person, about=row, hints=False)
    words = [hit.words.casefold() for hit in refused]
    bad = [line for line in lines if any(word in line.casefold() for word in words)]
    return [line for line in lines if line not in bad], bad


def class_lines(plan, person):
    """key of a part -> lines of the class part of this version of the plan."""
    goals = _goals(Goal.objects.visible_to(person).filter(plan=plan, annex=None))
    measures = Measure.objects.visible_to(person).filter(plan=plan, annex=None, ended_on=None)
    return {
        "words": [f"“{goal.child_words}”" for goal in goals if goal.child_words],
        "good": plan.strengths.splitlines(),
        "goals": _goal_lines(goals),
        "school": [each.title for each in measures if each.arena in SCHOOL],
        "home": [each.title for each in measures if each.arena in HOME],
    }


def _of_child(plan, person, row, sector):
    klass = class_lines(plan, person)
    annex = ChildAnnex.objects.visible_to(person).filter(pathway_child=row, sector=sector).first()
    goals = _goals(Goal.objects.visible_to(person).filter(annex=annex)) if annex else []
    measures = list(Measure.objects.visible_to(person).filter(annex=annex, ended_on=None)) if annex else []
    words = {
        "words": [f"“{said}”" for goal in goals for said in (goal.dream, goal.child_words) if said],
        "good": annex.strengths.splitlines() if annex else [],
        "goals": _goal_lines(goals),
        "school": [each.title for each in measures if each.arena in SCHOOL],
        "home": [each.title for each in measures if each.arena in HOME] + klass["home"],
        "class": klass["goals"],
    }
    words |= {f"goal_{at}": [goal.text, *(f"– {step}" for step in _steps(goal))] for at, goal in enumerate(goals, 1)}
    return {key: [line for line in lines if line.strip()] for key, lines in words.items()}


def _for_the_child(words, name):
    """What the child reads: about itself as "jeg", goals one by one, and what it decides itself. An adult reads it through."""
    goals = {key: lines for key, lines in words.items() if key.startswith("goal_")}
    return {key: [as_the_child_says(line, name) for line in lines] for key, lines in (goals | {"good": words["good"]}).items()} | {
        "help": words["school"],
        "decide": [
            "Jeg siger til, hvis noget skal være anderledes.",
            "Jeg vælger selv en voksen, jeg vil tale med.",
        ],
    }  # fmt: skip


def as_the_child_says(line, name):
    """ "Adam er hurtig, når han har ro" → "Jeg er hurtig, når jeg har ro": only a sentence that is about the child alone is turned."""
    dash, line = (line[:2], line[2:]) if line.startswith("– ") else ("", line)
    return dash + " ".join(_turned(said, name, is_step=bool(dash)) for said in re.split(r"(?<=[.!?]) +", line))


def _turned(said, name, *, is_step):
    begins, _space, rest = said.partition(" ")
    first = name.split()[0]
    if begins == first or begins in ("Han", "Hun"):
        said = f"Jeg {rest}"
    elif begins in BARE_VERBS and not is_step:
        said = f"Jeg {begins.lower()} {rest}"
    elif not is_step:
        return said
    for mine, theirs in OWN.items():
        said = re.sub(rf"(?<!\w){theirs}(?!\w)", mine, said)
    return said


def _goals(rows):
    return list(rows.filter(dropped_on=None).prefetch_related("steps"))


def _steps(goal):
    return [step.text for step in goal.steps.all()]


def _goal_lines(goals):
    return [line for goal in goals for line in (goal.text, *(f"– {text}" for text in _steps(goal)))]


def _who(pathway, row):
    leads = [staff for staff in (pathway.lead, pathway.co_lead) if staff]
    if row is None:
        leads = leads[:1] if pathway.side == "school" else leads[1:]
    return [", ".join(word for word in (staff.name, running(staff.title)) if word) for staff in leads]


def running(title):
    """ "Ressourcevejleder" as it stands inside a line; "PPR-psykolog" as it is."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def next_day(day):
    """ "27. april 2026", in Danish whatever language is on."""
    with translation.override("da"):
        return formats.date_format(day, _("j F Y"))
