from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parentgroups", "0006_before")]
    operations = [
        migrations.AddField(
            "parentgroup",
            "phone",
            models.CharField(blank=True, max_length=20, verbose_name="phone that families can ring"),
        ),
    ]
