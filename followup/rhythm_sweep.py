"""Days that are not agreed follow a rhythm that the municipality changed: in one statement, however many are open."""

import json

from django.db import connection

from core.context import current
from followup.cadences import due_after
from followup.calendar import whole_calendar
from followup.local import changed, own_changes
from programmes.models import ProgrammeVersion

OPEN = """
select distinct p.programme_version_id, o.cadence, o.counted_from, o.computed_on
  from followup_occurrence o join cases_pathway p on p.id = o.pathway_id
  join jsonb_to_recordset(%(keys)s::jsonb) as k(version bigint, cadence text)
    on k.version = p.programme_version_id and k.cadence = o.cadence
 where o.municipality_id = %(municipality)s and o.state = 'open' and not o.is_agreed
   and o.counted_from is not null and o.due_on >= %(today)s
"""
MOVED = """
with days as materialized (select * from jsonb_to_recordset(%(days)s::jsonb) as d(
    version bigint, cadence text, counted_from date, old_on date, computed_on date, due_on date, window_opens_on date, moved_because jsonb)
)
update followup_occurrence o
   set computed_on = d.computed_on, due_on = d.due_on, window_opens_on = d.window_opens_on, moved_because = d.moved_because
  from days d, cases_pathway p
 where p.id = o.pathway_id and d.version = p.programme_version_id and d.cadence = o.cadence
   and d.counted_from = o.counted_from and d.old_on = o.computed_on
   and o.municipality_id = %(municipality)s and o.state = 'open' and not o.is_agreed and o.due_on >= %(today)s
"""


def follow_rhythms(today):
    """Move the open days of changed rhythms; gives how many. Run twice, it changes nothing the second time.

    A day that the new rhythm would put before today stays, as does one that is overdue: nobody comes too late by a
    decision made today, and the new rhythm holds from the next time on.
    """
    municipality_id = current().municipality_id
    changes = own_changes(municipality_id)
    if not changes:
        return 0
    asked = {"municipality": municipality_id, "today": today}
    with connection.cursor() as db:
        keys = [{"version": version, "cadence": key} for version, key in changes]
        db.execute(OPEN, asked | {"keys": json.dumps(keys)})
        days = list(_right_days(db.fetchall(), _cadences(changes), municipality_id, today))
        if not days:
            return 0
        db.execute(MOVED, asked | {"days": json.dumps(days, default=str)})
        return db.rowcount


def _cadences(changes):
    versions = ProgrammeVersion.objects.visible_to(current()).in_bulk({version for version, _key in changes})
    known = {version: {c.key: c for c in row.programme_content.cadences} for version, row in versions.items()}
    return {
        (version, key): changed(known[version][key], row)
        for (version, key), row in changes.items()
        if key in known.get(version, {})
    }


def _right_days(found, cadences, municipality_id, today):
    calendar = whole_calendar(municipality_id) if found else None
    for version, key, counted_from, computed_on in found:
        cadence = cadences.get((version, key))
        if cadence is None or not cadence.is_computed or cadence.next_after(counted_from) == computed_on:
            continue
        due = due_after(cadence, counted_from, calendar)
        if due.due_on >= today:
            yield {
                "version": version,
                "cadence": key,
                "counted_from": counted_from,
                "old_on": computed_on,
                "computed_on": due.computed_on,
                "due_on": due.due_on,
                "window_opens_on": due.window_opens_on,
                "moved_because": due.moved_because,
            }
