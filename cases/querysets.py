"""The first wall of the cases floor and of the floors above it."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from core.tenancy import TenantQuerySet, Wall, scope_q


def children_q(person, roles):
    """Children within reach of the person's live roles among `roles`."""
    return scope_q(person, roles, unit="school_id", child="id")


def children_of(person, roles):
    return apps.get_model("cases", "Child").objects.filter(children_q(person, roles)).values("pk")


def pathways_of(person, roles):
    """Pathways within reach of the person's live roles among `roles`."""
    reached = scope_q(person, roles, unit="unit_id partner_unit_id", pathway="id", lead="lead_id co_lead_id")
    return apps.get_model("cases", "Pathway").objects.filter(reached).values("pk")


class ChildRowsQuerySet(TenantQuerySet):
    """Rows that follow a child: seen by those who see the child (in one of `roles`, when given)."""

    roles: tuple = ()

    def within_reach(self, person):
        return self.filter(child__in=children_of(person, self.roles or person.roles))


class WallQuerySet(TenantQuerySet):
    """Rows behind the sector wall: the owning sector's roles, the author, and the others only while shared."""

    wall: Wall  # each table says which
    owner, child, item = "sector", "child", "pk"

    def within_reach(self, person):
        return self.filter(self.own_q(person, self.wall.own) | self.shared_q(person))

    def writable_by(self, person):
        """Rows this person may change: the owning sector's writers, never the receiving sector."""
        return self.filter(self.own_q(person, self.wall.writers))

    def own_q(self, person, sectors):
        total = Q(**{self.wall.author: person.staff_id}) if self.wall.author else Q(pk__in=[])
        for sector, roles in sectors.items():
            if any(role in person.reach for role in roles):
                total |= self.owner_q(sector) & Q(**{f"{self.child}__in": children_of(person, roles)})
        return total

    def owner_q(self, sector):
        return Q(**{self.owner: sector})

    def shared_q(self, person):
        live = Q(pk__in=[])
        for sector, roles in self.wall.shared.items():
            if any(role in person.reach for role in roles):
                live |= Q(to_sector=sector, child__in=children_of(person, roles))
        exchanges = apps.get_model("cases", "InformationExchange").objects.live()
        return Q(Exists(exchanges.filter(live, noun=self.wall.noun, from_sector=OuterRef(self.owner), object_id=OuterRef(self.item))))
