"""Links for those without an account, carers, and what was issued: `app.enter_link` and the walls of their tables."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, any_of_sides, children_of, pathways_of

FAMILY_LINK = {
    "school": ("resource_advisor", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}
CLASS_LINK = ("resource_advisor", "group_leader", "class_team", "learning_advisor")
DOCUMENT = {
    "school": ("resource_advisor", "principal", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader", "provider_manager"),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}
CARERS = ("resource_advisor", "group_leader", "caseworker", "learning_coordinator", "learning_advisor")
LINK_ROW = f"(child_id is null and pathway_id in {pathways_of(CLASS_LINK)}) or {any_of_sides(FAMILY_LINK)}"
DOCUMENT_ROW = f"(child_id is null and pathway_id in {pathways_of()}) or {any_of_sides(DOCUMENT)}"

# Whoever comes by a link has no role: no table of the access table opens, only what says `link` in its migration.
# A parent's link is dead while custody or access is not (L11), a carer's when the care has ended.
LINK = """
create function app.link() returns bigint language sql stable parallel safe as $$
  select nullif(current_setting('app.link_id', true), '')::bigint $$;
create function app.by_link() returns boolean language sql stable parallel safe as $$ select app.link() is not null $$;
create function app.link_of(what text) returns bigint language sql stable parallel safe as $$
  select nullif(current_setting('app.link_' || what, true), '')::bigint $$;
create or replace function app.leave() returns void language plpgsql as $$
declare k text; r text;
begin
  foreach r in array coalesce(nullif(current_setting('app.roles', true), ''), '{}')::text[] || 'any'::text loop
    foreach k in array array['all', 'unit', 'pathway', 'child'] loop
      perform set_config('app.' || r || '_' || k, '', true);
    end loop;
  end loop;
  foreach k in array array['user_id', 'staff_id', 'municipality_id', 'request_id', 'purpose', 'roles', 'person_roles',
                           'link_id', 'link_child', 'link_parent', 'link_carer', 'link_pathway', 'link_pathway_child'] loop
    perform set_config('app.' || k, '', true);
  end loop;
end $$;
create function app.enter_link(p_hash text, p_today date, p_now timestamptz, p_request text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare l record;
begin
  perform app.leave();
  select k.*, m.name as municipality_name into l
    from cases_accesslink k join accounts_municipality m on m.id = k.municipality_id
   where k.token_hash = p_hash and k.revoked_at is null and k.locked_at is null and k.expires_at > p_now
     and (k.parent_id is null or exists (
           select from cases_custodyrelation c
            where c.child_id = k.child_id and c.parent_id = k.parent_id and c.has_custody
              and c.starts_on <= p_today and (c.ends_on is null or c.ends_on >= p_today)
              and (c.suspended_from is null or p_today not between c.suspended_from and c.suspended_until)))
     and (k.carer_id is null or exists (
           select from cases_carer c
            where c.id = k.carer_id and c.starts_on <= p_today and (c.ends_on is null or c.ends_on >= p_today)));
  if l.id is null then return null; end if;
  perform set_config('app.user_id', '0', true), set_config('app.staff_id', '', true),
          set_config('app.municipality_id', l.municipality_id::text, true),
          set_config('app.request_id', p_request, true), set_config('app.purpose', 'link ' || l.id, true),
          set_config('app.roles', '{link}', true), set_config('app.person_roles', '{}', true),
          set_config('app.link_id', l.id::text, true), set_config('app.link_child', coalesce(l.child_id::text, ''), true),
          set_config('app.link_parent', coalesce(l.parent_id::text, ''), true),
          set_config('app.link_carer', coalesce(l.carer_id::text, ''), true),
          set_config('app.link_pathway', l.pathway_id::text, true),
          set_config('app.link_pathway_child', coalesce(l.pathway_child_id::text, ''), true);
  return jsonb_build_object('id', l.id, 'uuid', l.uuid, 'kind', l.kind, 'municipality_id', l.municipality_id,
    'municipality_name', l.municipality_name, 'pathway_id', l.pathway_id, 'child_id', l.child_id,
    'pathway_child_id', l.pathway_child_id, 'parent_id', l.parent_id, 'carer_id', l.carer_id, 'who', l.who,
    'language', l.language, 'factor', l.factor, 'made_by_id', l.made_by_id, 'sector', l.sector);
end $$;
"""
NO_LINK = """
drop function app.enter_link(text, date, timestamptz, text);
drop function app.by_link();
drop function app.link();
drop function app.link_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_local_text"),
        ("cases", "0008_message_choice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Carer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("foster_parent", "foster parent"), ("home_staff", "staff of the home")],
                        default="foster_parent",
                        max_length=14,
                        verbose_name="who",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("home", models.CharField(blank=True, max_length=120, verbose_name="the home")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carers",
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
            ],
            options={
                "verbose_name": "carer",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AccessLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "questions to answer"),
                            ("class", "questions for the pupils, without names"),
                            ("family", "the family's page"),
                        ],
                        max_length=8,
                    ),
                ),
                ("who", models.CharField(max_length=120)),
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
                ("language", models.CharField(default="da", max_length=5)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "factor",
                    models.CharField(
                        choices=[("code", "a code"), ("birth_date", "the child's date of birth")],
                        default="code",
                        max_length=10,
                    ),
                ),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=128)),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("locked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(verbose_name="works until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="cases.child",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="cases.parent",
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
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
                        related_name="links",
                        to="cases.pathwaychild",
                    ),
                ),
                (
                    "revoked_by",
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
                    "carer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="cases.carer",
                    ),
                ),
            ],
            options={
                "verbose_name": "link",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="IssuedDocument",
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
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(default="da", max_length=5)),
                ("recipient", models.CharField(blank=True, max_length=160, verbose_name="to whom")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("body", models.BinaryField()),
                ("facts", models.JSONField(default=dict)),
                ("issued_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="filed on")),
                (
                    "carer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.carer",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.child",
                    ),
                ),
                (
                    "filed_by",
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
                    "issued_by",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.parent",
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
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
                        related_name="documents",
                        to="cases.pathwaychild",
                    ),
                ),
            ],
            options={
                "verbose_name": "issued document",
                "ordering": ["-issued_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LinkVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device", models.CharField(max_length=12)),
                ("what", models.CharField(max_length=40)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
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
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="accesslink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("carer", None), ("child", None), ("kind", "class"), ("parent", None), ("pathway_child", None)
                    ),
                    models.Q(
                        models.Q(("kind", "class"), _negated=True),
                        ("child__isnull", False),
                        ("pathway_child__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="link_of_child_or_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesslink",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", None), ("carer", None), _connector="OR"), name="link_of_one_person"
            ),
        ),
        migrations.AddIndex(
            model_name="issueddocument",
            index=models.Index(fields=["municipality", "pathway", "kind"], name="document_by_pathway"),
        ),
        migrations.RunSQL(LINK, NO_LINK),
        EnableTenant("Carer", through={"child_id": "cases_child"}, write=f"child_id in {children_of(CARERS)}"),
        EnableTenant(
            "AccessLink", where=LINK_ROW, write=LINK_ROW, link="id = app.link()", hide=("token_hash", "code_hash")
        ),
        EnableTenant("LinkVisit", through={"link_id": "cases_accesslink"}, link="link_id = app.link()", audit=False),
        EnableTenant(
            "IssuedDocument",
            where=DOCUMENT_ROW,
            write=DOCUMENT_ROW,
            link_reads="withdrawn_at is null and child_id = app.link_of('child')"
            " and (parent_id = app.link_of('parent') or carer_id = app.link_of('carer'))",
            hide=("body",),
        ),
    ]
