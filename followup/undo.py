"""What is taken back of follow-ups, of a pathway's start and close, and of the school calendar."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.undo import give_back
from cases.models import Pathway
from followup import actions
from followup.cadences import written
from followup.following import follow_soon
from followup.models import Occurrence, SchoolBreak
from followup.permissions import can_edit_school_calendar


def _occurrence(pk, by):
    return Occurrence.objects.visible_to(by).select_related("pathway__programme_version").get(pk=pk)


def _pathway(pk, by):
    return Pathway.objects.visible_to(by).select_related("programme_version").get(pk=pk)


def not_held(*, by, occurrence):
    actions.undo_settled(occurrence=_occurrence(occurrence, by), by=by)
    return _("Undone: the follow-up is open again.")


def agreed(*, by, occurrence):
    actions.take_back_date(occurrence=_occurrence(occurrence, by), by=by)
    return _("Undone: no date is agreed.")


def held(*, by, occurrence):
    """The minutes go, the next meeting that was booked with them is called off, and what was typed comes back as a draft of the form."""
    found = _occurrence(occurrence, by)
    if typed := actions.undo_settled(occurrence=found, by=by):
        address = reverse("occurrence_hold", args=[found.uuid])
        give_back(by=by, form="occurrence_hold", subject=found.uuid, path=address, fields=typed)
    return _("Undone: the follow-up is open again. What you wrote is in the form.")


def moved(*, by, occurrence, moved_to):
    found = actions.undo_move(occurrence=_occurrence(occurrence, by), moved_to=date.fromisoformat(moved_to), by=by)
    return _("Undone: the follow-up is %(day)s.") % {"day": written(found.due_on)}


def started(*, by, pathway):
    actions.undo_start(pathway=_pathway(pathway, by), by=by)
    return _("Undone: the pathway has not begun.")


def closed(*, by, pathway):
    actions.undo_close(pathway=_pathway(pathway, by), by=by)
    return _("Undone: the pathway goes on as before.")


# ---- the school calendar ----


def _demand(by):
    if not can_edit_school_calendar(by):
        raise PermissionDenied


def breaks_added(*, by, breaks):
    _demand(by)
    SchoolBreak.objects.visible_to(by).filter(pk__in=breaks).delete()
    follow_soon(by)
    return _("Undone: the school calendar is as it was.")


def breaks_imported(*, by, added, before):
    """The holidays of a file: the new ones go, the changed ones stand as they stood."""
    _demand(by)
    rows = SchoolBreak.objects.visible_to(by)
    rows.filter(pk__in=added).delete()
    for each in before:
        days = {name: date.fromisoformat(each[name]) for name in ("starts_on", "ends_on")}
        rows.filter(pk=each["pk"]).update(name=each["name"], **days)
    follow_soon(by)
    return _("Undone: the school calendar is as it was.")


def break_removed(*, by, name, starts_on, ends_on):
    _demand(by)
    days = {"starts_on": date.fromisoformat(starts_on), "ends_on": date.fromisoformat(ends_on)}
    SchoolBreak.objects.get_or_create(municipality_id=by.municipality_id, name=name, **days)
    follow_soon(by)
    return _("Undone: the school calendar is as it was.")


def break_changed(*, by, pk, name, starts_on, ends_on):
    _demand(by)
    SchoolBreak.objects.visible_to(by).filter(pk=pk).update(
        name=name, starts_on=date.fromisoformat(starts_on), ends_on=date.fromisoformat(ends_on)
    )
    follow_soon(by)
    return _("Undone: the school calendar is as it was.")
