import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall, children_of

SCHOOL = ("resource_advisor", "class_team", "learning_advisor", "principal")
PROVIDER = ("group_leader", "provider_manager")
CONCERN = Wall(
    noun="concern",
    own={
        "school": ("principal", "caseworker"),
        "ppr": ("caseworker",),
        "provider": ("provider_manager", "caseworker"),
    },
    write={"school": SCHOOL, "ppr": ("ppr_advisor",), "provider": PROVIDER},
    author="by_id",
)
OWN_SECTOR = " or ".join(
    f"(sector = '{sector}' and child_id in {children_of(roles)})" for sector, roles in CONCERN.writers.items()
)
SECTORS = [
    ("school", "school"),
    ("ppr", "PPR"),
    ("provider", "social provider unit"),
    ("authority", "social authority"),
    ("foster_care", "foster care"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_measure_trial")]
    operations = [
        migrations.CreateModel(
            name="ConcernNotification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("sent_on", models.DateField(verbose_name="sent on")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
                        related_name="concerns",
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
                "verbose_name": "notification of concern",
                "ordering": ["-sent_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=["child", "by", "sent_on"], name="one_notification_a_day_and_sender")
                ],
            },
        ),
        EnableTenant(
            "ConcernNotification",
            through={"child_id": "cases_child"},
            wall=CONCERN,
            write=f"by_id = (select app.staff_id()) and ({OWN_SECTOR})",
        ),
    ]
