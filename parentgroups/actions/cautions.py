"""Two adults who should not be in the same room: kept by group leaders for group leaders."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Parent
from parentgroups.actions.ground import must
from parentgroups.models import Caution
from parentgroups.permissions import can_keep_cautions


@transaction.atomic
def add_caution(*, parents, by, note="", until=None) -> Caution:
    """These two should not meet, from today and until that day (open when not given). Twice gives the same caution.

    parents: two of those the leader reaches. ValidationError: the same person twice, out of reach, an end in the past.
    """
    must(can_keep_cautions(by))
    today = timezone.localdate()
    a, b = sorted(parent.pk for parent in parents)
    if a == b:
        raise ValidationError({"other": _("Choose two different adults.")})
    if Parent.objects.visible_to(by).filter(pk__in=(a, b)).count() != 2:
        raise ValidationError(_("Those two cannot be chosen."))
    if until and until < today:
        raise ValidationError({"until": _("The last day cannot lie in the past.")})
    live = Caution.objects.visible_to(by).on(today).filter(parent_a=a, parent_b=b).first()
    return live or Caution.objects.create(
        municipality_id=by.municipality_id, parent_a_id=a, parent_b_id=b, since=today, until=until, note=note, by_id=by.staff_id
    )  # fmt: skip


@transaction.atomic
def end_caution(*, caution, by) -> Caution:
    """From today the two may meet again. One that began today was a mistake and goes."""
    must(can_keep_cautions(by))
    caution = Caution.objects.visible_to(by).select_for_update().get(pk=caution.pk)
    today = timezone.localdate()
    if caution.since == today:
        caution.delete()
    elif caution.until is None or caution.until >= today:
        caution.until = today - timedelta(days=1)
        caution.save(update_fields=["until"])
    return caution


@transaction.atomic
def reopen_caution(*, caution, by) -> Caution:
    """Take back that a caution was ended; one that lives already is left as it is."""
    must(can_keep_cautions(by))
    caution = Caution.objects.visible_to(by).select_for_update().get(pk=caution.pk)
    same = Caution.objects.visible_to(by).filter(parent_a=caution.parent_a_id, parent_b=caution.parent_b_id)
    if not same.on(timezone.localdate()).exists():
        caution.until = None
        caution.save(update_fields=["until"])
    return caution
