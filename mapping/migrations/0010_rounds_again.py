"""A sent answer is opened again; what a child keeps from its parents is lifted with a reason; the team types pupils' papers."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall, any_of_sides

ANSWER = Wall(
    noun="answer",
    own={"school": ("resource_advisor", "learning_advisor"), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    write={"school": ("resource_advisor",), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    shared={"school": ("resource_advisor",), "provider": ("group_leader",), "authority": ("caseworker",)},
    author="author_id",
)
ASKERS = any_of_sides({"school": ("resource_advisor",), "provider": ("group_leader",)}, "a.sector", "a.child_id")

# What one colleague says stands on her side, whoever asked: the asker opens it, and has it shut as it was, without reading it.
ANSWER_AGAIN = f"""
create function app.answer_again(p_ask bigint, p_at timestamptz default null, p_version integer default null)
returns table (was timestamptz, version integer)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare k record; v record;
begin
  select a.* into k from mapping_ask a join mapping_needsmapping m on m.id = a.mapping_id
   where a.id = p_ask and a.municipality_id = app.muni() and m.state = 'open' and not app.by_link() and {ASKERS};
  if k.id is null then return; end if;
  select p.* into v from mapping_perspective p
   where p.mapping_id = k.mapping_id and p.pathway_child_id = k.pathway_child_id and p.informant = k.informant
     and (p.link_id = k.link_id or (k.staff_id is not null and p.author_id = k.staff_id and p.who = '')
          or (k.staff_id is null and p.parent_id is not distinct from k.parent_id and p.carer_id is not distinct from k.carer_id
              and (k.informant <> 'professional' or (p.author_id = k.made_by_id and p.who = k.who))))
   order by (p.link_id = k.link_id) desc nulls last, p.obtained_on nulls last, p.id limit 1 for update;
  if v.id is null or (p_at is null and v.finished_at is null)
     or (p_at is not null and (v.finished_at is not null or v.row_version <> p_version)) then
    return;
  end if;
  update mapping_perspective set finished_at = p_at, row_version = v.row_version + 1, changed_at = now() where id = v.id;
  return query select v.finished_at, v.row_version + 1;
end $$;
"""
# Whoever writes it: a no is lifted by a professional with a reason, never by a link.
CHILDS_NO = """
create function app.keep_the_childs_no() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.hidden_from_parents and not new.hidden_from_parents and (app.by_link() or new.shown_because = '') then
    raise exception 'what a child keeps from its parents is opened by a professional, with a reason' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger childs_no before update of hidden_from_parents on mapping_perspective
  for each row execute function app.keep_the_childs_no();
"""
# The class team holds the papers and types them in; it reads none of what was typed, only how many and how many the last time.
PUPILS_PAPERS = """
create function app.papers_of(p_ask bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select k.id from mapping_ask k join mapping_needsmapping m on m.id = k.mapping_id join cases_pathway w on w.id = m.pathway_id
   where k.id = p_ask and k.informant = 'pupils' and k.municipality_id = app.muni() and not app.by_link()
     and w.id in (select app.pathways(array['resource_advisor', 'class_team'])) $$;

create function app.type_papers(p_ask bigint, p_batch uuid, p_sheets jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made integer;
begin
  insert into mapping_classanswer (uuid, municipality_id, mapping_id, ask_id, informant, "values", answered_on, finished, batch)
  select gen_random_uuid(), k.municipality_id, k.mapping_id, k.id, 'pupils', s.value, app.today(), true, p_batch
    from mapping_ask k, jsonb_array_elements(p_sheets) s
   where k.id = app.papers_of(p_ask) and k.closed_at is null;
  get diagnostics made = row_count;
  return made;
end $$;

create function app.papers_typed(p_ask bigint) returns table (papers bigint, last_batch uuid, last_papers bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with typed as (select c.id, c.batch from mapping_classanswer c where c.ask_id = app.papers_of(p_ask) and c.batch is not null),
       newest as (select t.batch from typed t order by t.id desc limit 1)
  select (select count(*) from typed), (select batch from newest), (select count(*) from typed join newest using (batch)) $$;

create function app.untype_papers(p_ask bigint, p_batch uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare gone integer;
begin
  delete from mapping_classanswer c using mapping_ask k
   where k.id = app.papers_of(p_ask) and k.closed_at is null and c.ask_id = k.id and c.batch = p_batch;
  get diagnostics gone = row_count;
  return gone;
end $$;
"""
NOT_PAPERS = """
drop function app.untype_papers(bigint, uuid);
drop function app.papers_typed(bigint);
drop function app.type_papers(bigint, uuid, jsonb);
drop function app.papers_of(bigint);
"""


# As before (0008), and what the child has drawn comes along: its own page would show a picture that is not there.
VOICE_BY_LINK = """
create or replace function app.voice_by_link(p_ask bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare a record; v bigint;
begin
  select k.*, m.pathway_id into a from mapping_ask k
    join mapping_needsmapping m on m.id = k.mapping_id join cases_pathway w on w.id = m.pathway_id
   where k.id = p_ask and k.link_id = app.link() and k.municipality_id = app.muni() and k.closed_at is null
     and w.ended_on is null;
  if a.id is null then return false; end if;
  if a.child_id is null then return true; end if;
  if not exists (
       select from cases_pathwaychild c where c.id = a.pathway_child_id and c.accepted_on is not null
          and c.starts_on <= app.today() and (c.ends_on is null or c.ends_on >= app.today())) then
    return false;
  end if;
  if a.informant in ('child', 'parent') and not exists (
       select from mapping_perspective p where p.link_id = a.link_id and p.mapping_id = a.mapping_id
          and p.pathway_child_id = a.pathway_child_id and p.informant = a.informant) then
    update mapping_perspective set link_id = a.link_id where id = (
      select p.id from mapping_perspective p
       where p.mapping_id = a.mapping_id and p.pathway_child_id = a.pathway_child_id and p.informant = a.informant
         and p.sector = a.sector and p.parent_id is not distinct from a.parent_id
         and p.carer_id is not distinct from a.carer_id
       order by p.obtained_on nulls last, p.id limit 1) returning id into v;
    update mapping_drawing set link_id = a.link_id where perspective_id = v;
  end if;
  return true;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("mapping", "0009_translations")]
    operations = [
        migrations.AddField("perspective", "shown_because", models.CharField(blank=True, default="", max_length=300, verbose_name="why the parents may see it all the same"), preserve_default=False),
        migrations.AddField("perspective", "shown_on", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "perspective", "shown_by",
            models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staffmember"),
        ),
        EnableTenant("Perspective", through={"child_id": "cases_child"}, wall=ANSWER, link="link_id = app.link()"),
        migrations.AddField("classanswer", "batch", models.UUIDField(blank=True, editable=False, null=True)),
        migrations.RunSQL(CHILDS_NO, "drop trigger childs_no on mapping_perspective; drop function app.keep_the_childs_no();"),
        migrations.RunSQL(ANSWER_AGAIN, "drop function app.answer_again(bigint, timestamptz, integer);"),
        migrations.RunSQL(PUPILS_PAPERS, NOT_PAPERS),
        migrations.RunSQL(VOICE_BY_LINK, migrations.RunSQL.noop),
    ]  # fmt: skip
