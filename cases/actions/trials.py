"""What the adults have tried: written by those who carry the measures (J07)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Measure, MeasureTrial
from cases.names import refuse_names
from cases.permissions import can_try_measure, can_undo_trial
from cases.queries.plans import names_not_to_write


@transaction.atomic
def try_measure(*, measure, tried_on, line, by):
    """A measure of the class part was tried on that day; `line` may be empty, and names no child.

    Raises PermissionDenied, and ValidationError by field for a day to come, a day after the measure ended, or a name.
    """
    measure = Measure.objects.select_related("plan__pathway").get(pk=measure.pk)
    if not can_try_measure(by, measure):
        raise PermissionDenied
    if tried_on > timezone.localdate():
        raise ValidationError({"tried_on": _("This day is still to come.")})
    if measure.ended_on and tried_on > measure.ended_on:
        raise ValidationError({"tried_on": _("The measure has ended. Choose the day it was tried.")})
    line = line.strip()
    if line:
        refuse_names({"line": line}, names_not_to_write(measure.plan.pathway, by))
    return MeasureTrial.objects.create(
        municipality_id=by.municipality_id, measure=measure, tried_on=tried_on, line=line, by_id=by.staff_id
    )


@transaction.atomic
def undo_trial(*, trial, by):
    """Its author takes it back on the day it was written; it stays in the database, marked. Twice changes nothing."""
    if not can_undo_trial(by, trial):
        raise PermissionDenied
    trial = MeasureTrial.objects.select_for_update().get(pk=trial.pk)
    if trial.undone_at is None:
        trial.undone_at = timezone.now()
        trial.save(update_fields=["undone_at"])
    return trial
