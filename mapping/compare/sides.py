"""From answers to the rows of a comparison: one dimension a row, strengths first, a mark for each voice."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.ui import capital, listed
from mapping.compare.alike import changed_words, ground, is_same
from mapping.compare.totals import sheets_of
from mapping.compare.voices import (
    ORDER,
    Answers,
    Mark,
    Question,
    Quote,
    Reply,
    Row,
    Side,
    asked_otherwise,
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
    answers given on another version: `mapping.compare.alike` says what of them is compared. stand_ins: instruments with the
    same areas (`beside`): who answered one of them instead stands among the others, as a young child with pictures.
    """
    said = _Said(instrument, stand_ins, now, before, version_of)
    if instrument.licence == "totals":
        return Side(instrument.slug, str(instrument.title), (), said.changed(since), sheets_of(said))
    speakers = {a.speaker.key: a.speaker for a in (*said.before, *said.now)}
    speakers |= {speaker.key: speaker for speaker, _why in silent}
    why = {speaker.key: reason for speaker, reason in silent}
    ordered = sorted(speakers.values(), key=lambda each: (ORDER[each.informant], each.name))
    rows = []
    for dimension in [*sorted(instrument.dimensions, key=lambda each: not each.strengths), _OTHER]:
        marks = [mark for who in ordered if (mark := _mark(said, dimension, who, why))]
        questions = tuple(q for each in said.asked_with for q in _questions(said, each, dimension.key, ordered))
        if any(mark.value is not None or mark.earlier is not None for mark in marks) or questions:
            title = str(dimension.title) if dimension.key else _("Other questions")
            unlike = bool(marks) and any(not said.ground(dimension, a).moves for a in said.before)
            rows.append(Row(dimension.key, title, dimension.strengths, tuple(marks), questions, since, unlike=unlike))
    return Side(instrument.slug, str(instrument.title), tuple(rows), said.changed(since))


class _Said:
    """What was answered in two rounds, each answer read with the version it was given on."""

    def __init__(self, instrument, stand_ins, now, before, version_of):
        self.instrument, self.asked_with, self._version_of = instrument, (instrument, *stand_ins), version_of
        self.now, self.before = [a for a in now if self.used(a)], [a for a in before if self.used(a)]
        self.latest = {a.speaker.key: a for a in self.now}
        self.earlier = {a.speaker.key: a for a in self.before}
        self.heard = {a.speaker.informant for a in self.now}

    def used(self, a):
        """The instrument somebody answered: this one or one that stands in for it."""
        return next((each for each in self.asked_with if each.slug in a.values), None)

    def version(self, a):
        """The very version somebody answered."""
        used = self.used(a)
        return used and _version(used, a, self._version_of)

    def versions(self, answers, slug):
        return [self.version(a) for a in answers if self.used(a).slug == slug]

    def ground(self, dimension, a):
        slug = self.used(a).slug
        now, before = self.versions(self.now, slug), self.versions(self.before, slug)
        return ground(dimension, a.speaker.informant, now, before)

    def figure(self, dimension, a, earlier=False):
        """Counted with its own version, from what the versions have in common; None where it cannot be compared."""
        if a is None:
            return None
        stands = self.ground(dimension, a)
        if not (stands.moves if earlier else stands.holds):
            return None
        only = (lambda item: item.key in stands.only) if stands.only is not None else None
        version = self.version(a)
        return dimension_figures(version, a.values[version.slug], a.speaker.informant, only).get(dimension.key)

    def changed(self, since):
        """That not all were asked the same, in words; "" when they were."""
        for each in self.asked_with:
            now, before = ({v.number for v in self.versions(rows, each.slug)} for rows in (self.now, self.before))
            if words := changed_words(now, before, since):
                return words
        others = [a.speaker.name for a in self.now if self._otherwise(a)]
        if others:
            return _("%(who)s answered with another form last time. The areas are the same, the questions are not.") % {
                "who": capital(listed(others))
            }
        return ""

    def _otherwise(self, a):
        then = self.earlier.get(a.speaker.key)
        return then is not None and self.used(then).slug != self.used(a).slug


def _version(instrument, answers, version_of):
    number_ = answers.versions.get(instrument.slug)
    if version_of is None or number_ in (None, instrument.number):
        return instrument
    return version_of(instrument.slug, number_)


def _mark(said, dimension, speaker, why):
    """One voice in one dimension; None when it is not asked of it, or spoke last time and somebody else of it speaks now."""
    a, then = said.latest.get(speaker.key), said.earlier.get(speaker.key)
    if not dimension.scored or not _is_asked(said.used(a) if a else said.instrument, dimension.key, speaker.informant):
        return None
    figure, earlier = said.figure(dimension, a), said.figure(dimension, then, earlier=True)
    others = a is None and speaker.informant in said.heard
    if others and (earlier is None or earlier.value is None):
        return None
    quiet = None if others else why.get(speaker.key) or _quiet(said, dimension, figure, a)
    return Mark(speaker, figure, earlier, quiet)


def _is_asked(instrument, dimension, informant):
    return any(item.dimension == dimension and item.is_figure for item in instrument.items_for(informant))


def _quiet(said, dimension, figure, a):
    """Why one who answered has no figure here: would rather not, too few answers, or asked in another way than the rest."""
    if figure and figure.value is not None:
        return None
    if a is None:
        return unheard()
    if not said.ground(dimension, a).holds:
        return asked_otherwise()
    version = said.version(a)
    values = a.values[version.slug]
    items = [i for i in shown_items(version, values, a.speaker.informant) if i.dimension == dimension.key]
    if any(values.get(item.key, "") is None for item in items if item.is_figure) and not (figure and figure.answered):
        return would_not()
    return too_few(dimension.needs)


def _questions(said, instrument, dimension, speakers):
    """Each question that is answered with a figure or a choice, with everybody's answer in its own words."""
    answers = {key: a for key, a in said.latest.items() if said.used(a) is instrument}
    earlier = {key: a for key, a in said.earlier.items() if said.used(a) is instrument}
    for item in instrument.items:
        if item.dimension != dimension or item.kind in (Kind.TEXT, Kind.DRAWING):
            continue
        replies = tuple(
            Reply(who, _reply(said, item, answers.get(who.key)), _reply(said, item, earlier.get(who.key)))
            for who in speakers
            if who.informant in item.ask and (who.key in answers or who.key in earlier)
        )
        replies = tuple(reply for reply in replies if reply.now or reply.before)
        if replies:
            yield Question(asked(item), replies)


def asked(item) -> str:
    """The words of a question on a page for professionals: as the professional or the team is asked, else whoever is."""
    key = next((key for key in ("professional", "team") if key in item.ask), next(iter(item.ask)))
    return str(item.ask[key])


def _reply(said, item, a):
    """ "" where it was not answered, or was another question in the version that was."""
    if a is None:
        return ""
    version = said.version(a)
    own, values = version.item(item.key), a.values.get(version.slug, {})
    if item.key not in values or not is_same(item, own):
        return ""
    return reply_words(own, values[item.key])


def reply_words(item, value) -> str:
    if value is None:
        return _("would rather not say")
    words = value_words(item, value, get_language() or "da")
    if item.is_figure and not item.points:
        return _("%(value)s on %(lowest)s-%(highest)s") % {
            "value": words,
            "lowest": item.lowest,
            "highest": item.highest,
        }
    return words


def quotes(
    instruments: Sequence[Instrument], answers: Sequence[Answers], *, version_of=None, areas=()
) -> dict[str, list[Quote]]:
    """Own words by dimension, "" for those of none: what was written to open questions, and what was said in a talk.

    areas: keys of further areas that a talk is held by.
    """
    found: dict[str, list[Quote]] = {}
    known = {dimension.key for each in instruments for dimension in each.dimensions} | set(areas)
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
