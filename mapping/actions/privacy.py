"""Whether a child's answer is kept from the parents (L06): the child says it when it answers, or tells the adult it trusts.

The stricter stands. A no holds for all that is told in the same answer, whatever is said there later; it is lifted by a
professional's own act with a reason, and by nothing else. In a new round the child is asked anew, of what it tells there.
PostgreSQL says the same (`app.keep_the_childs_no`).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mapping.actions.answers import finish
from mapping.actions.dreams import follow_voice
from mapping.actions.voicerows import open_ask, voice_row
from mapping.models import Perspective
from mapping.permissions import can_keep_from_parents


@transaction.atomic
def finish_as_child(*, ask, hidden, by):
    """The child sends its answer and says in the same act whether the parents may see it. Raises ValidationError for neither.

    hidden: None where the child was not asked again, for its no stands.
    """
    before = voice_row(ask, by)
    if hidden is None and not (before and before.hidden_from_parents):
        raise ValidationError(_("Say first whether your parents may see it."))
    return _keep(finish(ask=ask, by=by), bool(hidden))


@transaction.atomic
def say_of_parents(*, ask, hidden, by):
    """The child says it on the professional's screen, before what it said is sent."""
    ask = open_ask(ask, by)
    row = voice_row(ask, by, lock=True)
    if ask.informant != Perspective.Informant.CHILD or row is None:
        raise PermissionDenied
    return _keep(row, hidden)


@transaction.atomic
def hide_what_declined(*, ask, by):
    """A child that will not, and does not want its words passed on, is heard in that too; what it said before stays as it was."""
    row = voice_row(ask, by, lock=True)
    return _keep(row, True) if row and row.not_obtained_reason else row


@transaction.atomic
def keep_from_parents(*, voice, by):
    """The adult whom the child has told writes it down. What was given to the parents before cannot be called back.

    An answer that was used again in another round is the same words, and is kept there too.
    """
    row = _locked(voice, by)
    for each in _same_words(row, by):
        _keep(each, True)
    return _keep(row, True)


@transaction.atomic
def show_parents(*, voice, because, by):
    """The parents may see it after all: a professional's own act, with the reason and her name kept beside it."""
    row = _locked(voice, by)
    if not because.strip():
        raise ValidationError({"because": _("Write why, for example what the child said to you.")})
    if row.hidden_from_parents:
        row.hidden_from_parents, row.shown_because = False, because.strip()[:300]
        row.shown_by_id, row.shown_on = by.staff_id, timezone.localdate()
        _save(row)
    return row


def stricter(row, said_no):
    """Whether the row is kept from the parents from now on: a no that stands is not talked over."""
    return bool(row.hidden_from_parents or said_no)


def _keep(row, said_no):
    if stricter(row, said_no) != row.hidden_from_parents:
        row.hidden_from_parents, row.shown_because, row.shown_by_id, row.shown_on = True, "", None, None
        _save(row)
    return row


def _save(row):
    row.row_version += 1
    row.save(
        update_fields=["hidden_from_parents", "shown_because", "shown_by", "shown_on", "row_version", "changed_at"]
    )
    follow_voice(row)


def _locked(voice, by):
    row = Perspective.objects.writable_by(by).select_for_update(of=("self",)).filter(pk=voice.pk).first()
    if row is None or not can_keep_from_parents(by, row):
        raise PermissionDenied
    return row


def _same_words(row, by):
    """The answer that this one was taken from, and those taken from either."""
    origin = row.taken_from or row.uuid
    rows = Perspective.objects.writable_by(by).filter(child=row.child_id).exclude(pk=row.pk)
    return rows.filter(Q(uuid=origin) | Q(taken_from=origin)).select_for_update(of=("self",))
