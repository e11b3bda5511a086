"""What the paper for an audience shows, as plain data. The page to look at and the PDF are made of the same template."""

from dataclasses import dataclass, replace

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.audience_parts import direction_of, heading_of, language_name, next_day, part_of, side_heading
from cases.documents import Sheet
from cases.queries.goal_drawings import drawings_told
from core.context import current
from core.pdf import preview, render, words

TEMPLATE = "pdf/audience.html"


@dataclass(frozen=True)
class Line:
    """A line of a part; `is_step` when it belongs below the line before it."""

    text: str
    is_step: bool = False


@dataclass(frozen=True)
class Section:
    """One part: heading and lines, and both in the other language. picture: a name of templates/pdf/picture.html or ""."""

    key: str
    heading: str
    lines: tuple
    picture: str = ""
    other_heading: str = ""
    other_lines: tuple = ()
    side: str = ""  # who wrote this part and those below it, when two sides wrote


@dataclass(frozen=True)
class AudiencePaper:
    sheet: Sheet
    audience: str
    sections: tuple
    large: bool
    language: str = "da"
    direction: str = "ltr"
    language_name: str = ""
    other_title: str = ""
    ending: str = ""
    pictures: tuple = ()  # what the child drew of its dreams: beside its own words, where it has said some

    @property
    def own_words(self):
        """The part beside which the pictures stand: the first with the child's own words, or None."""
        return next((section for section in self.sections if section.key == "words"), None)

    @property
    def is_bilingual(self):
        return self.language != "da"


def audience_paper(version):
    """The paper as it is given. Same version, same paper: it carries the day it was given, not the day it was printed."""
    pathway, plan = version.pathway, version.plan
    names_children = version.pathway_child_id is not None
    with translation.override("da"):
        day = next_day(version.given_on or timezone.localdate())
        subject = pathway.school_class.name if pathway.school_class else pathway.title
        lead = [pathway.unit.name, _("plan %(number)s") % {"number": plan.number}, day]
        if not names_children:
            lead.insert(1, subject)
        elif version.audience == "child":
            lead.insert(0, version.pathway_child.child.given_name)
        foot = " · ".join([version.title, _("plan %(number)s") % {"number": plan.number}, day])
        municipality = version.municipality
        sheet = Sheet(version.title, " · ".join(lead), foot, municipality.name, municipality.is_fictional)
        ending = "" if names_children else _("This paper names no children.")
    return AudiencePaper(
        sheet=sheet,
        audience=version.audience,
        sections=sections_of(version),
        large=any(part_of(version.audience, section["key"], names_children).get("picture") for section in version.sections if part_of(version.audience, section["key"], names_children)),
        language=version.language,
        direction=direction_of(version.language),
        language_name=language_name(version.language),
        other_title=version.other_title,
        ending=ending,
        pictures=drawings_told(version, current()),
    )  # fmt: skip


def version_pdf(version):
    with translation.override("da"):
        return render(TEMPLATE, {"doc": audience_paper(version)})


def version_text(version):
    """The same paper as lines of text, for a journal."""
    with translation.override("da"):
        return words(TEMPLATE, {"doc": audience_paper(version)})


def version_page(version):
    """The same paper as HTML."""
    with translation.override("da"):
        return preview(TEMPLATE, {"doc": audience_paper(version)})


def sections_of(version):
    """The parts that have words, as they stand on the paper; `version` needs no pathway."""
    of, found, side = _section(version), [], ""
    for row in version.sections:
        section = of(row)
        if section.lines or section.other_lines:
            by = row.get("by", "")
            found.append(replace(section, side=side_heading(by)) if by != side else section)
            side = by
    return tuple(found)


def _section(version):
    names_children, language = version.pathway_child_id is not None, version.language

    def of(row):
        part = part_of(version.audience, row["key"], names_children) or {}
        return Section(
            key=row["key"],
            heading=heading_of(version.audience, row["key"], "da", names_children),
            lines=_lines(row["text"]),
            picture=part.get("picture", ""),
            other_heading=heading_of(version.audience, row["key"], language, names_children)
            if language != "da"
            else "",
            other_lines=_lines(row.get("other", "")) if language != "da" else (),
        )

    return of


def _lines(text):
    """Lines of a text; a dash, or the second line of a goal of one's own, makes it a step."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(Line(row.lstrip("–-• ").strip(), row[:1] in "–-•") for row in rows)
