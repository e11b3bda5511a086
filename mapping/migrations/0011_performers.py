from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mapping", "0010_rounds_again")]
    operations: list = []
