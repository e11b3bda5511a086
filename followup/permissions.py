"""Who may start and close a pathway, and who keeps its follow-up: those who write minutes in the access table."""

from datetime import timedelta

from django.utils import timezone

from accounts.roles import PERSON_ROLES, ROLE_SECTOR, side_of
from cases.reach import reaches_child, reaches_pathway
from cases.walls import CONTACT, CONTACT_WRITERS, CONTACTS
from followup.absence import stood_in_for

KEEPERS = ("resource_advisor", "group_leader", "learning_advisor")
PLACEMENT_KEEPERS = ("resource_advisor", "principal", "learning_advisor")
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


def can_keep_tasks(person, pathway):
    """Make a task, hand it over, change its day: those who write minutes, and the leaders of both units (A12)."""
    return reaches_pathway(person, pathway, *KEEPERS, "principal", "provider_manager")


def can_settle_task(person, task, pathway):
    """Its owner or her stand-in ticks it off, wherever they work; else those who keep the pathway's tasks. pathway: None where it is not reached."""
    hers = task.owner_id == person.staff_id or task.owner_id in stood_in_for(person)
    return hers or pathway is not None and can_keep_tasks(person, pathway)


def can_edit_school_calendar(person):
    """The municipality's calendar moves everybody's dates: the administrator keeps it."""
    return person.has("administrator")


def can_read_rhythms(person):
    """Everybody whose dates they make, and who keeps them."""
    return person.has(*PERSON_ROLES, "steering_group", "administrator")


def can_change_rhythms(person):
    """The municipality's own values hold for all its pathways: the administrator keeps them, as the school calendar."""
    return person.has("administrator")


def can_undo(person, by_id, at):
    """Whoever did it, on the same day."""
    return by_id == person.staff_id and at is not None and timezone.localdate(at) == timezone.localdate()


def can_answer_referral(person, closing):
    """Those who keep the follow-up and see the decision: whoever the other place rings up."""
    return reaches_pathway(person, closing.pathway, *KEEPERS)


def can_answer_placement(person, pathway):
    """The school that ran the pathway, its principal too: the pathway has ended, so nobody of the other side is asked (A67)."""
    return reaches_pathway(person, pathway, *PLACEMENT_KEEPERS)


def can_keep_network(person, pathway_child):
    """Those who call the meetings, of a child they reach, while it takes part."""
    return pathway_child.ends_on is None and reaches_child(person, pathway_child.child, *KEEPERS)


# ---- contacts between meetings, and time set aside ----

CORRECTED_FOR = timedelta(days=14)  # as the class log: what was misread or forgotten is put right for a while


def can_log_contact(person, pathway):
    """Those who work with the children, each on the own side, while the pathway is open (A20, A38, A59, C33, C34)."""
    return pathway.is_open and reaches_pathway(person, pathway, *CONTACT_WRITERS)


def contact_sector(person, child):
    """The side on which this person writes of the child in a contact: that of the first of her roles that may ("" for none)."""
    return next((sector for sector, roles in CONTACT.writers.items() if reaches_child(person, child, *roles)), "")


def can_read_contacts(person, pathway):
    """Those around the pathway; what is said of each child stays on its author's side (the queryset knows)."""
    return reaches_pathway(person, pathway, *CONTACTS)


def can_correct_contact(person, contact):
    """Its author, for a fortnight after it was written."""
    return (
        contact.by_id == person.staff_id
        and can_log_contact(person, contact.pathway)
        and timezone.localdate() <= timezone.localdate(contact.logged_at) + CORRECTED_FOR
    )


def can_undo_contact(person, contact):
    """Its author takes it back, or puts it back, on the day it was written."""
    return can_log_contact(person, contact.pathway) and can_undo(person, contact.by_id, contact.logged_at)


def can_make_slot(person):
    """Whoever works with people sets time aside; managers for their unit (A23)."""
    return person.has(*PERSON_ROLES)


def can_keep_slot(person, slot):
    """Those it is for, and whoever made it."""
    return person.staff_id in slot.people or person.staff_id == slot.made_by_id


def can_see_absences(person):
    """Everybody who works with people, for their own; and the administrator."""
    return person.has(*PERSON_ROLES, "administrator")


def can_share_out(person):
    """The leaders, to whom the work of somebody who stopped falls."""
    return person.has("principal", "provider_manager")


# ---- what goes out ----

TELL_PARENTS = ("resource_advisor", "group_leader", "learning_advisor", "principal", "provider_manager")


def can_edit_post_hours(person):
    return person.has("administrator")


def can_see_post(person):
    """The administrator, for mails to staff; those who meet parents, for messages to them."""
    return person.has("administrator", *TELL_PARENTS)


def can_choose_messages(person):
    """Those who talk with the parents; which parents, the queryset knows."""
    return person.has("resource_advisor", "group_leader", "learning_advisor")
