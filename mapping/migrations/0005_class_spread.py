"""What a class answered, counted and never told: `app.class_spread`."""

from django.db import migrations

# Rows: (informant, '', '', '', n) is how many have finished, always; (informant, instrument, item, value, n) is the spread, only
# of a round that is shut and from 5 pupils or 3 colleagues on, of each item alone. A shut round takes no more answers, so no
# figure can be subtracted from an earlier one. Words are never counted: they are somebody's.
SPREAD = """
create function app.class_spread(p_mapping bigint)
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
    select d.id, d.who, d.few, d.slug, d.item, e.word
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
   group by c.who, c.slug, c.item, c.word;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("mapping", "0004_asks"), ("programmes", "0002_instruments")]
    operations = [migrations.RunSQL(SPREAD, "drop function app.class_spread(bigint)")]
