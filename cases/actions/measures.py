"""What becomes of the measures that are still open when a pathway, or a child's part in it, ends: an end, or an owner and a day."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.plan_parts import saved
from cases.actions.plans import end_measure
from cases.models import Measure
from cases.permissions import can_write_part


@transaction.atomic
def keep_measure(*, measure, owner, ends_on, by, owner_words=""):
    """It goes on after the pathway, in a version in force too: somebody answers for it until that day."""
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if not can_write_part(by, measure):
        raise PermissionDenied
    if owner is None and not owner_words.strip():
        raise ValidationError({"owner": _("Choose who answers for it.")})
    if ends_on is None or ends_on < timezone.localdate():
        raise ValidationError({"until": _("Choose until when, today or later.")})
    measure.owner, measure.owner_words, measure.ends_on = owner, owner_words.strip(), ends_on
    return saved(measure, by)


@transaction.atomic
def settle_measures(*, measures, by):
    """[(measure, {"ends": True, "effect"} or {"owner", "until"})]: ended today, or kept by somebody until a day.

    Gives what stood before, for `unsettle_measures`. ValidationError by field "<name>_<measure's pk>".
    """
    before, errors = [], {}
    for measure, said in measures:
        before.append(
            {
                name: getattr(measure, name)
                for name in ("pk", "ended_on", "effect", "owner_id", "owner_words", "ends_on")
            }
        )
        try:
            _settle(measure, said, by)
        except ValidationError as error:
            errors |= {f"{name}_{measure.pk}": found for name, found in error.error_dict.items()}
    if errors:
        raise ValidationError(errors)
    return before


def _settle(measure, said, by):
    if said.get("ends"):
        end_measure(measure=measure, ended_on=timezone.localdate(), effect=said.get("effect", ""), by=by)
    else:
        words = measure.owner_words if not said.get("owner") else ""
        keep_measure(measure=measure, owner=said.get("owner"), ends_on=said.get("until"), owner_words=words, by=by)


@transaction.atomic
def unsettle_measures(*, before, by):
    """They stand as they did; one that has been removed or is no longer hers to write stays as it is."""
    known = {
        measure.pk: measure for measure in Measure.objects.visible_to(by).filter(pk__in=[each["pk"] for each in before])
    }
    for each in before:
        measure = known.get(each["pk"])
        if measure is None or not can_write_part(by, measure):
            continue
        for name, value in each.items():
            setattr(measure, name, value)
        saved(measure, by)
