"""Who assessed is a person, where it is one of staff (C13); PPR writes what it has seen itself (C12); and the spread of a
class tells the versions that were answered, and is not opened again once it has been shown."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, any_of_sides, pathways_of

OWN = {
    "school": ("resource_advisor", "learning_advisor", "ppr_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
}
WRITE = {"school": ("resource_advisor",), "ppr": ("ppr_advisor",), "provider": ("group_leader",)}
SHARED = {
    "school": ("resource_advisor",),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
    "authority": ("caseworker",),
}
PLANNERS = {"school": ("resource_advisor",), "provider": ("group_leader",)}
WRITERS = ("resource_advisor", "group_leader")
RECEIVED = any_of_sides(SHARED, owner="e.to_sector", child="e.child_id")
ROW = (
    "not app.by_link() and ("
    "(child_id is null and mapping_id in (select id from mapping_needsmapping))"
    f" or {any_of_sides(OWN)}"
    " or (sector, id) in (select e.from_sector, e.object_id from cases_informationexchange e"
    " join cases_sharingbasis b on b.id = e.basis_id"
    f" where e.noun = 'finding' and e.withdrawn_at is null and b.withdrawn_at is null and {RECEIVED}))"
)
WRITES = (
    "(child_id is null and mapping_id in (select id from mapping_needsmapping"
    f" where pathway_id in {pathways_of(WRITERS)})) or {any_of_sides(WRITE)}"
)

# As before (0005), and besides (informant, instrument, '', number, 0): the versions that were answered in a round that is shut.
SPREAD = """
create or replace function app.class_spread(p_mapping bigint)
returns table (informant text, instrument text, item text, value text, n bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.by_link() or not exists (
       select from mapping_needsmapping m where m.id = p_mapping and m.municipality_id = app.muni()
          and m.pathway_id in (select app.pathways(null))) then
    return;
  end if;
  return query
  with sheets as (
    select c.id, c.informant::text as who, c.values as said, k.instruments as asked, k.closed_at is not null as shut,
           case c.informant when 'pupils' then 5 else 3 end as few
      from mapping_classanswer c join mapping_ask k on k.id = c.ask_id
     where c.mapping_id = p_mapping and c.municipality_id = app.muni() and c.finished
  ), said as (
    select s.id, s.who, s.few, i.key as slug, v.key as item, v.value as given,
           (select a->>1 from jsonb_array_elements(s.asked) a where a->>0 = i.key limit 1) as number
      from sheets s, jsonb_each(s.said) i, jsonb_each(i.value) v
     where s.shut and v.value <> 'null'::jsonb
  ), counted as (
    select d.id, d.who, d.few, d.slug, d.item, d.number, e.word
      from said d
      cross join lateral (select d.given #>> '{}' as word where jsonb_typeof(d.given) <> 'array'
                          union all
                          select jsonb_array_elements_text(d.given) where jsonb_typeof(d.given) = 'array') e
     where jsonb_typeof(d.given) = 'number' or exists (
             select from programmes_instrumentversion p
              where p.slug = d.slug and p.number = d.number
                and jsonb_path_exists(p.content, '$.** ? (@.key == $k && @.kind == "choice")', jsonb_build_object('k', d.item)))
  ), enough as (
    select c.who, c.slug, c.item from counted c group by c.who, c.slug, c.item, c.few having count(distinct c.id) >= c.few
  )
  select s.who, '', '', '', count(*) from sheets s group by s.who
  union all
  select c.who, c.slug, c.item, c.word, count(*) from counted c join enough e using (who, slug, item)
   group by c.who, c.slug, c.item, c.word
  union all
  select distinct c.who, c.slug, '', c.number, 0::bigint from counted c join enough e using (who, slug, item)
   where c.number is not null;
end $$;
"""

# What has been shown once is not opened for one more answer: the new figures less the old ones would be that answer.
TOLD = """
create function app.is_told(p_ask bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select from mapping_ask k where k.id = p_ask and k.municipality_id = app.muni() and k.closed_at is not null
     and k.informant in ('pupils', 'team')
     and (select count(*) from mapping_classanswer c where c.ask_id = k.id and c.finished)
         >= case k.informant when 'pupils' then 5 else 3 end) $$;
create function app.keep_told_shut() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.is_told(old.id) then
    new.closed_at := old.closed_at;
  end if;
  return new;
end $$;
create trigger told_stays_shut before update of closed_at on mapping_ask for each row
  when (old.closed_at is not null and new.closed_at is null) execute function app.keep_told_shut();
"""
NOT_TOLD = """
drop trigger told_stays_shut on mapping_ask;
drop function app.keep_told_shut();
drop function app.is_told(bigint);
"""

# PPR has no part of the plan: what she saw and shared becomes a goal of whoever she shared it with, and says so.
BECAME = f"""
create function app.finding_became(p_id bigint, p_goal uuid, p_measure uuid) returns void
language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  update mapping_finding f set goal = coalesce(p_goal, f.goal), measure = coalesce(p_measure, f.measure)
   where f.id = p_id and f.municipality_id = app.muni() and f.sector = 'ppr' and not app.by_link()
     and (f.sector, f.id) in (select e.from_sector, e.object_id from cases_informationexchange e
          join cases_sharingbasis b on b.id = e.basis_id
         where e.noun = 'finding' and e.withdrawn_at is null and b.withdrawn_at is null
           and {any_of_sides(PLANNERS, owner="e.to_sector", child="e.child_id")}) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("mapping", "0010_rounds_again")]
    operations = [
        migrations.AddField(
            "Finding",
            "performed_by",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
                verbose_name="done by",
            ),
        ),
        EnableTenant("Finding", where=ROW, write=WRITES),
        migrations.RunSQL(SPREAD, migrations.RunSQL.noop),
        migrations.RunSQL(TOLD, NOT_TOLD),
        migrations.RunSQL(BECAME, "drop function app.finding_became(bigint, uuid, uuid)"),
    ]
