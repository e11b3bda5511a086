"""Occurrences that no longer stand as they should, put right in one statement each, however many are open.

Rows that somebody is working on at this moment are left to the next time: a sweep waits for nobody.
"""

import json

from django.db import connection
from django.db.models.expressions import RawSQL

from cases.models import Pathway
from followup.cadences import due_after, due_again
from followup.chains import RUNNING
from followup.local import with_local
from followup.subjects import WHOLE
from programmes.periods import Unit

AHEAD = ("planned_end", "last_teaching_day")  # an anchor that can be moved while the occurrence waits


def rules_of(pathways, municipality_id):
    """The cadences of these pathways' versions as a table for SQL: [{version, track, cadence, …}], and {(version, key): Cadence}."""
    versions = {pathway.programme_version_id: pathway.content for pathway in pathways}
    cadences = {
        (version, cadence.key): cadence
        for version, content in versions.items()
        for cadence in with_local(content.cadences, municipality_id, version)
    }
    return [_rule(version, cadence) for (version, _key), cadence in cadences.items()], cadences


def _rule(version, cadence):
    return {
        "version": version,
        "track": cadence.track,
        "cadence": cadence.key,
        "phases": list(cadence.phases) or None,
        "ends": cadence.ends,
        "first_from": cadence.first_from,
        "about": "whole" if cadence.on in WHOLE else cadence.on,
        "times": cadence.times,
        "planned": cadence.unit != Unit.BY_CASE and cadence.on != "agreement",
        "counted": cadence.is_computed,
    }


RULES = """rules as materialized (select * from jsonb_to_recordset(%(rules)s::jsonb) as r(
    version bigint, track text, cadence text, phases text[], ends text, first_from text, about text, times int,
    planned boolean, counted boolean))"""

STOPPED = f"""
with {RULES}, stopped as materialized (
  select o.id, case
      when r.first_from = 'closing' then
        case when case when c.id is null then p.ended_on else c.ends_on end is null then 'reopened' end
      when p.state = any(%(ended)s) then case when r.ends <> 'answered' then 'pathway_ended' end
      when r.phases is not null and p.phase <> all(r.phases) and r.ends = 'phase_ended' then 'phase_left'
      when r.phases is not null and p.phase <> all(r.phases) and p.ending <> '' then 'decided'
      when c.ends_on < %(today)s and r.ends <> 'answered' then 'child_left' end as because
    from followup_occurrence o
    join cases_pathway p on p.id = o.pathway_id
    join rules r on r.version = p.programme_version_id and r.cadence = o.cadence
    left join cases_pathwaychild c on c.id = o.pathway_child_id and o.subject = c.uuid
   where o.municipality_id = %(municipality)s and o.state = 'open' and (%(only)s::bigint is null or o.pathway_id = %(only)s)
), mine as (
  select id from followup_occurrence where id in (select id from stopped where because is not null) for update skip locked
)
update followup_occurrence o
   set state = 'cancelled', cancelled_because = s.because, settled_at = statement_timestamp(), settled_by_id = %(by)s
  from stopped s join mine using (id) where o.id = s.id and o.state = 'open'
"""


def cancel_what_stopped(pathways, today, by, only=None, rules=None):
    """Cancel what nobody is asked for any more, each with its reason; gives how many. only: one pathway's id."""
    rules = rules or rules_of(pathways, by.municipality_id)[0]
    asked = {"rules": json.dumps(rules), "today": today, "municipality": by.municipality_id, "only": only}
    asked |= {"ended": [str(state) for state in Pathway.ENDED], "by": by.staff_id or None}
    with connection.cursor() as db:
        db.execute(STOPPED, asked)
        return db.rowcount


DAYS = f"""
with {RULES}
select distinct p.programme_version_id, o.cadence, o.counted_from, o.computed_on,
       case when r.first_from = any(%(ahead)s) and o.number = 1 then p.planned_end_on end
  from followup_occurrence o
  join cases_pathway p on p.id = o.pathway_id
  join rules r on r.version = p.programme_version_id and r.cadence = o.cadence and r.counted
 where o.municipality_id = %(municipality)s and o.state = 'open' and not o.is_agreed
"""
MOVED = f"""
with {RULES}, days as materialized (select * from jsonb_to_recordset(%(days)s::jsonb) as d(
    version bigint, cadence text, counted_from date, computed_on date, planned_end_on date,
    to_counted_from date, to_computed_on date, due_on date, window_opens_on date, moved_because jsonb)
), wrong as materialized (
  select o.id, d.* from followup_occurrence o
    join cases_pathway p on p.id = o.pathway_id
    join rules r on r.version = p.programme_version_id and r.cadence = o.cadence
    join days d on d.version = p.programme_version_id and d.cadence = o.cadence and d.computed_on = o.computed_on
     and d.counted_from is not distinct from o.counted_from
     and d.planned_end_on is not distinct from
         case when r.first_from = any(%(ahead)s) and o.number = 1 then p.planned_end_on end
   where o.municipality_id = %(municipality)s and o.state = 'open' and not o.is_agreed
     and (o.due_on, o.window_opens_on, o.computed_on, o.moved_because)
         is distinct from (d.due_on, d.window_opens_on, d.to_computed_on, d.moved_because)
), mine as (
  select id from followup_occurrence where id in (select id from wrong) for update skip locked
)
update followup_occurrence o
   set due_on = w.due_on, window_opens_on = w.window_opens_on, moved_because = w.moved_because,
       computed_on = w.to_computed_on, counted_from = w.to_counted_from
  from wrong w join mine using (id) where o.id = w.id and o.state = 'open'
"""


def follow_calendar(rules, cadences, calendar, municipality_id):
    """Days that are not agreed follow the school calendar and a planned end that was moved; gives how many changed.

    Worked out once for each distinct day of each cadence, never for each occurrence.
    """
    asked = {"rules": json.dumps(rules), "municipality": municipality_id, "ahead": list(AHEAD)}
    with connection.cursor() as db:
        db.execute(DAYS, asked)
        found = db.fetchall()
        if not found:
            return 0
        days = [_right_day(cadences[version, key], calendar, version, key, *day) for version, key, *day in found]
        db.execute(MOVED, asked | {"days": json.dumps(days, default=str)})
        return db.rowcount


def _right_day(cadence, calendar, version, key, counted_from, computed_on, planned_end_on):
    moved = planned_end_on is not None and counted_from is not None and planned_end_on != counted_from
    due = (
        due_after(cadence, planned_end_on, calendar)
        if moved
        else due_again(cadence, computed_on, None if cadence.before else counted_from, calendar)
    )
    return {
        "version": version,
        "cadence": key,
        "counted_from": counted_from,
        "computed_on": computed_on,
        "planned_end_on": planned_end_on,
        "to_counted_from": planned_end_on if moved else counted_from,
        "to_computed_on": due.computed_on,
        "due_on": due.due_on,
        "window_opens_on": due.window_opens_on,
        "moved_because": due.moved_because,
    }


MISSING = f"""
with {RULES.replace("%(rules)s", "%s")}, settled as (
  select pathway_id, cadence, subject, count(*) as n, max(coalesce(counted_from, computed_on)) as last_from from followup_occurrence
   where municipality_id = %s and state in ('held', 'not_held', 'before') group by 1, 2, 3
)
select distinct p.id
  from cases_pathway p
  join rules r on r.version = p.programme_version_id and r.track = p.track and r.planned
  left join cases_pathwaychild c on r.about = 'child' and c.pathway_id = p.id
   and (c.ends_on is null) = (r.first_from <> 'closing')
  left join followup_occurrence o on o.state = 'open' and o.pathway_id = p.id and o.cadence = r.cadence
   and coalesce(o.subject, p.uuid) = coalesce(c.uuid, p.uuid)
  left join settled s on s.pathway_id = p.id and s.cadence = r.cadence and coalesce(s.subject, p.uuid) = coalesce(c.uuid, p.uuid)
 where p.municipality_id = %s
   and (r.about <> 'child' or c.id is not null)
   and (p.state = any(%s) and (r.phases is null or p.phase = any(r.phases))
        or p.state = 'closed' and r.ends = 'answered')
   and (r.about not in ('whole', 'child')
        or o.id is null and (r.times is null or coalesce(s.n, 0) < r.times or r.first_from = 'decision'
                             or r.first_from = 'closing' and s.last_from < coalesce(c.ends_on, p.ended_on)))
   and (r.about <> 'child' or r.first_from <> 'closing' or c.ends_on >= p.ended_on or exists (
        select from followup_childclosing k where k.pathway_child_id = c.id and k.ended and k.reopened_at is null))
   and (r.first_from <> all(%s) or p.planned_end_on is not null)
"""


def pathways_missing(rules, municipality_id):
    """SQL: ids of the pathways in which something may have to be planned; and of all that have subjects of a track's own app."""
    running = [str(state) for state in RUNNING]
    return RawSQL(MISSING, [json.dumps(rules), municipality_id, municipality_id, running, list(AHEAD)])
