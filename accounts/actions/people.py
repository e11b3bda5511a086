"""Municipalities, units, people and roles come into being here."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Municipality, OrganisationUnit, RoleAssignment, StaffMember, User
from accounts.permissions import can_administer
from accounts.roles import KIND_SECTOR, ROLE_SCOPES, Role

SYSTEM_EMAIL = "system@samspil.invalid"


@transaction.atomic
def create_municipality(*, name, administrator_email, administrator_name, is_fictional=False):
    """A new municipality with its first administrator and the person in whose name the daily job works.

    Run as the database owner: nobody has a role there yet. Raises ValidationError when the name is taken.
    """
    if Municipality.objects.filter(name=name).exists():
        raise ValidationError(_("There is already a municipality called %(name)s.") % {"name": name})
    municipality = Municipality.objects.create(name=name, is_fictional=is_fictional)
    OrganisationUnit.objects.create(municipality=municipality, kind=OrganisationUnit.Kind.ADMINISTRATION, name=name)
    system, _made = User.objects.get_or_create(email=SYSTEM_EMAIL, defaults={"password": "!", "is_active": False})
    for user, who, role in (
        (system, "Samspil", Role.SYSTEM),
        (_user(administrator_email), administrator_name, Role.ADMINISTRATOR),
    ):
        staff = StaffMember.objects.create(municipality=municipality, user=user, name=who)
        RoleAssignment.objects.create(
            municipality=municipality,
            staff_member=staff,
            role=role,
            scope=RoleAssignment.Scope.MUNICIPALITY,
            starts_on=timezone.localdate(),
        )
    return municipality


def _user(email):
    """The login with this address; a new one has no password until the invitation is answered."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User(email=email.lower())
        user.set_unusable_password()
        user.save()
    return user


def _administrators_only(by):
    if not can_administer(by):
        raise PermissionDenied


@transaction.atomic
def create_unit(*, name, kind, parent, by):
    """A unit under `parent`; its kind says on which side of the house it stands."""
    _administrators_only(by)
    if OrganisationUnit.objects.filter(municipality_id=by.municipality_id, parent=parent, name__iexact=name).exists():
        raise ValidationError({"name": _("There is already a unit with this name there.")})
    return OrganisationUnit.objects.create(
        municipality_id=by.municipality_id, parent=parent, kind=kind, sector=KIND_SECTOR[kind], name=name
    )


@transaction.atomic
def invite_staff(*, name, email, title, unit, by):
    """A colleague without a role yet; the same login may work in several municipalities."""
    _administrators_only(by)
    user = _user(email)
    if StaffMember.objects.filter(municipality_id=by.municipality_id, user=user).exists():
        raise ValidationError({"email": _("This person is already here. Find her in the list and give her a role.")})
    return StaffMember.objects.create(municipality_id=by.municipality_id, user=user, unit=unit, name=name, title=title)


@transaction.atomic
def assign_role(*, staff_member, role, scope, scope_id, starts_on, ends_on=None, by):
    """Give a role from a day on; the same role on the same scope is given once at a time.

    Raises ValidationError when the role cannot reach that far or is already held then.
    """
    _administrators_only(by)
    if scope not in ROLE_SCOPES.get(role, ()):
        raise ValidationError({"scope": _("This role cannot be given that far.")})
    StaffMember.objects.select_for_update().get(pk=staff_member.pk)
    same = RoleAssignment.objects.filter(staff_member=staff_member, role=role, scope=scope, scope_id=scope_id)
    if same.live(starts_on).exists():
        raise ValidationError({"role": _("The person already has this role then.")})
    return give_role(staff_member, role, scope, scope_id, starts_on, by, ends_on=ends_on)


def give_role(staff_member, role, scope, scope_id, starts_on, by, ends_on=None):
    """The row of a role; the caller has asked whether `by` may give it."""
    return RoleAssignment.objects.create(
        municipality_id=by.municipality_id,
        staff_member=staff_member,
        role=role,
        scope=scope,
        scope_id=scope_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )


@transaction.atomic
def end_role(*, assignment, ends_on, by):
    """The role opens doors through `ends_on` and nothing the day after. The last administrator stays."""
    _administrators_only(by)
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.role == Role.ADMINISTRATOR and not _others(assignment, ends_on + timedelta(days=1)).exists():
        raise ValidationError(_("Somebody must be administrator. Give the role to another person first."))
    return close_role(assignment, ends_on, by)


def close_role(assignment, ends_on, by):
    """Set the last day of a role whose row the caller has locked, and tell the floors above, who pass on what it leaves open."""
    assignment.ends_on = max(ends_on, assignment.starts_on)
    assignment.save()
    _tell(settings.ROLE_ENDED, assignment, by)
    return assignment


def _tell(names, assignment, by):
    for name in names:
        import_string(name)(assignment=assignment, by=by)


def _others(assignment, on):
    same = RoleAssignment.objects.filter(municipality_id=assignment.municipality_id, role=assignment.role)
    return same.live(on).exclude(pk=assignment.pk)


@transaction.atomic
def undo_role(*, assignment, by):
    """A role given by mistake goes, as long as it has opened nothing before today."""
    _administrators_only(by)
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.starts_on < timezone.localdate():
        raise ValidationError(_("The role began before today. End it instead."))
    if assignment.role == Role.ADMINISTRATOR and not _others(assignment, timezone.localdate()).exists():
        raise ValidationError(_("Somebody must be administrator. Give the role to another person first."))
    assignment.delete()


@transaction.atomic
def undo_role_end(*, assignment, ends_on, by):
    """A role that was ended by mistake ends when it did before, or goes on with None. Over already: it is given anew instead."""
    _administrators_only(by)
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.ends_on is not None and assignment.ends_on < timezone.localdate():
        raise ValidationError(_("The role is over. Give it anew."))
    return reopen_role(assignment, ends_on, by)


def reopen_role(assignment, ends_on, by):
    """The end of a role is taken back: its day is as before, and so is what was passed on."""
    assignment.ends_on = ends_on
    assignment.save()
    _tell(settings.ROLE_RESUMED, assignment, by)
    return assignment


@transaction.atomic
def remove_unit(*, unit, by):
    """A unit added by mistake goes, while nothing hangs on it."""
    _administrators_only(by)
    try:
        with transaction.atomic():
            OrganisationUnit.objects.visible_to(by).get(pk=unit).delete()
    except (ProtectedError, IntegrityError):
        raise ValidationError(_("Something hangs on the unit already.")) from None
    return _("Undone: the unit is not added.")
