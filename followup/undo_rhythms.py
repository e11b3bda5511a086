"""What is taken back of the municipality's own rhythms."""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from followup.actions.local import change_rhythm, withdraw_change
from programmes.models import ProgrammeVersion


def changed(*, by, change):
    withdraw_change(change=change, by=by)
    return _("Undone: the rhythm is as it was before.")


def withdrawn(*, by, version, key, reason, from_on, **values):
    found = ProgrammeVersion.objects.visible_to(by).get(uuid=version)
    change_rhythm(version=found, key=key, values=values, reason=reason, from_on=parse_date(from_on), by=by)
    return _("Undone: the rhythm follows from the day you chose.")
