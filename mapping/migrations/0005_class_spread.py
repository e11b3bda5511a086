from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mapping", "0004_asks")]
    operations: list = []
