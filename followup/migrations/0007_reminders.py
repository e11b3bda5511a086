from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0006_engine")]
    operations: list = []
