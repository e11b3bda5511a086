"""The first wall of the cases floor and of the floors above it."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from core.tenancy import TenantQuerySet, Wall, any_of, scope_q


def children_q(person, roles):
    """Children within reach of the person's live roles among `roles`."""
    return scope_q(person, roles, unit="school_id", child="id")


def children_of(person, roles):
    """Ids of these children, as a part of other queries."""
    children = apps.get_model("cases", "Child").objects
    return person.once(
        ("children", tuple(roles)), lambda: children.filter(children_q(person, roles)).values("pk")
    ).all()


def pathways_of(person, roles):
    """Ids of the pathways within reach of the person's live roles among `roles`, as a part of other queries."""
    pathways = apps.get_model("cases", "Pathway").objects
    return person.once(
        ("pathways", tuple(roles)), lambda: pathways.filter(pathways_q(person, roles)).values("pk")
    ).all()


def pathways_q(person, roles):
    return scope_q(person, roles, unit="unit_id partner_unit_id", pathway="id", lead="lead_id co_lead_id")


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
        tests = [Q(**{self.wall.author: person.staff_id})] if self.wall.author else []
        for sector, roles in sectors.items():
            if any(role in person.reach for role in roles):
                tests.append(self.owner_q(sector) & Q(**{f"{self.child}__in": children_of(person, roles)}))
        return any_of(tests)

    def owner_q(self, sector):
        return Q(**{self.owner: sector})

    def shared_q(self, person):
        to = [
            (sector, roles) for sector, roles in self.wall.shared.items() if any(role in person.reach for role in roles)
        ]
        live = any_of([Q(to_sector=sector, child__in=children_of(person, roles)) for sector, roles in to])
        exchanges = apps.get_model("cases", "InformationExchange").objects.live()
        return Q(
            Exists(
                exchanges.filter(
                    live, noun=self.wall.noun, from_sector=OuterRef(self.owner), object_id=OuterRef(self.item)
                )
            )
        )
