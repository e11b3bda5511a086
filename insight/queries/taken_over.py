"""Today's panels of what somebody left behind: for the leader to share out, for the administrator where nobody leads."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.absence import without_leader
from followup.queries.taken_over import taken_by_person
from insight.links import link
from insight.panels import Act, Item, Panel


def taken_panel(person):
    """One row for each who stopped."""
    items = [
        Item(
            title=_("Taken over after %(name)s") % {"name": staff.name},
            kind="due",
            words=ngettext("%(n)s thing to share out", "%(n)s things to share out", count) % {"n": count},
            text=_("It lies with you until you give it on."),
            acts=(Act(_("Share out"), link("taken_over", staff.uuid)),),
        )
        for staff, count in taken_by_person(person)
    ]
    return Panel("taken_over", _("After colleagues who have stopped"), items)


def leaderless_panel(today):
    """For the administrator: units in which work lies with somebody who stopped, and nobody leads."""
    items = [
        Item(
            title=_("%(unit)s has no leader") % {"unit": unit.name},
            kind="overdue",
            words=ngettext("%(n)s thing lies still", "%(n)s things lie still", count) % {"n": count},
            text=_(
                "It lies with somebody who has stopped. When the unit has a leader, it comes to her the next morning."
            ),
            acts=(Act(_("Give somebody the role"), link("staff_list")),),
        )
        for unit, count in without_leader(today)
    ]
    return Panel("leaderless", _("Work that nobody has"), items, look="alert")
