"""One side hands its part of a parents' version over to the other, so that one of them gives both (A51)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.audiences import locked, refuse_named
from cases.actions.sharing import share_item
from cases.models import HandedPart, InformationExchange
from cases.queries.audiences_together import other_side, part_of, parts_handed
from cases.walls import HANDED


@transaction.atomic
def hand_over_part(*, version, by):
    """Let the other side give this part together with its own. Gives the HandedPart; twice with the same words it is one.

    ValidationError: no basis for sharing about the child, nothing written, something that is refused.
    """
    version = locked(version, by)
    if version.withdrawn_at:
        raise ValidationError(_("It has been taken back."), code="given")
    other = other_side(version, by)
    if other is None or other.basis is None:
        raise ValidationError(_("There is no basis for sharing about the child. Each side gives its own version."))
    refuse_named(version, by)
    sections = part_of(version)
    if not sections:
        raise ValidationError(_("There is nothing in it yet. Write it first."), code="empty")
    if other.as_now:
        return other.handed
    take_part_home(version=version, by=by)
    part = HandedPart.objects.create(
        municipality_id=by.municipality_id, child_id=version.child_id, pathway=version.pathway, plan=version.plan,
        sector=version.sector, sections=sections, by_id=by.staff_id,
    )  # fmt: skip
    share_item(basis=other.basis, noun=HANDED.noun, obj=part, to_sector=other.sector, by=by)
    return part


@transaction.atomic
def take_part_home(*, version, by):
    """The other side no longer has this part; what it gave already stays given."""
    version = locked(version, by)
    parts = list(parts_handed(version, version.sector, by).values_list("pk", flat=True))
    rows = InformationExchange.objects.visible_to(by).filter(
        noun=HANDED.noun, from_sector=version.sector, withdrawn_at=None
    )
    rows.filter(object_id__in=parts).update(withdrawn_at=timezone.now())


@transaction.atomic
def hand_over_again(*, version, part, by):
    """Undo of `take_part_home`."""
    version = locked(version, by)
    row = HandedPart.objects.visible_to(by).get(pk=part, sector=version.sector, child=version.child_id)
    other = other_side(version, by)
    if other is None or other.basis is None:
        raise ValidationError(_("There is no basis for sharing about the child. Each side gives its own version."))
    share_item(basis=other.basis, noun=HANDED.noun, obj=row, to_sector=other.sector, by=by)
