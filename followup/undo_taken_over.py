"""What is taken back of handing over and of sharing out; each checks anew that the person may."""

from django.utils.translation import gettext as _

from followup.actions.taken_over import undo_share_out
from followup.actions.undo import undo_hand_over
from followup.models import Occurrence


def handed(*, by, occurrence, to, had=None):
    rows = Occurrence.objects.visible_to(by).select_related("pathway__programme_version").filter(pk=occurrence)
    [found] = undo_hand_over(occurrences=rows, to=to, by=by)
    if found.responsible_id == to:
        return _("It had been handed on already, and stays there.")
    return _("Undone: it is with whoever had it before.")


def shared_out(*, by, dealt):
    undo_share_out(dealt=dealt, by=by)
    return _("Undone: it waits with you again.")
