"""A school's documents in one go. Each sees her own; Samspil itself throws them away after a day."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_local_text"),
        ("insight", "0003_figure_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentBundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
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
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisationunit",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BundlePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.UUIDField()),
                ("title", models.CharField(max_length=200)),
                ("body", models.BinaryField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
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
                    "bundle",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="insight.documentbundle",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        EnableTenant(
            "DocumentBundle",
            where="made_by_id = (select app.staff_id()) or (select app.has_role('system'))",
            audit=False,
        ),
        EnableTenant("BundlePart", through={"bundle_id": "insight_documentbundle"}, audit=False),
    ]
