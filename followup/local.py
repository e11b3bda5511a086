"""Rhythms as the municipality wants them: the version's own, with the values that the municipality chose instead."""

from dataclasses import replace

from django.utils import timezone

from core.context import current
from followup.models import CadenceChange
from programmes.periods import Unit

VALUES = ("count", "unit", "early_days", "near_days", "summer")


def with_local(cadences, municipality_id, version_id):
    """The same cadences with the municipality's own values that hold today. One query for all versions, asked once
    while somebody acts."""
    known = own_changes(municipality_id)
    return tuple(changed(cadence, known.get((version_id, cadence.key))) for cadence in cadences)


def own_changes(municipality_id):
    """{(version id, cadence): CadenceChange} of those that hold today."""
    person, today = current(), timezone.localdate()
    return person.once((own_changes, municipality_id, today), lambda: _asked(person, municipality_id, today))


def _asked(person, municipality_id, today):
    rows = CadenceChange.objects.visible_to(person).filter(municipality_id=municipality_id).latest(today)
    return {(row.programme_version_id, row.cadence): row for row in rows}


def forget(person):
    """What was asked no longer holds: somebody changed it in this request."""
    for key in [key for key in person.asked if isinstance(key, tuple) and key[0] is own_changes]:
        del person.asked[key]


def changed(cadence, values):
    """The cadence with the values of a row; what the model requires stays, whatever stands there."""
    if values is None or not cadence.may_change:
        return cadence
    return replace(cadence, **values_of(values))


def values_of(row):
    """The values of a row or of a cadence, comparable."""
    return {name: getattr(row, name) for name in VALUES} | {"unit": Unit(row.unit)}
