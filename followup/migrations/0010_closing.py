from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0009_contacts")]
    operations: list = []
