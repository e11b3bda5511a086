"""Municipalities, units, people and roles come into being here."""

from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import (
    Draft,
    Municipality,
    OrganisationUnit,
    ReceivedKey,
    RoleAssignment,
    StaffMember,
    User,
)
from accounts.permissions import can_administer
from accounts.roles import KIND_SECTOR, ROLE_SCOPES, Role
from core import cpr

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
    assignment.ends_on = max(ends_on, assignment.starts_on)
    assignment.save()
    return assignment


def _others(assignment, on):
    same = RoleAssignment.objects.filter(municipality_id=assignment.municipality_id, role=assignment.role)
    return same.live(on).exclude(pk=assignment.pk)


# ---- drafts ----


@transaction.atomic
def keep_draft(*, slip, content, by, turn=None):
    """Seal what was typed. The newest wins, and what another tab wrote is put aside, never thrown away.

    slip: accounts.drafts.Slip. content: its text as JSON. turn: when the browser sent it, so that a late one is not
    taken for the newest; None is the newest. Gives the draft, or None when the form has been saved meanwhile or a newer one has come.
    `draft.pushed_aside` says when the text was saved that had to make room. Raises ValidationError over 64 KB.
    """
    if not slip.belongs_to(by):
        raise PermissionDenied
    if len(content.encode()) > Draft.LIMIT:
        raise ValidationError(_("This is more than a draft can hold. Save the form now, or it may be lost."))
    if ReceivedKey.objects.visible_to(by).filter(key=slip.tab_uuid).exists():
        return None
    own = {"municipality_id": by.municipality_id, "staff_id": by.staff_id, "form": slip.form, "subject": slip.subject}
    Draft.objects.get_or_create(**own, defaults={"path": slip.path, "tab": slip.tab_uuid})
    draft = Draft.objects.select_for_update().get(**own)
    if draft.tab == slip.tab_uuid and turn is not None and turn < draft.turn:
        return None
    draft.pushed_aside = _push_aside(draft, slip)
    draft.tab, draft.turn, draft.path = slip.tab_uuid, turn or draft.turn, slip.path
    draft.sealed, draft.saved_at = cpr.seal(content, by.municipality_id), timezone.now()
    draft.save()
    return draft


def _push_aside(draft, slip):
    """When the text was saved that this tab never saw; nothing when there is none."""
    is_own = draft.tab == slip.tab_uuid or draft.saved_at is None or draft.saved_at.timestamp() <= slip.seen
    if is_own:
        return None
    draft.earlier, draft.earlier_saved_at, draft.earlier_tab = draft.sealed, draft.saved_at, draft.tab
    return draft.saved_at


@transaction.atomic
def end_draft(*, slip, by):
    """The form is saved: its draft goes, and one that comes late from the same page is not taken. Another tab's stays."""
    ReceivedKey.objects.get_or_create(municipality_id=by.municipality_id, key=slip.tab_uuid)
    own = Draft.objects.visible_to(by).filter(form=slip.form, subject=slip.subject)
    draft = own.select_for_update().first()
    if draft is None:
        return
    if draft.saved_at is None or draft.tab == slip.tab_uuid or draft.saved_at.timestamp() <= slip.seen:
        draft.sealed = draft.saved_at = None
    if draft.earlier_tab == slip.tab_uuid:
        draft.earlier_tab = None
    if draft.earlier_tab is None:  # of this tab, or thrown away by the writer
        draft.earlier = draft.earlier_saved_at = None
    elif draft.sealed is None:
        _swap(draft)
    if draft.sealed is None:
        draft.delete()
    else:
        draft.save()


def _swap(draft):
    draft.sealed, draft.earlier = draft.earlier, draft.sealed
    draft.saved_at, draft.earlier_saved_at = draft.earlier_saved_at, draft.saved_at
    draft.tab, draft.earlier_tab = draft.earlier_tab or uuid4(), draft.tab if draft.earlier else None
    draft.turn = 0


@transaction.atomic
def discard_draft(*, draft, by):
    """Put the text away; `bring_back_draft` undoes it until the next one is put away."""
    draft = Draft.objects.visible_to(by).select_for_update().get(pk=draft.pk)
    if draft.sealed is not None:
        draft.earlier, draft.earlier_saved_at, draft.earlier_tab = draft.sealed, draft.saved_at, None
        draft.sealed = draft.saved_at = None
        draft.save()
    return draft


@transaction.atomic
def bring_back_draft(*, draft, by):
    """What was put aside comes back; what stands there now is put aside instead, so nothing is lost either way."""
    draft = Draft.objects.visible_to(by).select_for_update().get(pk=draft.pk)
    if draft.earlier is not None:
        _swap(draft)
        draft.save()
    return draft
