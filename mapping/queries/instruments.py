"""What the pages "Instruments" show: each instrument as those who answer will meet it, in each language it has."""

from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.audience_parts import language_name
from core.context import current
from core.templatetags.ui import capital
from mapping.models import TranslationCheck
from programmes.instruments.catalogue import instruments
from programmes.instruments.parts import COMPLETE, LANGUAGES, RIGHT_TO_LEFT, Instrument, Item, Kind
from programmes.instruments.scoring import is_scored


@dataclass(frozen=True)
class Language:
    """A language an instrument can be answered in; `check` is who confirmed it and when, None for nobody yet."""

    key: str
    name: str
    is_complete: bool
    check: TranslationCheck | None = None

    @property
    def is_checked(self):
        return self.is_complete or self.check is not None

    @property
    def title(self):
        """What it is called in the language that the reader knows."""
        return capital(language_name(self.key))

    @property
    def direction(self):
        return "rtl" if self.key in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Said:
    """One item in one language: the question, its help, other words for the young, and (figure, words) to choose from."""

    words: str
    help: str
    young: str
    choices: list
    pictures: tuple = ()  # what the child's page draws beside each choice

    @property
    def drawn(self):
        """(figure, words, picture) of each choice."""
        return [(*choice, picture) for choice, picture in zip_longest(self.choices, self.pictures, fillvalue="")]


@dataclass(frozen=True)
class Question:
    """One item as one perspective meets it; `own` is the same in the reader's language when that is another."""

    item: Item
    said: Said
    own: Said | None
    answered: str
    counts: str
    condition: str


def is_checked(slug: str, number: str, language: str, person=None) -> bool:
    """Whether somebody who speaks the language has read the translation, as this municipality has confirmed.

    Danish and English always are: they are written, not translated.
    """
    language = language.split("-")[0]
    if language in COMPLETE:
        return True
    rows = TranslationCheck.objects.visible_to(person or current())
    return rows.filter(slug=slug, number=str(number), language=language).exists()


def languages_of(instrument: Instrument) -> list[str]:
    """Every language that somebody can answer it in, Danish and English first."""
    offered = {key for each in instrument.perspectives for key in instrument.languages_for(each.key)}
    return [key for key in LANGUAGES if key in offered]


def instrument_rows(person):
    """[(instrument, its languages)] of the newest versions: two queries, however many there are."""
    checks = _checks(person)
    return [(each, _languages(each, languages_of(each), checks)) for each in instruments()]


def languages_shown(instrument: Instrument, perspective: str, person) -> list[Language]:
    return _languages(instrument, instrument.languages_for(perspective), _checks(person))


def _checks(person):
    rows = TranslationCheck.objects.visible_to(person).select_related("confirmed_by")
    return {(row.slug, row.number, row.language): row for row in rows}


def _languages(instrument, keys, checks):
    return [
        Language(key, LANGUAGES[key], key in COMPLETE, checks.get((instrument.slug, instrument.number, key)))
        for key in keys
    ]


def sections_shown(instrument: Instrument, perspective: str, language: str):
    """[(title and intro, the same in the reader's language when that is another, questions)] for one perspective."""
    own, shown = (get_language() or "da").split("-")[0], []
    for section in instrument.sections:
        items = [item for item in section.items if perspective in item.ask]
        if items:
            questions = [question_of(instrument, section, item, perspective, language) for item in items]
            heads = [_head(section, each) for each in (language, own)]
            shown.append((heads[0], heads[1] if own != language else None, questions))
    return shown


def _head(section, language):
    return section.title.in_language(language), section.intro.in_language(language) if section.intro else ""


def question_of(instrument, section, item, perspective, language) -> Question:
    own = (get_language() or "da").split("-")[0]
    return Question(
        item=item,
        said=said_of(item, perspective, language),
        own=None if language == own else said_of(item, perspective, own),
        answered=how_answered(item),
        counts=_counts(instrument, section, item),
        condition=_condition(instrument, section, item, perspective),
    )


def said_of(item, perspective, language) -> Said:
    young = item.ask.get(f"{perspective}_young")
    return Said(
        words=item.words_for(perspective).in_language(language),
        help=item.help.in_language(language) if item.help else "",
        young=young.in_language(language) if young else "",
        choices=_choices(item, language),
        pictures=_pictures(item) if perspective == "child" else (),
    )


def how_answered(item: Item) -> str:
    if item.kind is Kind.CHOICE:
        return _("One or more of these") if item.several else _("One of these")
    if item.kind in (Kind.RULER, Kind.NUMBER):
        return _("A figure from %(lowest)s to %(highest)s") % {"lowest": item.lowest, "highest": item.highest}
    if item.is_date:
        return _("A day")
    return {
        Kind.SCALE: _("One of these"),
        Kind.FACES: _("One of five faces"),
        Kind.TEXT: _("In words"),
        Kind.DRAWING: _("A drawing, or a photo of one"),
    }[item.kind]


def _choices(item, language):
    """(figure, words) of what can be chosen; for a ruler its two ends."""
    if item.points:
        return [(point.value, point.words.in_language(language)) for point in item.points]
    if item.options:
        return [("", option.words.in_language(language)) for option in item.options]
    if item.low and item.high:
        return [(item.lowest, item.low.in_language(language)), (item.highest, item.high.in_language(language))]
    return []


def _pictures(item):
    """The name of the picture of each choice, "" for none."""
    if item.points:
        return tuple(f"face-{point.face}" if point.face else "" for point in item.points)
    return tuple(option.picture or "" for option in item.options or ())


def _counts(instrument, section, item):
    """What an answer is for; nothing when the heading above says it already."""
    dimension = instrument.dimension(item.dimension)
    if dimension is None or instrument.licence == "totals":  # a sum is called what it is the sum of
        return ""
    said_above, what = dimension.title == section.title, {"what": dimension.title}
    if not is_scored(instrument, item):
        return "" if said_above else _("Belongs to: %(what)s") % what
    counts = _("Counts in the figure") if said_above else _("Counts in: %(what)s") % what
    return _("%(counts)s, turned round: a high figure means hard") % {"counts": counts} if item.reverse else counts


def _condition(instrument, section, item, perspective):
    """What opens the item: in the same section the answer alone is plain enough."""
    if item.shown_if is None:
        return ""
    other = instrument.item(item.shown_if.item)
    answer = " / ".join(_wanted(other, item.shown_if))
    if other in section.items:
        return _("Only after the answer: %(answer)s") % {"answer": answer}
    question = other.words_for(perspective)
    return _("Only when “%(question)s” was answered: %(answer)s") % {"question": question, "answer": answer}


def _wanted(other, condition):
    """The answers that a condition waits for, in words where they have words."""
    if other.options:
        return [str(option.words) for option in other.options if option.key in condition.values]
    low = other.ends[0] if condition.at_least is None else condition.at_least
    high = other.ends[1] if condition.at_most is None else condition.at_most
    fits = [point for point in other.points if str(point.value) in condition.values or (not condition.values and low <= point.value <= high)]  # fmt: skip
    return [str(point.words) for point in fits] or list(condition.values) or [f"{low}-{high}"]
