"""What the PDF of a closing shows, as plain data: the decision first, then what it rests on."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.documents import Fact, Sheet
from core.pdf import render
from core.templatetags.ui import date_year, few_decimals
from followup.queries.closings import decision_title
from insight.queries.closing_parts import Attained


@dataclass(frozen=True)
class ChildLine:
    name: str
    decision: str
    why: str
    referral: str


@dataclass(frozen=True)
class GoalLine:
    text: str
    child: str
    look: str
    words: str
    steps: tuple
    baseline: str = ""
    attained: Attained | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of both rounds, of the class or of a child: (area, [(who, first, last)], what moved in words)."""

    name: str  # the child's, or "" for the class
    areas: tuple


@dataclass(frozen=True)
class MeasureLine:
    title: str
    child: str
    who: str
    when: str
    effect: str


@dataclass(frozen=True)
class Closing:
    """As one reader may see it: no address, no CPR number, and of each child only what her walls let through."""

    sheet: Sheet
    facts: tuple
    decision: str
    reason: str
    why_without: str
    children: tuple
    dimensions: tuple
    figures: tuple  # of Figures, of the class
    voices: tuple  # (child's name, its pairs, whether anything was said in the last round)
    child_figures: tuple  # of Figures, of one child each
    goals: tuple
    measures: tuple

    @property
    def has_last(self):
        """Whether anything has been said of the class in the last round: a column without a word is left out."""
        return any(side.last for each in self.dimensions for side in each.sides)

    @property
    def has_effects(self):
        return any(each.effect for each in self.measures)


def closing_pdf(page, person):
    """The closing as a PDF: decision, reader's part for each child, first and last round, results, measures with owners (A55)."""
    return render("pdf/closing.html", {"doc": closing_document(page, person)})


def closing_document(page, person):
    return Closing(
        sheet=_sheet(page, person),
        facts=tuple(Fact(title, words) for title, words in page.facts),
        decision=page.decision,
        reason=page.closing.reason if page.closing else "",
        why_without=page.closing.no_mapping_reason if page.closing else "",
        children=tuple(_child(each, page.pathway) for each in page.decided),
        dimensions=tuple(page.dimensions),
        figures=tuple(_figures([("", page.figures)])),
        voices=tuple(
            (each.row.child.short_name, tuple(each.voices), any(pair.last for pair in each.voices))
            for each in page.children
            if each.voices
        ),
        child_figures=tuple(_figures((each.row.child.short_name, each.figures) for each in page.children)),
        goals=tuple(_goal(each) for each in page.goals),
        measures=tuple(_measure(each) for each in page.measures),
    )


def _sheet(page, person):
    pathway = page.pathway
    subject = pathway.school_class.name if pathway.school_class else pathway.title
    title = _("How %(subject)s ended") % {"subject": subject}
    if not page.closing:  # nothing is decided yet
        title = _("The closing of %(subject)s") % {"subject": subject}
    lead = [pathway.unit.name]
    if page.closing:
        by = [each.name for each in (page.closing.decided_by, page.closing.decided_with) if each]
        names = _("%(first)s and %(last)s") % {"first": by[0], "last": by[1]} if len(by) > 1 else by[0]
        said = {"day": date_year(page.closing.from_on), "names": names}
        lead.append(_("decided from %(day)s by %(names)s") % said)
    printed = _("printed %(day)s") % {"day": date_year(timezone.localdate())}
    foot = " · ".join([title, printed])
    return Sheet(title, " · ".join(lead), foot, person.municipality_name, pathway.municipality.is_fictional)


def _child(each, pathway):
    return ChildLine(
        each.child.short_name, decision_title(pathway, each.row.decision), each.row.why, referral_words(each.row)
    )


def referral_words(row):
    """ "Til Familiehuset. Venter på svar siden 4. maj 2026." """
    if not row.refer_to:
        return ""
    to = _("To %(whom)s.") % {"whom": row.refer_to}
    if row.answered_on:
        said = _("%(answer)s %(day)s.") % {
            "answer": row.get_answer_display().capitalize(),
            "day": date_year(row.answered_on),
        }
    else:
        said = _("Waits for an answer since %(day)s.") % {"day": date_year(row.from_on)}
    return f"{to} {said}"


def _figures(compared):
    """The same comparisons that the page draws, as figures in words: small groups are hidden in both."""
    for name, found in compared:
        areas = tuple(_area(area) for side in (found.sides if found else ()) for area in side.areas if area.marks)
        if areas := tuple(area for area in areas if area[1]):
            yield Figures(name, areas)


def _area(area):
    said = [(mark.speaker.name, mark.earlier, mark.value) for mark in area.marks]
    marks = [
        (who[:1].upper() + who[1:], *map(_figure, (first, last)))
        for who, first, last in said
        if (first, last) != (None, None)
    ]
    return area.title, marks, area.movement.words if area.movement else ""


def _figure(value):
    return "–" if value is None else few_decimals(value)


def _goal(each):
    child = each.child.short_name if each.child else ""
    steps = tuple(f"{date_year(on)}: {said.lower()}{'. ' + words if words else ''}" for on, said, words in each.steps)
    return GoalLine(each.goal.text, child, each.look, each.words, steps, each.goal.baseline, each.attained)


def _measure(line):
    row = line.measure
    if row.ended_on:
        when = _("ended %(day)s") % {"day": date_year(row.ended_on)}
    else:
        when = _("until %(day)s") % {"day": date_year(row.ends_on)} if row.ends_on else _("no end yet")
    who = row.owner.name if row.owner else row.owner_words or _("nobody yet")
    return MeasureLine(row.title, line.child.short_name if line.child else "", who, when, row.effect)
