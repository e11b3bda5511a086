"""The single times of what comes again: off weekends and school holidays, with what became of each."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from followup.calendar import page_calendar
from followup.models import Slot, SlotDay

LOOK_BACK = timedelta(days=14)  # how long one can still be said to have been held


@dataclass(frozen=True, slots=True)
class SlotTime:
    """One time. `on` is the day in the rhythm and names it in addresses; `day` is the day it is on, moved or not.

    title: the kind and nothing else, so that it may stand in a calendar outside Samspil. of: its pathway or unit.
    """

    slot: Slot
    on: date
    day: date
    starts_at: time
    ends_at: time
    place: str
    state: str  # planned | held | not_held | cancelled
    minutes: int | None
    can_settle: bool

    @property
    def title(self):
        return self.slot.get_kind_display()

    @property
    def of(self):
        return str(self.slot.pathway or self.slot.unit)

    @property
    def uid(self):
        return f"{self.slot.uuid}-{self.on.isoformat()}"

    @property
    def is_moved(self):
        return self.day != self.on

    @property
    def url(self):
        """To its page, where it is held, moved or called off."""
        return reverse("slot_day", args=[self.slot.uuid, self.on.isoformat()])


def slots_between(person, first, last):
    """Her own times between the two days, both included, by day and hour; not those that were called off. 3 queries."""
    return [each for each in times_of(_slots(person).of(person), person, first, last) if each.state != "cancelled"]


def slots_near(person, today):
    """Her own times a fortnight back and ahead, read once while she acts: several panels of Today ask for them."""
    return person.once(("slots", today), lambda: slots_between(person, today - LOOK_BACK, today + LOOK_BACK))


def unsettled(person, today):
    """Her own times of the last fortnight, today's too, of which nobody has said whether they were held."""
    return [each for each in slots_near(person, today) if each.state == "planned" and each.day <= today]


def times_of(slots, person, first, last):
    """All times of these slots (a queryset) between the two days, those that were called off too."""
    told = Q(on__range=(first, last)) | Q(day__range=(first, last))
    slots = list(slots.filter(Q(pk__in=_moved_into(slots, first, last)) | _running(first, last)))
    if not slots:
        return []
    days = {(row.slot_id, row.on): row for row in SlotDay.objects.visible_to(person).filter(told, slot__in=slots)}
    calendar = page_calendar(person.municipality_id, first, last)
    found = [
        time_of(slot, on, row, person)
        for slot in slots
        for on, row in _days(slot, first, last, days, calendar)
        if first <= (row.day if row else on) <= last
    ]
    return sorted(found, key=lambda each: (each.day, each.starts_at, each.slot.pk))


def time_of(slot, on, row, person):
    """One time from its row, or from the rhythm while nothing has been said of it."""
    said = row or slot
    return SlotTime(
        slot=slot,
        on=on,
        day=row.day if row else on,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        place=said.place,
        state=row.state if row else SlotDay.State.PLANNED.value,
        minutes=row.minutes if row else None,
        can_settle=person.staff_id in slot.people or person.staff_id == slot.made_by_id,
    )


def is_time_of(slot, on, calendar):
    """Whether the rhythm has a time on that day, off holidays and while its pathway goes on."""
    return on in slot.days(on, on) and calendar.is_school_day(on) and _goes_on(slot, on)


def rhythm_words(slot):
    """ "hver torsdag", "hver 2. torsdag" """
    name = date_format(slot.first_on, "l")
    if slot.every_weeks == 1:
        return _("every %(weekday)s") % {"weekday": name}
    return _("every %(number)s. %(weekday)s") % {"number": slot.every_weeks, "weekday": name}


def _slots(person):
    return Slot.objects.visible_to(person).select_related("pathway", "unit")


def _running(first, last):
    return Q(Q(last_on=None) | Q(last_on__gte=first), first_on__lte=last)


def _moved_into(slots, first, last):
    return SlotDay.objects.filter(slot__in=slots.values("pk"), day__range=(first, last)).values("slot")


def _days(slot, first, last, days, calendar):
    """(day in the rhythm, its row or None): what has been said of a day stands, whatever the calendar says later."""
    said = {on: row for (slot_id, on), row in days.items() if slot_id == slot.pk}
    yield from said.items()
    for on in slot.days(first, last):
        if on not in said and calendar.is_school_day(on) and _goes_on(slot, on):
            yield on, None


def _goes_on(slot, on):
    return slot.pathway is None or slot.pathway.ended_on is None or on <= slot.pathway.ended_on
