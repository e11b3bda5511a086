"""The log as the data protection officer reads it: staff by name, children by a number that says nothing elsewhere."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.apps import apps
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
    "followup_outboxmail": gettext_lazy("mail"),
    "mapping_environmentanswer": gettext_lazy("answer about a class"),
    "classes_selectionvote": gettext_lazy("answer of a party"),
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


# Columns that no model calls by a word of its own.
COLUMNS = {
    "municipality_id": gettext_lazy("municipality"), "uuid": gettext_lazy("address of the page"), "row_version": gettext_lazy("times saved"),
    "state": gettext_lazy("state"), "phase": gettext_lazy("phase"), "pathway_id": gettext_lazy("pathway"), "child_id": gettext_lazy("child"),
    "parent_id": gettext_lazy("parent"), "school_id": gettext_lazy("school"), "unit_id": gettext_lazy("unit"), "partner_unit_id": gettext_lazy("unit of the other side"),
    "lead_id": gettext_lazy("lead"), "co_lead_id": gettext_lazy("co-lead"), "by_id": gettext_lazy("written by"), "author_id": gettext_lazy("written by"),
    "owner_id": gettext_lazy("who does it"), "responsible_id": gettext_lazy("responsible"), "registered_by_id": gettext_lazy("registered by"),
    "recorded_by_id": gettext_lazy("recorded by"), "changed_by_id": gettext_lazy("changed by"), "settled_by_id": gettext_lazy("settled by"),
    "withdrawn_by_id": gettext_lazy("withdrawn by"), "started_by_id": gettext_lazy("shared by"), "settled_at": gettext_lazy("settled at"),
    "withdrawn_at": gettext_lazy("withdrawn at"), "changed_at": gettext_lazy("changed at"), "registered_at": gettext_lazy("registered at"),
    "logged_at": gettext_lazy("written at"), "created_at": gettext_lazy("made at"), "started_at": gettext_lazy("begun at"),
    "held_on": gettext_lazy("held on"), "due_on": gettext_lazy("due on"), "computed_on": gettext_lazy("due on before holidays"), "on_day": gettext_lazy("date"),
    "starts_on": gettext_lazy("start"), "ends_on": gettext_lazy("end"), "ended_on": gettext_lazy("ended"), "joined_on": gettext_lazy("joined on"),
    "stopped_on": gettext_lazy("stopped on"), "invited_on": gettext_lazy("invited on"), "reason": gettext_lazy("reason"), "reason_words": gettext_lazy("reason"),
    "status": gettext_lazy("attendance"), "name_key": gettext_lazy("order of the name"), "title": gettext_lazy("title"), "name": gettext_lazy("name"),
    "moved_because": gettext_lazy("why it was moved"), "is_agreed": gettext_lazy("agreed date"), "window_opens_on": gettext_lazy("may be held from"),
    "not_held_reason": gettext_lazy("why it was not held"), "not_held_words": gettext_lazy("why it was not held"), "accepted_on": gettext_lazy("said yes on"),
    "is_active": gettext_lazy("can log in"), "order": gettext_lazy("order"), "number": gettext_lazy("number"), "kind": gettext_lazy("kind"),
    "removed_at": gettext_lazy("removed at"), "core_element": gettext_lazy("core element"), "core_elements": gettext_lazy("core elements"),
}  # fmt: skip


def _column(table, name):
    """What a field is called on the pages: the word of its model where it has one, else ours, else its name as words."""
    if name in COLUMNS:
        return str(COLUMNS[name])
    model = _model(table)
    field = next((each for each in model._meta.concrete_fields if each.column == name), None) if model else None
    words = str(field.verbose_name) if field else name
    return words if field and words != field.name.replace("_", " ") else name.removesuffix("_id").replace("_", " ")


OPERATIONS = {"I": gettext_lazy("Added"), "U": gettext_lazy("Changed"), "D": gettext_lazy("Removed")}


def _change(rows):
    row = rows[0]
    changed = ", ".join(dict.fromkeys(_column(row.noun, name) for name in row.columns)) if row.op == "U" else "–"
    return str(OPERATIONS.get(row.op, row.op)), _noun(row.noun), changed


def _denied(rows):
    return rows[0].page or "–", str(rows[0].status)


CELLS = {"looks": _look, "changes": _change, "denied": _denied}
HEADINGS = {
    "looks": (gettext_lazy("Role"), gettext_lazy("What"), gettext_lazy("Purpose"), gettext_lazy("About")),
    "changes": (gettext_lazy("What"), gettext_lazy("About"), gettext_lazy("Fields")),
    "denied": (gettext_lazy("Page"), gettext_lazy("Answer")),
}
