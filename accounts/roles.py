"""The roles, the sector each acts in, and the side of the house on which it stands: skole or social."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """Separate administrations: what one knows, another learns only by a live exchange (L09)."""

    SCHOOL = "school", _("school")
    PPR = "ppr", _("PPR")
    PROVIDER = "provider", _("social provider unit")
    AUTHORITY = "authority", _("social authority")
    FOSTER_CARE = "foster_care", _("foster care")


class Side(models.TextChoices):
    """What the screen says of a sector."""

    SCHOOL = "school", _("School")
    SOCIAL = "social", _("Social services")


SECTOR_SIDE = {
    Sector.SCHOOL: Side.SCHOOL,
    Sector.PPR: Side.SCHOOL,
    Sector.PROVIDER: Side.SOCIAL,
    Sector.AUTHORITY: Side.SOCIAL,
    Sector.FOSTER_CARE: Side.SOCIAL,
}


class Role(models.TextChoices):
    RESOURCE_ADVISOR = "resource_advisor", _("Resource advisor")
    GROUP_LEADER = "group_leader", _("Group leader")
    PRINCIPAL = "principal", _("Principal")
    PROVIDER_MANAGER = "provider_manager", _("Manager of the provider unit")
    CLASS_TEAM = "class_team", _("Class team")
    CASEWORKER = "caseworker", _("Caseworker")
    PPR_ADVISOR = "ppr_advisor", _("PPR advisor")
    LEARNING_COORDINATOR = "learning_coordinator", _("Learning coordinator")
    LEARNING_ADVISOR = "learning_advisor", _("Learning advisor")
    STEERING_GROUP = "steering_group", _("Steering group")
    EVALUATOR = "evaluator", _("Evaluator")
    TRAINING_LEAD = "training_lead", _("Training lead")
    ADMINISTRATOR = "administrator", _("Administrator")
    DPO = "dpo", _("Data protection officer")
    SYSTEM = "system", _("Samspil itself")  # the daily job; nobody logs in as it


ROLE_SECTOR = {
    Role.RESOURCE_ADVISOR: Sector.SCHOOL,
    Role.PRINCIPAL: Sector.SCHOOL,
    Role.CLASS_TEAM: Sector.SCHOOL,
    Role.LEARNING_ADVISOR: Sector.SCHOOL,
    Role.PPR_ADVISOR: Sector.PPR,
    Role.GROUP_LEADER: Sector.PROVIDER,
    Role.PROVIDER_MANAGER: Sector.PROVIDER,
    Role.CASEWORKER: Sector.AUTHORITY,
    Role.LEARNING_COORDINATOR: Sector.FOSTER_CARE,
    Role.STEERING_GROUP: "",
    Role.EVALUATOR: "",
    Role.TRAINING_LEAD: "",
    Role.ADMINISTRATOR: "",
    Role.DPO: "",
    Role.SYSTEM: "",
}
# What an administrator reads before she gives a role.
ROLE_OPENS = {
    Role.RESOURCE_ADVISOR: _("The school's classes and pathways: mapping, plan, sessions and the school's notes."),
    Role.GROUP_LEADER: _(
        "The parent groups the person leads and their families: attendance, calls and the family's part."
    ),
    Role.PRINCIPAL: _("The school's classes, the choice of classes and the school's figures."),
    Role.PROVIDER_MANAGER: _("The groups of the unit: places, attendance and figures."),
    Role.CLASS_TEAM: _("The plan of the class and its measures. Nothing from the parent group."),
    Role.CASEWORKER: _("What others have shared about the person's own children, and the person's own notes."),
    Role.PPR_ADVISOR: _("The pathways to which the person is assigned, and PPR's own part of the mapping."),
    Role.LEARNING_COORDINATOR: _("The programme for placed children. Its pages are on their way."),
    Role.LEARNING_ADVISOR: _("Reads along in the pathways of the school."),
    Role.STEERING_GROUP: _("Figures for the whole municipality. Never names, and no number of persons below 5."),
    Role.EVALUATOR: _("Figures without persons."),
    Role.TRAINING_LEAD: _("The programme for training. Its pages are on their way."),
    Role.ADMINISTRATOR: _("People, roles, units and the school calendar. No children."),
    Role.DPO: _("The log. Children stand as numbers."),
}
PERSON_ROLES = tuple(role.value for role, sector in ROLE_SECTOR.items() if sector)  # the others see no person


def sector_of(person, *roles):
    """The sector in which this person acts: of the first of `roles` that she holds, else of her first role with a sector."""
    for role in (*roles, *person.roles):
        if role in person.roles and ROLE_SECTOR[role]:
            return ROLE_SECTOR[role].value
    return ""


def side_of(sector):
    return SECTOR_SIDE.get(sector, "")


KIND_SECTOR = {
    "school": Sector.SCHOOL,
    "ppr": Sector.PPR,
    "authority": Sector.AUTHORITY,
    "provider": Sector.PROVIDER,
    "foster_care": Sector.FOSTER_CARE,
    "administration": "",
}

# How far an administrator may let a role reach. Roles on a class, a pathway or a child are given by those who work there.
ROLE_SCOPES = {
    Role.RESOURCE_ADVISOR: ("school",),
    Role.PRINCIPAL: ("school",),
    Role.LEARNING_ADVISOR: ("school",),
    Role.CLASS_TEAM: ("class",),
    Role.PPR_ADVISOR: ("own",),
    Role.GROUP_LEADER: ("own", "unit"),
    Role.PROVIDER_MANAGER: ("unit",),
    Role.CASEWORKER: ("own",),
    Role.LEARNING_COORDINATOR: ("unit",),
    Role.STEERING_GROUP: ("municipality",),
    Role.EVALUATOR: ("municipality",),
    Role.TRAINING_LEAD: ("municipality",),
    Role.ADMINISTRATOR: ("municipality",),
    Role.DPO: ("municipality",),
}
