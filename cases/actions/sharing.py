"""Sharing is by the item, on a recorded basis, each side its own; withdrawal stops it and deletes nothing (L09, L10)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import InformationExchange, LegalBasis, SharingBasis
from cases.permissions import can_record_basis, can_withdraw_basis
from cases.queries.offers import ACCEPTED, offer_state
from cases.queries.sharing import Parcel, live_basis, parcels, receivers_of, receiving_sectors, sending_sectors
from cases.walls import FACTS


@transaction.atomic
def record_basis(*, pathway_child, legal_basis, note, decided_on, by):
    """Record on what basis the two sides share about this child, with the text as it stands today, and share the own side.

    Raises ValidationError when the ground is not valid that day, or needs everybody's yes and has not got it. Recorded
    twice it is one basis. Source: L09, L10; nothing of the law is written here: `LegalBasis` says what each ground asks.
    """
    if not can_record_basis(by, pathway_child):
        raise PermissionDenied
    if found := live_basis(pathway_child.child_id, pathway_child.pathway, by):
        return found
    _check_ground(pathway_child, legal_basis, note, decided_on, by)
    try:
        with transaction.atomic():
            basis = SharingBasis.objects.create(
                municipality_id=by.municipality_id, child_id=pathway_child.child_id, pathway_id=pathway_child.pathway_id, legal_basis=legal_basis,
                text_shown=legal_basis.text, note=note, decided_on=decided_on, recorded_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError:  # the other side recorded one in the same second
        return live_basis(pathway_child.child_id, pathway_child.pathway, by)
    share_all_of_my_side(basis=basis, by=by)
    return basis


def _check_ground(pathway_child, legal_basis, note, decided_on, by):
    if decided_on > timezone.localdate():
        raise ValidationError({"decided_on": _("The date is in the future.")})
    if not LegalBasis.objects.visible_to(by).valid(decided_on).filter(pk=legal_basis.pk).exists():
        raise ValidationError({"legal_basis": _("This ground is not valid on that day. Choose another.")})
    if not note.strip():
        raise ValidationError({"note": _("Write what the family was told.")})
    if legal_basis.needs_consent and offer_state(pathway_child, by).key != ACCEPTED:
        raise ValidationError(
            {"legal_basis": _("This ground needs a yes from everybody who holds custody. Not all have said yes.")}
        )


@transaction.atomic
def withdraw_basis(*, basis, reason, by):
    """Stop all sharing on this basis from the next request on. What was filed stays, and so does the history (L10)."""
    if not can_withdraw_basis(by, basis):
        raise PermissionDenied
    basis = SharingBasis.objects.visible_to(by).select_for_update().get(pk=basis.pk)
    if basis.withdrawn_at:
        return basis
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the sharing stops.")})
    basis.withdrawn_at, basis.withdrawn_by_id, basis.withdrawn_reason = timezone.now(), by.staff_id, reason
    basis.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    for sector in sending_sectors(
        by, basis.child_id
    ):  # the other side's rows end with the basis; only they may mark them
        InformationExchange.objects.visible_to(by).filter(basis=basis, from_sector=sector, withdrawn_at=None).update(
            withdrawn_at=basis.withdrawn_at
        )
    return basis


@transaction.atomic
def share_all_of_my_side(*, basis, by):
    """Share what the person's side has about the child in this pathway with each sector that has somebody to receive it."""
    _check_live(basis, by)
    return [_hand_over(basis, parcel, by) for parcel in parcels(basis, by)]


@transaction.atomic
def share_item(*, basis, noun, obj, to_sector, by):
    """Share one thing (annex, offer, answer or note) with one sector. Raises PermissionDenied for another side's thing."""
    _check_live(basis, by)
    child_id = obj.child_id
    if child_id != basis.child_id or obj.sector not in sending_sectors(by, child_id):
        raise PermissionDenied
    if to_sector == obj.sector or to_sector not in receivers_of(noun):
        raise ValidationError(_("This cannot be shared with them."))
    return _hand_over(basis, Parcel(noun, obj.pk, obj.sector, to_sector), by)


@transaction.atomic
def share_new(*, child, pathway, noun, obj, by):
    """Share a row that was just written, when a live basis stands and its writer shares for that side.

    For the actions that write annexes, offers and answers. A teacher's answer waits for the advisor, who sees on the
    sharing page that it has not been shared yet. Returns the exchanges made or found.
    """
    basis = live_basis(child, pathway, by)
    if basis is None or noun in FACTS or obj.sector not in sending_sectors(by, child):
        return []
    to_sectors = [s for s in receiving_sectors(pathway, child) if s != obj.sector and s in receivers_of(noun)]
    return [_hand_over(basis, Parcel(noun, obj.pk, obj.sector, to_sector), by) for to_sector in to_sectors]


def _check_live(basis, by):
    if not SharingBasis.objects.visible_to(by).live().filter(pk=basis.pk).exists():
        raise ValidationError(_("The sharing has been stopped. A new basis is needed."))


def _hand_over(basis, parcel, by):
    """One exchange; shared before on a basis that has ended, the old one is closed first and stays in the history."""
    fields = {
        "from_sector": parcel.from_sector,
        "to_sector": parcel.to_sector,
        "noun": parcel.noun,
        "object_id": parcel.object_id,
    }
    ended = InformationExchange.objects.visible_to(by).filter(
        **fields, withdrawn_at=None, basis__withdrawn_at__isnull=False
    )
    for exchange in ended.select_related("basis"):
        exchange.withdrawn_at = exchange.basis.withdrawn_at
        exchange.save(update_fields=["withdrawn_at"])
    made, _new = InformationExchange.objects.get_or_create(
        **fields, municipality_id=by.municipality_id, withdrawn_at=None,
        defaults={"basis": basis, "child_id": basis.child_id, "started_by_id": by.staff_id},
    )  # fmt: skip
    return made
