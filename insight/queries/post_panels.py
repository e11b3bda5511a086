"""Today's lines about what was sent: what a leader was told, and post that did not arrive. One question each, or two."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.queries.post import told_to, undelivered_rows
from insight.links import link
from insight.panels import Act, Item, Panel


def told_panel(person, today):
    """Kind, class and days of what passed its window, those alike as one line: told once, until put away or held."""
    alike = {}
    for each in told_to(person, today):
        alike.setdefault((each.title, each.pathway, each.who), []).append(each.days)
    items = [_told_item(*key, days, is_last=at == len(alike)) for at, (key, days) in enumerate(alike.items(), start=1)]
    return Panel("told", _("Later than the window allows"), items, note=_("You are told once"))


def _told_item(title, pathway, who, days, *, is_last):
    late = ngettext("%(n)s day late", "%(n)s days late", max(days)) % {"n": max(days)}
    return Item(
        title=title,
        kind="overdue",
        words=late if len(days) == 1 else _("%(n)s not held, the oldest %(late)s") % {"n": len(days), "late": late},
        text=" · ".join(filter(None, (pathway, who))),
        acts=(Act(_("Put away"), reverse("reminders_seen"), "post"),) if is_last else (),
    )


def undelivered_panel(person):
    mails, to_parents = (rows.count() for rows in undelivered_rows(person))
    if not mails + to_parents:
        return None
    words = []
    if mails:
        words.append(ngettext("%(n)s mail did not arrive", "%(n)s mails did not arrive", mails) % {"n": mails})
    if to_parents:
        shape = ngettext(
            "%(n)s message to a parent did not arrive", "%(n)s messages to parents did not arrive", to_parents
        )
        words.append(shape % {"n": to_parents})
    item = Item(
        title=", ".join(words),
        kind="due",
        words=_("Needs you"),
        text=_("See to whom, when and why."),
        acts=(Act(_("See which"), link("post_list")),),
    )
    return Panel("post", _("Post"), [item])
