"""When the bell of a bundle rang last: it is rung again only once nobody has come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insight", "0004_bundle")]

    operations = [
        migrations.AddField("DocumentBundle", "rung_at", models.DateTimeField(null=True, editable=False)),
    ]
