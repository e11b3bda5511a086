"""Whether one row lies within a person's reach in a given role, without a question to the database.

The same expansion of scopes as `visible_to`, asked of a row in hand: permissions need it for each button of a page.
"""


def reaches_pathway(person, pathway, *roles):
    roles = [role for role in roles if role in person.reach]
    if not roles:
        return False
    units, pathways = person.scopes("unit", roles), person.scopes("pathway", roles)
    return (
        person.reaches_all(roles)
        or pathway.pk in pathways
        or pathway.unit_id in units
        or pathway.partner_unit_id in units
        or person.staff_id in (pathway.lead_id, pathway.co_lead_id)
    )


def reaches_child(person, child, *roles):
    roles = [role for role in roles if role in person.reach]
    return (
        person.reaches_all(roles)
        or child.pk in person.scopes("child", roles)
        or child.school_id in person.scopes("unit", roles)
    )
