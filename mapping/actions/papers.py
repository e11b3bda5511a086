"""The pupils' papers, counted point by point and kept as that many sheets. Nobody's paper can be told from the others.

The advisor types them in, or the class team that held them. The team reads no sheet, its own neither: PostgreSQL writes them
(`app.type_papers`), counts them and takes the last back.
"""

import json
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from mapping.actions.answers import item_of
from mapping.actions.voicerows import locked_ask, may_answer, open_ask
from mapping.models import Ask
from programmes.instruments.scoring import clean_value


@dataclass(frozen=True)
class Typed:
    """How many papers have been typed in of a request, and of them the last ones typed at once."""

    papers: int
    last_batch: UUID | None
    last_papers: int


@transaction.atomic
def type_in_tally(*, ask, counts, by):
    """The papers as they were counted: [(instrument slug, item key, [value, …])]. Gives (how many papers, their batch).

    Only the spread is ever read of them, so it does not matter which of the answers stand on one sheet.
    """
    ask = open_ask(ask, by)
    if ask.informant != Ask.Informant.PUPILS:
        raise ValidationError(_("Only the pupils' papers are counted."))
    many = max((len(values) for _slug, _key, values in counts), default=0)
    if not many:
        raise ValidationError(_("Type in how many have ticked each point."))
    sheets, batch = [{} for _n in range(many)], uuid4()
    for given, key, values in counts:
        slug, found = item_of(ask, given, key)
        for sheet, value in zip(sheets, values, strict=False):
            sheet.setdefault(slug, {})[found.key] = clean_value(found, value)
    return _asked("app.type_papers(%s, %s, %s)", [ask.pk, batch, json.dumps(sheets)])[0], batch


def typed_papers(ask):
    """How many have been typed in so far; nothing for who does not type them."""
    return Typed(*_asked("* from app.papers_typed(%s)", [ask.pk]))


@transaction.atomic
def untype_papers(*, ask, batch, by):
    """Take back the papers that were typed in at once, while the round is open. Gives how many they were."""
    ask = locked_ask(ask, by)
    if ask.closed_at or not may_answer(ask, by):
        raise ValidationError(_("The round is shut. What was typed in stays."))
    return _asked("app.untype_papers(%s, %s)", [ask.pk, batch])[0]


def _asked(what, values):
    with connection.cursor() as db:
        db.execute(f"select {what}", values)  # noqa: S608 (the words are ours)
        return db.fetchone()
