"""Who works with a class, a pathway or a child: named by those who answer for it (amendment 17: never past their own reach)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.people import close_role, give_role
from accounts.models import RoleAssignment
from accounts.roles import Role
from cases.models import Pathway
from cases.permissions import can_give_role

Scope = RoleAssignment.Scope


@transaction.atomic
def join_pathway(*, pathway, staff_member, role, child=None, starts_on, by):
    """Give a colleague a role here: class team on the class, PPR on the pathway, a caseworker on one child.

    PPR advisors and caseworkers must have been given their role by the administrator; this says on whom it reaches.
    """
    if not can_give_role(by, pathway, role, child):
        raise PermissionDenied
    Pathway.objects.select_for_update().get(pk=pathway.pk)  # people click twice
    if (
        role != Role.CLASS_TEAM
        and not RoleAssignment.objects.filter(staff_member=staff_member, role=role).live(starts_on).exists()
    ):
        raise ValidationError({"staff_member": _("The administrator has not given this person that role yet.")})
    scope, scope_id = _reach(pathway, role, child)
    given = RoleAssignment.objects.filter(staff_member=staff_member, role=role, scope=scope, scope_id=scope_id)
    if already := given.live(starts_on).first():
        return already
    return give_role(staff_member, role, scope, scope_id, starts_on, by)


def _reach(pathway, role, child):
    if role == Role.CLASS_TEAM:
        return Scope.CLASS, pathway.school_class_id
    if role == Role.PPR_ADVISOR:
        return Scope.PATHWAY, pathway.pk
    return Scope.CHILD, child.pk


@transaction.atomic
def leave_pathway(*, assignment, pathway, child=None, by):
    """The role ends today; tomorrow it opens nothing."""
    if not can_give_role(by, pathway, assignment.role, child):
        raise PermissionDenied
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    return close_role(assignment, timezone.localdate(), by)
