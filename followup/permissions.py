"""Who may start and close a pathway, and who keeps its follow-up: those who write minutes in the access table."""

from django.utils import timezone

from accounts.roles import PERSON_ROLES, ROLE_SECTOR, side_of
from cases.reach import reaches_pathway

KEEPERS = ("resource_advisor", "group_leader", "learning_advisor")
READERS = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor")


def can_start_pathway(person, pathway):
    """The advisor and the group leader, who answer for it together (A22)."""
    return reaches_pathway(person, pathway, *KEEPERS)


def can_close_pathway(person, pathway):
    """Decided by the two together (A55), written by the one on the side that owns the pathway: she reaches all its children."""
    return reaches_pathway(person, pathway, *(role for role in KEEPERS if side_of(ROLE_SECTOR[role]) == pathway.side))


def can_list_occurrences(person):
    """Everybody who works with people: the list holds what each sees."""
    return person.has(*PERSON_ROLES)


def can_hold_meeting(person, pathway):
    """Those who write minutes: hold, move and "not held because" are one right."""
    return reaches_pathway(person, pathway, *KEEPERS)


def can_read_minutes(person, pathway):
    """Minutes of all meetings of the pathway; who was invited to one reads that one (the queryset knows)."""
    return reaches_pathway(person, pathway, *READERS)


def can_edit_school_calendar(person):
    """The municipality's calendar moves everybody's dates: the administrator keeps it."""
    return person.has("administrator")


def can_undo(person, by_id, at):
    """Whoever did it, on the same day."""
    return by_id == person.staff_id and at is not None and timezone.localdate(at) == timezone.localdate()
