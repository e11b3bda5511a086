from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mapping", "0006_findings")]
    operations: list = []
