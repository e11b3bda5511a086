from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parentgroups", "0004_recruitment")]
    operations = [
        migrations.AddField("attendance", "marked_at", models.DateTimeField(blank=True, null=True)),
    ]
