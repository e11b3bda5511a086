"""allauth, invite-only: nobody signs up by herself, and every mail it sends is in Danish and without personal data."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail and password do not match. Try again, or choose a new password."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again, or choose a new password."),
        "incorrect_password": _("That is not your password. Try again."),
        "rate_limited": _("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request):
        return False
