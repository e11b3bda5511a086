"""From answers to the rows of a comparison: one dimension a row, strengths first, a mark for each voice."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mapping.compare.voices import (
    ORDER,
    Answers,
    Mark,
    Question,
    Quote,
    Reply,
    Row,
    Side,
    too_few,
    unheard,
    would_not,
)
from programmes.instruments.parts import Dimension, Instrument, Kind, Words
from programmes.instruments.scoring import dimension_figures, shown_items, value_words

_OTHER = Dimension("", Words({"da": ""}), scored=False)  # questions that count for no dimension


def side_of(
    instrument: Instrument, now: Sequence[Answers], before: Sequence[Answers], *,
    silent=(), version_of=None, since="", stand_ins: Sequence[Instrument] = (),
) -> Side:  # fmt: skip
    """The dimensions of one instrument with a mark for each voice.

    silent: (Speaker, Silence) of those who have not answered it this time. version_of: (slug, number) -> Instrument, for
    answers given on an older version: each is counted on its own, and compared by the dimension's key. stand_ins: instruments
    with the same areas (`beside`): who answered one of them instead stands among the others, as a young child with pictures.
    """
    asked_with = (instrument, *stand_ins)
    used = lambda a: next((each for each in asked_with if each.slug in a.values), None)  # noqa: E731
    pick = lambda a: _version(used(a), a, version_of)  # noqa: E731
    now, before = [a for a in now if used(a)], [a for a in before if used(a)]
    figures = {a.speaker.key: _figures(pick(a), a) for a in now}
    earlier = {a.speaker.key: _figures(pick(a), a) for a in before}
    answers = {a.speaker.key: a for a in now}
    speakers = {a.speaker.key: a.speaker for a in (*before, *now)}
    speakers |= {speaker.key: speaker for speaker, _why in silent}
    why = {speaker.key: reason for speaker, reason in silent}
    heard = {each.speaker.informant for each in answers.values()}
    ordered = sorted(speakers.values(), key=lambda each: (ORDER[each.informant], each.name))
    rows = []
    for dimension in [*sorted(instrument.dimensions, key=lambda each: not each.strengths), _OTHER]:
        marks = []
        for speaker in ordered:
            said = answers.get(speaker.key)
            if not dimension.scored or not _is_asked(
                used(said) if said else instrument, dimension.key, speaker.informant
            ):
                continue
            figure = figures.get(speaker.key, {}).get(dimension.key)
            then = earlier.get(speaker.key, {}).get(dimension.key)
            others = speaker.key not in answers and speaker.informant in heard
            if others and (then is None or then.value is None):
                continue  # spoke last time, and somebody of the same perspective speaks now
            why_not = None if others else why.get(speaker.key)
            quiet = why_not or (None if others else _quiet(dimension, figure, said, pick))
            marks.append(Mark(speaker, figure, then, quiet))
        questions = tuple(
            q for each in asked_with for q in _questions(each, dimension.key, ordered, now, before, used, pick)
        )
        if any(mark.value is not None or mark.earlier is not None for mark in marks) or questions:
            title = str(dimension.title) if dimension.key else _("Other questions")
            rows.append(Row(dimension.key, title, dimension.strengths, tuple(marks), questions, since))
    changed = {(pick(a).slug, pick(a).number) for a in now} != {(pick(a).slug, pick(a).number) for a in before}
    return Side(instrument.slug, str(instrument.title), tuple(rows), bool(earlier) and bool(figures) and changed)


def _version(instrument, answers, version_of):
    number_ = answers.versions.get(instrument.slug)
    if version_of is None or number_ in (None, instrument.number):
        return instrument
    return version_of(instrument.slug, number_)


def _figures(instrument, answers):
    return dimension_figures(instrument, answers.values[instrument.slug], answers.speaker.informant)


def _is_asked(instrument, dimension, informant):
    return any(item.dimension == dimension and item.is_figure for item in instrument.items_for(informant))


def _quiet(dimension, figure, answers, pick):
    """Why one who answered has no figure here: would rather not, or too few answers."""
    if figure and figure.value is not None:
        return None
    if answers is None:
        return unheard()
    instrument = pick(answers)
    values = answers.values[instrument.slug]
    items = [i for i in shown_items(instrument, values, answers.speaker.informant) if i.dimension == dimension.key]
    if any(values.get(item.key, "") is None for item in items if item.is_figure) and not (figure and figure.answered):
        return would_not()
    return too_few(dimension.needs)


def _questions(instrument, dimension, speakers, now, before, used, pick):
    """Each question that is answered with a figure or a choice, with everybody's answer in its own words."""
    answers = {a.speaker.key: a for a in now if used(a) is instrument}
    earlier = {a.speaker.key: a for a in before if used(a) is instrument}
    for item in instrument.items:
        if item.dimension != dimension or item.kind in (Kind.TEXT, Kind.DRAWING):
            continue
        replies = tuple(
            Reply(who, _reply(instrument.slug, item, answers.get(who.key), pick), _reply(instrument.slug, item, earlier.get(who.key), pick))
            for who in speakers
            if who.informant in item.ask and (who.key in answers or who.key in earlier)
        )  # fmt: skip
        replies = tuple(reply for reply in replies if reply.now or reply.before)
        if replies:
            yield Question(asked(item), replies)


def asked(item) -> str:
    """The words of a question on a page for professionals: as the professional or the team is asked, else whoever is."""
    key = next((key for key in ("professional", "team") if key in item.ask), next(iter(item.ask)))
    return str(item.ask[key])


def _reply(slug, item, answers, pick):
    values = answers.values.get(slug, {}) if answers else {}
    if item.key not in values:
        return ""
    value = values[item.key]
    if value is None:
        return _("would rather not say")
    item = pick(answers).item(item.key) or item
    words = value_words(item, value, get_language() or "da")
    if item.is_figure and not item.points:
        return _("%(value)s on %(lowest)s-%(highest)s") % {
            "value": words,
            "lowest": item.lowest,
            "highest": item.highest,
        }
    return words


def quotes(instruments: Sequence[Instrument], answers: Sequence[Answers], *, version_of=None) -> dict[str, list[Quote]]:
    """Own words by dimension, "" for those of none: what was written to open questions, and what was said in a talk."""
    found: dict[str, list[Quote]] = {}
    known = {dimension.key for each in instruments for dimension in each.dimensions}
    for a in sorted(answers, key=lambda each: (ORDER[each.speaker.informant], each.speaker.name)):
        for dimension, question, words in a.told:
            found.setdefault(dimension if dimension in known else "", []).append(
                Quote(a.speaker, question, words, a.when)
            )
        for base in instruments:
            values = a.values.get(base.slug, {})
            for item in _version(base, a, version_of).items:
                said = values.get(item.key)
                if item.kind is Kind.TEXT and isinstance(said, str) and said.strip() and not item.is_date:
                    question = str(item.ask.get(a.speaker.informant) or asked(item))
                    found.setdefault(item.dimension, []).append(Quote(a.speaker, question, said.strip(), a.when))
    return found
