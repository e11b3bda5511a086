"""On Today: where the children of ended pathways are now, asked of the school."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Pathway
from followup.models import Occurrence
from followup.permissions import PLACEMENT_KEEPERS
from insight.links import link
from insight.panels import Act, Item, Panel

SHOWN = 200


def placements_asked(person, today):
    """Questions that the school has not answered; a principal is asked when the advisor is late."""
    rows = Occurrence.objects.visible_to(person).open().filter(form="placement", window_opens_on__lte=today)
    rows = rows.filter(pathway__in=Pathway.objects.in_reach_of(person, PLACEMENT_KEEPERS))
    if not person.has("resource_advisor", "learning_advisor"):
        rows = rows.filter(due_on__lt=today)
    return rows


def placements_panel(person, today):
    """One line a pathway, whatever the number of its children."""
    by_pathway = {}
    for row in placements_asked(person, today).select_related("pathway").order_by("due_on", "pk")[:SHOWN]:
        by_pathway.setdefault(row.pathway_id, []).append(row)
    items = [_item(found, today) for found in by_pathway.values()]
    return Panel("placements", _("Where are the children now?"), items)


def _item(rows, today):
    pathway, late = rows[0].pathway, rows[0].days_overdue(today)
    words = ngettext("Overdue %(days)s day", "Overdue %(days)s days", late) % {"days": late} if late > 0 else ""
    text = ngettext("One tap for %(n)s child.", "One tap for each of %(n)s children.", len(rows)) % {"n": len(rows)}
    return Item(
        title=pathway.title,
        kind="overdue" if late > 0 else "due",
        words=words,
        text=text,
        acts=(Act(_("Answer"), link("placement_create", pathway.uuid)),),
    )
