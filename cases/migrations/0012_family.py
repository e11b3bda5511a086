"""The family's page: this week's step, its words, and `app.family_page` and `app.family_withdraw`, which answer a link alone."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall, any_of_sides

FAMILY_LINK = {
    "school": ("resource_advisor", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}
STEP = Wall(
    noun="family_step",
    own={
        "school": ("resource_advisor", "principal", "learning_advisor"),
        "provider": ("group_leader", "provider_manager"),
    },
    write={"school": ("resource_advisor", "learning_advisor"), "provider": ("group_leader",)},
)
FAMILYS = "(app.link_of('parent') is not null or app.link_of('carer') is not null)"
OWN = "child_id = app.link_of('child') and (parent_id = app.link_of('parent') or carer_id = app.link_of('carer'))"
WORDS = {"where": any_of_sides(FAMILY_LINK), "write": "false", "link": OWN}

# One answer for one link: nothing of the other who holds custody, no scores, no notes of staff, and of the sharing only what
# is shared, with whom and on which ground. Places are silent while the holder's access is to be suspended (L11).
PAGE = """
create function app.family_page() returns jsonb
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
create function app.family_people(p_pathway bigint, p_class bigint, p_lead bigint, p_co_lead bigint, p_maker bigint, p_today date)
returns jsonb language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'title', s.title, 'role', r.role, 'is_lead', f.leads,
           'is_contact', s.id = p_maker, 'phone', case when f.leads or s.id = p_maker then s.phone else '' end,
           'mail', case when f.leads or s.id = p_maker then u.email else '' end)
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
-- A carer is shown what she is asked to by name (as one of the child's network), and else only meetings without any parent.
create function app.family_meeting(p_pathway bigint, p_row bigint, p_parent bigint, p_carer text, p_today date, p_hush boolean)
returns jsonb
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
declare m record;
begin
  select t.*, p_parent is not null or exists (
           select from followup_meetingparticipant p join followup_networkmember n on n.id = p.network_member_id
            where p.meeting_id = t.id and p.part = 'involved' and lower(n.name) = lower(p_carer)) as asked
    into m from followup_meeting t
   where t.pathway_id = p_pathway and t.state = 'planned' and (t.pathway_child_id = p_row or t.pathway_child_id is null)
     and t.starts_at >= p_today::timestamp at time zone 'Europe/Copenhagen'
     and case when p_parent is null then t.pathway_child_id = p_row and (
                not exists (select from followup_meetingparticipant p where p.meeting_id = t.id and p.parent_id is not null)
                or exists (select from followup_meetingparticipant p join followup_networkmember n on n.id = p.network_member_id
                            where p.meeting_id = t.id and p.part = 'involved' and lower(n.name) = lower(p_carer)))
              else exists (select from followup_meetingparticipant p
                            where p.meeting_id = t.id and p.parent_id = p_parent and p.part = 'involved') end
   order by t.starts_at, t.id limit 1;
  if m.id is null then return null; end if;
  return jsonb_build_object('uuid', m.uuid, 'kind', m.kind, 'starts_at', m.starts_at, 'ends_at', m.ends_at,
    'place', case when p_hush then '' else m.place end, 'you', m.asked,
    'who', coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'title', s.title, 'supports', p.is_support) order by s.name_key)
              from followup_meetingparticipant p join accounts_staffmember s on s.id = p.staff_member_id
             where p.meeting_id = m.id and p.part = 'involved'), '[]'));
end $$;
create function app.family_sharing(p_child bigint, p_pathway bigint, p_parent bigint) returns jsonb
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return coalesce((select jsonb_agg(jsonb_build_object('uuid', b.uuid, 'title', g.title, 'text', b.text_shown,
           'since', b.decided_on, 'things', coalesce((
             select jsonb_agg(distinct jsonb_build_object('from', e.from_sector, 'to', e.to_sector, 'noun', e.noun))
               from cases_informationexchange e
              where e.basis_id = b.id and e.withdrawn_at is null and (e.noun <> 'answer' or exists (
                    select from mapping_perspective v
                     where v.id = e.object_id and (v.informant = 'professional'
                       or v.informant = 'child' and not v.hidden_from_parents
                       or v.informant = 'parent' and v.carer_id is null and coalesce(v.parent_id, p_parent) = p_parent)))), '[]')))
    from cases_sharingbasis b join cases_legalbasis g on g.id = b.legal_basis_id
   where b.child_id = p_child and b.pathway_id = p_pathway and b.withdrawn_at is null), '[]');
end $$;

-- The words of a version that was given to this link's holder, to be read without opening the paper.
create function app.family_paper(p_uuid uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select jsonb_build_object('audience', v.audience, 'language', v.language, 'title', v.title, 'other_title', v.other_title,
                                    'sections', v.sections, 'pathway_child', v.pathway_child_id, 'given_on', v.given_on)
    from cases_issueddocument d join cases_audienceversion v on v.id = d.audience_version_id
    join cases_accesslink k on k.id = app.link() and k.kind = 'family'
   where d.uuid = p_uuid and d.municipality_id = app.muni() and d.withdrawn_at is null and v.state = 'given'
     and v.withdrawn_at is null and d.child_id = k.child_id and v.child_id = k.child_id
     and (d.parent_id = k.parent_id or d.carer_id = k.carer_id));
end $$;

-- Stops the sharing on one ground: 'stopped', 'before' (it had ended already), or null for what is not this holder's.
create function app.family_withdraw(p_basis uuid, p_now timestamptz, p_reason text, p_task text) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare b record; w record;
begin
  select s.* into b from cases_sharingbasis s join cases_accesslink k on k.id = app.link() and k.kind = 'family'
   where s.uuid = p_basis and s.municipality_id = app.muni() and app.link_of('parent') is not null
     and s.child_id = app.link_of('child') and s.pathway_id = app.link_of('pathway') for update of s;
  if b.id is null then return null; end if;
  if b.withdrawn_at is not null then return 'before'; end if;
  update cases_sharingbasis set withdrawn_at = p_now, withdrawn_reason = left(p_reason, 300) where id = b.id;
  update cases_informationexchange set withdrawn_at = p_now where basis_id = b.id and withdrawn_at is null;
  select * into w from cases_pathway where id = b.pathway_id;
  insert into followup_task (uuid, municipality_id, pathway_id, pathway_child_id, kind, text, owner_id, side, due_on,
                             left_out_because, made_at)
    select gen_random_uuid(), b.municipality_id, b.pathway_id, app.link_of('pathway_child'), 'other', left(p_task, 300), x, '',
           current_setting('app.today', true)::date, '', p_now
      from unnest(array[w.lead_id, w.co_lead_id, b.recorded_by_id]) x where x is not null group by x;
  return 'stopped';
end $$;
revoke execute on function app.family_people(bigint, bigint, bigint, bigint, bigint, date),
  app.family_meeting(bigint, bigint, bigint, text, date, boolean), app.family_sharing(bigint, bigint, bigint) from public, app_rw;
"""
NO_PAGE = """
drop function app.family_paper(uuid);
drop function app.family_withdraw(uuid, timestamptz, text, text);
drop function app.family_page();
drop function app.family_people(bigint, bigint, bigint, bigint, bigint, date);
drop function app.family_meeting(bigint, bigint, bigint, text, date, boolean);
drop function app.family_sharing(bigint, bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_local_text"), ("cases", "0011_audiences")]

    operations = [
        migrations.CreateModel(
            name="FamilyStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("school", "school"),
                            ("ppr", "PPR"),
                            ("provider", "social provider unit"),
                            ("authority", "social authority"),
                            ("foster_care", "foster care"),
                        ],
                        max_length=12,
                    ),
                ),
                ("monday", models.DateField(verbose_name="week")),
                ("text", models.CharField(max_length=300, verbose_name="this week's step")),
                ("source", models.UUIDField(blank=True, editable=False, null=True)),
                ("chosen_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="family_steps",
                        to="cases.child",
                    ),
                ),
                (
                    "chosen_by",
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
                    "pathway_child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="family_steps",
                        to="cases.pathwaychild",
                    ),
                ),
            ],
            options={
                "verbose_name": "this week's step",
                "ordering": ["-monday", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FamilyWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("school", "school"),
                            ("ppr", "PPR"),
                            ("provider", "social provider unit"),
                            ("authority", "social authority"),
                            ("foster_care", "foster care"),
                        ],
                        max_length=12,
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("meeting", models.UUIDField(editable=False)),
                ("text", models.TextField(blank=True, verbose_name="what we want to talk about")),
                (
                    "carer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.carer",
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
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.accesslink",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish for a meeting",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StepTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("school", "school"),
                            ("ppr", "PPR"),
                            ("provider", "social provider unit"),
                            ("authority", "social authority"),
                            ("foster_care", "foster care"),
                        ],
                        max_length=12,
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "outcome",
                    models.CharField(choices=[("tried", "we have tried"), ("worked", "it worked")], max_length=6),
                ),
                ("line", models.CharField(blank=True, max_length=200, verbose_name="a line about it")),
                (
                    "carer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.carer",
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
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.accesslink",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.parent",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticks",
                        to="cases.familystep",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to this week's step",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DailyNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("school", "school"),
                            ("ppr", "PPR"),
                            ("provider", "social provider unit"),
                            ("authority", "social authority"),
                            ("foster_care", "foster care"),
                        ],
                        max_length=12,
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("day", models.DateField(verbose_name="day")),
                ("how", models.CharField(max_length=300, verbose_name="how it went")),
                ("worked", models.CharField(blank=True, max_length=300, verbose_name="what worked")),
                (
                    "carer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.carer",
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
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.accesslink",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "a carer's line of the day",
                "ordering": ["-day", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("carer", "child", "day"), name="one_line_a_day_and_carer"),
                    models.CheckConstraint(condition=models.Q(("carer__isnull", False)), name="daily_line_is_a_carers"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="familystep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("pathway_child", "sector", "monday"),
                name="one_step_a_week_and_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="familywish",
            constraint=models.UniqueConstraint(
                fields=("meeting", "child", "parent", "carer"),
                name="one_wish_a_meeting_and_holder",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="steptick",
            constraint=models.UniqueConstraint(
                fields=("step", "parent", "carer"), name="one_tick_a_step_and_holder", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(PAGE, NO_PAGE),
        EnableTenant(
            "FamilyStep",
            through={"child_id": "cases_child"},
            wall=STEP,
            link_reads=f"removed_at is null and pathway_child_id = app.link_of('pathway_child') and {FAMILYS}",
        ),
        EnableTenant("StepTick", **WORDS),
        EnableTenant("FamilyWish", **WORDS),
        EnableTenant("DailyNote", **WORDS),
    ]
