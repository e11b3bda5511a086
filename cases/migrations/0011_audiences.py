"""What a plan says to each of its audiences, what of it was given to whom, and the good word that goes home."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall, any_of_sides, pathways_of

SIDES = {
    "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "ppr_advisor"),
    "provider": ("group_leader", "provider_manager"),
}
WRITERS = {"school": ("resource_advisor",), "provider": ("group_leader",)}
TELLERS = ("resource_advisor", "group_leader")
AUDIENCE_ROW = f"(child_id is null and pathway_id in {pathways_of()}) or {any_of_sides(SIDES)}"
AUDIENCE_WRITE = f"(child_id is null and pathway_id in {pathways_of(TELLERS)}) or {any_of_sides(WRITERS)}"
PRAISE = Wall(
    noun="praise",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
        "foster_care": ("learning_coordinator",),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader",),
        "foster_care": ("learning_coordinator",),
    },
)
DOCUMENT = {
    "school": ("resource_advisor", "principal", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader", "provider_manager"),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}
DOCUMENT_ROW = f"(child_id is null and pathway_id in {pathways_of()}) or {any_of_sides(DOCUMENT)}"

# Which words of a text are names of the class's pupils, of children in the pathway, or of those who have the care of them;
# initials, short forms, and the street they live in. It gives back nothing but what was asked for: a group leader may ask
# without seeing the class list. `who` tells people apart and is no key of theirs. p_but: the child that the text is about.
PEOPLE_FOUND = """
create function app.initial_of(p_part text) returns text language sql immutable parallel safe as $$
  select case when left(p_part, 1) = '{' then left(p_part, 2) else left(p_part, 1) end $$;
create function app.people_found(
  p_pathway bigint, p_but bigint, p_words text[], p_initials text[], p_shorts text[], p_text text
) returns table(kind text, who bigint, found text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare w record; today date := current_setting('app.today')::date;
begin
  select p.id, p.school_class_id, p.municipality_id into w from cases_pathway p
   where p.id = p_pathway and p.municipality_id = app.muni() and p.id in (select app.pathways(null));
  if w.id is null or app.by_link() then return; end if;
  return query
  with kids as (
      select c.id, c.name_key, c.address from cases_child c
       where c.municipality_id = w.municipality_id and (
             c.id in (select k.child_id from cases_pathwaychild k where k.pathway_id = w.id)
          or c.id in (select m.child_id from cases_classmembership m where m.school_class_id = w.school_class_id
                         and m.starts_on <= today and (m.ends_on is null or m.ends_on >= today)))),
    adults as (
      select distinct r.id, r.name_key, r.address, c.child_id from cases_custodyrelation c join cases_parent r on r.id = c.parent_id
       where c.child_id in (select k.id from kids k)),
    own as (select a.id from adults a where a.child_id = p_but),
    people as (
      select 'pupil' as kind, k.id as who, k.name_key from kids k where p_but is null or k.id <> p_but
      union select 'parent', -a.id, a.name_key from adults a where a.id not in (select o.id from own o)),
    parts as (
      select p.kind, p.who, x.part, x.at, count(*) over (partition by p.who) as n
        from people p, regexp_split_to_table(p.name_key, '[[:space:].''’-]+') with ordinality as x(part, at) where x.part <> '')
  select p.kind, dense_rank() over (order by p.who), p.part from parts p where p.part = any(p_words)
  union all
  select distinct 'initials', 0::bigint, app.initial_of(a.part) || app.initial_of(b.part)
    from parts a join parts b on a.who = b.who and a.at = 1 and b.at = b.n and b.at > 1
   where a.kind = 'pupil' and app.initial_of(a.part) || app.initial_of(b.part) = any(p_initials)
  union all
  select distinct 'short', 0::bigint, s.short from parts p, unnest(p_shorts) as s(short)
   where p.kind = 'pupil' and p.at = 1 and p.part <> s.short and starts_with(p.part, s.short)
  union all
  select distinct 'street', 0::bigint, t.street
    from (select lower(translate(trim(split_part(regexp_replace(l.address, '[0-9].*$', ''), ',', 1)), 'ÆØÅÉ', 'æøåé')) as street
            from (select k.address from kids k union select a.address from adults a) l) t
   where length(t.street) > 3 and strpos(p_text, t.street) > 0;
end $$;
"""
NO_PEOPLE_FOUND = """
drop function app.people_found(bigint, bigint, text[], text[], text[], text);
drop function app.initial_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_local_text"), ("cases", "0010_goals")]

    operations = [
        migrations.CreateModel(
            name="AudienceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("audience", models.CharField(max_length=30, verbose_name="to whom")),
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
                ("language", models.CharField(default="da", max_length=5, verbose_name="language")),
                ("title", models.CharField(max_length=160, verbose_name="heading")),
                ("other_title", models.CharField(blank=True, max_length=160, verbose_name="heading")),
                ("sections", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(choices=[("draft", "Draft"), ("given", "Given")], default="draft", max_length=6),
                ),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("given_on", models.DateField(blank=True, null=True)),
                ("looked_at", models.JSONField(default=list)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audience_versions",
                        to="cases.child",
                    ),
                ),
                (
                    "given_by",
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
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audience_versions",
                        to="cases.pathway",
                    ),
                ),
                (
                    "pathway_child",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audience_versions",
                        to="cases.pathwaychild",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audience_versions",
                        to="cases.pathwayplan",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "version for an audience",
                "ordering": ["-given_on", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="issueddocument",
            name="audience_version",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="cases.audienceversion",
            ),
        ),
        migrations.AddField(
            model_name="presentation",
            name="version",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="presentations",
                to="cases.audienceversion",
            ),
        ),
        migrations.CreateModel(
            name="PraiseMessage",
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
                ("text", models.CharField(max_length=300, verbose_name="what went well")),
                ("signed", models.CharField(max_length=160)),
                ("said_on", models.DateField()),
                ("contact", models.UUIDField(blank=True, editable=False, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="praise",
                        to="cases.child",
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
                        related_name="praise",
                        to="cases.pathwaychild",
                    ),
                ),
            ],
            options={
                "verbose_name": "good word to the home",
                "ordering": ["-said_on", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="audienceversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft"), ("withdrawn_at", None)),
                fields=("plan", "audience", "pathway_child", "sector", "language"),
                name="one_draft_per_audience",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="audienceversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_on", None), ("state", "draft")),
                    models.Q(("given_on__isnull", False), ("state", "given")),
                    _connector="OR",
                ),
                name="given_version_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="audienceversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("child", None), ("pathway_child", None)),
                    models.Q(("child__isnull", False), ("pathway_child__isnull", False)),
                    _connector="OR",
                ),
                name="version_of_a_child_or_of_many",
            ),
        ),
        EnableTenant("AudienceVersion", where=AUDIENCE_ROW, write=AUDIENCE_WRITE),
        EnableTenant(
            "IssuedDocument",
            where=DOCUMENT_ROW,
            write=DOCUMENT_ROW,
            link_reads="withdrawn_at is null and child_id = app.link_of('child')"
            " and (parent_id = app.link_of('parent') or carer_id = app.link_of('carer'))",
            hide=("body",),
        ),
        EnableTenant(
            "Presentation",
            through={"plan_id": "cases_pathwayplan", "annex_id": "cases_childannex"},
            write=f"plan_id in (select id from cases_pathwayplan where pathway_id in {pathways_of(TELLERS)})",
        ),
        EnableTenant(
            "PraiseMessage",
            through={"child_id": "cases_child"},
            wall=PRAISE,
            link_reads="withdrawn_at is null and child_id = app.link_of('child')"
            " and (app.link_of('parent') is not null or app.link_of('carer') is not null)",
        ),
        migrations.RunSQL(PEOPLE_FOUND, NO_PEOPLE_FOUND),
    ]
