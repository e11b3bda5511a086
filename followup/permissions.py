"""Who may start and close a pathway, and who keeps its follow-up: those who write minutes in the access table."""

KEEPERS = ("resource_advisor", "group_leader", "learning_advisor")
READERS = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor")


def reaches(person, pathway, roles):
    """The pathway lies within one of the person's live roles among `roles`; the first wall's rule for one row, without a query."""
    roles = [role for role in roles if role in person.reach]
    if not roles:
        return False
    units = {pathway.unit_id, pathway.partner_unit_id}
    return (
        person.reaches_all(roles)
        or bool(units.intersection(person.scopes("unit", roles)))
        or pathway.pk in person.scopes("pathway", roles)
        or person.staff_id in (pathway.lead_id, pathway.co_lead_id)
    )


def can_start_pathway(person, pathway):
    """The advisor and the group leader, who answer for it together (A22)."""
    return reaches(person, pathway, KEEPERS)


def can_close_pathway(person, pathway):
    """The same two: closing is a decision on their new mapping and analysis (A55)."""
    return reaches(person, pathway, KEEPERS)


def can_hold_meeting(person, pathway):
    """Those who write minutes: hold, move and "not held because" are one right."""
    return reaches(person, pathway, KEEPERS)


def can_read_minutes(person, pathway):
    """Minutes of all meetings of the pathway; who was invited to one reads that one (the queryset knows)."""
    return reaches(person, pathway, READERS)


def can_edit_school_calendar(person):
    """The municipality's calendar moves everybody's dates: the administrator keeps it."""
    return person.has("administrator")
