"""Who has the daily care of a placed child: with dates, for a link is dead the day after the care has ended."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Carer
from cases.permissions import can_keep_carers


@transaction.atomic
def add_carer(*, child, kind, name, home, phone, email, starts_on, by, ends_on=None):
    """One person of a foster family or a home; the same person again on the same day is the same row."""
    if not can_keep_carers(by, child):
        raise PermissionDenied
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day is before the first.")})
    row = {
        "municipality_id": by.municipality_id,
        "child": child,
        "kind": kind,
        "name": name.strip(),
        "starts_on": starts_on,
    }
    known = Carer.objects.visible_to(by).filter(**row, ends_on=None).first()
    return known or Carer.objects.create(**row, home=home.strip(), phone=phone.strip(), email=email, ends_on=ends_on)


@transaction.atomic
def end_carer(*, carer, by, ends_on=None):
    """The care ends that day (today when not given): the carer's links are dead the day after."""
    carer = _locked(carer, by)
    ends_on = ends_on or timezone.localdate()
    if ends_on < carer.starts_on:
        raise ValidationError({"ends_on": _("The last day is before the first.")})
    carer.ends_on = ends_on
    carer.save(update_fields=["ends_on"])
    return carer


@transaction.atomic
def reopen_carer(*, carer, ends_on, by):
    """Undo of `end_carer`: the day that stood there before."""
    carer = _locked(carer, by)
    carer.ends_on = ends_on
    carer.save(update_fields=["ends_on"])
    return carer


def _locked(carer, by):
    carer = Carer.objects.visible_to(by).select_for_update(of=("self",)).select_related("child").get(pk=carer.pk)
    if not can_keep_carers(by, carer.child):
        raise PermissionDenied
    return carer
