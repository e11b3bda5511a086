"""An administrator confirms that somebody who speaks the language has read the words of the pages behind links."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import can_administer
from cases.models import PageWordsCheck
from cases.page_words import TRANSLATED, fingerprint


def _check(language, by):
    if not can_administer(by):
        raise PermissionDenied
    if language not in TRANSLATED:
        raise ValidationError(_("There is no such translation to confirm."))


@transaction.atomic
def confirm_words(*, language, by):
    """The words as they are now count as read in this municipality. Confirmed already: nothing happens."""
    _check(language, by)
    row, _made = PageWordsCheck.objects.get_or_create(
        municipality_id=by.municipality_id, language=language, words=fingerprint(language),
        defaults={"confirmed_by_id": by.staff_id, "confirmed_on": timezone.localdate()},
    )  # fmt: skip
    return row


@transaction.atomic
def take_back_words(*, language, by):
    """Marked as not read again. Taken back already: nothing happens, and False says so."""
    _check(language, by)
    rows = PageWordsCheck.objects.visible_to(by).filter(language=language, words=fingerprint(language))
    return bool(rows.delete()[0])


def undo_confirmation(*, by, language):
    take_back_words(language=language, by=by)
    return _("Undone: the translation is marked as not yet read.")


def undo_taking_back(*, by, language):
    confirm_words(language=language, by=by)
    return _("Undone: the translation counts as read again.")
