"""Reads for the administrator's pages."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import LocalText, OrganisationUnit, RoleAssignment, SchoolClass
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


# ---- the municipality's own texts ----

TITLES = {
    LocalText.Key.CONCERN: _("When you are worried about a child"),
    LocalText.Key.FORCE: _("When somebody had to use force"),
    LocalText.Key.INJURY: _("When you were hurt at work"),
}
UNWRITTEN = {
    LocalText.Key.CONCERN: _("Your municipality has not written its text yet. Ask your leader where a notification is sent. Do not wait: you have a duty of your own to notify."),
    LocalText.Key.FORCE: _("Your municipality has not written its text yet. Ask your leader how and where use of force is reported."),
    LocalText.Key.INJURY: _("Your municipality has not written its text yet. Ask your leader or your health and safety representative how a work injury is reported."),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One of the three texts as the reader meets it; `is_written` is False while it is Samspil's own."""

    key: str
    title: str
    body: str
    contact: str = ""
    phone: str = ""
    url: str = ""
    is_written: bool = False
    changed_at: object = None
    changed_by: str = ""

    @classmethod
    def of(cls, key, fields, **more):
        title = fields["title"] or str(TITLES[key])
        return cls(key, title, *(fields[name] for name in ("body", "contact", "phone", "url")), is_written=True, **more)

    @property
    def digits(self):
        """The number for a tap: its digits and a leading plus."""
        return "".join(each for each in self.phone if each.isdigit() or each == "+")

    def as_initial(self):
        heading = "" if self.title == str(TITLES[self.key]) else self.title
        body = self.body if self.is_written else ""
        return {"title": heading, "body": body, "contact": self.contact, "phone": self.phone, "url": self.url}


def texts_said(person):
    """The three texts in their order: the municipality's own, or the neutral one that names nobody and no number."""
    written = {row.key: row for row in LocalText.objects.visible_to(person).in_force().select_related("changed_by")}
    return [_said(key, written.get(key)) for key in LocalText.Key]


def _said(key, row):
    if row is None:
        return Said(key, str(TITLES[key]), str(UNWRITTEN[key]))
    fields = {name: getattr(row, name) for name in ("title", "body", "contact", "phone", "url")}
    return Said.of(key, fields, changed_at=row.changed_at, changed_by=row.changed_by.name)
