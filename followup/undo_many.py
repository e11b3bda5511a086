"""What is taken back of several follow-ups at once: all that still stand as they were left."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import StaffMember
from followup.actions.occurrences import hand_over_many
from followup.actions.undo import undo_move
from followup.models import Occurrence


def moved(*, by, moves):
    days = {pk: date.fromisoformat(day) for pk, day in moves}
    rows = _rows(by, days)
    for row in rows:
        undo_move(occurrence=row, moved_to=days[row.pk], by=by)
    return _words(len(rows))


def handed(*, by, to, before):
    """Back to whom each fell, with the reason that it was undone; what has been handed on since stays."""
    had = {pk: staff for pk, staff in before if staff}
    groups = defaultdict(list)
    for row in _rows(by, had):
        if row.responsible_id == to:
            groups[had[row.pk]].append(row)
    for staff, rows in groups.items():
        back = StaffMember.objects.visible_to(by).get(pk=staff)
        hand_over_many(occurrences=rows, to=back, reason=_("Undone"), by=by)
    return _words(sum(map(len, groups.values())))


def _rows(by, pks):
    rows = Occurrence.objects.visible_to(by).open().filter(pk__in=pks)
    return list(rows.select_related("pathway__programme_version").order_by("pathway", "pk"))


def _words(n):
    words = ngettext("Undone: %(n)s follow-up is as it was.", "Undone: %(n)s follow-ups are as they were.", n)
    return words % {"n": n}
