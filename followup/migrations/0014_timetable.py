"""A class's week: read by whoever may plan a meeting, kept by the school's own people and the class's team."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, reach

OWN_SCHOOL = reach({"unit": "school_id"}, ("resource_advisor", "principal", "learning_advisor"))
OWN_CLASS = f"school_class_id in (select id from accounts_schoolclass where {OWN_SCHOOL})"
MY_CLASS = (
    "(select app.has_role('class_team')) and school_class_id in (select r.scope_id from accounts_roleassignment r"
    " where r.staff_member_id = (select app.staff_id()) and r.role = 'class_team' and r.scope = 'class')"
)


class Migration(migrations.Migration):
    dependencies = [("followup", "0013_local_cadence"), ("accounts", "0005_local_text")]
    operations = [
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")],
                        verbose_name="weekday",
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="to")),
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
                    "school_class",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="accounts.schoolclass",
                    ),
                ),
            ],
            options={
                "verbose_name": "lesson",
                "ordering": ["weekday", "starts_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="lesson_ends_after_start"
                    ),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 4)), name="lesson_on_a_weekday"),
                    models.UniqueConstraint(fields=("school_class", "weekday", "starts_at"), name="lesson_once"),
                ],
            },
        ),
        EnableTenant("Lesson", write=f"{OWN_CLASS} or ({MY_CLASS})"),
    ]
