"""The municipality's own rhythms: read by all of it, kept by its administrator."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant

ADMIN = "(select app.has_role('administrator'))"


class Migration(migrations.Migration):
    dependencies = [("followup", "0012_feed"), ("programmes", "0001_initial"), ("accounts", "0005_local_text")]
    operations = [
        migrations.CreateModel(
            name="CadenceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cadence", models.CharField(max_length=40)),
                ("count", models.PositiveSmallIntegerField(verbose_name="how many")),
                (
                    "unit",
                    models.CharField(
                        choices=[("days", "days"), ("weeks", "weeks"), ("months", "months")],
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                ("early_days", models.PositiveSmallIntegerField(verbose_name="days before that count")),
                ("near_days", models.PositiveSmallIntegerField(verbose_name="days after that are near")),
                (
                    "summer",
                    models.CharField(
                        choices=[
                            ("before", "to the last school week before it"),
                            ("after", "to the second school week after it"),
                        ],
                        max_length=10,
                        verbose_name="a day in the summer holiday moves",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                ("from_on", models.DateField(verbose_name="from")),
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
                    "programme_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.programmeversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "own rhythm",
                "ordering": ["-from_on", "-pk"],
                "indexes": [models.Index(fields=["municipality", "programme_version", "cadence"], name="own_rhythm")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="own_rhythm_counts"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="own_rhythm_has_a_reason"
                    ),
                ],
            },
        ),
        EnableTenant("CadenceChange", write=ADMIN),
    ]
