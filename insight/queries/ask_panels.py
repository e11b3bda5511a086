"""What she is asked about herself, and whom she has asked that has not answered yet: two lines on Today, one question."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from core.templatetags.ui import day
from insight.links import link
from insight.panels import Act, Item, Panel
from mapping.models import Ask, ClassAnswer

NEAR = timedelta(days=3)
Informant = Ask.Informant


def asks_of(person, today):
    """What waits for her, or for those whom she has asked."""
    rows = Ask.objects.visible_to(person).open().filter(_hers(person, today), mapping__state="open")
    return rows.filter(Q(pathway_child=None) | Q(pathway_child__ends_on=None) | Q(pathway_child__ends_on__gte=today))


def asks_panel(person, today):
    """(the panel or None, ids of the children named in it)."""
    rows = list(asks_of(person, today).select_related("child", "mapping__pathway").order_by("due_on", "pk"))
    mine = [row for row in rows if _is_mine(row, person)]
    waiting = [
        row for row in rows if row.made_by_id == person.staff_id and row not in mine and row.due_on <= today + NEAR
    ]
    items = [_asked(row, today) for row in mine] + _waiting(waiting, today)
    panel = Panel(key="asked", title=_("Questions in a mapping"), items=items) if items else None
    return panel, [row.child_id for row in mine if row.child_id]


def _hers(person, today):
    """Put to her by name; put to the team that she is in, where she has not answered; made by her and near its day."""
    found = Q(staff=person.staff_id) | Q(made_by=person.staff_id, due_on__lte=today + NEAR)
    if person.has(Role.CLASS_TEAM):
        answered = ClassAnswer.objects.visible_to(person).filter(author=person.staff_id, finished=True).values("ask")
        found |= Q(informant=Informant.TEAM) & ~Q(pk__in=answered)
    return found


def _is_mine(row, person):
    return row.staff_id == person.staff_id or (row.informant == Informant.TEAM and person.has(Role.CLASS_TEAM))


def _asked(row, today):
    about = row.child.short_name if row.child else row.mapping.pathway.title
    return Item(
        title=_("You are asked about %(about)s") % {"about": about},
        acts=(Act(_("Answer"), link("ask_start", row.uuid)),),
        **_when(row, today),
    )


def _when(row, today):
    said = {"day": day(row.due_on)}
    if row.due_on < today:
        return {"kind": "overdue", "words": _("should have been answered %(day)s") % said}
    return {"kind": "due", "words": _("answer before %(day)s") % said}


def _waiting(rows, today):
    """One line for each pathway: how many have not answered; no name, for others may glance at the page."""
    by_pathway = {}
    for row in rows:
        by_pathway.setdefault(row.mapping.pathway, []).append(row)
    return [
        Item(
            title=ngettext(
                "%(count)s has not answered: %(where)s", "%(count)s have not answered: %(where)s", len(found)
            )
            % {"count": len(found), "where": pathway.title},
            **_when(found[0], today),
            text=_("Remind, give another link, or ask in another way."),
            acts=(Act(_("Open the mapping"), link("mapping_detail", pathway.uuid)),),
        )
        for pathway, found in by_pathway.items()
    ]
