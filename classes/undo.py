"""What is taken back of a class."""

from datetime import time

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SchoolClass
from classes.permissions import can_keep_timetable
from classes.queries import team_classes
from followup.actions.timetable import set_week


def timetable_saved(*, by, school_class, week):
    found = SchoolClass.objects.visible_to(by).get(pk=school_class)
    if not can_keep_timetable(by, found, team_classes(by, timezone.localdate())):
        raise PermissionDenied
    spans = {
        int(day): [(time.fromisoformat(first), time.fromisoformat(last)) for first, last in each]
        for day, each in week.items()
    }
    set_week(school_class=found, week=spans, by=by)
    return _("Undone: the timetable is as it was.")
