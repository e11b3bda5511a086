from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0007_reminders")]
    operations: list = []
