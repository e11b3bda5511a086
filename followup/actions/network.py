"""The people of a child's network: written down with a function and a basis before they are asked to anything."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import LegalBasis
from cases.queries.offers import ACCEPTED, offer_state
from followup.models import MeetingParticipant, NetworkMember
from followup.permissions import can_keep_network


@transaction.atomic
def add_network_member(
    *, pathway_child, name, function, legal_basis, involvement, by, organisation="", phone="", email="", until=None
):
    """Somebody without a login who helps the child. The same name twice is one. ValidationError for a ground that is not valid (L09)."""
    _demand(pathway_child, by)
    today = timezone.localdate()
    _check_ground(pathway_child, legal_basis, until, today, by)
    known = NetworkMember.objects.visible_to(by).on(today).filter(pathway_child=pathway_child)
    if found := next((each for each in known if each.name.casefold() == name.strip().casefold()), None):
        return found
    return NetworkMember.objects.create(
        municipality_id=by.municipality_id, pathway_child=pathway_child, child_id=pathway_child.child_id, name=name.strip(),
        function=function.strip(), organisation=organisation.strip(), phone=phone, email=email, involvement=involvement,
        legal_basis=legal_basis, since=today, until=until, added_by_id=by.staff_id,
    )  # fmt: skip


@transaction.atomic
def change_network_member(*, member, by, **fields):
    """The same fields as when added."""
    member = _locked(member, by)
    _check_ground(member.pathway_child, fields["legal_basis"], fields.get("until"), member.since, by)
    for name, value in fields.items():
        setattr(member, name, value)
    member.save()
    return member


@transaction.atomic
def end_network_member(*, member, by):
    """She leaves the network today; what she took part in stays."""
    member = _locked(member, by)
    yesterday = timezone.localdate() - timedelta(days=1)
    if member.until is None or member.until > yesterday:
        member.until = max(yesterday, member.since)
        member.save(update_fields=["until"])
    return member


@transaction.atomic
def undo_end_network_member(*, member, until, by):
    member = _locked(member, by)
    member.until = until
    member.save(update_fields=["until"])
    return member


@transaction.atomic
def remove_network_member(*, member, by):
    """Added by mistake: while nobody has asked her to anything. Else she leaves the network."""
    member = _locked(member, by)
    if MeetingParticipant.objects.filter(network_member=member).exists():
        return end_network_member(member=member, by=by)
    member.delete()
    return member


def _locked(member, by):
    member = (
        NetworkMember.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("pathway_child__child")
        .get(pk=member.pk)
    )
    _demand(member.pathway_child, by)
    return member


def _demand(pathway_child, by):
    if not can_keep_network(by, pathway_child):
        raise PermissionDenied


def _check_ground(pathway_child, legal_basis, until, since, by):
    if not LegalBasis.objects.visible_to(by).valid(timezone.localdate()).filter(pk=legal_basis.pk).exists():
        raise ValidationError({"legal_basis": _("This ground is not valid on that day. Choose another.")})
    if legal_basis.needs_consent and offer_state(pathway_child, by).key != ACCEPTED:
        raise ValidationError(
            {"legal_basis": _("This ground needs a yes from everybody who holds custody. Not all have said yes.")}
        )
    if until and until < since:
        raise ValidationError({"until": _("The last day comes before the first.")})
