"""What is known already; whose voice without an account; and what PostgreSQL does for an answer that comes by a link."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from core.tenancy import EnableTenant, any_of_sides, pathways_of

OWN = {"school": ("resource_advisor", "learning_advisor"), "ppr": ("ppr_advisor",), "provider": ("group_leader",)}
CLASS = ("resource_advisor", "group_leader", "class_team", "learning_advisor")
ROW = (
    f"(child_id is null and mapping_id in (select id from mapping_needsmapping where pathway_id in {pathways_of(CLASS)}))"
    f" or {any_of_sides(OWN)}"
)

# A link sees neither the child, the offer nor the ground for sharing. These three answer for it, each of its own request alone.
BY_LINK = """
-- Whether this request may be answered by the link that asks; a voice that stands on the same side already, told in a talk or
-- given by an older link, becomes the link's own, so that one person has one voice.
create function app.voice_by_link(p_ask bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare a record;
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
       order by p.obtained_on nulls last, p.id limit 1);
  end if;
  return true;
end $$;

-- Whole years of the link's child.
create function app.age_by_link() returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select extract(year from age(app.today(), c.born_on))::integer from cases_child c
   where c.id = app.link_of('child') and c.municipality_id = app.muni() $$;

-- Shares a finished answer as `cases.actions.sharing.share_new` does for whoever asked: with each sector that runs the pathway
-- or has a live role for it, when a ground stands.
create function app.share_by_link(p_perspective bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare p record; b record; w record; made integer;
begin
  select * into p from mapping_perspective
   where id = p_perspective and link_id = app.link() and municipality_id = app.muni() and finished_at is not null;
  if p.id is null then return 0; end if;
  select k.* into w from cases_pathway k join cases_pathwaychild c on c.pathway_id = k.id where c.id = p.pathway_child_id;
  select * into b from cases_sharingbasis
   where child_id = p.child_id and pathway_id = w.id and municipality_id = p.municipality_id and withdrawn_at is null;
  if b.id is null then return 0; end if;
  update cases_informationexchange e set withdrawn_at = o.withdrawn_at from cases_sharingbasis o
   where o.id = e.basis_id and e.noun = 'answer' and e.object_id = p.id and e.municipality_id = p.municipality_id
     and e.from_sector = p.sector and e.withdrawn_at is null and o.withdrawn_at is not null;
  with recursive units as (
      select u.id, u.parent_id from accounts_organisationunit u where u.id in (w.unit_id, w.partner_unit_id)
      union select u.id, u.parent_id from accounts_organisationunit u join units on u.id = units.parent_id)
  insert into cases_informationexchange (municipality_id, basis_id, child_id, from_sector, to_sector, noun, object_id, started_at, started_by_id)
  select p.municipality_id, b.id, p.child_id, p.sector, s.sector, 'answer', p.id, p.finished_at, p.author_id
    from (select u.sector from accounts_organisationunit u where u.id in (w.unit_id, w.partner_unit_id)
          union select r.sector from accounts_roleassignment r
           where r.municipality_id = p.municipality_id and r.role in ('caseworker', 'ppr_advisor')
             and r.starts_on <= app.today() and (r.ends_on is null or r.ends_on >= app.today())
             and (r.scope = 'municipality' or (r.scope = 'child' and r.scope_id = p.child_id)
                  or (r.scope = 'pathway' and r.scope_id = w.id) or (r.scope = 'class' and r.scope_id = w.school_class_id)
                  or (r.scope in ('unit', 'school') and r.scope_id in (select id from units)))) s
   where s.sector in ('school', 'provider', 'authority') and s.sector <> p.sector
  on conflict do nothing;
  get diagnostics made = row_count;
  return made;
end $$;

-- What is still open of a mapping is shut when it is complete, on whichever side it was asked, and its links are dead. Gives what
-- was shut; given that again, with the mapping open, it is asked for as before.
create function app.shut_asks(p_mapping bigint, p_now timestamptz) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare shut bigint[];
begin
  if not exists (select from mapping_needsmapping m where m.id = p_mapping and m.municipality_id = app.muni() and m.state <> 'open'
                    and m.pathway_id in (select app.pathways(array['resource_advisor', 'group_leader']))) then
    return '{}';
  end if;
  with closed as (
    update mapping_ask set closed_at = p_now where mapping_id = p_mapping and closed_at is null returning id, link_id
  ), dead as (
    update cases_accesslink set revoked_at = p_now, revoked_by_id = app.staff_id()
     where id in (select link_id from closed) and revoked_at is null
  ) select coalesce(array_agg(id), '{}') into shut from closed;
  return shut;
end $$;
create function app.reopen_asks(p_mapping bigint, p_asks bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select from mapping_needsmapping m where m.id = p_mapping and m.municipality_id = app.muni() and m.state = 'open'
                    and m.pathway_id in (select app.pathways(array['resource_advisor', 'group_leader']))) then
    return;
  end if;
  update cases_accesslink l set revoked_at = null, revoked_by_id = null from mapping_ask k
   where k.link_id = l.id and k.mapping_id = p_mapping and k.id = any(p_asks) and l.revoked_at = k.closed_at;
  update mapping_ask set closed_at = null where mapping_id = p_mapping and id = any(p_asks) and declined_at is null;
end $$;
"""
NOT_BY_LINK = """
drop function app.reopen_asks(bigint, bigint[]);
drop function app.shut_asks(bigint, timestamptz);
drop function app.share_by_link(bigint);
drop function app.age_by_link();
drop function app.voice_by_link(bigint);
"""


def key(to, **options):
    return models.ForeignKey(
        to=to, **{"db_constraint": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"} | options
    )


class Migration(migrations.Migration):
    dependencies = [("mapping", "0007_child_page"), ("followup", "0011_absence")]
    operations = [
        migrations.AddField("perspective", "who", models.CharField(blank=True, max_length=120, default=""), preserve_default=False),
        migrations.AddField("perspective", "taken_from", models.UUIDField(blank=True, editable=False, null=True)),
        migrations.RemoveConstraint("perspective", "one_voice_per_author"),
        migrations.AddConstraint(
            "perspective",
            models.UniqueConstraint(
                fields=["mapping", "pathway_child", "informant", "author", "parent", "carer", "link", "who"],
                nulls_distinct=False,
                name="one_voice_per_author",
            ),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(
                    choices=[
                        ("wellbeing", "wellbeing survey"), ("pupil_plan", "pupil plan"), ("action_plan", "action plan"),
                        ("test", "test or assessment"), ("other", "something else"),
                    ],
                    max_length=12, verbose_name="what it is",
                )),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="whose it is")),
                ("dated_on", models.DateField(verbose_name="from")),
                ("text", models.TextField(verbose_name="what it says")),
                ("sector", models.CharField(
                    choices=[
                        ("school", "school"), ("ppr", "PPR"), ("provider", "social provider unit"),
                        ("authority", "social authority"), ("foster_care", "foster care"),
                    ],
                    max_length=12,
                )),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                ("child", key("cases.child", blank=True, null=True)),
                ("mapping", key("mapping.needsmapping", related_name="evidence")),
                ("municipality", key("accounts.municipality", db_constraint=True, db_index=False, editable=False)),
                ("pathway_child", key("cases.pathwaychild", blank=True, null=True, related_name="evidence")),
                ("written_by", key("accounts.staffmember")),
            ],
            options={"verbose_name": "what is known already", "ordering": ["-dated_on", "pk"]},
        ),
        migrations.AddConstraint(
            "evidence",
            models.CheckConstraint(
                condition=Q(child=None, pathway_child=None) | Q(child__isnull=False, pathway_child__isnull=False),
                name="evidence_of_child_or_class",
            ),
        ),
        EnableTenant("Evidence", where=ROW, write=ROW),
        migrations.RunSQL(BY_LINK, NOT_BY_LINK),
    ]  # fmt: skip
