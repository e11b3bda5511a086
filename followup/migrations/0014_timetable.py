from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0013_local_cadence")]
    operations: list = []
