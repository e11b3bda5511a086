"""What is overdue, due and coming: for everybody who reaches a pathway."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Pathway
from core.templatetags.ui import capital, day
from followup.models import Occurrence
from followup.permissions import can_hold_meeting
from insight.links import link
from insight.panels import Act, Item, Panel

AHEAD = timedelta(days=28)
SHOWN = 40
FIRST = 3  # of what is overdue: today's own work must be seen too


def occurrences(person, today):
    """(overdue, due, coming): one reading of everything open until four weeks from now, or in its window."""
    rows = list(
        Occurrence.objects.visible_to(person)
        .open()
        .filter(Q(due_on__lte=today + AHEAD) | Q(window_opens_on__lte=today))
        .exclude(pathway__state__in=Pathway.ENDED)
        .select_related("pathway__programme_version", "pathway__lead", "responsible")
        .order_by("due_on", "pk")[:SHOWN]
    )
    by_status = {"overdue": [], "due": [], "planned": []}
    for row in rows:
        by_status[row.status(today)].append(row)
    return by_status["overdue"], by_status["due"], by_status["planned"]


def occurrence_title(row):
    return f"{row.pathway.content.cadence(row.cadence).title}, {row.pathway.title}"


def overdue_panel(person, rows, today):
    items = [
        Item(
            title=occurrence_title(row),
            kind="overdue",
            words=ngettext("Overdue %(days)s day", "Overdue %(days)s days", row.days_overdue(today))
            % {"days": row.days_overdue(today)},
            text=_("Should have been held %(day)s.") % {"day": day(row.due_on)} + _whose(row, person),
            acts=_occurrence_acts(person, row),
        )
        for row in rows[:FIRST]
    ]
    if len(rows) > FIRST:
        label = _("See all %(count)s") % {"count": len(rows) if len(rows) < SHOWN else f"{SHOWN}+"}
        return Panel("overdue", _("Overdue"), items, look="alert", url=link("occurrence_list"), label=label)
    note = ngettext("%(count)s thing", "%(count)s things", len(items)) % {"count": len(items)}
    return Panel("overdue", _("Overdue"), items, look="alert", note=note)


def due_items(person, rows, today):
    return [
        Item(
            title=occurrence_title(row),
            kind="due",
            words=due_words(row.due_on, today),
            text=_("To be held by %(day)s.") % {"day": day(row.due_on)} + _whose(row, person),
            acts=_occurrence_acts(person, row),
        )
        for row in rows
    ]


def due_words(due_on, today):
    days = (due_on - today).days
    return (
        _("Due today") if not days else ngettext("Due in %(days)s day", "Due in %(days)s days", days) % {"days": days}
    )


def _whose(row, person):
    someone = row.responsible or row.pathway.lead
    if someone is None or someone.pk == person.staff_id:
        return ""
    return " " + _("%(name)s is responsible.") % {"name": someone.name}


def _occurrence_acts(person, row):
    if not can_hold_meeting(person, row.pathway):
        return (Act(_("Open the pathway"), link("pathway_detail", row.pathway.uuid), "link"),)
    return (
        Act(_("Hold the follow-up"), link("occurrence_hold", row.uuid)),
        Act(_("Find a new date"), link("occurrence_move", row.uuid), "link"),
        Act(_("Not held because …"), link("occurrence_not_held", row.uuid), "link"),
    )


def coming_items(rows):
    return [
        (
            row.due_on,
            Item(
                title=occurrence_title(row),
                url=link("pathway_detail", row.pathway.uuid),
                when=capital(day(row.due_on)),
                kind="planned",
            ),
        )
        for row in rows
    ]
