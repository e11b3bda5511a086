"""What settles an occurrence, why one was cancelled, and what was done to it: moved, handed over, opened again."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from core.tenancy import EnableTenant, pathways_of

MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")


def to_staff():
    return models.ForeignKey(
        blank=True,
        db_constraint=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.staffmember",
    )


class Migration(migrations.Migration):
    dependencies = [("followup", "0005_subjects_walls")]
    operations = [
        migrations.AddField("occurrence", "form", models.CharField(default="meeting", max_length=10)),
        migrations.AddField("occurrence", "per_session", models.BooleanField(default=False, editable=False)),
        migrations.AddField(
            "occurrence",
            "cancelled_because",
            models.CharField(
                blank=True,
                choices=[
                    ("pathway_ended", "the pathway ended"),
                    ("phase_left", "the phase it belongs to was left"),
                    ("decided", "you decided what comes after"),
                    ("child_left", "the child is no longer in the pathway"),
                    ("session_came", "the next session came first"),
                    ("series_ended", "there is no further session to be ready for"),
                    ("not_in_group", "the parent is not in the group"),
                    ("reopened", "it goes on after all"),
                    ("undone", "what it was counted from was undone"),
                ],
                default="",
                max_length=14,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "occurrence",
            models.CheckConstraint(
                condition=Q(("state", "cancelled"), ("cancelled_because", ""), _connector="OR"),
                name="cancelled_says_why",
            ),
        ),
        migrations.CreateModel(
            name="OccurrenceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("moved", "moved"), ("handed_over", "handed over"), ("reopened", "opened again")],
                        max_length=12,
                    ),
                ),
                ("due_before", models.DateField(blank=True, null=True)),
                ("due_after", models.DateField(blank=True, null=True)),
                ("state_before", models.CharField(blank=True, max_length=10)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("together", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("by", to_staff()),
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
                    "occurrence",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="followup.occurrence",
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.pathway",
                    ),
                ),
                ("staff_after", to_staff()),
                ("staff_before", to_staff()),
            ],
            options={"ordering": ["at", "pk"]},
        ),
        EnableTenant(
            "OccurrenceChange",
            where=f"pathway_id in {pathways_of(MEETING)}",
        ),
    ]
