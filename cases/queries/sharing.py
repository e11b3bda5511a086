"""What can be shared about a child, by whom, with whom, and what is."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleAssignment
from accounts.roles import SECTOR_SIDE, Role, Sector, Side
from cases.models import InformationExchange, PathwayChild, SharingBasis
from cases.querysets import WallQuerySet, children_of
from cases.walls import BY_NAME, CHILD_IN_PATHWAY, FACTS, PARTICIPATION, SENDERS

NOUN_WORDS = {
    CHILD_IN_PATHWAY: _("That the child takes part"),
    PARTICIPATION: _("That the parents take part in the group"),
    "offer": _("The offer to the family and the answers"),
    "annex": _("The annex to the plan"),
    "answer": _("An answer in the mapping"),
    "finding": _("What was seen together in the mapping"),
    "note": _("A note"),
    "attachment": _("An attached file"),
    "told_part": _("A part of the parents' version of the plan"),
}
"""What the screen calls each thing that can be shared. Never the content: the list is read by both sides."""


@dataclass(frozen=True)
class Parcel:
    """One thing on its way over the wall: what, which row, from and to which sector."""

    noun: str
    object_id: int
    from_sector: str
    to_sector: str


def nouns():
    """noun -> model for everything behind the sector wall that hangs on a child in a pathway, whichever app it lives in."""
    found = {}
    for model in apps.get_models():
        rows = model._default_manager.none()
        if isinstance(rows, WallQuerySet) and any(f.name == "pathway_child" for f in model._meta.local_fields):
            found[rows.wall.noun] = model
    return found


def receivers_of(noun):
    """The sectors that the access table lets receive this noun."""
    if noun in FACTS:
        return FACTS[noun]
    if noun in BY_NAME:
        return tuple(BY_NAME[noun].shared)
    return tuple(nouns()[noun]._default_manager.none().wall.shared)


def sending_sectors(person, child):
    """Sectors whose things about this child (a Child or its id) the person may share: those she acts in."""
    child_id = getattr(child, "pk", child)
    return [
        sector for sector, roles in SENDERS.items()
        if person.has(*roles) and children_of(person, roles).filter(pk=child_id).exists()
    ]  # fmt: skip


def receiving_sectors(pathway, child):
    """Sectors with somebody to receive: those that run the pathway, and those with a live role for it or for the child."""
    units = [unit for unit in (pathway.unit, pathway.partner_unit) if unit]
    scopes = Q(scope="child", scope_id=getattr(child, "pk", child)) | Q(scope="pathway", scope_id=pathway.pk)
    scopes |= Q(scope="municipality") | Q(scope__in=("unit", "school"), scope_id__in=_with_parents(units))
    if pathway.school_class_id:
        scopes |= Q(scope="class", scope_id=pathway.school_class_id)
    roles = RoleAssignment.objects.filter(
        scopes, municipality_id=pathway.municipality_id, role__in=(Role.CASEWORKER, Role.PPR_ADVISOR)
    )
    found = {unit.sector for unit in units} | set(roles.live(timezone.localdate()).values_list("sector", flat=True))
    return [sector for sector in Sector.values if sector in found]


def _with_parents(units):
    ids = []
    for unit in units:
        while unit:
            ids.append(unit.pk)
            unit = unit.parent
    return ids


def live_basis(child, pathway, person):
    """The basis on which the sectors share about this child in this pathway now, or None; only sharers see it."""
    found = SharingBasis.objects.visible_to(person).live().filter(child=child, pathway=pathway)
    return found.select_related("legal_basis").first()


def pathway_child_of(basis, person):
    rows = PathwayChild.objects.visible_to(person).filter(child=basis.child_id, pathway=basis.pathway_id)
    return rows.order_by("-starts_on", "-pk").first()


def parcels(basis, person):
    """Everything of the person's side that can cross on this basis, for each sector that has somebody to receive it.

    Notes are not among them: they are shared one by one, by name.
    """
    here = pathway_child_of(basis, person)
    if here is None:
        return []
    to_sectors = receiving_sectors(basis.pathway, basis.child_id)
    return [
        Parcel(noun, object_id, sector, to_sector)
        for sector in sending_sectors(person, basis.child_id)
        for noun, object_id in _things(here, sector, person)
        for to_sector in to_sectors
        if to_sector != sector and to_sector in receivers_of(noun)
    ]


def _things(here, sector, person):
    yield CHILD_IN_PATHWAY, here.pk
    if sector == Sector.PROVIDER and _in_a_group(here, person):
        yield PARTICIPATION, here.pk
    for noun, model in nouns().items():
        if noun not in BY_NAME and model._default_manager.none().wall.shared:
            rows = model.objects.visible_to(person).filter(pathway_child=here.pk, sector=sector)
            yield from ((noun, pk) for pk in rows.values_list("pk", flat=True))


def _in_a_group(here, person):
    return (
        PathwayChild.objects.visible_to(person)
        .filter(child=here.child_id, pathway__side=Side.SOCIAL, ends_on=None)
        .exists()
    )


def unshared(basis, person):
    """Parcels of the person's side that nobody has been given yet on a live basis."""
    live = InformationExchange.objects.visible_to(person).live().filter(child=basis.child_id)
    sent = set(live.values_list("noun", "object_id", "from_sector", "to_sector"))
    return [p for p in parcels(basis, person) if (p.noun, p.object_id, p.from_sector, p.to_sector) not in sent]


def sides_shared(basis, person):
    """The sides ("school", "social") from which something more than the bare fact has crossed on this basis."""
    live = InformationExchange.objects.visible_to(person).live().filter(basis=basis).exclude(noun__in=FACTS)
    return {SECTOR_SIDE[sector] for sector in live.values_list("from_sector", flat=True)}


RECEIVERS = {
    "school": _("school"),
    "ppr": _("PPR"),
    "provider": _("social services (group leader)"),
    "authority": _("social services (caseworker)"),
    "foster_care": _("social services (foster care)"),
}


@dataclass(frozen=True)
class Shared:
    """One thing as the page tells it: what, from which side to whom, by whom, and until when."""

    exchange: InformationExchange
    what: object
    from_side: str
    to_words: tuple
    ended_at: object


@dataclass(frozen=True)
class SharingPage:
    """What one person may know of the sharing about a child in a pathway: the live basis, what is shared, what was."""

    basis: SharingBasis | None
    earlier: list
    live: list
    ended: list
    waiting: int
    my_side: str
    school_shares: bool
    family_shared: bool


def sharing_page(pathway_child, person):
    """Everything of the sharing page; names of staff, never content of what is shared."""
    rows = SharingBasis.objects.visible_to(person).filter(
        child=pathway_child.child_id, pathway=pathway_child.pathway_id
    )
    bases = list(rows.select_related("legal_basis", "recorded_by", "withdrawn_by"))
    basis = next((each for each in bases if each.withdrawn_at is None), None)
    rows = InformationExchange.objects.visible_to(person).filter(basis__in=bases).select_related("started_by", "basis")
    shared = _together(rows.order_by("from_sector", "noun", "object_id", "to_sector", "-started_at"))
    sides = sides_shared(basis, person) if basis else set()
    mine = sending_sectors(person, pathway_child.child_id)
    return SharingPage(
        basis=basis,
        earlier=[each for each in bases if each.withdrawn_at],
        live=_told_once([each for each in shared if each.ended_at is None], mine),
        ended=[each for each in shared if each.ended_at],
        waiting=len({(p.noun, p.object_id) for p in unshared(basis, person)}) if basis else 0,
        my_side=SECTOR_SIDE[mine[0]] if mine else "",
        school_shares=Side.SCHOOL in sides,
        family_shared=Side.SOCIAL in sides,
    )


def _told_once(live, mine):
    """That the child takes part is told once to a third side, though each of the other two shares it."""
    told, found = set(), []
    for each in live:
        sector, key = each.exchange.from_sector, (each.exchange.noun, each.exchange.object_id)
        if each.exchange.noun != CHILD_IN_PATHWAY or sector in mine or key not in told:
            found.append(each)
        if each.exchange.noun == CHILD_IN_PATHWAY and sector not in mine:
            told.add(key)
    return found


def _together(exchanges):
    """One Shared for each thing and period: the sectors it went to stand side by side."""
    groups = {}
    for exchange in exchanges:
        ended_at = exchange.withdrawn_at or exchange.basis.withdrawn_at
        groups.setdefault(
            (exchange.noun, exchange.object_id, exchange.from_sector, exchange.basis_id, ended_at), []
        ).append(exchange)
    return [_shared(group, ended_at) for (*_rest, ended_at), group in groups.items()]


def _shared(group, ended_at):
    first = group[0]
    to_words = tuple(RECEIVERS[exchange.to_sector] for exchange in group)
    return Shared(
        first,
        NOUN_WORDS.get(first.noun, first.noun),
        SECTOR_SIDE[first.from_sector],
        to_words,
        ended_at,
    )
