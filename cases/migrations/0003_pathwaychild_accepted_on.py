from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls")]
    operations = [
        migrations.AddField("PathwayChild", "accepted_on", models.DateField(blank=True, editable=False, null=True)),
    ]
