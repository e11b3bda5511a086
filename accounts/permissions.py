"""Who may change people, units and roles: the administrator, who sees no child and no pathway."""


def can_administer(person):
    return person.has("administrator")
