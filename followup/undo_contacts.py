"""What is taken back of contacts between meetings, and of time set aside."""

from datetime import date, time

from django.utils.translation import gettext as _

from followup import actions
from followup.models import Contact, Slot


def _contact(pk, by):
    return Contact.objects.visible_to(by).select_related("pathway__programme_version").get(pk=pk)


def _slot(pk, by):
    return Slot.objects.visible_to(by).select_related("pathway__programme_version").get(pk=pk)


def logged(*, by, contact):
    actions.undo_contact(contact=_contact(contact, by), by=by)
    return _("Undone: the contact is taken back, and what it counted for is due as before.")


def praised(*, by, contact):
    actions.undo_contact(contact=_contact(contact, by), by=by)
    return _("Undone: the family no longer sees it.")


def taken_back(*, by, contact):
    actions.restore_contact(contact=_contact(contact, by), by=by)
    return _("Undone: the contact stands in the list again.")


# ---- time set aside ----


def slot_made(*, by, slot):
    found = Slot.objects.visible_to(by).filter(pk=slot).select_related("pathway").first()
    if found:
        actions.undo_slot(slot=found, by=by)
    return _("Undone: the time is not set aside.")


def slot_time(*, by, slot, on, before):
    """One time, held or not, moved or called off: it stands as it did."""
    actions.undo_time(slot=_slot(slot, by), on=date.fromisoformat(on), before=_typed(before), by=by)
    return _("Undone: the time stands as it did.")


def slot_following(*, by, slot, before, following):
    new = Slot.objects.visible_to(by).filter(pk=following).first() if following else None
    actions.undo_following(slot=_slot(slot, by), before=_typed(before), following=new, by=by)
    return _("Undone: the times stand as they did.")


def _typed(kept):
    """Days and hours as they were before they were written down as texts."""
    if kept is None:
        return None
    days = {name: date.fromisoformat(kept[name]) for name in ("day", "first_on", "last_on") if kept.get(name)}
    hours = {name: time.fromisoformat(kept[name]) for name in ("starts_at", "ends_at") if kept.get(name)}
    return kept | days | hours
