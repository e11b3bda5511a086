from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0012_feed")]
    operations: list = []
