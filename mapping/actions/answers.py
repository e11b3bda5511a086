"""Answers, one question at a time, from whoever is asked: alone by a link, together, on paper or in Samspil.

Each save locks the request and writes one item, so two devices lose nothing of different items, and of the same one the
newest wins. A link sees neither the child nor the family's ground, so PostgreSQL shares what came by it (`app.share_by_link`).
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.sharing import share_new
from cases.models import LinkVisit
from mapping.actions.voicerows import OF_CLASS, class_row, new_sheet, new_voice, open_ask, save_voice_row, voice_row
from mapping.models import Ask
from programmes.instruments.catalogue import instrument as instrument_of
from programmes.instruments.scoring import clean_value, shown_items

Informant = Ask.Informant


@dataclass(frozen=True)
class Question:
    """One item as this person meets it. `value` is None both unanswered and for "I would rather not say": see `answered`."""

    instrument: object
    section: object
    item: object
    words: object
    value: object = None
    answered: bool = False


@dataclass(frozen=True)
class Answering:
    """How far one person is. questions: those that are asked, conditions applied; row: the answers' row, None before the first."""

    ask: Ask
    row: object
    young: bool
    questions: tuple = field(default=())

    @property
    def answered(self):
        return sum(each.answered for each in self.questions)

    @property
    def total(self):
        return len(self.questions)

    @property
    def is_finished(self):
        return bool(self.row and (getattr(self.row, "finished_at", None) or getattr(self.row, "finished", False)))

    @property
    def next_open(self):
        """The index of the first question without an answer; the number of questions when there is none."""
        return next((i for i, each in enumerate(self.questions) if not each.answered), len(self.questions))


def answering(ask, by, sheet=None):
    """The questions in order with what has been answered. Of a pupil's: `sheet` is the uuid that the browser keeps."""
    row = class_row(ask, by, sheet) if ask.informant in OF_CLASS else voice_row(ask, by)
    age = _age(ask, by)
    values = row.values if row else {}
    found, young = [], False
    for slug, number in ask.instruments:
        each = instrument_of(slug, number)
        is_young = ask.informant == Informant.CHILD and age is not None and age < each.young_below
        young = young or is_young
        found += _questions(each, ask.informant, is_young, values.get(slug, {}))
    return Answering(ask, row, young, tuple(found))


def _questions(instrument, informant, young, values):
    shown = {item.key for item in shown_items(instrument, values, informant)}
    for section in instrument.sections:
        for item in section.items:
            if item.key in shown:
                words = item.words_for(informant, young)
                yield Question(instrument, section, item, words, values.get(item.key), item.key in values)


def every_question(ask, state):
    """All that this perspective can be asked, conditions or not, with what has been answered: as it stands on paper."""
    values, found = state.row.values if state.row else {}, []
    for slug, number in ask.instruments:
        each = instrument_of(slug, number)
        said = values.get(slug, {})
        found += [
            Question(
                each, section, item, item.words_for(ask.informant, state.young), said.get(item.key), item.key in said
            )
            for section in each.sections
            for item in section.items
            if ask.informant in item.ask
        ]
    return tuple(found)


def _age(ask, by):
    """Whole years of the child, for the younger words; a link asks PostgreSQL, which tells the years and nothing else."""
    if ask.informant != Informant.CHILD:
        return None
    if not by.link:
        return ask.child.age(timezone.localdate())
    with connection.cursor() as db:
        db.execute("select app.age_by_link()")
        return db.fetchone()[0]


@transaction.atomic
def save_answer(*, ask, instrument, item, value, by, device="", sheet=None):
    """Keep one answer; None is "I would rather not say". Returns the row (of a pupil: its uuid is the `sheet` of the next).

    Raises ValidationError with words for a value that the item cannot take, code "closed" when nothing is asked any more.
    """
    ask = open_ask(ask, by)
    slug, found = item_of(ask, instrument, item)
    value = None if value is None else clean_value(found, value)
    row = _row(ask, by, sheet)
    row.values = row.values | {slug: row.values.get(slug, {}) | {found.key: value}}
    return _keep(row, ask, by, device, f"answered:{slug}.{found.key}")


@transaction.atomic
def save_answers(*, ask, values, by, sheet=None):
    """Keep many at once, as typed in from paper: {slug: {item key: value}}. Raises ValidationError by field "<slug>.<key>"."""
    ask = open_ask(ask, by)
    row, errors = _row(ask, by, sheet), {}
    for slug, given in values.items():
        kept = dict(row.values.get(slug, {}))
        for key, value in given.items():
            try:
                kept[key] = None if value is None else clean_value(item_of(ask, slug, key)[1], value)
            except ValidationError as error:
                errors[f"{slug}.{key}"] = error.messages
        row.values = row.values | {slug: kept}
    if errors:
        raise ValidationError(errors)
    return _keep(row, ask, by, "", "")


def item_of(ask, instrument, key):
    """(slug, item) of what this request asks; 404 for anything else."""
    slug = getattr(instrument, "slug", instrument)
    number = dict(map(tuple, ask.instruments)).get(slug)
    if number is None:
        raise Http404
    found = {item.key: item for item in instrument_of(slug, number).items_for(ask.informant)}.get(
        getattr(key, "key", key)
    )
    if found is None:
        raise Http404
    return slug, found


def _row(ask, by, sheet):
    if ask.informant in OF_CLASS:
        return class_row(ask, by, sheet, lock=True) or new_sheet(ask, by, sheet)
    return voice_row(ask, by, lock=True) or new_voice(ask, by)


def _keep(row, ask, by, device, what):
    if ask.informant in OF_CLASS:
        row.save()
        return row
    if ask.informant == Informant.CHILD:
        row.finished_at = (
            None  # what it tells now is nobody's paper before it has said again what the parents may see (L06)
        )
    row.versions = dict(map(tuple, ask.instruments)) | row.versions
    row.obtained_on, row.not_obtained_reason = row.obtained_on or timezone.localdate(), ""
    save_voice_row(row)
    if by.link and what:
        LinkVisit.objects.create(
            municipality_id=by.municipality_id, link_id=by.link["id"], device=device[:12], what=what[:40]
        )
    return row


@transaction.atomic
def finish(*, ask, by, sheet=None):
    """Answered to the end: the voice counts, the request is shut and the answer shared as any other when a ground stands.

    A colleague's sheet about the class, and a pupil's, is finished by itself: the round stays open for the others.
    Raises ValidationError when nothing has been answered.
    """
    ask = open_ask(ask, by)
    row = _row(ask, by, sheet)
    if not any(value is not None for said in row.values.values() for value in said.values()):
        raise ValidationError(_("Answer at least one question, or say that you would rather not."))
    if ask.informant in OF_CLASS:
        row.finished, row.answered_on = True, timezone.localdate()
        row.save(update_fields=["finished", "answered_on"])
        return row
    row.finished_at, row.obtained_on = timezone.now(), timezone.localdate()
    save_voice_row(row)
    ask.closed_at = timezone.now()
    ask.save(update_fields=["closed_at"])
    _share(row, ask, by)
    return row


def _share(row, ask, by):
    if not by.link:
        share_new(child=ask.child, pathway=ask.mapping.pathway, noun="answer", obj=row, by=by)
        return
    with connection.cursor() as db:
        db.execute("select app.share_by_link(%s)", [row.pk])
