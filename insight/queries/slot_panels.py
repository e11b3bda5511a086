"""Time set aside whose day has gone: held or not, by one tap."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.ui import capital, clock, day
from followup.slots import unsettled
from insight.links import link
from insight.panels import Act, Item, Panel


def slots_panel(person, today):
    """Her own times of the last fortnight that are over and of which nobody has said anything, the newest first."""
    now = timezone.localtime().time()
    over = [each for each in unsettled(person, today) if each.day < today or each.ends_at <= now]
    return Panel(
        "slots", _("Was it held?"), [_item(each) for each in reversed(over)], url=link("slot_list"), label=_("Time set aside")
    )  # fmt: skip


def _item(time):
    on = time.on.isoformat()
    return Item(
        title=f"{time.title}, {time.of}",
        url=time.url,
        when=_("%(day)s at %(time)s") % {"day": capital(day(time.day)), "time": clock(time.starts_at)},
        acts=(
            Act(_("Held"), link("slot_held", time.slot.uuid, on), "post"),
            Act(_("Not held"), link("slot_not_held", time.slot.uuid, on), "post"),
        ),
    )
