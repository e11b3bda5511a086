"""The log as the data protection officer reads it: staff by name, children by a number that says nothing elsewhere."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.apps import apps
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import RoleAssignment, StaffMember
from audit import queries as audit
from insight.field_words import COLUMNS
from insight.queries.access import action_words, purpose_words, role_words
from insight.queries.by_links import link_number, links_in_the_log

PER_PAGE = 50
ROLES = "accounts_roleassignment"
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
    whose, links = _whose(person, rows) if part == "changes" else {}, links_in_the_log(rows)
    return page, [
        LogRow(group[0].at, _who(group[0], names, links), HEADINGS[part], CELLS[part](group, whose))
        for group in _grouped(part, rows)
    ]


def _who(row, names, links):
    """Staff by name; of a link what its holder is called ("mother"), for children and parents have no names here."""
    number = link_number(row)
    return names.get(row.actor) or (_("Set-up") if number is None else links.get(number, _("Via a link")))


def _whose(person, rows):
    """{row id of a role: whose it is}: everybody in the municipality may read who has which role."""
    ids = [row.row_id for row in rows if row.noun == ROLES]
    found = RoleAssignment.objects.visible_to(person).filter(pk__in=ids).select_related("staff_member") if ids else []
    return {str(role.pk): f"{role.staff_member.name}, {role.get_role_display()}" for role in found}


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


def _look(rows, whose):
    row, children = rows[0], sorted({each.child_id for each in rows})
    about = ngettext("child %(numbers)s", "children %(numbers)s", len(children)) % {
        "numbers": ", ".join(str(pk) for pk in children)
    }
    return role_words(row.roles) or "–", action_words(row.action), purpose_words(row), about


# Tables whose rows have no name of their own on any page.
NOUNS = {
    "accounts_classname": gettext_lazy("name of a class"),
    "cases_classmembership": gettext_lazy("place in a class"),
    "cases_custodyrelation": gettext_lazy("custody"),
    "cases_pathwaytransition": gettext_lazy("step of a pathway"),
    "cases_offeranswer": gettext_lazy("answer to an offer"),
    "cases_planalignment": gettext_lazy("alignment of a plan"),
    "followup_occurrence": gettext_lazy("follow-up"),
    "followup_meetingparticipant": gettext_lazy("participant of a meeting"),
    "followup_childfollowup": gettext_lazy("child in a follow-up"),
    "followup_goalprogress": gettext_lazy("progress of a goal"),
    "followup_occurrencechange": gettext_lazy("history of a follow-up"),
    "followup_placementanswer": gettext_lazy("answer about a child's class"),
    "followup_outboxmail": gettext_lazy("mail"),
    "mapping_environmentanswer": gettext_lazy("answer about a class"),
    "classes_selectionvote": gettext_lazy("answer of a party"),
    "classes_sessiontrial": gettext_lazy("measure of a session"),
    "classes_sessionchild": gettext_lazy("child of a session"),
    "classes_classpathway": gettext_lazy("class pathway"),
    "classes_coteachingweek": gettext_lazy("week with two teachers"),
    "parentgroups_attendance": gettext_lazy("attendance"),
}


@cache
def _model(table):
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _noun(table):
    """What a row of the table is called: the word of its model, else ours."""
    if table in NOUNS:
        return str(NOUNS[table])
    model = _model(table)
    return str(model._meta.verbose_name) if model else table


def _column(table, name):
    """What a field is called on the pages: ours, else the word of its model, else the word of what it points to."""
    if name in COLUMNS:
        return str(COLUMNS[name])
    model = _model(table)
    field = next((each for each in model._meta.concrete_fields if each.column == name), None) if model else None
    if field is None:
        return name.replace("_", " ")
    words = str(field.verbose_name)
    if words == field.name.replace("_", " ") and field.is_relation:
        return _noun(field.related_model._meta.db_table)
    return words


OPERATIONS = {"I": gettext_lazy("Added"), "U": gettext_lazy("Changed"), "D": gettext_lazy("Removed")}


def _change(rows, whose):
    row = rows[0]
    changed = ", ".join(dict.fromkeys(_column(row.noun, name) for name in row.columns)) if row.op == "U" else "–"
    about = _noun(row.noun)
    if row.noun == ROLES and row.row_id in whose:
        about = f"{about}: {whose[row.row_id]}"
    return str(OPERATIONS.get(row.op, row.op)), about, changed


def _denied(rows, whose):
    return rows[0].page or "–", str(rows[0].status)


CELLS = {"looks": _look, "changes": _change, "denied": _denied}
HEADINGS = {
    "looks": (gettext_lazy("Role"), gettext_lazy("What"), gettext_lazy("Purpose"), gettext_lazy("About")),
    "changes": (gettext_lazy("What"), gettext_lazy("About"), gettext_lazy("Fields")),
    "denied": (gettext_lazy("Page"), gettext_lazy("Answer")),
}
