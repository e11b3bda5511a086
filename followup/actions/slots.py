"""Time set aside that comes again: set it, say what became of each time, change one or all that follow, end it (A20, A23)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment, StaffMember
from followup.actions.contacts import log_contact
from followup.calendar import school_calendar
from followup.contacts import SPARRING, kinds_of
from followup.models import Contact, Slot, SlotDay
from followup.permissions import can_keep_slot, can_log_contact, can_make_slot
from followup.slots import is_time_of

State = SlotDay.State
A_DAY = timedelta(days=1)
RECEIVES = {
    "class_team": Contact.With.TEAM,
    "resource_advisor": Contact.With.ADVISOR,
    "group_leader": Contact.With.LEADER,
    "principal": Contact.With.MANAGER,
    "provider_manager": Contact.With.MANAGER,
}


@transaction.atomic
def create_slot(
    *, kind, first_on, starts_at, ends_at, people, by, pathway=None, unit=None, every_weeks=1, last_on=None, place=""
):
    """Time of a pathway or of a unit, on the weekday of its first day. people: ids of the staff it is for.

    Raises ValidationError by field for a first day at a weekend, an end before the beginning, or nobody to meet.
    """  # fmt: skip
    if not can_make_slot(by):
        raise PermissionDenied
    slot = Slot(municipality_id=by.municipality_id, pathway=pathway, unit=unit, made_by_id=by.staff_id)
    _write(slot, kind, first_on, starts_at, ends_at, people, every_weeks, last_on, place)
    return slot


def _write(slot, kind, first_on, starts_at, ends_at, people, every_weeks, last_on, place):
    if first_on.weekday() >= 5:
        raise ValidationError({"first_on": _("It is a weekend. Choose a day from Monday to Friday.")})
    if last_on and last_on < first_on:
        raise ValidationError({"last_on": _("The last day lies before the first one.")})
    _check_clock(starts_at, ends_at)
    known = set(
        StaffMember.objects.filter(pk__in=people, municipality_id=slot.municipality_id).values_list("pk", flat=True)
    )
    if not known:
        raise ValidationError({"people": _("Choose whom the time is for.")})
    slot.kind, slot.first_on, slot.last_on, slot.every_weeks = kind, first_on, last_on, every_weeks
    slot.starts_at, slot.ends_at, slot.place, slot.people = starts_at, ends_at, place.strip(), sorted(known)
    slot.save()


def _check_clock(starts_at, ends_at):
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("It ends before it begins. Choose a later time.")})


# ---- one time ----


@transaction.atomic
def hold_time(*, slot, on, by, minutes=None):
    """Held, perhaps with minutes spent; sparring of a pathway is logged as a contact too. Held already: its row as it stands."""
    slot, day = _time(slot, on, by)
    if day.state == State.HELD:
        return day
    if day.day > timezone.localdate():
        raise ValidationError(_("The day is still to come."))
    day.state, day.minutes = State.HELD, minutes
    day.contact = _sparring(slot, day, by)
    return _saved(day, by)


def _sparring(slot, day, by):
    pathway = slot.pathway
    if slot.kind != Slot.Kind.SPARRING or pathway is None or not can_log_contact(by, pathway):
        return None
    if SPARRING not in {kind.key for kind in kinds_of(pathway, by)} or (
        pathway.starts_on and day.day < pathway.starts_on
    ):
        return None
    return log_contact(
        pathway=pathway, kind=SPARRING, held_on=day.day, minutes=day.minutes, with_whom=_receivers(slot, by, day.day), by=by
    )  # fmt: skip


def _receivers(slot, by, on):
    others = [pk for pk in slot.people if pk != by.staff_id]
    roles = RoleAssignment.objects.live(on).filter(staff_member__in=others, role__in=RECEIVES)
    return sorted({RECEIVES[role].value for role in roles.values_list("role", flat=True)})


@transaction.atomic
def drop_time(*, slot, on, by):
    """It was not held. Said before: nothing happens."""
    slot, day = _time(slot, on, by)
    if day.state == State.NOT_HELD:
        return day
    if day.state == State.HELD:
        raise ValidationError(_("It has been held. Undo that first."))
    if day.day > timezone.localdate():
        raise ValidationError(_("The day is still to come."))
    day.state = State.NOT_HELD
    return _saved(day, by)


@transaction.atomic
def move_time(*, slot, on, day, starts_at, ends_at, place, by):
    """This one time on another day, at another hour or place; the others stay."""
    slot, row = _time(slot, on, by)
    _must_be_planned(row)
    if day < timezone.localdate():
        raise ValidationError({"day": _("Choose today or a later day.")})
    _check_clock(starts_at, ends_at)
    row.state, row.day, row.starts_at, row.ends_at, row.place = State.PLANNED, day, starts_at, ends_at, place.strip()
    return _saved(row, by)


@transaction.atomic
def cancel_time(*, slot, on, by):
    """This one time is called off; the others stay. Called off already: nothing happens."""
    slot, row = _time(slot, on, by)
    if row.state == State.CANCELLED:
        return row
    _must_be_planned(row)
    row.state = State.CANCELLED
    return _saved(row, by)


@transaction.atomic
def undo_time(*, slot, on, before, by):
    """Let one time stand as it did: `before` is what `said_of` gave, None when nothing had been said of it."""
    slot = _locked(slot, by)
    row = SlotDay.objects.select_for_update().filter(slot=slot, on=on).first()
    if row is None:
        return None
    _take_back_contact(row)
    if before is None:
        row.delete()
        return None
    for name, value in before.items():
        setattr(row, name, value)
    row.contact = None
    row.save()
    return row


def said_of(slot, on):
    """What a time says now, as JSON can hold it; None while nothing has been said of it."""
    row = SlotDay.objects.filter(slot=slot, on=on).first()
    return row and {name: getattr(row, name) for name in ("state", "day", "starts_at", "ends_at", "place", "minutes")}


def _take_back_contact(row):
    contact, row.contact = row.contact, None
    if contact and contact.undone_at is None:
        row.save()
        contact.undone_at = timezone.now()
        contact.save(update_fields=["undone_at"])


def _time(slot, on, by):
    slot = _locked(slot, by)
    row = SlotDay.objects.select_for_update().filter(slot=slot, on=on).first()
    if row is None and not is_time_of(slot, on, school_calendar(by.municipality_id, on, on)):
        raise ValidationError(_("There is no such time on that day."))
    return slot, row or SlotDay(
        municipality_id=by.municipality_id,
        slot=slot,
        on=on,
        day=on,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place=slot.place,
    )


def _locked(slot, by):
    if not can_keep_slot(by, slot):
        raise PermissionDenied
    found = Slot.objects.select_for_update().get(pk=slot.pk)
    found.pathway = slot.pathway
    return found


def _must_be_planned(row):
    if row.state in (State.HELD, State.NOT_HELD):
        raise ValidationError(_("It is settled already."))


def _saved(row, by):
    row.by_id = by.staff_id
    row.save()
    return row


# ---- this one and all that follow ----


@transaction.atomic
def change_following(*, slot, on, first_on, by, **fields):
    """From that time on it is as told; what was before stays as it was. Gives the one that goes on (a new one, or itself).

    first_on: the first day of the new rhythm, not before `on`. fields: as `create_slot` takes them.
    """
    slot = _locked(slot, by)
    _must_lie_ahead(on, first_on)
    if on <= slot.first_on:
        _write(slot, first_on=first_on, **fields)
        _forget_planned(slot, on)
        return slot
    following = Slot(municipality_id=by.municipality_id, pathway=slot.pathway, unit=slot.unit, made_by_id=by.staff_id)
    _write(following, first_on=first_on, **fields)
    slot.last_on = on - A_DAY
    slot.save(update_fields=["last_on"])
    _forget_planned(slot, on)
    return following


@transaction.atomic
def end_slot(*, slot, on, by):
    """That time and all after it are gone; what was before stays."""
    slot = _locked(slot, by)
    if on < timezone.localdate():
        raise ValidationError(_("Choose today or a later day."))
    _forget_planned(slot, on)
    if on <= slot.first_on:
        SlotDay.objects.create(
            municipality_id=by.municipality_id, slot=slot, on=slot.first_on, day=slot.first_on, starts_at=slot.starts_at,
            ends_at=slot.ends_at, place=slot.place, state=State.CANCELLED, by_id=by.staff_id,
        )  # fmt: skip
    slot.last_on = max(on - A_DAY, slot.first_on)
    slot.save(update_fields=["last_on"])
    return slot


@transaction.atomic
def undo_following(*, slot, before, following=None, by):
    """Back to what it was before all that follow were changed or ended. before: fields of the slot. following: the new one."""
    slot = _locked(slot, by)
    if following is not None and following.pk != slot.pk:
        if following.settled_days.exclude(state=State.PLANNED).exists():
            raise ValidationError(_("One of the new times is settled already."))
        following.settled_days.all().delete()
        following.delete()
    for name, value in before.items():
        setattr(slot, name, value)
    slot.save()
    SlotDay.objects.filter(slot=slot, state=State.CANCELLED, on=slot.first_on, at__date=timezone.localdate()).delete()
    return slot


@transaction.atomic
def undo_slot(*, slot, by):
    """Away again, while nothing has been said of its times."""
    slot = _locked(slot, by)
    if slot.settled_days.exists():
        raise ValidationError(_("One of the times is settled already. End it instead."))
    slot.delete()


def fields_of(slot):
    """What a slot says, as JSON can hold it."""
    names = ("kind", "first_on", "last_on", "every_weeks", "starts_at", "ends_at", "place", "people")
    return {name: getattr(slot, name) for name in names}


def _must_lie_ahead(on, first_on):
    today = timezone.localdate()
    if on < today or first_on < on:
        raise ValidationError({"first_on": _("Choose today or a later day.") if first_on < today else _("Choose that day or a later one.")})  # fmt: skip


def _forget_planned(slot, on):
    """Moved and called-off times from that day on belong to the old rhythm; held ones stay."""
    SlotDay.objects.filter(slot=slot, on__gte=on, state__in=(State.PLANNED, State.CANCELLED)).delete()
