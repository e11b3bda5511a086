"""Who may do what with a parent group. Whoever may not see it never comes this far: the pages answer 404."""

from django.utils import timezone

READERS = ("group_leader", "provider_manager")


def can_list_groups(person) -> bool:
    """Group leaders and managers of the provider unit: the school never learns which groups there are (E05)."""
    return person.has(*READERS)


def can_create_group(person) -> bool:
    """Group leaders and managers of the provider unit: social management builds and funds the function (A31)."""
    return person.has(*READERS)


def can_edit_group(person, group) -> bool:
    """Its leaders and the manager of its unit, while it is open: time, place, leaders and themes name no family."""
    pathway = group.pathway
    return pathway.is_open and (_leads(person, pathway) or _within(person, pathway, "provider_manager"))


def can_lead_group(person, group) -> bool:
    """Its own leaders, while it is open: they invite, register and call. The manager reads and does not write."""
    return group.pathway.is_open and _leads(person, group.pathway)


def can_answer_referral(person, group) -> bool:
    """Its own leaders, also after the group has ended: an answer often comes late (A40)."""
    return _leads(person, group.pathway)


def can_keep_cautions(person) -> bool:
    """Group leaders, about adults whose children they reach; nobody else learns that there is one."""
    return person.has("group_leader")


def can_undo_call(person, call, today) -> bool:
    """Whoever logged the call, on the day she logged it."""
    return call.by_id == person.staff_id and timezone.localdate(call.logged_at) == today


def _leads(person, pathway) -> bool:
    named = person.has("group_leader") and person.staff_id in (pathway.lead_id, pathway.co_lead_id)
    return named or _within(person, pathway, "group_leader")


def _within(person, pathway, role) -> bool:
    return person.has(role) and (
        person.reaches_all((role,))
        or pathway.pk in person.scopes("pathway", (role,))
        or pathway.unit_id in person.scopes("unit", (role,))
    )
