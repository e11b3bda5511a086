"""Reads for the administrator's pages."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, RoleAssignment, SchoolClass
from accounts.roles import Role

# An administrator sees that a role reaches one child, not which.
UNNAMED = {"group": _("one parent group"), "pathway": _("one pathway"), "child": _("one child")}


@dataclass(frozen=True)
class RoleLine:
    """One role of a person in words: what, where, from and until; `is_live` on the day asked about."""

    assignment: RoleAssignment
    title: str
    place: str
    is_live: bool


def role_lines(assignments, person, on):
    """RoleLine for each assignment, with two queries for the places however many there are."""
    units = dict(OrganisationUnit.objects.visible_to(person).values_list("pk", "name"))
    classes = {c.pk: f"{c.name}, {units.get(c.school_id, '')}" for c in SchoolClass.objects.visible_to(person)}
    places = {"unit": units, "school": units, "class": classes}
    return [
        RoleLine(
            a,
            str(Role(a.role).label),
            places.get(a.scope, {}).get(a.scope_id, "") or str(UNNAMED.get(a.scope) or a.get_scope_display()),
            a.starts_on <= on and (a.ends_on is None or on <= a.ends_on),
        )
        for a in assignments
    ]
