"""Who may do what with children, offers, sharing, notes and plans. What they may see is `visible_to`'s business."""

from django.utils import timezone

from accounts.roles import sector_of
from cases.models import PathwayPlan
from cases.reach import reaches_child, reaches_pathway
from cases.walls import (
    AGREEMENT_SIGNERS,
    ANNEX,
    ATTACHMENT,
    CARERS,
    CLASS_FILE_WRITERS,
    CLASS_LINK,
    CONCERN,
    CUSTODY,
    FAMILY_LINK,
    FAMILY_STEP,
    NOTE,
    OFFER,
    SHARERS,
)

State = PathwayPlan.State


def offer_sector(person, child):
    """The sector for which this person may make the offer to the child's family ("" for nobody's)."""
    return next((sector for sector, roles in OFFER.writers.items() if reaches_child(person, child, *roles)), "")


def can_edit_offer(person, pathway_child):
    """The advisor for the school, the group leader for the provider: they make the offer together, one of them writes it."""
    return bool(offer_sector(person, pathway_child.child))


def can_edit_custody(person, pathway_child):
    """Advisor, principal and group leader: whoever meets the family must be able to put right who holds custody."""
    return reaches_child(person, pathway_child.child, *CUSTODY)


def can_record_basis(person, pathway_child):
    """Advisor, group leader and caseworker: each answers for a side that shares."""
    return reaches_child(person, pathway_child.child, "resource_advisor", "group_leader", "caseworker")


def can_withdraw_basis(person, basis):
    """The same three: a family tells whom it meets that the sharing is to stop."""
    return reaches_child(person, basis.child, "resource_advisor", "group_leader", "caseworker")


def can_view_sharing(person, pathway_child):
    """Those whom sharing is about: the roles that receive or give. A class team sees what is its own without it."""
    return reaches_child(person, pathway_child.child, *SHARERS)


def note_sector(person, child):
    """The sector in which this person writes notes on the child: that of the first of her roles that may ("" for none)."""
    return next((sector for sector, roles in NOTE.writers.items() if reaches_child(person, child, *roles)), "")


def can_create_note(person, child):
    """Advisor, class team, PPR, group leader and caseworker, each on the own side."""
    return bool(note_sector(person, child))


def file_sector(person, child, pathway=None):
    """The sector in which this person attaches a file to the child, or to the pathway when there is none ("" for none)."""
    if child is None:
        return sector_of(person, *CLASS_FILE_WRITERS) if can_attach_to_pathway(person, pathway) else ""
    return next((sector for sector, roles in ATTACHMENT.writers.items() if reaches_child(person, child, *roles)), "")


def can_attach_to_pathway(person, pathway):
    """Advisor, group leader and class team: guidelines that everybody around the class works by (A58)."""
    return pathway.is_open and reaches_pathway(person, pathway, *CLASS_FILE_WRITERS)


def can_remove_attachment(person, attachment):
    """Whoever attached it, and the two who answer for the pathway on the side on which it stands."""
    if attachment.author_id == person.staff_id:
        return True
    sector = sector_of(person, "resource_advisor", "group_leader")
    return person.has("resource_advisor", "group_leader") and attachment.sector == sector


def concern_sector(person, child):
    """The side for which this person sends a notification of concern on the child ("" for the authority, who receives it)."""
    return next((sector for sector, roles in CONCERN.writers.items() if reaches_child(person, child, *roles)), "")


def can_record_concern(person, child):
    """Everybody who works with the child: the duty to notify is each one's own (L08). The authority receives it."""
    return bool(concern_sector(person, child))


def can_undo_concern(person, notification):
    """Whoever recorded it."""
    return notification.by_id == person.staff_id


# ---- the joint plan ----


def can_write_plan(person, pathway):
    """The resource advisor writes the class part, its goals and measures, while the pathway is open (A22, A51)."""
    return pathway.is_open and reaches_pathway(person, pathway, "resource_advisor")


def can_edit_plan(person, plan):
    """The writer of the plan, in a version that is still being written: one in force is changed by a new version."""
    return plan.state in (PathwayPlan.State.DRAFT, PathwayPlan.State.SHARED) and can_write_plan(person, plan.pathway)


def can_read_drafts(person, pathway):
    """The two who answer for the pathway together (A22): a draft is not yet told to the others."""
    return reaches_pathway(person, pathway, "resource_advisor", "group_leader")


def can_present_plan(person, pathway):
    """Resource advisor and group leader tell it to children, parents and class, together or each (A51)."""
    return pathway.is_open and reaches_pathway(person, pathway, "resource_advisor", "group_leader")


def audience_sector(person, pathway, audience, pathway_child=None):
    """The side for which this person writes the plan's version for an audience ("" for none).

    For many: whoever presents the plan. The child's own is the school's; to its parents each side tells what it wrote itself.
    """
    if pathway_child is None:
        return "school" if can_present_plan(person, pathway) else ""
    sides = ("school",) if audience == "child" else tuple(ANNEX.write)
    return next((sector for sector in sides if can_write_annex(person, pathway_child, sector)), "")


def can_write_audience(person, version):
    """Those who present the plan to many; about a child the side that wrote the version."""
    if version.pathway_child_id is None:
        return can_present_plan(person, version.pathway)
    return version.pathway.is_open and can_write_annex(person, version.pathway_child, version.sector)


def can_write_annex(person, pathway_child, sector):
    """Each side its own part: the school's by the resource advisor, the family's by the group leader."""
    writers = ANNEX.write.get(sector, ())
    return pathway_child.ends_on is None and reaches_child(person, pathway_child.child, *writers)


def can_write_part(person, part):
    """Goals and measures follow what they stand in: the class part or one side's annex."""
    if part.annex_id is None:
        return can_write_plan(person, part.plan.pathway)
    return can_write_annex(person, part.annex.pathway_child, part.annex.sector)


def can_align_plan(person, plan):
    """The writer of the plan says that it agrees with other plans, in a version in force too: no text is changed by it (A52)."""
    return plan.state != State.SUPERSEDED and can_write_plan(person, plan.pathway)


def can_record_level(person, goal):
    """How far a goal has come: the two who answer for the pathway for the class part in force, each side for its annex."""
    if goal.annex_id is not None:
        return can_write_part(person, goal)
    return goal.plan.state == State.IN_FORCE and can_present_plan(person, goal.plan.pathway)


def can_undo_level(person, level):
    """Whoever wrote it."""
    return level.by_id == person.staff_id


def can_try_measure(person, measure):
    """Team and advisor say what they have tried of the class part; the group leader too of what happens with the homes (J07)."""
    if measure.annex_id is not None or measure.plan.state not in (State.IN_FORCE, State.SUPERSEDED):
        return False
    outside = measure.arena in ("home", "leisure")
    roles = ("class_team", "resource_advisor", *(("group_leader",) if outside else ()))
    return measure.plan.pathway.is_open and reaches_pathway(person, measure.plan.pathway, *roles)


def can_undo_trial(person, trial):
    """Whoever wrote it, on the day it was written."""
    written_today = timezone.localdate(trial.recorded_at) == timezone.localdate()
    return trial.by_id == person.staff_id and written_today


# ---- people ----

GIVERS = {
    "class_team": ("resource_advisor", "principal"),
    "ppr_advisor": ("resource_advisor", "principal"),
    "caseworker": ("resource_advisor", "principal", "group_leader"),
}


def can_give_role(person, pathway, role, child=None):
    """Advisor and principal name the class team and PPR; with the group leader also the caseworker of a child they reach."""
    if role == "caseworker":
        return child is not None and reaches_child(person, child, *GIVERS[role])
    return role in GIVERS and pathway.school_class_id is not None and reaches_pathway(person, pathway, *GIVERS[role])


# ---- the cooperation agreement ----


def can_start_agreement(person, pathway):
    """The four roles that sign, where the version asks for one and both units are known (A19)."""
    known = pathway.content.agreement is not None and pathway.partner_unit_id is not None
    return known and reaches_pathway(person, pathway, *AGREEMENT_SIGNERS)


def can_list_agreements(person):
    """The four who sign, and those who work with both sides; it names adults only."""
    return person.has(*AGREEMENT_SIGNERS, "ppr_advisor", "learning_advisor")


CLASS_LINK_SECTOR = {
    "resource_advisor": "school",
    "class_team": "school",
    "learning_advisor": "school",
    "group_leader": "provider",
}


def link_sector(person, pathway, child, kind):
    """The side for which this person may hand out a link about the child, or to the pupils of the pathway's class ("": none)."""
    if kind == "class":
        found = (CLASS_LINK_SECTOR[role] for role in CLASS_LINK if reaches_pathway(person, pathway, role))
    elif child is None:
        found = iter(())
    else:
        found = (sector for sector, roles in FAMILY_LINK.items() if reaches_child(person, child, *roles))
    return next(found, "")


def can_change_link(person, link):
    """Whoever could hand it out for the same side: renew it, take it back."""
    if link.kind == "class":
        return reaches_pathway(person, link.pathway, *CLASS_LINK)
    return reaches_child(person, link.child, *FAMILY_LINK.get(link.sector, ()))


# ---- the family's page ----


def can_see_family_side(person, pathway_child):
    """Those who may hand the family a link: each sees what came by the links of the own side."""
    return bool(link_sector(person, pathway_child.pathway, pathway_child.child, "family"))


def step_sector(person, pathway_child):
    """The side for which this person chooses the family's step of the week ("": none)."""
    if pathway_child.ends_on is not None or not pathway_child.pathway.is_open:
        return ""
    found = (s for s, roles in FAMILY_STEP.writers.items() if reaches_child(person, pathway_child.child, *roles))
    return next(found, "")


def can_keep_carers(person, child):
    """Whoever meets a placed child's home: the advisor, the group leader, the caseworker, and those of foster care."""
    return reaches_child(person, child, *CARERS)
