"""Who is away and who takes her work, what was handed over, and what comes to a leader when somebody stops."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, children_of, pathways_of, reach

# Roles that may hold what a cadence asks for, and the leaders to whom it falls.
HOLD = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
)
KEEPERS = ("resource_advisor", "group_leader", "learning_coordinator", "learning_advisor")
MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")
LEADERS = ("principal", "provider_manager")
WORKERS = (*HOLD, "class_team", "ppr_advisor", "caseworker")


def array(roles):
    return "array[" + ", ".join(f"'{role}'" for role in roles) + "]::text[]"


DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"

FUNCTIONS = f"""
create function app.today() returns date language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('app.today', true), '')::date, (now() at time zone 'Europe/Copenhagen')::date) $$;

-- The pathways that a colleague reaches on a day in one of the roles: what app.enter works out when she logs in herself.
create function app.staff_pathways(p_staff bigint, p_day date, p_roles text[]) returns setof bigint
language sql stable {DEFINER} as $$
  with recursive live as materialized (
    select a.role, a.scope, a.scope_id from accounts_roleassignment a
      join accounts_staffmember s on s.id = a.staff_member_id join accounts_user u on u.id = s.user_id and u.is_active
     where a.municipality_id = (select app.muni()) and a.staff_member_id = p_staff and a.role = any(p_roles)
       and p_day >= a.starts_on and (a.ends_on is null or p_day <= a.ends_on)),
  tree as (
    select o.id from accounts_organisationunit o join live l on l.scope in ('unit', 'school') and l.scope_id = o.id
     where o.municipality_id = (select app.muni())
    union select o.id from accounts_organisationunit o join tree on o.parent_id = tree.id)
  select w.id from cases_pathway w where w.municipality_id = (select app.muni()) and (
       w.unit_id in (select id from tree) or w.partner_unit_id in (select id from tree)
    or w.id in (select scope_id from live where scope in ('group', 'pathway'))
    or w.school_class_id in (select scope_id from live where scope = 'class')
    or (w.lead_id = p_staff or w.co_lead_id = p_staff) and exists (select from live where role = any({array(KEEPERS)}))
    or w.id in (select b.pathway_id from cases_informationexchange e join cases_sharingbasis b on b.id = e.basis_id
                 where e.child_id in (select scope_id from live where scope = 'child') and e.to_sector = 'authority'
                   and e.withdrawn_at is null and b.withdrawn_at is null)) $$;

-- What falls to somebody: pathways in which she must hold something, and those in which she only has a task.
create function app.staff_work(p_staff bigint) returns table (pathway_id bigint, holds boolean)
language sql stable {DEFINER} as $$
  select o.pathway_id, true from followup_occurrence o
   where o.municipality_id = (select app.muni()) and o.state = 'open' and o.responsible_id = p_staff
  union select m.pathway_id, true from followup_meeting m
   where m.municipality_id = (select app.muni()) and m.state = 'planned' and m.lead_id = p_staff
  union select w.id, true from cases_pathway w
   where w.municipality_id = (select app.muni()) and (w.lead_id = p_staff or w.co_lead_id = p_staff)
     and w.state not in ('declined', 'closed', 'archived')
  union select t.pathway_id, false from followup_task t
   where t.municipality_id = (select app.muni()) and t.settled_on is null and t.owner_id = p_staff $$;

-- The pathways of that work which another does not reach on both days, in roles of the same sector as hers.
create function app.beyond_reach(p_staff bigint, p_other bigint, p_first date, p_last date) returns setof bigint
language sql stable {DEFINER} as $$
  with same as materialized (
    select coalesce(array_agg(distinct b.role::text), '{{}}') as roles from accounts_roleassignment b
     where b.municipality_id = (select app.muni()) and b.staff_member_id = p_other and b.sector <> '' and b.sector in (
       select a.sector from accounts_roleassignment a
        where a.municipality_id = (select app.muni()) and a.staff_member_id = p_staff)),
  reached as materialized (
    select x from same, app.staff_pathways(p_other, p_first, same.roles) x
    intersect select x from same, app.staff_pathways(p_other, p_last, same.roles) x),
  kept as materialized (
    select x from same, app.staff_pathways(p_other, p_first, array(select unnest(same.roles) intersect select unnest({array(KEEPERS)}))) x
    intersect
    select x from same, app.staff_pathways(p_other, p_last, array(select unnest(same.roles) intersect select unnest({array(KEEPERS)}))) x)
  select distinct w.pathway_id from app.staff_work(p_staff) w
   where w.pathway_id not in (select x from kept) and (w.holds or w.pathway_id not in (select x from reached)) $$;

-- Who takes her work on that day, through whoever is away herself; null when she is there.
create function app.stand_in(p_staff bigint, p_day date) returns bigint language plpgsql stable {DEFINER} as $$
declare here bigint := app.muni(); who bigint := p_staff; next bigint;
begin
  for steps in 1 .. 9 loop
    select a.stand_in_id into next from followup_absence a
     where a.municipality_id = here and a.staff_id = who and a.first <= p_day and a.last >= p_day limit 1;
    exit when next is null;
    who := next;
  end loop;
  return nullif(who, p_staff);
end $$;

-- Those whose work the acting person takes today.
create function app.stands_in_for() returns setof bigint language sql stable {DEFINER} as $$
  select distinct a.staff_id from followup_absence a
   where a.municipality_id = (select app.muni()) and a.first <= app.today() and a.last >= app.today()
     and app.stand_in(a.staff_id, app.today()) = app.staff_id() $$;

-- The leader of a unit, or of the nearest unit above it.
create function app.leader_of(p_unit bigint, p_day date, p_but bigint) returns bigint
language sql stable {DEFINER} as $$
  with recursive above as (
    select o.id, o.parent_id, 0 as steps from accounts_organisationunit o
     where o.municipality_id = (select app.muni()) and o.id = p_unit
    union all select o.id, o.parent_id, steps + 1 from accounts_organisationunit o join above on above.parent_id = o.id)
  select s.id from above join accounts_roleassignment a on a.scope in ('unit', 'school') and a.scope_id = above.id
    join accounts_staffmember s on s.id = a.staff_member_id join accounts_user u on u.id = s.user_id and u.is_active
   where a.municipality_id = (select app.muni()) and a.role = any({array(LEADERS)}) and s.id is distinct from p_but
     and p_day >= a.starts_on and (a.ends_on is null or p_day <= a.ends_on)
   order by steps, a.starts_on, a.id limit 1 $$;

-- What is open and in the hands of somebody who does not work there on that day, with the leader it falls to.
create function app.left_behind(p_staff bigint, p_day date)
returns table (noun text, id bigint, pathway_id bigint, holder bigint, unit_id bigint, leader bigint)
language sql stable {DEFINER} as $$
  with gone as materialized (
    select s.id, not u.is_active as is_off,
           not exists (select from accounts_roleassignment a where a.staff_member_id = s.id and a.sector <> ''
                          and p_day >= a.starts_on and (a.ends_on is null or p_day <= a.ends_on)) as is_nowhere,
           (select case when a.sector in ('school', 'ppr') then 'school' else 'social' end from accounts_roleassignment a
             where a.staff_member_id = s.id and a.sector <> ''
             order by (a.ends_on < p_day) desc nulls last, a.ends_on desc, a.id desc limit 1) as side
      from accounts_staffmember s join accounts_user u on u.id = s.user_id
     where s.municipality_id = (select app.muni()) and (p_staff is null or s.id = p_staff)
       and (not u.is_active
            or exists (select from accounts_roleassignment a where a.staff_member_id = s.id and a.ends_on < p_day)
            or not exists (select from accounts_roleassignment a where a.staff_member_id = s.id
                              and p_day >= a.starts_on and (a.ends_on is null or p_day <= a.ends_on)))),
  things as materialized (
    select 'occurrence' as noun, o.id, o.pathway_id, o.responsible_id as holder, o.side::text as side, null::bigint as unit_id
      from followup_occurrence o
     where o.municipality_id = (select app.muni()) and o.state = 'open' and o.responsible_id in (select g.id from gone g)
    union all
    select 'meeting', m.id, m.pathway_id, m.lead_id, '', null from followup_meeting m
     where m.municipality_id = (select app.muni()) and m.state = 'planned' and m.lead_id in (select g.id from gone g)
    union all
    select 'task', t.id, t.pathway_id, t.owner_id, t.side::text, null from followup_task t
     where t.municipality_id = (select app.muni()) and t.settled_on is null and t.owner_id in (select g.id from gone g)
    union all
    select 'slot', s.id, s.pathway_id, g.id, '', s.unit_id from followup_slot s
      join gone g on s.made_by_id = g.id or g.id = any(s.people)
     where s.municipality_id = (select app.muni()) and (s.last_on is null or s.last_on >= p_day)),
  reached as materialized (
    select g.id as holder, x as pathway_id from gone g, app.staff_pathways(g.id, p_day, {array(WORKERS)}) x),
  held as materialized (
    select g.id as holder, x as pathway_id from gone g, app.staff_pathways(g.id, p_day, {array(HOLD)}) x),
  lost as (
    select t.*, g.side as last_side from things t join gone g on g.id = t.holder
     where g.is_off
        or case when t.pathway_id is null then g.is_nowhere
                when t.noun in ('occurrence', 'meeting') then (t.holder, t.pathway_id) not in (select h.holder, h.pathway_id from held h)
                else (t.holder, t.pathway_id) not in (select r.holder, r.pathway_id from reached r) end),
  placed as (
    select l.*, coalesce(l.unit_id, case when w.side = coalesce(nullif(l.side, ''), case l.holder when w.lead_id then w.side when w.co_lead_id then
             case w.side when 'school' then 'social' else 'school' end end, l.last_side, w.side)
             then w.unit_id else coalesce(w.partner_unit_id, w.unit_id) end) as place
      from lost l left join cases_pathway w on w.id = l.pathway_id),
  leaders as materialized (
    select d.place, d.holder, app.leader_of(d.place, p_day, d.holder) as leader from (select distinct place, holder from placed) d)
  select p.noun, p.id, p.pathway_id, p.holder, p.place, l.leader
    from placed p join leaders l on l.place = p.place and l.holder = p.holder $$;

-- Gives it to the leaders, in one statement however much it is; what has no leader stays where it is. Returns how many.
create function app.pass_on(p_staff bigint, p_day date) returns integer language plpgsql volatile {DEFINER} as $$
declare here bigint := app.muni(); moved integer;
begin
  if p_day > app.today() + 1 then return 0; end if;
  with found as materialized (select * from app.left_behind(p_staff, p_day) f where f.leader is not null),
  occurrences as (
    update followup_occurrence o set responsible_id = f.leader from found f where f.noun = 'occurrence' and o.id = f.id),
  meetings as (update followup_meeting m set lead_id = f.leader from found f where f.noun = 'meeting' and m.id = f.id),
  tasks as (update followup_task t set owner_id = f.leader from found f where f.noun = 'task' and t.id = f.id),
  slots as (
    update followup_slot s set made_by_id = case s.made_by_id when f.holder then f.leader else s.made_by_id end,
           people = case when f.leader = any(s.people) then array_remove(s.people, f.holder)
                         else array_replace(s.people, f.holder, f.leader) end
      from found f where f.noun = 'slot' and s.id = f.id)
  insert into followup_handover (uuid, municipality_id, pathway_id, noun, object_id, kind, after_id, to_id, reason, by_id, at)
  select gen_random_uuid(), here, f.pathway_id, f.noun, f.id, 'ended', f.holder, f.leader, '', app.staff_id(), now() from found f;
  get diagnostics moved = row_count;
  return moved;
end $$;

-- The end of a role was taken back: what came to the leaders since p_since and still lies with them goes back to her.
create function app.give_back(p_staff bigint, p_since timestamptz) returns integer language plpgsql volatile {DEFINER} as $$
declare here bigint := app.muni(); moved integer;
begin
  with found as materialized (
    update followup_handover h set undone_at = now()
     where h.municipality_id = here and h.after_id = p_staff and h.kind = 'ended' and h.at >= p_since
       and h.settled_at is null and h.undone_at is null
    returning h.noun, h.object_id as id, h.to_id as leader),
  occurrences as (
    update followup_occurrence o set responsible_id = p_staff from found f
     where f.noun = 'occurrence' and o.id = f.id and o.state = 'open' and o.responsible_id = f.leader),
  meetings as (
    update followup_meeting m set lead_id = p_staff from found f
     where f.noun = 'meeting' and m.id = f.id and m.state = 'planned' and m.lead_id = f.leader),
  tasks as (
    update followup_task t set owner_id = p_staff from found f
     where f.noun = 'task' and t.id = f.id and t.settled_on is null and t.owner_id = f.leader),
  slots as (
    update followup_slot s set made_by_id = case s.made_by_id when f.leader then p_staff else s.made_by_id end,
           people = array_replace(s.people, f.leader, p_staff)
      from found f where f.noun = 'slot' and s.id = f.id)
  select count(*) into moved from found;
  return moved;
end $$;
"""
NAMES = (
    "give_back", "pass_on", "left_behind", "leader_of", "stands_in_for", "stand_in", "beyond_reach", "staff_work", "staff_pathways", "today",
)  # fmt: skip
ME = "(select app.staff_id())"
ADMIN = "(select app.has_role('administrator'))"
SYSTEM = "(select app.has_role('system'))"
OF_MY_UNIT = reach({"unit": "unit_id"}, LEADERS)
WRITE = f"pathway_id in {pathways_of((*HOLD, 'system'))}"
CHILD_REACHED = (
    "(pathway_child_id is null or pathway_child_id in "
    f"(select c.id from cases_pathwaychild c where c.child_id in {children_of(MEETING)}))"
)
MINE = f"owner_id = {ME} or owner_id in (select app.stands_in_for())"


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0010_closing"),
        ("cases", "0007_agreement"),
        ("accounts", "0005_local_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="cases.cooperationagreement",
            ),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "stand_in",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisationunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "absence",
                "ordering": ["first", "pk"],
                "indexes": [models.Index(fields=["municipality", "staff", "first"], name="absence_by_staff")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="absence_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("staff", models.F("stand_in")), _negated=True), name="absence_has_another"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "noun",
                    models.CharField(
                        choices=[
                            ("occurrence", "follow-up"),
                            ("meeting", "meeting"),
                            ("task", "task"),
                            ("slot", "fixed time"),
                        ],
                        max_length=12,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("given", "handed over"), ("ended", "taken over")], default="given", max_length=6
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.pathway",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(fields=["municipality", "noun", "object_id"], name="hand_over_of"),
                    models.Index(
                        condition=models.Q(("kind", "ended"), ("settled_at", None), ("undone_at", None)),
                        fields=["municipality", "to"],
                        name="hand_over_to_share_out",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, "; ".join(f"drop function app.{name}" for name in NAMES)),
        EnableTenant(
            "Absence",
            where=f"staff_id = {ME} or stand_in_id = {ME} or {ADMIN} or {SYSTEM} or {OF_MY_UNIT}",
            write=f"staff_id = {ME} or {ADMIN} or {OF_MY_UNIT}",
        ),
        EnableTenant(
            "HandOver",
            where=f"pathway_id in {pathways_of(MEETING)} or to_id = {ME} or after_id = {ME}",
            write=f"{WRITE} or to_id = {ME} or after_id = {ME}",
        ),
        # whoever stands in for somebody today reads and settles her tasks
        EnableTenant(
            "Task",
            where=f"(pathway_id in {pathways_of(MEETING)} and {CHILD_REACHED}) or {MINE}",
            write=f"{WRITE} or {MINE}",
        ),
    ]
