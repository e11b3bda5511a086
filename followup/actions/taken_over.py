"""A leader gives on what came to her when somebody stopped, or keeps it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.models import HandOver, Meeting, Occurrence, OccurrenceChange, Task
from followup.queries.taken_over import taken

Noun = HandOver.Noun
HOLDER = {Noun.OCCURRENCE: (Occurrence, "responsible"), Noun.MEETING: (Meeting, "lead"), Noun.TASK: (Task, "owner")}


@transaction.atomic
def share_out(*, staff, choices, by):
    """choices: pk of a hand-over -> pk of whoever takes it, or None to keep it. Gives [pk of the hand-over] it dealt with.

    Each must reach what she is given. What has moved on since stays where it is.
    """
    rows = HandOver.objects.visible_to(by).to_share_out().filter(to=by.staff_id, after=staff, pk__in=choices)
    list(rows.select_for_update(of=("self",)))
    items = {item.row.pk: item for item in taken(by, staff, timezone.localdate())}
    dealt = []
    for pk, to in choices.items():
        item = items.get(pk)
        if item is None:
            continue
        if to:
            _give(item, to, by)
        item.row.settled_at = timezone.now()
        item.row.save(update_fields=["settled_at"])
        dealt.append(pk)
    return dealt


def _give(item, to, by):
    if not item.can_be_given:
        raise ValidationError(_("A fixed time is changed on its own page."))
    if to not in {each.pk for each in item.people}:
        raise ValidationError(_("Choose somebody who works with %(pathway)s.") % {"pathway": item.about})
    model, column = HOLDER[item.row.noun]
    model.objects.visible_to(by).filter(pk=item.thing.pk, **{column: by.staff_id}).update(**{column: to})
    if item.row.noun == Noun.OCCURRENCE:
        _keep(item.thing, by.staff_id, to, by)


def _keep(occurrence, before, after, by):
    OccurrenceChange.objects.create(
        municipality_id=by.municipality_id,
        occurrence=occurrence,
        pathway_id=occurrence.pathway_id,
        kind=OccurrenceChange.Kind.HANDED_OVER,
        staff_before_id=before,
        staff_after_id=after,
        by_id=by.staff_id,
    )


@transaction.atomic
def undo_share_out(*, dealt, by):
    """What was given on or kept waits with the leader again, as far as whoever got it still has it."""
    rows = HandOver.objects.visible_to(by).filter(pk__in=dealt, to=by.staff_id, kind=HandOver.Kind.ENDED)
    for row in rows.select_for_update(of=("self",)):
        if row.to_id != by.staff_id:
            raise PermissionDenied
        _take_back(row, by)
        row.settled_at = None
        row.save(update_fields=["settled_at"])


def _take_back(row, by):
    if row.noun not in HOLDER:
        return
    model, column = HOLDER[row.noun]
    thing = model.objects.visible_to(by).filter(pk=row.object_id).first()
    had = thing and getattr(thing, f"{column}_id")
    if had and had != by.staff_id:
        model.objects.visible_to(by).filter(pk=thing.pk).update(**{column: by.staff_id})
        if row.noun == Noun.OCCURRENCE:
            _keep(thing, had, by.staff_id, by)
