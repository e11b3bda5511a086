"""The municipality's own texts and its list of words: written by its administrator, and taken back by her."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import LocalText, WordAdvice
from accounts.permissions import can_administer
from core.sort_key import sort_key


def _administrators_only(by):
    if not can_administer(by):
        raise PermissionDenied


@transaction.atomic
def save_text(*, key, body, by, title="", contact="", phone="", url=""):
    """The municipality's text from now on; the one before is kept. The same text again changes nothing."""
    _administrators_only(by)
    if key not in LocalText.Key.values:
        raise ValidationError(_("There is no such text."))
    said = {"title": title, "body": body, "contact": contact, "phone": phone, "url": url}
    newest = LocalText.objects.visible_to(by).filter(key=key).order_by("-changed_at", "-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    return LocalText.objects.create(municipality_id=by.municipality_id, key=key, changed_by_id=by.staff_id, **said)


@transaction.atomic
def undo_text(*, text, by):
    """The text before it counts again. Taken back already, or another has been written since: nothing happens."""
    _administrators_only(by)
    rows = LocalText.objects.visible_to(by).filter(key=text.key).order_by("-changed_at", "-pk").select_for_update()
    newest = rows.first()
    if newest is None or newest.pk != text.pk:
        return False
    newest.delete()
    return True


# ---- words ----


@transaction.atomic
def save_word(*, word, instead, by, why="", entry=None):
    """A new entry of the list, or `entry` as it now reads. A word stands on the list once."""
    _administrators_only(by)
    word = " ".join(word.split())
    same = WordAdvice.objects.visible_to(by).in_use().filter(word_key=sort_key(word))
    if same.exclude(pk=entry and entry.pk).exists():
        raise ValidationError({"word": _("“%(word)s” stands on the list already.") % {"word": word}})
    entry = entry or WordAdvice(municipality_id=by.municipality_id)
    entry.word, entry.instead, entry.why, entry.changed_by_id = word, instead.strip(), why.strip(), by.staff_id
    entry.save()
    return entry


@transaction.atomic
def add_words(*, rows, by):
    """Take over several at once: (word, write rather, why). Those that stand there already stay as they are.

    Gives the new entries; they share a `batch`, by which they can be taken back together.
    """
    _administrators_only(by)
    known = set(WordAdvice.objects.visible_to(by).in_use().values_list("word_key", flat=True))
    batch, made = uuid4(), []
    for word, instead, why in rows:
        word = " ".join(word.split())
        if sort_key(word) in known:
            continue
        known.add(sort_key(word))
        entry = WordAdvice(
            municipality_id=by.municipality_id,
            word=word,
            instead=instead,
            why=why,
            batch=batch,
            changed_by_id=by.staff_id,
        )
        entry.save()
        made.append(entry)
    return made


@transaction.atomic
def undo_import(*, batch, by):
    """Take those back that were taken over together; gives how many."""
    _administrators_only(by)
    rows = WordAdvice.objects.visible_to(by).in_use().filter(batch=batch)
    return rows.update(removed_at=timezone.now())


@transaction.atomic
def remove_word(*, entry, by):
    """The word leaves the list; `undo_word` puts it back. Left already: nothing happens."""
    _administrators_only(by)
    entry = WordAdvice.objects.visible_to(by).select_for_update().get(pk=entry.pk)
    if entry.removed_at is None:
        entry.removed_at = timezone.now()
        entry.save()
    return entry


@transaction.atomic
def undo_word(*, entry, by):
    """Back on the list, unless the word has been written there anew meanwhile."""
    _administrators_only(by)
    entry = WordAdvice.objects.visible_to(by).select_for_update().get(pk=entry.pk)
    again = WordAdvice.objects.visible_to(by).in_use().filter(word_key=entry.word_key).exclude(pk=entry.pk)
    if entry.removed_at is not None and not again.exists():
        entry.removed_at = None
        entry.save()
    return entry


@transaction.atomic
def undo_word_change(*, entry, before, by):
    """The entry as it read before."""
    entry = WordAdvice.objects.visible_to(by).select_for_update().get(pk=entry)
    save_word(entry=entry, by=by, **before)
    return _("“%(word)s” is as it was.") % {"word": entry.word}
