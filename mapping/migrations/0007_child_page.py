"""What a child drew: walled as the answer it belongs to."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall

DRAWING = Wall(
    noun="answer",
    own={
        "school": ("resource_advisor", "learning_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "system"),
    },
    write={
        "school": ("resource_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "system"),
    },
    shared={"school": ("resource_advisor",), "provider": ("group_leader",), "authority": ("caseworker",)},
    author="author_id",
)
SECTORS = [
    ("school", "school"),
    ("ppr", "PPR"),
    ("provider", "social provider unit"),
    ("authority", "social authority"),
    ("foster_care", "foster care"),
]


def key(to, **options):
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **{"related_name": "+"} | options
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_attachments"), ("mapping", "0006_findings")]
    operations = [
        migrations.CreateModel(
            name="Drawing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("png", "picture"), ("jpg", "photo"), ("docx", "Word")], max_length=4
                    ),
                ),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("stored", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "is being checked"), ("clean", "checked"), ("refused", "refused")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("instrument", models.SlugField(max_length=60)),
                ("item", models.CharField(max_length=60)),
                ("author", key("accounts.staffmember")),
                ("child", key("cases.child", related_name="drawings")),
                ("link", key("cases.accesslink", blank=True, null=True)),
                ("municipality", models.ForeignKey(
                    db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.municipality",
                )),
                ("perspective", key("mapping.perspective", related_name="drawings")),
                ("removed_by", key("accounts.staffmember", blank=True, null=True)),
            ],
            options={"verbose_name": "drawing", "ordering": ["-added_at", "-pk"]},
        ),
        EnableTenant(
            "Drawing",
            through={"child_id": "cases_child"},
            wall=DRAWING,
            item="perspective_id",
            link="link_id = app.link()",
        ),
    ]  # fmt: skip
