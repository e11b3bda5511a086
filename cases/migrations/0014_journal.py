"""References to the authority's own systems and the file plan (L16, L18, L28)."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, any_of_sides, pathways_of

DOCUMENT = {
    "school": ("resource_advisor", "principal", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader", "provider_manager"),
    "authority": ("caseworker",),
    "foster_care": ("learning_coordinator",),
}
ROW = f"(child_id is null and pathway_id in {pathways_of()}) or {any_of_sides(DOCUMENT)}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_attachments")]
    operations = [
        migrations.CreateModel(
            name="ExternalReference",
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
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("dubu", "DUBU"),
                            ("sbsys", "SBSYS"),
                            ("acadre", "Acadre"),
                            ("other", "another journal"),
                        ],
                        max_length=10,
                        verbose_name="journal",
                    ),
                ),
                ("reference", models.CharField(max_length=60, verbose_name="reference")),
                ("at", models.DateTimeField(auto_now=True)),
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
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
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
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
                        to="cases.pathway",
                    ),
                ),
            ],
            options={
                "verbose_name": "reference to a journal",
                "ordering": ["system", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pathway", "child", "sector", "system"), name="one_reference_each", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kle_child", models.CharField(default="27.24.00", max_length=12, verbose_name="about a child")),
                ("kle_pathway", models.CharField(blank=True, max_length=12, verbose_name="about a class or a group")),
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
                "constraints": [models.UniqueConstraint(fields=("municipality",), name="one_journal_plan")],
            },
        ),
        EnableTenant("ExternalReference", where=ROW, write=ROW),
        EnableTenant("JournalPlan", write="(select app.has_role('administrator'))"),
    ]
