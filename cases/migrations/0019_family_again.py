"""The family's page again: form of the day, a wish that was spoken of, words that were read, and what a carer meets."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, any_of_sides

FAMILY_LINK = {
    "school": ("resource_advisor", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}
OWN_SIDE = any_of_sides(FAMILY_LINK)

# Whom the family may call, at the address where she reads her mail.
PEOPLE = """
create or replace function app.family_people(p_pathway bigint, p_class bigint, p_lead bigint, p_co_lead bigint, p_maker bigint, p_today date)
returns jsonb language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'title', s.title, 'role', r.role, 'is_lead', f.leads,
           'is_contact', s.id = p_maker, 'phone', case when f.leads or s.id = p_maker then s.phone else '' end,
           'mail', case when f.leads or s.id = p_maker then <mail> else '' end)
           order by f.leads desc, r.role, s.name_key), '[]')
    from accounts_staffmember s join accounts_user u on u.id = s.user_id
    cross join lateral (select coalesce(s.id in (p_lead, p_co_lead), false) as leads) f
    join lateral (
      select a.role from accounts_roleassignment a
       where a.staff_member_id = s.id and p_today >= a.starts_on and (a.ends_on is null or p_today <= a.ends_on)
         and a.role in ('resource_advisor', 'group_leader', 'class_team', 'ppr_advisor', 'learning_advisor',
                        'learning_coordinator', 'caseworker')
         and (f.leads or s.id = p_maker or a.scope = 'class' and a.scope_id = p_class
              or a.scope in ('pathway', 'group') and a.scope_id = p_pathway)
       order by array_position(array['resource_advisor', 'group_leader', 'learning_coordinator', 'learning_advisor',
                                     'ppr_advisor', 'caseworker', 'class_team'], a.role::text) limit 1) r on true
   where s.municipality_id = app.muni() and (f.leads or s.id = p_maker
         or s.id in (select a.staff_member_id from accounts_roleassignment a
                      where a.municipality_id = app.muni() and (a.scope = 'class' and a.scope_id = p_class
                         or a.scope in ('pathway', 'group') and a.scope_id = p_pathway))) $$;
"""
POST = "coalesce(nullif(s.post_email, ''), u.email)"

# A carer reads the goals of the side that gave her the page, and of what is shared with it; her next visit; the class's team.
# A line of the day that was given to one side is not the line that the other side's page lets her change.
PAGE = """
-- Whom a carer may call at the school: those of the class today, with the phone and mail of their work.
create function app.family_teachers(p_class bigint, p_today date) returns jsonb
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'title', s.title, 'phone', s.phone,
                                                'mail', coalesce(nullif(s.post_email, ''), u.email))
                            order by s.name_key), '[]')
    from accounts_staffmember s join accounts_user u on u.id = s.user_id
   where s.municipality_id = app.muni() and exists (
         select from accounts_roleassignment a
          where a.staff_member_id = s.id and a.role = 'class_team' and a.scope = 'class' and a.scope_id = p_class
            and p_today >= a.starts_on and (a.ends_on is null or p_today <= a.ends_on)) $$;
revoke execute on function app.family_teachers(bigint, date) from public, app_rw;
create or replace function app.family_page() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare l record; today date := current_setting('app.today', true)::date; hush boolean; found jsonb;
begin
  select k.*, c.given_name, (select name from cases_carer where id = k.carer_id) as carer_name, w.lead_id, w.co_lead_id, w.school_class_id, w.programme_version_id
    into l
    from cases_accesslink k join cases_child c on c.id = k.child_id join cases_pathway w on w.id = k.pathway_id
   where k.id = app.link() and k.kind = 'family' and k.municipality_id = app.muni();
  if l.id is null then return null; end if;
  hush := exists (select from cases_custodyrelation r where r.child_id = l.child_id and r.parent_id = l.parent_id
                  and r.suspended_until >= today);
  found := jsonb_build_object('child', l.given_name, 'version', l.programme_version_id, 'sector', l.sector,
    'is_carer', l.carer_id is not null, 'expires_at', l.expires_at,
    'people', app.family_people(l.pathway_id, l.school_class_id, l.lead_id, l.co_lead_id, l.made_by_id, today),
    'meeting', app.family_meeting(l.pathway_id, l.pathway_child_id, l.parent_id, l.carer_name, today, hush),
    'sharing', case when l.parent_id is not null then app.family_sharing(l.child_id, l.pathway_id, l.parent_id) end);
  if l.carer_id is not null then
    found := found || jsonb_build_object(
      'teachers', app.family_teachers(l.school_class_id, today),
      'visits', coalesce((select jsonb_agg(jsonb_build_object('cadence', o.cadence, 'due_on', o.due_on, 'agreed', o.is_agreed)
                                           order by o.due_on, o.id)
                  from followup_occurrence o
                 where o.pathway_child_id = l.pathway_child_id and o.state = 'open' and o.form = 'contact'
                   and not o.per_session and o.due_on >= today), '[]'),
      'goals', coalesce((select jsonb_agg(g.text order by a.id, g."order", g.id)
                  from cases_goal g join cases_childannex a on a.id = g.annex_id
                 where a.pathway_child_id = l.pathway_child_id and g.reached_on is null and g.dropped_on is null
                   and (a.sector = l.sector or exists (
                         select from cases_informationexchange e join cases_sharingbasis b on b.id = e.basis_id
                          where e.noun = 'annex' and e.object_id = a.id and e.to_sector = l.sector
                            and e.withdrawn_at is null and b.withdrawn_at is null
                            and b.child_id = l.child_id and b.pathway_id = l.pathway_id))), '[]'),
      'days', coalesce((select jsonb_agg(d) from (
                 select n.day, n.form, n.how, n.worked, c.name as who, c.id = l.carer_id and n.sector = l.sector as mine
                   from cases_dailynote n join cases_carer c on c.id = n.carer_id join cases_carer me on me.id = l.carer_id
                  where n.child_id = l.child_id and c.child_id = me.child_id and c.kind = me.kind
                    and lower(c.home) = lower(me.home)
                    and n.day > today - 15 order by n.day desc, c.name, n.id) d), '[]'));
  end if;
  return found;
end $$;
"""
PAGE_BEFORE = """
create or replace function app.family_page() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare l record; today date := current_setting('app.today', true)::date; hush boolean; found jsonb;
begin
  select k.*, c.given_name, (select name from cases_carer where id = k.carer_id) as carer_name, w.lead_id, w.co_lead_id, w.school_class_id, w.programme_version_id
    into l
    from cases_accesslink k join cases_child c on c.id = k.child_id join cases_pathway w on w.id = k.pathway_id
   where k.id = app.link() and k.kind = 'family' and k.municipality_id = app.muni();
  if l.id is null then return null; end if;
  hush := exists (select from cases_custodyrelation r where r.child_id = l.child_id and r.parent_id = l.parent_id
                  and r.suspended_until >= today);
  found := jsonb_build_object('child', l.given_name, 'version', l.programme_version_id, 'sector', l.sector,
    'is_carer', l.carer_id is not null,     'expires_at', l.expires_at,
    'people', app.family_people(l.pathway_id, l.school_class_id, l.lead_id, l.co_lead_id, l.made_by_id, today),
    'meeting', app.family_meeting(l.pathway_id, l.pathway_child_id, l.parent_id, l.carer_name, today, hush),
    'sharing', case when l.parent_id is not null then app.family_sharing(l.child_id, l.pathway_id, l.parent_id) end);
  if l.carer_id is not null then
    found := found || jsonb_build_object(
      'goals', coalesce((select jsonb_agg(g.text order by g."order", g.id) from cases_goal g
                 where g.annex_id in (select e.object_id from cases_informationexchange e
                                        join cases_sharingbasis b on b.id = e.basis_id
                                       where e.noun = 'annex' and e.withdrawn_at is null and b.withdrawn_at is null
                                         and b.child_id = l.child_id and b.pathway_id = l.pathway_id)
                   and g.reached_on is null and g.dropped_on is null), '[]'),
      'days', coalesce((select jsonb_agg(d) from (
                 select n.day, n.how, n.worked, c.name as who, c.id = l.carer_id as mine
                   from cases_dailynote n join cases_carer c on c.id = n.carer_id join cases_carer me on me.id = l.carer_id
                  where n.child_id = l.child_id and c.child_id = me.child_id and c.kind = me.kind and c.home = me.home
                    and n.day > today - 15 order by n.day desc, c.name) d), '[]'));
  end if;
  return found;
end $$;
drop function app.family_teachers(bigint, date);
"""
SECTORS = [
    ("school", "school"),
    ("ppr", "PPR"),
    ("provider", "social provider unit"),
    ("authority", "social authority"),
    ("foster_care", "foster care"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_addresses"), ("cases", "0018_handed_parts")]

    operations = [
        migrations.CreateModel(
            name="PageWordsCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=5)),
                ("words", models.CharField(max_length=16, verbose_name="words that were read")),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                (
                    "confirmed_by",
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
            ],
            options={"verbose_name": "checked words of the families' pages"},
        ),
        migrations.CreateModel(
            name="SpokenWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.child",
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spoken",
                        to="cases.familywish",
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
            ],
            options={"verbose_name": "wish that was spoken of", "ordering": ["pk"]},
        ),
        migrations.RemoveConstraint(model_name="dailynote", name="one_line_a_day_and_carer"),
        migrations.RemoveConstraint(model_name="familywish", name="one_wish_a_meeting_and_holder"),
        migrations.AddField(
            model_name="dailynote",
            name="form",
            field=models.CharField(
                blank=True,
                choices=[("calm", "a calm day"), ("mixed", "up and down"), ("hard", "a hard day")],
                default="",
                max_length=5,
                verbose_name="form of the day",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="dailynote",
            name="how",
            field=models.CharField(blank=True, max_length=300, verbose_name="how it went"),
        ),
        migrations.AddConstraint(
            model_name="dailynote",
            constraint=models.UniqueConstraint(
                fields=("carer", "child", "day", "sector"), name="one_line_a_day_carer_and_side"
            ),
        ),
        migrations.AddConstraint(
            model_name="dailynote",
            constraint=models.CheckConstraint(
                condition=models.Q(("form", ""), ("how", ""), _negated=True), name="daily_line_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="familywish",
            constraint=models.UniqueConstraint(
                fields=("meeting", "child", "parent", "carer", "sector"),
                name="one_wish_a_meeting_holder_and_side",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="pagewordscheck",
            constraint=models.UniqueConstraint(
                fields=("municipality", "language", "words"), name="page_words_confirmed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="spokenwish",
            constraint=models.UniqueConstraint(fields=("wish",), name="spoken_of_once"),
        ),
        EnableTenant("SpokenWish", where=OWN_SIDE, write=OWN_SIDE),
        EnableTenant("PageWordsCheck", write="(select app.has_role('administrator'))"),
        migrations.RunSQL(PEOPLE.replace("<mail>", POST), PEOPLE.replace("<mail>", "u.email")),
        migrations.RunSQL(PAGE, PAGE_BEFORE),
    ]
