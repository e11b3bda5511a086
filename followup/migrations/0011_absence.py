from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0010_closing")]
    operations: list = []
