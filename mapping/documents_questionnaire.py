"""A questionnaire on paper: one page or two, big boxes to tick, no child's name, and the parent's language beside the Danish."""

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Municipality
from cases.documents import Sheet
from cases.queries.agreements import written
from core.pdf import render
from mapping.models import Ask
from programmes.instruments.catalogue import instrument as instrument_of
from programmes.instruments.parts import LANGUAGES, RIGHT_TO_LEFT, Kind

Informant = Ask.Informant
LINES = {Kind.TEXT: 3, Kind.NUMBER: 1}


@dataclass(frozen=True)
class Box:
    """One thing to tick: what stands beside it, in Danish and in the other language ("" without one)."""

    words: str
    other: str = ""


@dataclass(frozen=True)
class Line:
    """One question. boxes: to tick; ruler: figures in a row; lines: to write on; space: to draw in."""

    number: int
    words: str
    other: str
    hint: str = ""
    boxes: tuple = ()
    ruler: tuple = ()
    ends: tuple = ()
    other_ends: tuple = ()
    lines: tuple = ()
    space: bool = False


@dataclass(frozen=True)
class Part:
    title: str
    other: str
    lines: tuple


@dataclass(frozen=True)
class Questionnaire:
    sheet: Sheet
    intro: tuple  # (Danish, other) paragraphs
    parts: tuple
    language: str  # of the right column, "" without one
    direction: str
    reference: str


def questionnaire(ask, person, language=""):
    """As it is asked today. `language` is left out when its words are not complete for this perspective."""
    instruments = printed(ask)
    spoken = [set(each.languages_for(ask.informant)) for each in instruments]
    language = (
        language if language in LANGUAGES and language != "da" and all(language in each for each in spoken) else ""
    )
    young = _young(ask)
    numbers = iter(range(1, 500))
    parts = []
    for each in instruments:
        for section in each.sections:
            lines = [
                _line(next(numbers), item, ask.informant, young and young < each.young_below, language)
                for item in section.items
                if ask.informant in item.ask
            ]
            if lines:
                parts.append(Part(section.title.in_language("da"), _other(section.title, language), tuple(lines)))
    title = " · ".join(each.title.in_language("da") for each in instruments)
    return Questionnaire(
        _sheet(title, ask, person), tuple(_intro(ask, language)), tuple(parts), language,
        "rtl" if language in RIGHT_TO_LEFT else "ltr", str(ask.uuid)[:8].upper(),
    )  # fmt: skip


def printed(ask):
    """What may be printed: another's form, of which only the sums are typed in, has a paper of its own (L27)."""
    return [each for each in (instrument_of(*pair) for pair in ask.instruments) if each.licence == "own"]


def _young(ask):
    return ask.child.age(timezone.localdate()) if ask.informant == Informant.CHILD and ask.child else None


def _other(words, language):
    return words.in_language(language) if language and words else ""


def _line(number, item, informant, young, language):
    words = item.words_for(informant, bool(young))
    points = item.points or item.options
    figures = tuple(range(item.ends[0], item.ends[1] + 1)) if item.kind is Kind.RULER else ()
    ends = (item.low, item.high)
    return Line(
        number, words.in_language("da"), _other(words, language),
        hint=_("You may tick several.") if item.several else "",
        boxes=tuple(Box(each.words.in_language("da"), _other(each.words, language)) for each in points),
        ruler=figures,
        ends=tuple(each.in_language("da") if each else "" for each in ends) if figures else (),
        other_ends=tuple(_other(each, language) for each in ends) if figures and language else (),
        lines=tuple(range(LINES.get(item.kind, 0))), space=item.kind is Kind.DRAWING,
    )  # fmt: skip


def _intro(ask, language):
    """(Danish, the other language) of each line above the questions."""
    with translation.override("da"):
        danish = _intro_words()
    with translation.override(language or "da"):
        return list(zip(danish, _intro_words() if language else [""] * len(danish), strict=True))


def _intro_words():
    return [_("There are no right or wrong answers. You may leave out any question.")]  # as the link's pages say it


def _sheet(title, ask, person):
    fictional = Municipality.objects.filter(pk=ask.municipality_id, is_fictional=True).exists()
    lead = _("Give it back before %(day)s") % {"day": written(ask.due_on)}
    foot = " · ".join([title, _("printed %(day)s") % {"day": written(timezone.localdate())}])
    return Sheet(title, lead, foot, person.municipality_name, fictional)


def questionnaire_pdf(doc, draw=render):
    """A tagged PDF; Danish throughout but for the column in the other language."""
    with translation.override("da"):
        return draw("pdf/questionnaire.html", {"doc": doc})
