import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant

ADMIN = "(select app.has_role('administrator'))"


def key_to(model, **options):
    return models.ForeignKey(
        **{"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": model} | options
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_draft")]
    operations = [
        migrations.CreateModel(
            name="LocalText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("concern", "Worried about a child"),
                            ("force", "Use of force"),
                            ("injury", "Work injury"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="heading")),
                ("body", models.TextField(verbose_name="text")),
                ("contact", models.CharField(blank=True, max_length=80, verbose_name="who answers")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("url", models.URLField(blank=True, verbose_name="web page")),
                ("changed_at", models.DateTimeField(auto_now_add=True)),
                ("changed_by", key_to("accounts.staffmember", db_constraint=False)),
                ("municipality", key_to("accounts.municipality", db_index=False, editable=False)),
            ],
            options={
                "verbose_name": "text of the municipality",
                "ordering": ["key", "-changed_at", "-pk"],
                "indexes": [models.Index(fields=["municipality", "key", "-changed_at"], name="local_text_newest")],
            },
        ),
        migrations.CreateModel(
            name="WordAdvice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("word", models.CharField(max_length=60, verbose_name="word")),
                ("word_key", models.CharField(editable=False, max_length=130)),
                ("instead", models.CharField(max_length=200, verbose_name="write rather")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("batch", models.UUIDField(blank=True, editable=False, null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("changed_by", key_to("accounts.staffmember", db_constraint=False)),
                ("municipality", key_to("accounts.municipality", db_index=False, editable=False)),
            ],
            options={
                "verbose_name": "word on the list",
                "ordering": ["word_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("municipality", "word_key"),
                        name="word_once_on_the_list",
                    )
                ],
            },
        ),
        EnableTenant("LocalText", write=ADMIN),
        EnableTenant("WordAdvice", write=ADMIN),
    ]
