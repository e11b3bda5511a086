from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parentgroups", "0002_walls")]
    operations = [
        migrations.AddField(
            "groupenrolment", "reason_words", models.CharField(blank=True, max_length=300, verbose_name="in words")
        ),
        migrations.AlterField(
            "groupenrolment", "reason", models.CharField(blank=True, max_length=40, verbose_name="reason")
        ),
    ]
