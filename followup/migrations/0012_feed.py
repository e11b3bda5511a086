from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0011_absence")]
    operations: list = []
