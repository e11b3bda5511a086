"""Who has access to a child, and why: the same rules that `app.enter` works with, told in words."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import OrganisationUnit, RoleAssignment, StaffMember
from accounts.roles import PERSON_ROLES, ROLE_SECTOR, SECTOR_SIDE, Role, Side
from audit.queries import LogFilter, looks
from cases.models import ClassMembership, InformationExchange, PathwayChild
from cases.walls import LEADS
from insight.queries.by_links import link_number, links_in_words

SHOWN = 100


@dataclass(frozen=True)
class Access:
    name: str
    name_key: str
    role: str
    side: str
    why: tuple


@dataclass(frozen=True)
class Looked:
    at: object
    name: str
    role: str
    action: str
    purpose: str
    by_link: bool


class Reasons:
    """What connects people to one child today; asked once, then told for each role."""

    def __init__(self, person, child, today):
        units = {u.pk: u for u in OrganisationUnit.objects.visible_to(person)}
        self.child, self.units = child, units
        self.classes = {
            m.school_class_id: m.school_class
            for m in ClassMembership.objects.visible_to(person)
            .filter(child=child.pk)
            .on(today)
            .select_related("school_class")
        }
        rows = PathwayChild.objects.visible_to(person).filter(child_id=child.pk).on(today).select_related("pathway")
        self.pathways = {row.pathway_id: row.pathway for row in rows}
        self.shared = defaultdict(set)
        live = InformationExchange.objects.visible_to(person).live().filter(child=child.pk)
        for pathway_id, sector in live.values_list("basis__pathway_id", "to_sector"):
            self.shared[pathway_id].add(sector)

    def tree(self, unit_id):
        """The unit and all units under it."""
        found, todo = set(), [unit_id]
        while todo:
            here = todo.pop()
            found.add(here)
            todo += [pk for pk, unit in self.units.items() if unit.parent_id == here and pk not in found]
        return found

    def of(self, role):
        """The reasons of one role assignment, in words; none when it does not reach the child."""
        if role.scope == "municipality":
            return [_("Works for the whole municipality")]
        if role.scope == "child":
            return [_("Assigned to the child")] if role.scope_id == self.child.pk else []
        if role.scope == "class":
            return self._of_class(role)
        if role.scope in ("group", "pathway"):
            return self._through([self.pathways[role.scope_id]] if role.scope_id in self.pathways else [], role.sector)
        tree = self.tree(role.scope_id)
        if self.child.school_id in tree:
            at_school = SECTOR_SIDE[role.sector] == Side.SCHOOL
            return [_("Works at the child's school") if at_school else _("Has a task at the child's school")]
        return self._through(
            [p for p in self.pathways.values() if p.unit_id in tree or p.partner_unit_id in tree], role.sector
        )

    def _of_class(self, role):
        if role.scope_id in self.classes:
            return [_("Works with the class %(class)s") % {"class": self.classes[role.scope_id].name}]
        return self._through([p for p in self.pathways.values() if p.school_class_id == role.scope_id], role.sector)

    def leading(self, staff_id, role):
        if role.role not in LEADS:
            return []
        return self._through([p for p in self.pathways.values() if staff_id in (p.lead_id, p.co_lead_id)], role.sector)

    def _through(self, pathways, sector):
        found = []
        for pathway in pathways:
            if pathway.side == SECTOR_SIDE[sector]:
                found.append(_("Has a part in %(pathway)s") % {"pathway": pathway.title})
            elif sector in self.shared[pathway.pk]:
                found.append(
                    _("Has a part in %(pathway)s, and it is shared on a recorded ground") % {"pathway": pathway.title}
                )
        return found


def who_has_access(person, child, today):
    """Everybody who reaches the child today, by name, as far as the reader sees the pathways that lead to it."""
    reasons = Reasons(person, child, today)
    roles = (
        RoleAssignment.objects.visible_to(person)
        .live(today)
        .filter(role__in=PERSON_ROLES)
        .select_related("staff_member")
    )
    found = defaultdict(list)
    for role in roles:
        for why in [*reasons.of(role), *reasons.leading(role.staff_member_id, role)]:
            if why not in found[role.staff_member, role.role]:
                found[role.staff_member, role.role].append(why)
    rows = [
        Access(staff.name, staff.name_key, str(Role(role).label), str(_side(role).label), tuple(why))
        for (staff, role), why in found.items()
        if why
    ]
    return sorted(rows, key=lambda row: (row.name_key, row.role))


def _side(role):
    return SECTOR_SIDE[ROLE_SECTOR[role]]


def who_has_looked(person, child):
    """The newest looks at this child, with names; the family's view of the same leaves them out (L14).

    A look by a link is told to the side that handed the link out: nobody else is to learn that there is one.
    """
    rows = looks(LogFilter(child_id=child.pk))[0:SHOWN]
    links = links_in_words(rows, person)
    rows = [row for row in rows if link_number(row) is None or link_number(row) in links]
    names = dict(
        StaffMember.objects.visible_to(person)
        .filter(user_id__in={row.actor for row in rows})
        .values_list("user_id", "name")
    )
    seen, found = set(), []
    for row in rows:  # the same page looked at twice in a minute is one look
        key = row.at.replace(second=0, microsecond=0), row.actor, row.action, row.purpose
        if key not in seen:
            seen.add(key)
            found.append(
                Looked(
                    row.at,
                    names.get(row.actor) or links.get(link_number(row), ""),
                    role_words(row.roles) or "–",
                    action_words(row.action),
                    purpose_words(row),
                    link_number(row) is not None,
                )
            )
    return found


def role_words(roles):
    return ", ".join(str(Role(role).label) for role in roles if role in Role.values)


def action_words(action):
    known = {
        "view": _("Looked at the child's page"),
        "list": _("Saw the name in a list"),
        "search": _("Found by search"),
        "print": _("Printed"),
        "export": _("Took out a copy"),
        "cpr": _("Saw the CPR number"),
        "address": _("Saw the address"),
    }
    return known.get(action, action)


def purpose_words(row):
    known = {
        "cpr": _("Search by CPR number"),
        "access_log": _("Who has access and why"),
        "link": _("Via a link"),
        "": _("Work with the child's pathway"),
    }
    return known.get(row.purpose if link_number(row) is None else "link", row.purpose)
