"""`app.enter`, which works out what each role of a person reaches today, and the walls of the cases floor.

The tuples below state the access table for PostgreSQL; `cases/walls.py` states it for Python. A change of the table
is a new migration that runs EnableTenant again.
"""

from django.db import migrations

from core.tenancy import PATHWAY_REACH, EnableTenant, Wall, children_of, pathways_of, reach

ENTER = """
create function app.enter(p_user bigint, p_municipality bigint, p_today date, p_request text, p_purpose text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  r record; me record; home_side text;
  all_roles text[] := '{}'; person_roles text[] := '{}'; reach jsonb := '{}';
  u bigint[]; p bigint[]; k bigint[];
  any_all text := ''; any_u bigint[] := '{}'; any_p bigint[] := '{}'; any_k bigint[] := '{}';
begin
  perform app.leave();
  select s.id, s.name, s.title, m.name as municipality_name into me
    from accounts_staffmember s join accounts_municipality m on m.id = s.municipality_id
   where s.user_id = p_user and s.municipality_id = p_municipality;
  for r in
    select a.role, a.sector, bool_or(a.scope = 'municipality') as whole,
           coalesce(array_agg(a.scope_id) filter (where a.scope in ('unit', 'school')), '{}') as units,
           coalesce(array_agg(a.scope_id) filter (where a.scope = 'class'), '{}') as classes,
           coalesce(array_agg(a.scope_id) filter (where a.scope in ('group', 'pathway')), '{}') as pathways,
           coalesce(array_agg(a.scope_id) filter (where a.scope = 'child'), '{}') as children
      from accounts_roleassignment a
     where a.staff_member_id = me.id and a.municipality_id = p_municipality
       and p_today >= a.starts_on and (a.ends_on is null or p_today <= a.ends_on)
     group by a.role, a.sector
  loop
    all_roles := all_roles || r.role::text;
    continue when r.sector = '' and r.role <> 'system';
    if r.sector <> '' then person_roles := person_roles || r.role::text; end if;
    home_side := case when r.sector in ('school', 'ppr') then 'school' else 'social' end;
    with recursive tree as (
        select o.id from accounts_organisationunit o where o.municipality_id = p_municipality and o.id = any(r.units)
        union select o.id from accounts_organisationunit o join tree on o.parent_id = tree.id)
      select coalesce(array_agg(id), '{}') into u from tree;
    p := r.pathways; k := r.children;
    if r.classes <> '{}' then
      select p || coalesce(array_agg(w.id), '{}') into p from cases_pathway w
       where w.municipality_id = p_municipality and w.school_class_id = any(r.classes);
      select k || coalesce(array_agg(cm.child_id), '{}') into k from cases_classmembership cm
       where cm.municipality_id = p_municipality and cm.school_class_id = any(r.classes)
         and p_today >= cm.starts_on and (cm.ends_on is null or p_today <= cm.ends_on);
    end if;
    if r.role in ('resource_advisor', 'group_leader', 'learning_coordinator', 'learning_advisor') then
      select p || coalesce(array_agg(w.id), '{}') into p from cases_pathway w
       where w.municipality_id = p_municipality and (w.lead_id = me.id or w.co_lead_id = me.id);
    end if;
    if p <> '{}' or u <> '{}' then
      -- a child of the other side's pathway is reached only while something is shared about it on a live basis
      select k || coalesce(array_agg(pc.child_id), '{}') into k
        from cases_pathwaychild pc join cases_pathway w on w.id = pc.pathway_id
       where pc.municipality_id = p_municipality
         and (w.id = any(p) or w.unit_id = any(u) or w.partner_unit_id = any(u))
         and p_today >= pc.starts_on and (pc.ends_on is null or p_today <= pc.ends_on)
         and (w.side = home_side or exists (
               select from cases_informationexchange e join cases_sharingbasis b on b.id = e.basis_id
                where e.child_id = pc.child_id and b.pathway_id = w.id and e.to_sector = r.sector
                  and e.withdrawn_at is null and b.withdrawn_at is null));
    end if;
    if r.role = 'caseworker' and k <> '{}' then
      -- the class part of a plan is shared with the caseworker of one of its children on that child's basis
      select p || coalesce(array_agg(distinct b.pathway_id), '{}') into p
        from cases_informationexchange e join cases_sharingbasis b on b.id = e.basis_id
       where e.municipality_id = p_municipality and e.child_id = any(k) and e.to_sector = r.sector
         and e.withdrawn_at is null and b.withdrawn_at is null;
    end if;
    perform set_config('app.' || r.role || '_all', case when r.whole then '1' else '' end, true),
            set_config('app.' || r.role || '_unit', u::text, true),
            set_config('app.' || r.role || '_pathway', p::text, true),
            set_config('app.' || r.role || '_child', k::text, true);
    reach := reach || jsonb_build_object(r.role, jsonb_build_object('all', r.whole, 'unit', u, 'pathway', p, 'child', k));
    any_all := case when r.whole then '1' else any_all end;
    any_u := any_u || u; any_p := any_p || p; any_k := any_k || k;
  end loop;
  if all_roles = '{}' then raise exception 'no live role' using errcode = '42501'; end if;
  perform set_config('app.user_id', p_user::text, true), set_config('app.staff_id', me.id::text, true),
          set_config('app.municipality_id', p_municipality::text, true),
          set_config('app.request_id', p_request, true), set_config('app.purpose', p_purpose, true),
          set_config('app.roles', all_roles::text, true), set_config('app.person_roles', person_roles::text, true),
          set_config('app.any_all', any_all, true), set_config('app.any_unit', any_u::text, true),
          set_config('app.any_pathway', any_p::text, true), set_config('app.any_child', any_k::text, true);
  return jsonb_build_object('staff_id', me.id, 'name', me.name, 'title', me.title, 'municipality_name', me.municipality_name,
                            'roles', all_roles, 'reach', reach);
end $$;

-- What the policies of other tables ask: by index, and planned once a connection. The policies of the two tables hold in them.
create function app.children(roles text[]) returns setof bigint language plpgsql stable parallel safe rows 100 as $$
declare
  here bigint := app.muni();  -- raises outside a municipality, whichever policy is asked first
  whole boolean := case when roles is null then app.flag('app.any_all') else app.role_all(roles) end;
  u bigint[] := case when roles is null then app.ids('app.any_unit') else app.role_ids('unit', roles) end;
  k bigint[] := case when roles is null then app.ids('app.any_child') else app.role_ids('child', roles) end;
begin
  if whole then
    return query select c.id from public.cases_child c;
  else
    if k <> '{}' then return query select c.id from public.cases_child c where c.id = any(k); end if;
    if u <> '{}' then return query select c.id from public.cases_child c where c.school_id = any(u); end if;
  end if;
end $$;
create function app.pathways(roles text[]) returns setof bigint language plpgsql stable parallel safe rows 100 as $$
declare
  here bigint := app.muni();  -- raises outside a municipality, whichever policy is asked first
  whole boolean := case when roles is null then app.flag('app.any_all') else app.role_all(roles) end;
  u bigint[] := case when roles is null then app.ids('app.any_unit') else app.role_ids('unit', roles) end;
  p bigint[] := case when roles is null then app.ids('app.any_pathway') else app.role_ids('pathway', roles) end;
  me bigint := app.lead_as(roles);
begin
  if whole then
    return query select w.id from public.cases_pathway w;
  else
    if p <> '{}' then return query select w.id from public.cases_pathway w where w.id = any(p); end if;
    if u <> '{}' then
      return query select w.id from public.cases_pathway w where w.unit_id = any(u)
        union all select w.id from public.cases_pathway w where w.partner_unit_id = any(u);
    end if;
    if me is not null then
      return query select w.id from public.cases_pathway w where w.lead_id = me
        union all select w.id from public.cases_pathway w where w.co_lead_id = me;
    end if;
  end if;
end $$;

create function app.municipalities_of(p_user bigint, p_today date) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select distinct s.municipality_id from accounts_staffmember s join accounts_roleassignment a on a.staff_member_id = s.id
    where s.user_id = p_user and p_today >= a.starts_on and (a.ends_on is null or p_today <= a.ends_on);
end $$;
"""

SHARERS = (
    "resource_advisor",
    "principal",
    "learning_advisor",
    "group_leader",
    "provider_manager",
    "caseworker",
    "ppr_advisor",
)
NOTE = Wall(
    noun="note",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager", "caseworker"),
        "authority": ("group_leader", "provider_manager", "caseworker"),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
        "authority": ("caseworker",),
    },
    shared={
        "school": ("resource_advisor", "principal", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
        "authority": ("caseworker",),
    },
)
ANNEX = Wall(
    noun="annex",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "ppr_advisor"),
        "provider": ("group_leader", "provider_manager"),
    },
    write={"school": ("resource_advisor",), "provider": ("group_leader",)},
    shared={
        "school": ("resource_advisor", "principal"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
        "authority": ("caseworker",),
    },
)
OFFER = Wall(
    noun="offer",
    own={"school": ("resource_advisor", "principal"), "provider": ("group_leader", "provider_manager")},
    write={"school": ("resource_advisor",), "provider": ("group_leader",)},
    shared={
        "school": ("resource_advisor", "principal"),
        "provider": ("group_leader", "provider_manager"),
        "authority": ("caseworker",),
    },
)

ADMIN = "(select app.has_role('administrator'))"
STEER = (
    "resource_advisor",
    "principal",
    "group_leader",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
    "system",
)
REGISTRARS = ("resource_advisor", "principal", "learning_advisor")
PLAN_WRITER = f"pathway_id in {pathways_of(('resource_advisor',))}"
PLANS_WRITTEN = f"(select id from cases_pathwayplan where {PLAN_WRITER})"
ANNEXES_WRITTEN = (
    f"(select a.id from cases_childannex a where a.sector = 'school' and a.child_id in {children_of(('resource_advisor',))}"
    f" or a.sector = 'provider' and a.child_id in {children_of(('group_leader',))})"
)
PART_WRITER = f"(annex_id is null and plan_id in {PLANS_WRITTEN} or annex_id in {ANNEXES_WRITTEN})"
SHARED_BY = " or ".join(
    f"(from_sector = '{sector}' and child_id in {children_of(roles)})"
    for sector, roles in {
        "school": ("resource_advisor",),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
        "authority": ("caseworker",),
    }.items()
)
CHILD = {"child_id": "cases_child"}
PATHWAY = {"pathway_id": "cases_pathway"}
PARTS = {"plan_id": "cases_pathwayplan", "annex_id": "cases_childannex"}

WHO_LOOKED = f"""
set local role audit_owner;
create policy people on audit.access for select to app_rw using (municipality_id = (select app.muni())
  and child_id in {children_of(("resource_advisor", "group_leader", "principal", "caseworker", "ppr_advisor"))});
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("accounts", "0002_walls"), ("audit", "0001_log")]
    operations = [
        migrations.RunSQL(
            ENTER,
            "drop function app.enter; drop function app.children; drop function app.pathways; drop function app.municipalities_of",
        ),
        EnableTenant(
            "Child",
            reach={"unit": "school_id", "child": "id"},
            write=reach({"unit": "school_id"}, REGISTRARS),
            hide=("cpr_sealed", "cpr_index", "cpr_mask", "address"),
        ),
        EnableTenant("ClassMembership", through=CHILD, write=f"child_id in {children_of(REGISTRARS)}"),
        EnableTenant(
            "CustodyRelation",
            through=CHILD,
            write=f"child_id in {children_of((*REGISTRARS, 'group_leader', 'caseworker'))}",
        ),
        EnableTenant(
            "Parent",
            where=f"known_through_id in {children_of()} or exists (select from cases_custodyrelation r where r.parent_id = cases_parent.id)",
            hide=("address",),
        ),
        EnableTenant("Pathway", reach=PATHWAY_REACH, write=reach(PATHWAY_REACH, STEER)),
        EnableTenant("PathwayTransition", through=PATHWAY),
        EnableTenant(
            "PathwayChild",
            through=PATHWAY,
            check="pathway_id in (select id from cases_pathway) and child_id in (select id from cases_child)",
            write=f"pathway_id in {pathways_of(STEER)}",
        ),
        EnableTenant("LegalBasis", write=ADMIN),
        EnableTenant(
            "SharingBasis",
            where=f"child_id in {children_of(SHARERS)}",
            write=f"child_id in {children_of(('resource_advisor', 'group_leader', 'caseworker'))}",
        ),
        EnableTenant("InformationExchange", where=f"child_id in {children_of(SHARERS)}", write=SHARED_BY),
        EnableTenant("Offer", through=CHILD, wall=OFFER),
        EnableTenant(
            "OfferAnswer",
            through={"offer_id": "cases_offer"},
            write=f"offer_id in (select o.id from cases_offer o where o.sector = 'school' and o.child_id in {children_of(('resource_advisor',))} or o.sector = 'provider' and o.child_id in {children_of(('group_leader',))})",
        ),
        EnableTenant("CaseNote", through=CHILD, wall=NOTE),
        EnableTenant("PathwayPlan", through=PATHWAY, write=PLAN_WRITER),
        EnableTenant("ChildAnnex", through=CHILD, wall=ANNEX),
        EnableTenant("Goal", through=PARTS, write=PART_WRITER),
        EnableTenant(
            "BehaviourStep",
            through={"goal_id": "cases_goal"},
            write=f"goal_id in (select id from cases_goal where {PART_WRITER})",
        ),
        EnableTenant("Measure", through=PARTS, write=PART_WRITER),
        EnableTenant("PlanAlignment", through={"plan_id": "cases_pathwayplan"}, write=f"plan_id in {PLANS_WRITTEN}"),
        EnableTenant(
            "Presentation",
            through=PARTS,
            write=f"plan_id in (select id from cases_pathwayplan where pathway_id in {pathways_of(('resource_advisor', 'group_leader'))})",
        ),
        migrations.RunSQL(WHO_LOOKED, migrations.RunSQL.noop),
    ]
