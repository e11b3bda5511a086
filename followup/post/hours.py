"""When somebody may be reminded: never at night, at weekends, on public holidays; school staff not in the school holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from followup.calendar import public_holidays
from followup.models import PostHours

AHEAD = timedelta(days=130)  # longer than any stretch of quiet days


@dataclass(frozen=True, slots=True)
class Moments:
    """The first moments at which social and school staff may be reminded; `day` is that moment's day in Denmark."""

    all_at: datetime
    school_at: datetime

    @property
    def by_group(self):
        return {False: self.all_at, True: self.school_at}

    def days(self):
        return {school: timezone.localtime(at).date() for school, at in self.by_group.items()}


def moments(*points: datetime) -> list[Moments]:
    """The first moments from each of these on, in the acting municipality: one query, worked out in SQL."""
    today = timezone.localtime(points[0]).date()
    holidays = [day for day, _name in public_holidays(today, today + AHEAD)]
    with connection.cursor() as db:
        db.execute(
            "select app.open_moment(p, false, %(days)s::date[]), app.open_moment(p, true, %(days)s::date[])"
            " from unnest(%(points)s::timestamptz[]) with ordinality as points(p, n) order by n",
            {"points": list(points), "days": holidays},
        )
        return [Moments(*row) for row in db.fetchall()]


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def hours_of(person) -> PostHours:
    """The municipality's own hours, or the usual ones (a row that is not saved)."""
    return PostHours.objects.visible_to(person).first() or PostHours(municipality_id=person.municipality_id)
