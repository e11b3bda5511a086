from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mapping", "0009_translations")]
    operations: list = []
