from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mapping", "0005_class_spread")]
    operations: list = []
