"""What the writes of a group share: the right, the locked row, and the pathway's next phase."""

from django.core.exceptions import PermissionDenied

from cases.models import PathwayTransition
from parentgroups.models import GroupSession, ParentGroup

TRACK = "parent_group"


def must(allowed):
    if not allowed:
        raise PermissionDenied


def locked_group(group, by):
    groups = ParentGroup.objects.visible_to(by).select_related("pathway__programme_version")
    return groups.select_for_update(of=("self",)).get(pk=group.pk)


def locked_session(session):
    """The row anew and locked, with the group it was read with: the person's reach was checked on that one."""
    locked = GroupSession.objects.select_for_update().get(pk=session.pk)
    locked.group = session.group
    return locked


def record_move(pathway, kind, before, after, by):
    PathwayTransition.objects.create(
        municipality_id=by.municipality_id, pathway=pathway, kind=kind, before=before, after=after, by_id=by.staff_id
    )


def advance(pathway, phase, by):
    """On to `phase` when the version allows it from here; elsewhere the group has come further already."""
    known = {each.key for each in pathway.content.phases}
    if pathway.phase in known and pathway.content.may_move(pathway.phase, phase.key):
        record_move(pathway, "phase", pathway.phase, phase.key, by)
        pathway.phase = phase.key
        pathway.save(update_fields=["phase"])
