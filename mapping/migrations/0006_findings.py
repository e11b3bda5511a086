"""What is seen in the answers, class and child; and how many voices stand behind a wall, without what they say."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from core.tenancy import EnableTenant, any_of_sides, children_of, pathways_of

OWN = {"school": ("resource_advisor", "learning_advisor", "ppr_advisor"), "provider": ("group_leader",)}
WRITE = {"school": ("resource_advisor",), "provider": ("group_leader",)}
SHARED = {
    "school": ("resource_advisor",),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader",),
    "authority": ("caseworker",),
}
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
FUNCTIONS = f"""
-- How many voices about a child have been heard in a round, whoever may read them: a page says how many it does not show.
create function app.voices_heard(p_mappings bigint[], p_child bigint)
returns table (mapping_id bigint, informant text, heard bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select v.mapping_id, v.informant::text, count(*) from mapping_perspective v
   where v.municipality_id = (select app.muni()) and v.mapping_id = any(p_mappings) and v.child_id = p_child
     and v.obtained_on is not null and (v.values = '{{}}'::jsonb or v.finished_at is not null)
     and not app.by_link() and p_child in {children_of()}
   group by v.mapping_id, v.informant $$;
"""


def key(to, **options):
    return models.ForeignKey(
        to=to,
        **{"db_constraint": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"} | options,
    )


class Migration(migrations.Migration):
    dependencies = [("mapping", "0005_class_spread")]
    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("municipality", key("accounts.municipality", db_constraint=True, db_index=False, editable=False)),
                ("mapping", key("mapping.needsmapping", related_name="findings")),
                (
                    "pathway_child",
                    key("cases.pathwaychild", related_name="findings", null=True, blank=True),
                ),
                ("child", key("cases.child", related_name="findings", null=True, blank=True)),
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
                (
                    "kind",
                    models.CharField(
                        choices=[("seen", "what we see"), ("telling", "how the child is told")],
                        default="seen",
                        max_length=8,
                    ),
                ),
                ("dimension", models.CharField(blank=True, max_length=120, verbose_name="area")),
                ("text", models.TextField(verbose_name="what we see")),
                ("meaning_class", models.TextField(blank=True, verbose_name="what it means in the class")),
                ("meaning_home", models.TextField(blank=True, verbose_name="what it means at home")),
                ("tool", models.CharField(blank=True, max_length=120, verbose_name="tool")),
                ("performer", models.CharField(blank=True, max_length=120, verbose_name="done by")),
                ("performed_on", models.DateField(blank=True, null=True, verbose_name="when")),
                ("qualification", models.CharField(blank=True, max_length=160, verbose_name="qualification")),
                ("goal", models.UUIDField(blank=True, editable=False, null=True)),
                ("measure", models.UUIDField(blank=True, editable=False, null=True)),
                ("made_by", key("accounts.staffmember")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_by", key("accounts.staffmember", null=True, blank=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={"verbose_name": "finding", "ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            "Finding",
            models.CheckConstraint(
                name="finding_of_class_or_child",
                condition=Q(pathway_child=None, child=None, kind="seen")
                | Q(pathway_child__isnull=False, child__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "Finding",
            models.UniqueConstraint(
                fields=["mapping", "pathway_child", "sector"],
                condition=Q(kind="telling"),
                name="one_way_of_telling_per_side",
            ),
        ),
        EnableTenant("Finding", where=ROW, write=WRITES),
        migrations.RunSQL(FUNCTIONS, "drop function app.voices_heard"),
    ]
