"""The log as the data protection officer reads it: staff by name, children by a number that says nothing elsewhere."""

from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
    headings: tuple
    cells: tuple

    @property
    def named(self):
        return zip(self.headings, self.cells, strict=True)


def log_page(person, part, wanted, number):
    """(Page, rows as they are shown) of one of the three logs, newest first."""
    page = Paginator(LOGS[part](wanted), PER_PAGE).get_page(number)
    rows = list(page.object_list)
    actors = {row.actor for row in rows if row.actor}
    names = dict(StaffMember.objects.visible_to(person).filter(user_id__in=actors).values_list("user_id", "name"))
    return page, [
        LogRow(group[0].at, names.get(group[0].actor, _("Set-up")), HEADINGS[part], CELLS[part](group))
        for group in _grouped(part, rows)
    ]


def _grouped(part, rows):
    """A page that names twenty children is one line of the log, not twenty."""
    if part != "looks":
        return [[row] for row in rows]
    return [
        list(group)
        for _key, group in groupby(
            rows, lambda row: (row.at.replace(microsecond=0), row.actor, row.action, row.purpose)
        )
    ]


def _look(rows):
    row, children = rows[0], sorted({each.child_id for each in rows})
    about = ngettext("child %(numbers)s", "children %(numbers)s", len(children)) % {
        "numbers": ", ".join(str(pk) for pk in children)
    }
    return role_words(row.roles), action_words(row.action), purpose_words(row), about


OPERATIONS = {"I": gettext_lazy("Added"), "U": gettext_lazy("Changed"), "D": gettext_lazy("Removed")}


def _change(rows):
    row = rows[0]
    return str(OPERATIONS.get(row.op, row.op)), row.noun.partition("_")[2].replace("_", " "), ", ".join(row.columns)


def _denied(rows):
    return rows[0].page or "–", str(rows[0].status)


CELLS = {"looks": _look, "changes": _change, "denied": _denied}
HEADINGS = {
    "looks": (gettext_lazy("Role"), gettext_lazy("What"), gettext_lazy("Purpose"), gettext_lazy("About")),
    "changes": (gettext_lazy("What"), gettext_lazy("Table"), gettext_lazy("Fields")),
    "denied": (gettext_lazy("Page"), gettext_lazy("Answer")),
}
