"""What one side writes to a child's parents, handed over to the other side, which gives both: walled as an annex of its own."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall

HANDED = Wall(
    noun="told_part",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "ppr_advisor"),
        "provider": ("group_leader", "provider_manager"),
    },
    write={"school": ("resource_advisor",), "provider": ("group_leader",)},
    shared={"school": ("resource_advisor",), "provider": ("group_leader",)},
)
SECTORS = [
    ("school", "school"),
    ("ppr", "PPR"),
    ("provider", "social provider unit"),
    ("authority", "social authority"),
    ("foster_care", "foster care"),
]


def to(model, name):
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_goal_drawings")]
    operations = [
        migrations.CreateModel(
            name="HandedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("sections", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("by", to("accounts.staffmember", "+")),
                ("child", to("cases.child", "handed_parts")),
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
                ("pathway", to("cases.pathway", "handed_parts")),
                ("plan", to("cases.pathwayplan", "handed_parts")),
            ],
            options={"verbose_name": "handed part of a version", "ordering": ["-pk"]},
        ),
        EnableTenant("HandedPart", through={"child_id": "cases_child"}, wall=HANDED),
    ]
