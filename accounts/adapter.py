"""allauth, invite-only: nobody signs up by herself, and every mail it sends is in Danish and without personal data."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from accounts.held import take_held


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail and password do not match. Try again, or choose a new password."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again, or choose a new password."),
        "incorrect_password": _("That is not your password. Try again."),
        "rate_limited": _("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        """Remember when she was here last, before this log-in takes its place: Today tells what is new since."""
        before = user.last_login
        super().login(request, user)
        if before:
            request.session["last_visit"] = before.isoformat()

    def post_login(self, request, user, **options):
        """What she typed before she was logged out becomes her draft, before the page she is led to asks for it."""
        if text := request.POST.get("held"):
            take_held(text, user)
        return super().post_login(request, user, **options)
