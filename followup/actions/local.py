"""The municipality's own rhythms: chosen by its administrator, dated and with a reason; the version keeps its own."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.following import follow_soon
from followup.local import changed, forget, values_of
from followup.models import CadenceChange
from followup.permissions import can_change_rhythms
from programmes.periods import Unit
from programmes.rhythm_rules import AN_END, shortest_months, starts_too_early

LONGEST = {Unit.DAYS: 730, Unit.WEEKS: 104, Unit.MONTHS: 24}  # two years: nothing that rare is a rhythm


@transaction.atomic
def change_rhythm(*, version, key, values, reason, from_on, by):
    """The municipality's own values (followup.local.VALUES) of a cadence from a day on; gives the CadenceChange.

    ValidationError for what the model requires, for a day gone by, and for what can never be met. Dates that are not
    agreed follow within a minute, by the daily job at the latest.
    """
    if not can_change_rhythms(by):
        raise PermissionDenied
    cadence = version.programme_content.cadence(key)
    values = values | {"unit": Unit(values["unit"])}
    _demand_changeable(cadence)
    _demand_possible(version.programme_content, cadence, values)
    if from_on < timezone.localdate():
        raise ValidationError({"from_on": _("Choose today or a day to come: what has been stays as it was.")})
    if values == values_of(changed(cadence, holding(version, key, from_on, by))):
        raise ValidationError({"count": _("The rhythm is like that already.")})
    made = _add(version, key, values, reason, from_on, by)
    _follow(by)
    return made


@transaction.atomic
def back_to_model(*, version, key, reason, by):
    """From today on the version's own values hold again; gives the CadenceChange."""
    own = values_of(version.programme_content.cadence(key))
    return change_rhythm(version=version, key=key, values=own, reason=reason, from_on=timezone.localdate(), by=by)


@transaction.atomic
def withdraw_change(*, change, by):
    """Take a change back. One that has not begun goes; one that holds gives way to what held before it."""
    if not can_change_rhythms(by):
        raise PermissionDenied
    rows = CadenceChange.objects.visible_to(by).select_for_update()
    change = rows.filter(pk=change).select_related(None).first()
    if change is None:
        raise ValidationError(_("It has been taken back already."))
    version, today = change.programme_version, timezone.localdate()
    if change.from_on > today:
        change.delete()
    else:
        _demand_newest(change, by)
        before = CadenceChange.objects.visible_to(by).exclude(pk=change.pk).filter(programme_version=version)
        row = before.filter(cadence=change.cadence).latest(today).first()
        values = values_of(row or version.programme_content.cadence(change.cadence))
        _add(version, change.cadence, values, _("Undone"), today, by)
    _follow(by)


def holding(version, key, on, by):
    """The change that holds on a day, or None."""
    rows = CadenceChange.objects.visible_to(by).filter(programme_version=version, cadence=key)
    return rows.latest(on).first()


def _add(version, key, values, reason, from_on, by):
    return CadenceChange.objects.create(
        municipality_id=by.municipality_id,
        programme_version=version,
        cadence=key,
        reason=reason,
        from_on=from_on,
        by_id=by.staff_id,
        **values,
    )


def _follow(by):
    forget(by)
    follow_soon(by)


def _demand_newest(change, by):
    if holding(change.programme_version, change.cadence, timezone.localdate(), by) != change:
        raise ValidationError(_("The rhythm has been changed since. Open it and choose again."))


def _demand_changeable(cadence):
    if not cadence.may_change:
        raise ValidationError(fixed_because(cadence))


def fixed_because(cadence):
    """Why a municipality may not choose its own value, or "" where it may."""
    if cadence.may_change:
        return ""
    if cadence.is_statutory:
        return _("The law asks for it: each date is agreed with the caseworker.")
    if cadence.on == "agreement":
        return _("Those who sign choose the day in the agreement itself.")
    if not cadence.is_computed:
        return _("It follows the sessions of the series.")
    return _("The model requires it as it is.")


def _demand_possible(content, cadence, values):
    own = replace(cadence, **values)
    if not 1 <= own.count <= LONGEST[own.unit]:
        raise ValidationError({"count": _("Choose at least 1, and at most two years.")})
    shortest = shortest_months(content, own)
    if own.before and shortest and starts_too_early(own, shortest):
        words = _("A pathway of %(months)s months has not begun that long before its end.")
        raise ValidationError({"count": words % {"months": shortest}})
    if own.early_days >= abs((own.next_after(AN_END) - AN_END).days):
        raise ValidationError({"early_days": _("The days before must be fewer than the days between two times.")})
