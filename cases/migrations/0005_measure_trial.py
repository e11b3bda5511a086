"""What the adults have tried, and which measures of a new version are the same as before."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, children_of, pathways_of

PLANS_WRITTEN = f"(select id from cases_pathwayplan where pathway_id in {pathways_of(('resource_advisor',))})"
ANNEXES_WRITTEN = (
    f"(select a.id from cases_childannex a where a.sector = 'school' and a.child_id in {children_of(('resource_advisor',))}"
    f" or a.sector = 'provider' and a.child_id in {children_of(('group_leader',))})"
)
PART_WRITER = f"(annex_id is null and plan_id in {PLANS_WRITTEN} or annex_id in {ANNEXES_WRITTEN})"
PARTS = {"plan_id": "cases_pathwayplan", "annex_id": "cases_childannex"}
TRIED = (
    "by_id = (select app.staff_id()) and measure_id in (select m.id from cases_measure m"
    " join cases_pathwayplan p on p.id = m.plan_id where m.annex_id is null and"
    f" (p.pathway_id in {pathways_of(('class_team', 'resource_advisor'))}"
    f" or m.arena = 'home' and p.pathway_id in {pathways_of(('group_leader',))}))"
)


def key(to, **options):
    return models.ForeignKey(
        to=to,
        **{"db_constraint": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"} | options,
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_giving_roles")]
    operations = [
        migrations.AddField("measure", "root", key("cases.measure", null=True, blank=True)),
        migrations.CreateModel(
            name="MeasureTrial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("tried_on", models.DateField(verbose_name="when")),
                ("line", models.CharField(blank=True, max_length=200, verbose_name="how it went")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("by", key("accounts.staffmember")),
                ("measure", key("cases.measure", related_name="trials")),
                (
                    "municipality",
                    key("accounts.municipality", db_constraint=True, db_index=False, editable=False),
                ),
            ],
            options={
                "verbose_name": "trial",
                "ordering": ["-tried_on", "-pk"],
                "indexes": [models.Index(fields=["municipality", "measure", "tried_on"], name="trial_by_measure")],
            },
        ),
        EnableTenant("Measure", through=PARTS, write=PART_WRITER),
        EnableTenant("MeasureTrial", through={"measure_id": "cases_measure"}, write=TRIED),
    ]
