from django.shortcuts import render
from django.utils import timezone

from audit.actions import log_access
from insight.permissions import can_search
from insight.queries.calendar import MINE, SIDES, schools
from insight.queries.due import Wanted
from insight.queries.home import home
from insight.queries.news import since


def today(request):
    """Everybody's home; asked for hers, one school's or one side's, it holds no more than that of what is due."""
    day = timezone.localdate()
    moment = since(day, request.session.get("last_visit"))
    person, get = request.person, request.GET
    units = schools(person) if get.get("skole") or len(person.scopes("unit", person.roles)) > 1 else []
    wanted = Wanted(
        mine=get.get("hvem") == MINE,
        unit=next((each for each in units if str(each.uuid) == get.get("skole")), None),
        side=SIDES.get(get.get("del"), ""),
    )
    made = home(person, day, moment, wanted, whole=get.get("hvad") == "overskredet")
    log_access(made.children, "list")
    context = {"home": made, "day": day, "may_search": can_search(person), "wanted": wanted}
    return render(request, "insight/today.html", context | _filters(made, wanted, units))


def _filters(made, wanted, units):
    """What can be chosen between: only what stands on the page, and what is chosen already."""
    found = made.groups
    here = [each for each in units if found and each.pk in found.units or each == wanted.unit]
    return {
        "has_others": bool(found and found.others) or wanted.mine,
        "units": here if len(here) > 1 or wanted.unit else [],
        "has_sides": bool(found and len(found.sides) > 1) or bool(wanted.side),
        "is_narrowed": wanted != Wanted(),
    }
