"""allauth, invite-only: nobody signs up by herself, and every mail it sends is in Danish and without personal data."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False
