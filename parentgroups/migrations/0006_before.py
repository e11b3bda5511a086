"""Sessions that lie before the group was entered here: neither held nor missed."""

from django.db import migrations, models

STATES = [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled"), ("before", "Before Samspil")]


class Migration(migrations.Migration):
    dependencies = [("parentgroups", "0005_marked_at")]
    operations = [
        migrations.AlterField(
            "groupsession", "state", models.CharField(choices=STATES, default="planned", max_length=10)
        ),
        migrations.AddField("groupsession", "answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
    ]
