from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mapping", "0007_child_page")]
    operations: list = []
