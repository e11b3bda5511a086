"""The log as the data protection officer reads it: staff by name, children by a number that says nothing elsewhere."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import StaffMember
from audit import queries as audit
from insight.queries.access import action_words, purpose_words, role_words

PER_PAGE = 50
PARTS = {"looks": gettext_lazy("Looks"), "changes": gettext_lazy("Changes"), "denied": gettext_lazy("Refused")}
LOGS = {"looks": audit.looks, "changes": audit.changes, "denied": audit.denied}


@dataclass(frozen=True)
class LogRow:
    at: object
    who: str
    cells: tuple


def log_page(person, part, wanted, number):
    """(Page, rows as they are shown) of one of the three logs, newest first."""
    page = Paginator(LOGS[part](wanted), PER_PAGE).get_page(number)
    rows = list(page.object_list)
    actors = {row.actor for row in rows if row.actor}
    names = dict(StaffMember.objects.visible_to(person).filter(user_id__in=actors).values_list("user_id", "name"))
    return page, [LogRow(row.at, names.get(row.actor, _("Set-up")), CELLS[part](row)) for row in rows]


def _look(row):
    return role_words(row.roles), action_words(row.action), purpose_words(row), _("child %(number)s") % {"number": row.child_id}


OPERATIONS = {"I": gettext_lazy("Added"), "U": gettext_lazy("Changed"), "D": gettext_lazy("Removed")}


def _change(row):
    return str(OPERATIONS.get(row.op, row.op)), row.noun.partition("_")[2].replace("_", " "), ", ".join(row.columns)


def _denied(row):
    return row.page or "–", str(row.status)


CELLS = {"looks": _look, "changes": _change, "denied": _denied}
HEADINGS = {
    "looks": (gettext_lazy("Role"), gettext_lazy("What"), gettext_lazy("Purpose"), gettext_lazy("About")),
    "changes": (gettext_lazy("What"), gettext_lazy("Table"), gettext_lazy("Fields")),
    "denied": (gettext_lazy("Page"), gettext_lazy("Answer")),
}
