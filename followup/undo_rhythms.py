"""What is taken back of the municipality's own rhythms."""

from django.utils.translation import gettext as _

from followup.actions.local import withdraw_change


def changed(*, by, change):
    withdraw_change(change=change, by=by)
    return _("Undone: the rhythm is as it was before.")
