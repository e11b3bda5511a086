"""Who takes somebody's work: while she is away her stand-in, when she has stopped the leader of her unit. Never nobody.

The rules stand in PostgreSQL (`app.stand_in`, `app.left_behind`), for whole lists and for the daily job; this is their Python.
"""

from datetime import datetime, time

from django.db import connection
from django.utils import timezone

from accounts.models import OrganisationUnit, StaffMember
from core.context import current


def _asked(sql, *args):
    with connection.cursor() as db:
        db.execute(sql, args)
        return db.fetchall()


def stood_in_for(person):
    """Ids of those whose work this person takes today: asked once while she acts."""
    return person.once("stood_in_for", lambda: frozenset(pk for (pk,) in _asked("select app.stands_in_for()")))


def beyond_reach(staff_id, other_id, first, last):
    """Ids of the pathways of her work that the other does not reach on both days, in roles of the same sector."""
    return {pk for (pk,) in _asked("select app.beyond_reach(%s, %s, %s, %s)", staff_id, other_id, first, last)}


def leader_of(unit_id, on, but=None):
    """The leader of a unit or of the nearest one above it, or None."""
    pk = _asked("select app.leader_of(%s, %s, %s)", unit_id, on, but)[0][0]
    return pk and StaffMember.objects.visible_to(current()).filter(pk=pk).first()


# ---- somebody stops ----


def pass_on(*, assignment, by):
    """settings.ROLE_ENDED: what a person can no longer do goes to her leader at once, when today was the last day."""
    today = timezone.localdate()
    if assignment.ends_on is None or assignment.ends_on > today:
        return 0  # the daily job sees the day pass
    return _asked("select app.pass_on(%s, %s::date + 1)", assignment.staff_member_id, today)[0][0]


def give_back(*, assignment, by):
    """settings.ROLE_RESUMED: the end was taken back; what went to the leader today and still lies there comes back."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return _asked("select app.give_back(%s, %s)", assignment.staff_member_id, midnight)[0][0]


def pass_on_daily(today):
    """A job of the day: whatever is in the hands of somebody who stopped or can no longer log in goes to the leaders."""
    return {"passed_on": _asked("select app.pass_on(null, %s)", today)[0][0]}


def without_leader(today):
    """[(unit, how many things)] that lie with somebody who stopped, in units that nobody leads: for the administrator."""
    found = dict(
        _asked("select unit_id, count(*) from app.left_behind(null, %s) where leader is null group by unit_id", today)
    )
    units = OrganisationUnit.objects.visible_to(current()).filter(pk__in=found)
    return [(unit, found[unit.pk]) for unit in units]
