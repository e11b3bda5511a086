"""An administrator confirms that somebody who speaks the language has read a translation; she takes it back, too."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import can_administer
from mapping.models import TranslationCheck
from mapping.queries.instruments import languages_of
from programmes.instruments.catalogue import UnknownInstrument, instrument
from programmes.instruments.parts import COMPLETE


def _administrators_only(by):
    if not can_administer(by):
        raise PermissionDenied


def _translated(slug, number, language):
    try:
        found = instrument(slug, number)
    except UnknownInstrument:
        raise ValidationError(_("There is no such instrument.")) from None
    if language in COMPLETE or language not in languages_of(found):
        raise ValidationError(_("There is no such translation to confirm."))
    return found


@transaction.atomic
def confirm_translation(*, slug, number, language, by):
    """The translation counts as read in this municipality. Confirmed already: nothing happens."""
    _administrators_only(by)
    found = _translated(slug, number, language)
    row, _made = TranslationCheck.objects.get_or_create(
        municipality_id=by.municipality_id,
        slug=found.slug,
        number=found.number,
        language=language,
        defaults={"confirmed_by_id": by.staff_id, "confirmed_on": timezone.localdate()},
    )
    return row


@transaction.atomic
def take_back_translation(*, slug, number, language, by):
    """Marked as not yet read again. Taken back already: nothing happens, and False says so."""
    _administrators_only(by)
    _translated(slug, number, language)
    rows = TranslationCheck.objects.visible_to(by).filter(slug=slug, number=number, language=language)
    return bool(rows.delete()[0])


def undo_confirmation(*, by, slug, number, language):
    if not take_back_translation(slug=slug, number=number, language=language, by=by):
        return _("It is undone already.")
    return _("Undone: the translation is marked as not yet read.")


def undo_taking_back(*, by, slug, number, language):
    confirm_translation(slug=slug, number=number, language=language, by=by)
    return _("Undone: the translation counts as read again.")
