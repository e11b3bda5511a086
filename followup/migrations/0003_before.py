"""What lies before a pathway was entered here: neither held nor missed. Unanswered rows are found by an index."""

from django.db import migrations, models

STATES = [
    ("open", "open"),
    ("held", "held"),
    ("not_held", "not held because"),
    ("cancelled", "cancelled"),
    ("before", "before Samspil"),
]


class Migration(migrations.Migration):
    dependencies = [("followup", "0002_walls")]
    operations = [
        migrations.AlterField("occurrence", "state", models.CharField(choices=STATES, default="open", max_length=10)),
        migrations.AddField("occurrence", "answered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "occurrence",
            models.Index(
                fields=["municipality", "pathway"],
                condition=models.Q(("answered_at", None), ("state", "before")),
                name="occurrence_unanswered",
            ),
        ),
    ]
