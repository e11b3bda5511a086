"""Occurrences that no longer stand as they should, put right in one statement each, however many are open.

Rows that somebody is working on at this moment are left to the next time: a sweep waits for nobody.
"""

import json

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from cases.models import Pathway
from followup.cadences import due_after, due_again
from followup.chains import AHEAD, RUNNING
from followup.local import with_local
from followup.subjects import WHOLE
from programmes.periods import Unit


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
   set state = 'cancelled', cancelled_because = s.because, settled_at = %(now)s, settled_by_id = %(by)s
  from stopped s join mine using (id) where o.id = s.id and o.state = 'open'
"""


def cancel_what_stopped(pathways, today, by, only=None, rules=None):
    """Cancel what nobody is asked for any more, each with its reason; gives how many. only: one pathway's id."""
    rules = rules or rules_of(pathways, by.municipality_id)[0]
    asked = {"rules": json.dumps(rules), "today": today, "municipality": by.municipality_id, "only": only}
    asked |= {"ended": [str(state) for state in Pathway.ENDED], "by": by.staff_id or None, "now": timezone.now()}
    with connection.cursor() as db:
        db.execute(STOPPED, asked)
        return db.rowcount


PLANNED_END = "case when r.first_from = any(%(ahead)s) and o.number = 1 then p.planned_end_on end"
DAYS = f"""
with {RULES}
select distinct p.programme_version_id, o.cadence, o.counted_from, o.computed_on, {PLANNED_END}
  from followup_occurrence o
  join cases_pathway p on p.id = o.pathway_id
  join rules r on r.version = p.programme_version_id and r.cadence = o.cadence and r.counted
 where o.municipality_id = %(municipality)s and o.state = 'open' and not o.is_agreed
"""
# A look-up and no join: there may be thousands of days, and a join of the wrong kind would compare each with each.
MOVED = f"""
with {RULES}, days as materialized (select %(days)s::jsonb as known), seen as materialized (
  select o.id, o.due_on, o.window_opens_on, o.computed_on, o.moved_because,
         (select known from days) -> concat(p.programme_version_id, '|', o.cadence, '|', o.counted_from, '|', o.computed_on, '|',
                                            {PLANNED_END}) as d
    from followup_occurrence o
    join cases_pathway p on p.id = o.pathway_id
    join rules r on r.version = p.programme_version_id and r.cadence = o.cadence and r.counted
   where o.municipality_id = %(municipality)s and o.state = 'open' and not o.is_agreed
), wrong as materialized (
  select id, d from seen where (due_on, window_opens_on, computed_on, moved_because) is distinct from
    ((d ->> 'due_on')::date, (d ->> 'window_opens_on')::date, (d ->> 'computed_on')::date, d -> 'moved_because') and d is not null
), mine as (
  select id from followup_occurrence where id in (select id from wrong) for update skip locked
)
update followup_occurrence o
   set due_on = (d ->> 'due_on')::date, window_opens_on = (d ->> 'window_opens_on')::date, moved_because = d -> 'moved_because',
       computed_on = (d ->> 'computed_on')::date, counted_from = (d ->> 'counted_from')::date
  from wrong join mine using (id) where o.id = wrong.id and o.state = 'open'
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
        days = {
            "|".join("" if part is None else str(part) for part in key): _right_day(
                cadences[key[:2]], calendar, *key[2:]
            )
            for key in found
        }
        db.execute(MOVED, asked | {"days": json.dumps(days, default=str)})
        return db.rowcount


def _right_day(cadence, calendar, counted_from, computed_on, planned_end_on):
    moved = planned_end_on is not None and counted_from is not None and planned_end_on != counted_from
    due = (
        due_after(cadence, planned_end_on, calendar)
        if moved
        else due_again(cadence, computed_on, None if cadence.before else counted_from, calendar)
    )
    return {
        "counted_from": planned_end_on if moved else counted_from,
        "computed_on": due.computed_on,
        "due_on": due.due_on,
        "window_opens_on": due.window_opens_on,
        "moved_because": due.moved_because,
    }


WHOLE_PATHWAY = "'00000000-0000-0000-0000-000000000000'::uuid"  # stands for the subject of what is about nobody else
# What is known is asked by IN, which is hashed once.
MISSING = f"""
with {RULES.replace("%(rules)s", "%s")}
select distinct p.id
  from cases_pathway p
  join rules r on r.version = p.programme_version_id and r.track = p.track and r.planned
  left join cases_pathwaychild c on r.about = 'child' and c.pathway_id = p.id
   and (c.ends_on is null) = (r.first_from <> 'closing')
 where p.municipality_id = %s
   and (p.state = any(%s) and (r.phases is null or p.phase = any(r.phases)) or p.state = 'closed' and r.ends = 'answered')
   and (r.first_from <> all(%s) or p.planned_end_on is not null)
   and (r.about <> 'child' or c.id is not null and (r.first_from <> 'closing' or c.ends_on >= p.ended_on or c.id in (
        select k.pathway_child_id from followup_childclosing k where k.ended and k.reopened_at is null)))
   and (r.about not in ('whole', 'child') or (p.id, r.cadence, coalesce(c.uuid, {WHOLE_PATHWAY})) not in (
        select o.pathway_id, o.cadence, coalesce(o.subject, {WHOLE_PATHWAY}) from followup_occurrence o
         where o.municipality_id = %s and o.state = 'open'))
   and (r.times is null or r.first_from = 'decision' or (p.id, r.cadence, coalesce(c.uuid, {WHOLE_PATHWAY})) not in (
        select o.pathway_id, o.cadence, coalesce(o.subject, {WHOLE_PATHWAY})
          from followup_occurrence o
          join cases_pathway w on w.id = o.pathway_id
          join rules t on t.version = w.programme_version_id and t.cadence = o.cadence and t.times is not null
          left join cases_pathwaychild l on l.id = o.pathway_child_id and t.first_from = 'closing'
         where o.municipality_id = %s and o.state in ('held', 'not_held', 'before')
         group by o.pathway_id, o.cadence, o.subject, t.times, t.first_from, w.planned_end_on, w.ended_on, l.ends_on
        having count(*) >= t.times and max(coalesce(o.counted_from, o.computed_on)) >= case
               when t.first_from = 'closing' then coalesce(l.ends_on, w.ended_on)
               when t.first_from = any(%s) then w.planned_end_on else '-infinity' end))
"""


def pathways_missing(rules, municipality_id):
    """SQL: ids of the pathways in which something may have to be planned; and of all that have subjects of a track's own app."""
    running, ahead = [str(state) for state in RUNNING], list(AHEAD)
    asked = [json.dumps(rules), municipality_id, running, ahead, municipality_id, municipality_id, ahead]
    return RawSQL(MISSING, asked)
