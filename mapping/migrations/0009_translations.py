import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_local_text"), ("mapping", "0008_rounds")]
    operations = [
        migrations.CreateModel(
            name="TranslationCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80)),
                ("number", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=5)),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                (
                    "confirmed_by",
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
            ],
            options={
                "verbose_name": "checked translation",
                "verbose_name_plural": "checked translations",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "slug", "number", "language"), name="translation_confirmed_once"
                    )
                ],
            },
        ),
        EnableTenant("TranslationCheck", write="(select app.has_role('administrator'))"),
    ]
