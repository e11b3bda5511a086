"""Where mails to a colleague go, put right by the administrator."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import StaffMember, User
from accounts.permissions import can_administer


def is_login_too(staff):
    """Whether nobody has logged in with the address yet, here or elsewhere: then it is put right as the login too."""
    if staff.user.last_login is not None or staff.user.has_usable_password():
        return False
    with connection.cursor() as db:
        db.execute("select app.works_elsewhere(%s)", [staff.user_id])
        return not db.fetchone()[0]


@transaction.atomic
def correct_address(*, staff, email, by):
    """Mails go to this address from now on; gives what stood before. A login that is in use stays what it is: it is hers.

    An invitation that went to a wrong address has no owner yet: there the login is put right as well. Raises
    ValidationError when the address is what it was, or somebody else logs in with it.
    """
    if not can_administer(by):
        raise PermissionDenied
    staff = StaffMember.objects.visible_to(by).select_for_update(of=("self",)).select_related("user").get(pk=staff.pk)
    email = email.strip().lower()
    if email == staff.address.lower():
        raise ValidationError({"email": _("Mails go to this address already.")})
    before = {"post_email": staff.post_email, "login": ""}
    if email != staff.user.email.lower() and is_login_too(staff):
        before["login"] = staff.user.email
        _log_in_with(staff.user, email)
    staff.post_email = email
    staff.save(update_fields=["post_email"])
    return before


def _log_in_with(user, email):
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise ValidationError({"email": _("Somebody else logs in with this address.")})
    User.objects.filter(pk=user.pk).update(email=email)


@transaction.atomic
def put_address_back(*, staff, email, before, by):
    """Undo of `correct_address`, as long as the address has not been changed again."""
    if not can_administer(by):
        raise PermissionDenied
    staff = StaffMember.objects.visible_to(by).select_for_update(of=("self",)).select_related("user").get(pk=staff)
    if staff.post_email != email:
        raise ValidationError(_("The address has been changed again since."))
    if before["login"]:
        if not is_login_too(staff):
            raise ValidationError(_("The invitation has been answered: the address is in use."))
        _log_in_with(staff.user, before["login"])
    staff.post_email = before["post_email"]
    staff.save(update_fields=["post_email"])
