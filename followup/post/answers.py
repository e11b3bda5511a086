"""Who answers for what is open: said once, in SQL, for the notices of the day, the week's overview and the leader's notice.

The responsible one; her substitute while she is away; else the lead, else the second lead (or theirs); else the leader of
the unit; else the other side's leader; else an administrator: never nobody. Somebody who cannot log in today, or whose
roles have all ended, answers for nothing.
"""

# Parameter: today. is_school: acts for the school side alone, and rests in its holidays.
PEOPLE = """
  recursive above as (
    select o.id as unit_id, o.id as at_id, 0 as far from accounts_organisationunit o
    union all
    select a.unit_id, o.parent_id, a.far + 1 from above a join accounts_organisationunit o on o.id = a.at_id
     where o.parent_id is not null),
  role as materialized (
    select r.staff_member_id as staff_id, r.role, r.sector, r.scope, r.scope_id, r.starts_on
      from accounts_roleassignment r join accounts_staffmember s on s.id = r.staff_member_id
      join accounts_user u on u.id = s.user_id
     where u.is_active and r.role <> 'system' and %(today)s >= r.starts_on and (r.ends_on is null or %(today)s <= r.ends_on)),
  live as materialized (select staff_id, bool_and(sector in ('school', 'ppr')) as is_school from role group by staff_id),
  away as (
    select distinct on (a.staff_id) a.staff_id, a.stand_in_id from followup_absence a join live l on l.staff_id = a.stand_in_id
     where %(today)s between a.first and a.last order by a.staff_id, a.id desc),
  stands as materialized (
    select l.staff_id, coalesce(a.stand_in_id, l.staff_id) as who from live l left join away a on a.staff_id = l.staff_id
    union all
    select a.staff_id, a.stand_in_id from away a where a.staff_id not in (select staff_id from live)),
  leader as materialized (
    select distinct on (t.unit_id) t.unit_id, s.who from above t
      join role r on r.scope_id = t.at_id and r.scope in ('unit', 'school') and r.role in ('principal', 'provider_manager')
      join stands s on s.staff_id = r.staff_id
     order by t.unit_id, t.far, r.starts_on, r.staff_id),
  keeper as materialized (select min(staff_id) as who from role where role = 'administrator')"""

# Parameter: until. `thing` is one number for an occurrence or a task.
ITEMS = """
  items as (
    select o.id as thing, o.id as occurrence_id, null::bigint as task_id, o.pathway_id, o.due_on, o.responsible_id, o.side, o.cadence
      from followup_occurrence o where o.state = 'open' and o.due_on <= %(until)s
    union all
    select -t.id, null, t.id, t.pathway_id, t.due_on, t.owner_id, t.side, '' from followup_task t
     where t.settled_on is null and t.due_on <= %(until)s)"""

ANSWERED = """
  answered as (
    select i.thing, i.occurrence_id, i.task_id, i.pathway_id, i.due_on, i.cadence, w.programme_version_id,
           coalesce(a.who, case when i.side in ('', w.side) then b.who end, c.who, b.who, mine.who, other.who,
                    (select who from keeper)) as who,
           case when i.side in ('', w.side) then mine.who else other.who end as leader
      from items i join cases_pathway w on w.id = i.pathway_id and w.state <> 'paused'
      left join stands a on a.staff_id = i.responsible_id
      left join stands b on b.staff_id = w.lead_id
      left join stands c on c.staff_id = w.co_lead_id
      left join leader mine on mine.unit_id = w.unit_id
      left join leader other on other.unit_id = w.partner_unit_id)"""

WITH = f"with {PEOPLE},{ITEMS},{ANSWERED}"

OF_THESE = """
  items as (
    select o.id as thing, o.id as occurrence_id, null::bigint as task_id, o.pathway_id, o.due_on, o.responsible_id, o.side, o.cadence
      from followup_occurrence o where o.id = any(%(ids)s))"""
