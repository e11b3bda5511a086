"""Whether a child's answer is kept from the parents (L06): the child says it when it answers, or tells the adult it trusts."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mapping.actions.answers import finish
from mapping.actions.voicerows import open_ask, voice_row
from mapping.models import Perspective
from mapping.permissions import can_keep_from_parents


@transaction.atomic
def finish_as_child(*, ask, hidden, by):
    """The child sends its answer and says in the same act whether the parents may see it. Raises ValidationError for neither."""
    if hidden is None:
        raise ValidationError(_("Say first whether your parents may see it."))
    row = finish(ask=ask, by=by)
    return _set(row, hidden)


@transaction.atomic
def say_of_parents(*, ask, hidden, by):
    """The child says it on the professional's screen, before what it said is sent."""
    ask = open_ask(ask, by)
    row = voice_row(ask, by, lock=True)
    if ask.informant != Perspective.Informant.CHILD or row is None:
        raise PermissionDenied
    return _set(row, hidden)


@transaction.atomic
def hide_what_declined(*, ask, by):
    """A child that will not, and does not want its words passed on, is heard in that too; what it said before stays as it was."""
    row = voice_row(ask, by, lock=True)
    return _set(row, True) if row and row.not_obtained_reason else row


@transaction.atomic
def keep_from_parents(*, voice, hidden, by):
    """The adult whom the child has told writes it down. What was given to the parents before cannot be called back."""
    row = Perspective.objects.writable_by(by).select_for_update(of=("self",)).filter(pk=voice.pk).first()
    if row is None or not can_keep_from_parents(by, row):
        raise PermissionDenied
    return _set(row, hidden)


def _set(row, hidden):
    if row.hidden_from_parents != hidden:
        row.hidden_from_parents = hidden
        row.row_version += 1
        row.save(update_fields=["hidden_from_parents", "row_version", "changed_at"])
    return row
